// what was printed with a QR code comes back from the scanner, is parted by those codes, and cut without being decoded.
#include <leptonica/allheaders.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <set>

#include "indexer/worker/protocol.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/tiny_pdf.hpp"
#include "tests/tools/printing.hpp"
#include "tools/print/paper_code.hpp"

using namespace anjuan;
using namespace anjuan::test;
using print::FormDocument;
using print::FormRow;
using print::PageGroup;
using print::PaperCode;

namespace {

struct PixDestroy {
  void operator()(PIX* pix) const { pixDestroy(&pix); }
};
using Picture = std::unique_ptr<PIX, PixDestroy>;

std::string number_of(int i) {
  const std::string digits = std::to_string(i);
  return "〔2023〕组信字第" + std::string(4 - digits.size(), '0') + digits + "号";
}

std::string code_of(int i, const std::string& part = "letter") { return print::to_text({part, number_of(i)}).value(); }

FormRow label(int i) { return {{"二维码", code_of(i)}, {"编号", number_of(i)}, {"来信人", "张三"}, {"收信日期", "2023-03-01"}, {"说明", "共 4 页"}}; }

Picture picture_of(const Bytes& png) {
  Picture pix(pixReadMem(reinterpret_cast<const l_uint8*>(png.data()), png.size()));
  BOOST_REQUIRE(pix != nullptr);
  return pix;
}

/// The page as a scanner gives it: grey, slanted by `degrees`, with noise.
Picture scanned(const std::string& pdf, std::uint32_t page, double dpi, double degrees) {
  const auto png = render_bytes(worker(), pdf, "printed.pdf", page, dpi, {});
  BOOST_REQUIRE(png.has_value());
  const Picture grey(pixConvertTo8(picture_of(*png).get(), 0));
  const Picture slanted(pixRotate(grey.get(), static_cast<l_float32>(degrees * 3.14159265 / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0));
  Picture noisy(pixAddGaussianNoise(slanted.get(), 14));
  pixSetResolution(noisy.get(), static_cast<l_int32>(dpi), static_cast<l_int32>(dpi));
  return noisy;
}

std::string png_of(PIX* pix) {
  l_uint8* data = nullptr;
  std::size_t size = 0;
  BOOST_REQUIRE(pixWriteMemPng(&data, &size, pix, 0) == 0);
  std::string bytes(reinterpret_cast<char*>(data), size);
  lept_free(data);
  return bytes;
}

std::vector<PageCodes> codes_in(const std::string& bytes, const std::string& name) {
  auto codes = worker().codes([&](ByteSink& sink) { return sink.write(as_bytes(bytes)); }, name);
  BOOST_REQUIRE_MESSAGE(codes.has_value(), (codes ? std::string() : codes.error().message));
  return *codes;
}

Result<std::vector<std::string>> cut(const std::string& bytes, const std::string& name, const std::vector<PageSpan>& spans) {
  CollectedMembers members;
  TRY(worker().cut([&](ByteSink& sink) { return sink.write(as_bytes(bytes)); }, name, spans, members));
  std::vector<std::string> parts;
  for (auto& [member, content] : members.members) parts.push_back(std::move(content));
  return parts;
}

/// Labels 12, 13, 14 on letters of 2, 1 and 2 pages, and before them a loose page: six scanned pages.
std::vector<Picture> morning_pile() {
  std::vector<FormDocument> paper;
  const auto letter = [&](const std::string& text) { paper.push_back({"受理告知书", {{"事项", text}}, {}}); };
  const auto labelled = [&](int i) { paper.push_back({"登记表", {{"二维码", code_of(i, "register-sheet")}, {"编号", number_of(i)}}, {}}); };
  letter("散页"), labelled(12), letter("第二页"), labelled(13), labelled(14), letter("末页");
  const auto pdf = print::render(worker(), paper);
  BOOST_REQUIRE(pdf.has_value());
  std::vector<Picture> pages;
  for (std::uint32_t page = 1; page <= 6; ++page) pages.push_back(scanned(std::string(as_text(*pdf)), page, 200, page % 2 == 0 ? 1.2 : -0.8));
  return pages;
}

std::string pdf_of(const std::vector<Picture>& pages) {
  PIXA* all = pixaCreate(static_cast<l_int32>(pages.size()));
  for (const Picture& page : pages) pixaAddPix(all, page.get(), L_CLONE);
  l_uint8* data = nullptr;
  std::size_t size = 0;
  BOOST_REQUIRE(pixaConvertToPdfData(all, 200, 1.0F, L_JPEG_ENCODE, 75, "batch", &data, &size) == 0);
  pixaDestroy(&all);
  std::string bytes(reinterpret_cast<char*>(data), size);
  lept_free(data);
  return bytes;
}

std::string tiff_of(const std::vector<Picture>& pages, const std::filesystem::path& file) {
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const Picture bits(pixThresholdToBinary(pages[i].get(), 150));
    pixSetResolution(bits.get(), 200, 200);
    BOOST_REQUIRE(pixWriteTiff(file.c_str(), bits.get(), IFF_TIFF_G4, i == 0 ? "w" : "a") == 0);
  }
  return read_file(file);
}

l_int32 compression_of(std::string tiff) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(fmemopen(tiff.data(), tiff.size(), "rb"), fclose);
  l_int32 compression = 0;
  findTiffCompression(file.get(), &compression);
  return compression;
}

bool is_of_2023(const PaperCode& code) { return code.number.starts_with("〔2023〕"); }

void check_pile(const std::vector<PageGroup>& groups) {
  BOOST_REQUIRE(groups.size() == 4U);
  BOOST_TEST(!groups[0].code.has_value());
  BOOST_TEST(!groups[0].reason.empty());
  BOOST_TEST((groups[0].pages == PageSpan{1, 1}));
  const std::vector<PageSpan> spans = {{2, 3}, {4, 4}, {5, 6}};
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST((groups[static_cast<std::size_t>(i) + 1].code == PaperCode{"register-sheet", number_of(12 + i)}));
    BOOST_TEST((groups[static_cast<std::size_t>(i) + 1].pages == spans[static_cast<std::size_t>(i)]));
  }
}

Result<std::vector<PageGroup>> split_of(const std::string& bytes, const std::string& name) {
  return print::split_batch(worker(), [&](ByteSink& sink) { return sink.write(as_bytes(bytes)); }, name, is_of_2023);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(codes)

BOOST_AUTO_TEST_CASE(R_386_a_sheet_of_labels_is_read_from_a_slanted_noisy_scan) {
  FormDocument sheet{"标签纸", {}, {}};
  std::set<std::string> printed;
  for (int i = 1; i <= 24; ++i) {
    sheet.lists["标签"].push_back(label(i));
    printed.insert(code_of(i));
  }
  const std::string pdf = print_form(sheet);
  for (const auto& [dpi, degrees] : {std::pair(200.0, 1.5), std::pair(300.0, -1.5), std::pair(200.0, 180.0)}) {
    const std::vector<PageCodes> pages = codes_in(png_of(scanned(pdf, 1, dpi, degrees).get()), "scan.png");
    std::set<std::string> read;
    BOOST_REQUIRE(pages.size() == 1U);
    for (const PageCode& code : pages[0].codes) read.insert(code.text);
    BOOST_TEST((read == printed), dpi << " dpi, " << degrees << " degrees: " << read.size() << " of " << printed.size());
  }
}

BOOST_AUTO_TEST_CASE(every_form_with_a_code_gives_it_back) {
  const auto forms = print::forms();
  BOOST_REQUIRE(forms.has_value());
  std::vector<FormDocument> pile;
  for (const print::FormInfo& form : *forms) {
    const auto fields = print::fields_of(form.id);
    const bool has_code = std::any_of(fields->begin(), fields->end(), [](const print::FormField& field) { return field.name == "二维码"; });
    if (has_code) pile.push_back({form.id, {{"二维码", code_of(7, form.id)}}, {}});
  }
  BOOST_TEST(pile.size() > 10U);
  const auto pdf = print::render(worker(), pile);
  BOOST_REQUIRE(pdf.has_value());
  const std::vector<PageCodes> pages = codes_in(std::string(as_text(*pdf)), "pile.pdf");
  BOOST_REQUIRE(pages.size() == pile.size());
  for (std::size_t i = 0; i < pages.size(); ++i) {
    BOOST_TEST_CONTEXT(pile[i].form) {
      BOOST_REQUIRE(pages[i].codes.size() == 1U);
      BOOST_TEST(pages[i].codes[0].text == code_of(7, pile[i].form));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_box_says_where_the_code_stands) {
  const std::vector<PageCodes> pages = codes_in(print_form({"登记表", {{"二维码", code_of(1)}}, {}}), "sheet.pdf");
  BOOST_REQUIRE(pages.size() == 1U);
  BOOST_REQUIRE(pages[0].codes.size() == 1U);
  const anjuan::Box box = pages[0].codes[0].box;
  BOOST_TEST((box.x > 8000 && box.x + box.w < 10000 && box.y > 200 && box.y + box.h < 1200));
}

BOOST_AUTO_TEST_CASE(what_has_no_pages_is_refused) {
  const auto codes = worker().codes([](ByteSink& sink) { return sink.write(as_bytes(std::string_view("\x7f" "ELF\0\0\0", 8))); }, "x");
  BOOST_REQUIRE(!codes.has_value());
  BOOST_TEST((codes.error().code == ErrorCode::unsupported));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(batches)

BOOST_AUTO_TEST_CASE(R_386_a_scanned_PDF_is_parted_and_cut) {
  const std::string batch = pdf_of(morning_pile());
  const auto groups = split_of(batch, "batch.pdf");
  BOOST_REQUIRE(groups.has_value());
  check_pile(*groups);
  const auto parts = cut(batch, "batch.pdf", {{2, 3}, {4, 4}, {5, 6}, {1, 1}});
  BOOST_REQUIRE_MESSAGE(parts.has_value(), (parts ? std::string() : parts.error().message));
  BOOST_REQUIRE(parts->size() == 4U);
  const std::vector<std::size_t> pages = {2, 1, 2, 1};
  for (std::size_t i = 0; i < 4; ++i) BOOST_TEST(codes_in((*parts)[i], "part.pdf").size() == pages[i]);
  BOOST_TEST(codes_in((*parts)[2], "part.pdf")[0].codes.at(0).text == code_of(14, "register-sheet"));
  // The scanner's own JPEG stands in the part, byte for byte.
  const std::size_t jpeg = batch.find("\xff\xd8\xff");
  BOOST_REQUIRE(jpeg != std::string::npos);
  BOOST_TEST((*parts)[3].find(batch.substr(jpeg, 20000)) != std::string::npos);
  // Cut again it is the same object: nothing is stored twice.
  BOOST_TEST((cut(batch, "batch.pdf", {{2, 3}}).value()[0] == (*parts)[0]));
}

BOOST_AUTO_TEST_CASE(R_386_a_scanned_TIFF_is_parted_and_cut) {
  TempDir folder;
  const std::filesystem::path file = folder.path() / "batch.tif";
  const std::string batch = tiff_of(morning_pile(), file);
  const auto groups = split_of(batch, "batch.tif");
  BOOST_REQUIRE(groups.has_value());
  check_pile(*groups);
  const auto parts = cut(batch, "batch.tif", {{2, 3}, {5, 6}});
  BOOST_REQUIRE_MESSAGE(parts.has_value(), (parts ? std::string() : parts.error().message));
  BOOST_REQUIRE(parts->size() == 2U);
  for (std::uint32_t page = 0; page < 2; ++page) {
    const auto* data = reinterpret_cast<const l_uint8*>((*parts)[1].data());
    const Picture part(pixReadMemTiff(data, (*parts)[1].size(), static_cast<l_int32>(page)));
    const Picture whole(pixReadMemTiff(reinterpret_cast<const l_uint8*>(batch.data()), batch.size(), static_cast<l_int32>(page + 4)));
    BOOST_REQUIRE((part != nullptr && whole != nullptr));
    l_int32 same = 0;
    pixEqual(part.get(), whole.get(), &same);
    BOOST_TEST(same == 1);
    BOOST_TEST(pixGetXRes(part.get()) == 200);
    BOOST_TEST(compression_of((*parts)[1]) == IFF_TIFF_G4);
  }
}

BOOST_AUTO_TEST_CASE(a_span_that_is_not_there_is_refused) {
  const std::string pdf = print_form({"登记表", {}, {}});
  for (const PageSpan span : {PageSpan{0, 1}, PageSpan{1, 2}, PageSpan{2, 1}}) {
    const auto parts = cut(pdf, "sheet.pdf", {span});
    BOOST_REQUIRE(!parts.has_value());
    BOOST_TEST((parts.error().code == ErrorCode::invalid_argument));
  }
}

BOOST_AUTO_TEST_CASE(a_page_takes_along_what_it_inherits) {
  TinyPdf pdf;
  pdf.objects = {"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 /MediaBox [0 0 300 144] /Rotate 90 >>", "<< /Type /Page /Parent 2 0 R >>",
                 "<< /Type /Page /Parent 2 0 R >>"};
  const auto parts = cut(pdf.bytes(), "small.pdf", {{2, 2}});
  BOOST_REQUIRE(parts.has_value());
  const PositionedText text = read_back(parts->at(0));
  BOOST_REQUIRE(text.pages.size() == 1U);
  BOOST_TEST(text.pages[0].width_pt == 144, boost::test_tools::tolerance(0.01));
  BOOST_TEST(text.pages[0].height_pt == 300, boost::test_tools::tolerance(0.01));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_cut_is_refused) {
  BOOST_TEST((cut("没有页的文字", "note.txt", {{1, 1}}).error().code == ErrorCode::unsupported));
  BOOST_TEST((cut("%PDF-1.4\nnothing follows", "broken.pdf", {{1, 1}}).error().code == ErrorCode::corrupt));
  BOOST_TEST((cut(std::string("II*\0\x08\0\0\0\xff\xff", 10), "broken.tif", {{1, 1}}).error().code == ErrorCode::corrupt));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(splitting)

PageCodes page(std::uint32_t number, std::vector<std::string> texts) {
  PageCodes made{number, {}};
  for (std::string& text : texts) made.codes.push_back({std::move(text), {}});
  return made;
}

BOOST_AUTO_TEST_CASE(a_paper_code_has_one_spelling) {
  const PaperCode code{"letter", "〔2023〕组信字第0012号"};
  BOOST_TEST(print::to_text(code).value() == "AJ1|letter|〔2023〕组信字第0012号");
  BOOST_TEST((print::parse_paper_code(print::to_text(code).value()) == code));
  for (const char* foreign : {"", "https://example.cn/AJ1|a|b", "AJ1|letter", "AJ1||x", "AJ1|letter|", "AJ1|a|b|c", "AJ2|a|b"}) BOOST_TEST(!print::parse_paper_code(foreign).has_value(), foreign);
  for (const PaperCode& bad : {PaperCode{"", "1"}, PaperCode{"letter", ""}, PaperCode{"letter", "1|2"}, PaperCode{"let\nter", "1"}}) BOOST_TEST(!print::to_text(bad).has_value());
}

BOOST_AUTO_TEST_CASE(a_code_of_an_enclosure_parts_nothing) {
  const auto groups = print::split({page(1, {code_of(1)}), page(2, {"https://example.cn/pay?id=3"}), page(3, {})}, is_of_2023);
  BOOST_REQUIRE(groups.size() == 1U);
  BOOST_TEST((groups[0].pages == PageSpan{1, 3}));
}

BOOST_AUTO_TEST_CASE(further_pages_of_a_form_go_on_with_it_and_its_letter_begins_anew) {
  const auto groups = print::split({page(1, {code_of(1, "register-sheet")}), page(2, {code_of(1, "register-sheet")}), page(3, {code_of(1)}), page(4, {})}, is_of_2023);
  BOOST_REQUIRE(groups.size() == 2U);
  BOOST_TEST((groups[0].pages == PageSpan{1, 2}));
  BOOST_TEST((groups[1].pages == PageSpan{3, 4}));
  BOOST_TEST(groups[1].code->part == "letter");
}

// what has no number that is known is nobody's; it waits, and takes no other sheet with it.
BOOST_AUTO_TEST_CASE(a_number_nobody_knows_queues_with_the_pages_after_it) {
  const auto groups = print::split({page(1, {code_of(1)}), page(2, {"AJ1|letter|〔1999〕组信字第0001号"}), page(3, {}), page(4, {code_of(2)})}, is_of_2023);
  BOOST_REQUIRE(groups.size() == 3U);
  BOOST_TEST(!groups[1].code.has_value());
  BOOST_TEST((groups[1].pages == PageSpan{2, 3}));
  BOOST_TEST(groups[1].reason.find("〔1999〕组信字第0001号") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_page_with_two_numbers_is_nobodys) {
  const auto groups = print::split({page(1, {code_of(1), code_of(2)})}, is_of_2023);
  BOOST_REQUIRE(groups.size() == 1U);
  BOOST_TEST(!groups[0].code.has_value());
  // A label of the same matter beside the form's own code is no second number.
  const auto both = print::split({page(1, {code_of(1, "register-sheet"), code_of(1)})}, is_of_2023);
  BOOST_TEST((both.at(0).code == PaperCode{"register-sheet", number_of(1)}));
}

BOOST_AUTO_TEST_CASE(the_helpers_word_is_checked) {
  const PageCodes sound{3, {{"AJ1|a|b", {1, 2, 3, 4}}}};
  BOOST_TEST((helper::decode_codes(helper::encode_codes(sound)) == sound));
  const PageCodes outside{1, {{"x", {-5, 9000, 20000, 5000}}}};
  BOOST_TEST((helper::decode_codes(helper::encode_codes(outside))->codes[0].box == anjuan::Box{0, 9000, 10000, 1000}));
  for (const char* text : {"two\nlines", "\xC3"}) BOOST_TEST(!helper::decode_codes(helper::encode_codes({1, {{text, {}}}})).has_value());
  Bytes cut_short = helper::encode_codes(sound);
  cut_short.pop_back();
  BOOST_TEST(!helper::decode_codes(cut_short).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
