// blank faces bear no number. Pages as scanners give them, through the real helper and the real program.
#include "tools/flows/faces.hpp"

#include <cstdlib>

#include "tests/scenarios/run_program.hpp"
#include "tests/tools/scans.hpp"

using namespace anjuan;
using namespace anjuan::test;

namespace {

std::uint32_t ink_of(const Picture& page) {
  const TempDir dir;
  std::vector<Picture> pages;
  pages.emplace_back(pixClone(page.get()));
  const std::string bytes = tiff_of(pages, dir);
  const auto ink = worker().ink([&](ByteSink& sink) { return sink.write(as_bytes(bytes)); }, "scan.tif", {1});
  BOOST_REQUIRE_MESSAGE(ink.has_value(), (ink ? "" : ink.error().message));
  BOOST_TEST_MESSAGE("ink " << ink->front().area);
  return ink->front().area;
}

bool is_blank(const Picture& page) { return ink_of(page) < flows::k_least_ink; }

/// Lines of writing, faint and turned: the other side shines through.
void show_through(PIX* pix, int level) {
  for (int line = 0; line < 20; ++line) {
    for (int stroke = 0; stroke < 60; ++stroke) fill(pix, 25 + stroke * 2.6, 30 + line * 11, 1.6, 2.8, level);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(faces)

BOOST_AUTO_TEST_CASE(r_140_what_a_scanner_adds_is_no_writing) {
  BOOST_TEST(is_blank(sheet(255)));
  BOOST_TEST(is_blank(scanned(sheet())));
  BOOST_TEST(is_blank(scanned(sheet(215), -1.5, 12)));
  const Picture holes = sheet();
  for (const double y : {108.0, 190.0}) ring(holes.get(), 11, y, 2.8, 2.8, 45);
  BOOST_TEST(is_blank(scanned(holes)));
  const Picture shadow = sheet();
  for (int x = 0; x < 12; ++x) fill(shadow.get(), x * 0.5, 0, 0.5, 297, 150 + 8 * x);
  BOOST_TEST(is_blank(scanned(shadow)));
  const Picture border = sheet();
  fill(border.get(), 205, 0, 5, 297, 30), fill(border.get(), 0, 293, 210, 4, 30);
  BOOST_TEST(is_blank(scanned(border, 0.3)));
  const Picture fold = sheet();
  fill(fold.get(), 0, 99, 210, 0.7, 205), fill(fold.get(), 0, 198, 210, 0.7, 205),
      fill(fold.get(), 105, 0, 0.6, 297, 205);
  BOOST_TEST(is_blank(scanned(fold, 1.2)));
  const Picture through = sheet();
  show_through(through.get(), 225);
  BOOST_TEST(is_blank(scanned(through)));
}

BOOST_AUTO_TEST_CASE(r_140_the_least_that_a_person_put_there_is_writing) {
  const Picture number = sheet();
  digit_one(number.get(), 190, 12);
  BOOST_TEST(!is_blank(scanned(number)));
  const Picture seal = sheet();
  ring(seal.get(), 120, 200, 20, 1.2, 120);
  BOOST_TEST(!is_blank(scanned(seal)));
  const Picture half_seal = sheet();  // 骑缝章
  ring(half_seal.get(), 208, 140, 20, 1.2, 110);
  BOOST_TEST(!is_blank(scanned(half_seal, 0)));
  const Picture pencil = sheet();
  fill(pencil.get(), 60, 150, 30, 0.4, 170);
  BOOST_TEST(!is_blank(scanned(pencil)));
  const Picture folded = sheet();  // a word across a fold
  fill(folded.get(), 0, 99, 210, 0.7, 205);
  digit_one(folded.get(), 100, 98);
  BOOST_TEST(!is_blank(scanned(folded)));
  const Picture written = sheet();
  show_through(written.get(), 60);
  BOOST_TEST(!is_blank(scanned(written)));
}

BOOST_AUTO_TEST_CASE(a_page_is_answered_for_by_itself) {
  const TempDir dir;
  std::vector<Picture> pages;
  pages.push_back(scanned(sheet()));
  pages.push_back(sheet());
  digit_one(pages.back().get(), 190, 12);
  pages.push_back(scanned(sheet()));
  const std::string bytes = tiff_of(pages, dir);
  const auto copy = [&](ByteSink& sink) { return sink.write(as_bytes(bytes)); };
  const auto ink = worker().ink(copy, "scan.tif", {2, 3});
  BOOST_REQUIRE(ink.has_value());
  BOOST_REQUIRE(ink->size() == 2U);
  BOOST_TEST((ink->at(0).page == 2U && ink->at(0).area >= flows::k_least_ink));
  BOOST_TEST((ink->at(1).page == 3U && ink->at(1).area < flows::k_least_ink));
  BOOST_TEST(worker().ink(copy, "scan.tif", {})->empty());
  const auto missing = worker().ink(copy, "scan.tif", {4});
  BOOST_REQUIRE(!missing.has_value());
  BOOST_TEST((missing.error().code == ErrorCode::not_found));
  BOOST_TEST(
      !worker().ink([](ByteSink& sink) { return sink.write(as_bytes("%PDF-1.4 nothing")); }, "a.pdf", {1}).has_value());
}

BOOST_AUTO_TEST_CASE(a_helper_that_answers_for_other_pages_is_not_believed) {
  setenv("ANJUAN_EXTRACT_SELFTEST", "1", 1);
  Worker bad(helper_program(), {});
  for (const char* blow : {"ink", "ink-order", "garbage"}) {
    const std::string bytes = std::string("ANJUAN-SELFTEST ") + blow;
    const auto ink = bad.ink([&](ByteSink& sink) { return sink.write(as_bytes(bytes)); }, "a.tif", {1});
    BOOST_REQUIRE(!ink.has_value());
    BOOST_TEST(ink.error().message.find("不合约定") != std::string::npos, ink.error().message);
  }
  unsetenv("ANJUAN_EXTRACT_SELFTEST");
}

BOOST_AUTO_TEST_CASE(r_140_r_144_filing_numbers_what_bears_writing_and_a_person_has_the_last_word) {
  const TempDir dir;
  const Anjuan anjuan{dir / "档案"};
  anjuan.init();
  write_file(dir / "旧.csv",
             "收到日期,登记日期,来信人,类别,题名,摘要,办结日期,处理结果\n"
             "2025-01-06,2025-01-07,张三,申诉求决,离休待遇,要求落实离休待遇,2025-03-01,予以支持\n"
             "2025-02-06,2025-02-07,李四,申诉求决,职称评定,要求复核职称评定,2025-04-01,予以支持\n");
  const auto must = [&](const std::vector<std::string>& arguments) {
    const RunResult result = anjuan.run(arguments);
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, arguments.at(0) << ": " << result.err);
    return result.out;
  };
  must({"import", (dir / "旧.csv").string(), "--ledger", "--defer"});
  // Front with writing (a printed letter), blank back, a sheet with nothing but a seal, its blank back.
  std::vector<Picture> pages;
  const auto letter =
      render_bytes(worker(), "来信人：张三\n　　反映离休待遇问题，请予解决。\n", "信.txt", 1, k_dpi, {});
  BOOST_REQUIRE(letter.has_value());
  const Picture drawn(pixReadMem(reinterpret_cast<const l_uint8*>(letter->data()), letter->size()));
  pages.push_back(scanned(Picture(pixConvertTo8(drawn.get(), 0)), 0.4, 4));
  pages.push_back(scanned(sheet()));
  Picture seal = sheet();
  ring(seal.get(), 120, 200, 20, 1.2, 120);
  pages.push_back(scanned(seal));
  pages.push_back(scanned(sheet()));
  tiff_of(pages, dir);
  const auto file = [&](const std::string& number, const std::vector<std::string>& more) {
    const RunResult stored =
        anjuan.run({"ingest", (dir / "scan.tif").string(), "--kind", "来信", "--matter", number, "--json"});
    const std::string item = text_of(json_lines(stored.out).at(0), "item");
    std::vector<std::string> command = {"file", number, "--accept", "--json"};
    for (const std::string& part : more) command.push_back(part == "件" ? item + "=4" : part);
    return json_lines(must(command)).at(0);
  };
  const auto seen = file("〔2025〕组信字第0001号", {});
  const auto& paper = seen.at("papers").as_array().at(0).as_object();
  BOOST_TEST(seen.at("pages").as_int64() == 2);
  BOOST_TEST(paper.at("faces").as_int64() == 4);
  BOOST_TEST(boost::json::serialize(paper.at("blank")) == "[2,4]");
  const auto counted = file("〔2025〕组信字第0002号", {"--pages", "件"});
  BOOST_TEST(counted.at("pages").as_int64() == 4);
  BOOST_TEST(!counted.at("papers").as_array().at(0).as_object().contains("blank"));
}

BOOST_AUTO_TEST_SUITE_END()
