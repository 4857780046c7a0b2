// PDF through the real helper: layers good, bad and absent; pages turned, cut, broken and locked.
#include <cmath>
#include <filesystem>

#include "archive/base/utf8.hpp"
#include "tests/support/helper.hpp"
#include "tests/support/tiny_pdf.hpp"

using namespace anjuan;
using anjuan::test::all_text;
using anjuan::test::extract_bytes;
using anjuan::test::one_page;
using anjuan::test::run_on;

namespace {

struct OneWorker {
  Worker worker{test::helper_program(), WorkerLimits{}};

  const TextPage& only_page(const std::string& bytes) {
    outcome = extract_bytes(worker, bytes, "a.pdf");
    BOOST_REQUIRE_MESSAGE(outcome.readable, outcome.reason);
    BOOST_REQUIRE(outcome.text.pages.size() == 1U);
    return outcome.text.pages.front();
  }
  ExtractOutcome outcome;
};

std::string shown(const std::u16string& text, int x, int y, int size = 20) {
  return "BT /F1 " + std::to_string(size) + " Tf " + std::to_string(x) + " " + std::to_string(y) + " Td " + test::hex_utf16(text) + " Tj ET\n";
}

const TextLine* line_with(const TextPage& page, const std::string& text) {
  for (const TextLine& line : page.lines) {
    if (line.text.find(text) != std::string::npos) return &line;
  }
  return nullptr;
}

bool near(std::int32_t value, double expected, double tolerance = 60) { return std::abs(value - expected) <= tolerance; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(extract_pdf, OneWorker)

BOOST_AUTO_TEST_CASE(a_layer_gives_text_and_edges) {
  const TextPage& page = only_page(one_page("/MediaBox [0 0 600 800]", shown(u"来信事项", 60, 700)).bytes());
  BOOST_TEST((page.source == TextSource::layer));
  BOOST_TEST(page.width_pt == 600);
  BOOST_REQUIRE(page.lines.size() == 1U);
  const TextLine& line = page.lines.front();
  BOOST_TEST(line.text == "来信事项");
  BOOST_REQUIRE(line.edges.size() == 5U);
  // 60 of 600 points from the left, 20 points a character.
  for (int i = 0; i <= 4; ++i) BOOST_TEST(near(line.edges[static_cast<std::size_t>(i)], (60 + 20 * i) / 600.0 * 10000), i << ": " << line.edges[static_cast<std::size_t>(i)]);
  // The baseline stands at 100 of 800 points from the top.
  BOOST_TEST(line.box.y < 1250);
  BOOST_TEST(line.box.y + line.box.h > 1250 - 60);
  BOOST_TEST(line.confidence.empty());
}

// The same text near the page's upper left corner, on pages turned by each quarter: it is found where it is shown.
BOOST_AUTO_TEST_CASE(boxes_are_of_the_page_as_shown) {
  const struct { int rotate; double x, y; bool vertical; } cases[] = {{0, 0.1, 0.125, false}, {90, 0.875, 0.1, true}, {180, 0.9, 0.875, false}, {270, 0.125, 0.9, true}};
  for (const auto& turned : cases) {
    const TextPage& page = only_page(one_page("/MediaBox [0 0 600 800] /Rotate " + std::to_string(turned.rotate), shown(u"来信", 60, 700)).bytes());
    BOOST_TEST(page.width_pt == (turned.rotate % 180 == 0 ? 600 : 800));
    BOOST_REQUIRE(page.lines.size() == 1U);
    const TextLine& line = page.lines.front();
    BOOST_TEST(line.text == "来信");
    BOOST_TEST(line.vertical == turned.vertical, turned.rotate);
    const double left = line.box.x / 10000.0, right = left + line.box.w / 10000.0, top = line.box.y / 10000.0, bottom = top + line.box.h / 10000.0;
    // The point where the first character begins lies in the box or at its edge.
    BOOST_TEST((turned.x >= left - 0.01 && turned.x <= right + 0.01), turned.rotate << ": x " << left << "…" << right);
    BOOST_TEST((turned.y >= top - 0.01 && turned.y <= bottom + 0.01), turned.rotate << ": y " << top << "…" << bottom);
    const double along = turned.vertical ? line.box.h : line.box.w, whole = turned.vertical ? page.height_pt : page.width_pt;
    BOOST_TEST(std::abs(along / 10000.0 * whole - 40) < 3, turned.rotate << ": length " << along);
  }
}

BOOST_AUTO_TEST_CASE(a_crop_box_is_the_page) {
  const TextPage& page = only_page(one_page("/MediaBox [0 0 600 800] /CropBox [50 600 350 750]", shown(u"来信", 60, 700) + shown(u"裁掉的字", 60, 100)).bytes());
  BOOST_TEST(page.width_pt == 300);
  BOOST_TEST(page.height_pt == 150);
  BOOST_REQUIRE(page.lines.size() == 1U);  // what is cut off is not seen, so it is not found at a place
  BOOST_TEST(near(page.lines.front().edges.front(), 10.0 / 300 * 10000));
  BOOST_TEST(near(page.lines.front().box.y + page.lines.front().box.h, 50.0 / 150 * 10000, 500));
}

BOOST_AUTO_TEST_CASE(blanks_between_han_are_dropped_and_words_keep_theirs) {
  std::string content;
  const std::u16string text = u"信访事项办理结果";
  // Each character in a word of its own, followed by a blank: as some OCR programs write layers.
  int x = 60;
  for (const char16_t c : text) content += shown(std::u16string{c, u' '}, x, 700), x += 22;
  content += "BT /F2 12 Tf 60 600 Td (Letters and visits) Tj ET\n";
  const TextPage& page = only_page(one_page("/MediaBox [0 0 600 800]", content).bytes());
  BOOST_TEST(line_with(page, "信访事项办理结果") != nullptr, all_text(outcome.text));
  BOOST_TEST(line_with(page, "Letters and visits") != nullptr, all_text(outcome.text));
}

BOOST_AUTO_TEST_CASE(columns_and_cells_stay_apart) {
  const TextPage& page = only_page(one_page("/MediaBox [0 0 600 800]", shown(u"左栏文字", 60, 700) + shown(u"右栏文字", 340, 700)).bytes());
  BOOST_TEST(line_with(page, "左栏文字右栏文字") == nullptr);
  BOOST_TEST(page.lines.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_title_in_gbk_bytes_is_read) {
  test::TinyPdf pdf = one_page("/MediaBox [0 0 600 800]", shown(u"正文", 60, 700));
  // 关于土地补偿的答复 in GBK, where PDF expects PDFDocEncoding or UTF-16.
  pdf.objects.push_back("<< /Title <B9D8D3DACDC1B5D8B2B9B3A5B5C4B4F0B8B4> >>");
  std::string bytes = pdf.bytes();
  bytes.insert(bytes.find("/Root 1 0 R"), "/Info 9 0 R ");
  BOOST_TEST(extract_bytes(worker, bytes, "a.pdf").text.title == "关于土地补偿的答复");
}

BOOST_AUTO_TEST_CASE(bad_pages_have_reasons) {
  const auto reason = [&](const std::string& bytes) { return extract_bytes(worker, bytes, "a.pdf").reason; };
  BOOST_TEST(reason("%PDF-1.4\nnothing else") == "PDF 已损坏，无法打开");
  // A tree of pages that contains itself.
  const test::TinyPdf loop{{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"}};
  BOOST_TEST(!reason(loop.bytes()).empty());
  const test::TinyPdf none{{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"}};
  BOOST_TEST(reason(none.bytes()) == "PDF 中没有可读的页");
  WorkerLimits limits;
  limits.pages = 2;
  Worker strict(test::helper_program(), limits);
  const test::TinyPdf many{{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R 3 0 R 3 0 R] /Count 3 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>"}};
  BOOST_TEST(extract_bytes(strict, many.bytes(), "a.pdf").reason == "页数超过上限（2 页）");
}

BOOST_AUTO_TEST_CASE(a_huge_page_is_neither_drawn_nor_lost) {
  const std::string bytes = one_page("/MediaBox [0 0 10000000 10000000]", shown(u"大页面", 60, 700)).bytes();
  const ExtractOutcome huge = extract_bytes(worker, bytes, "a.pdf");
  BOOST_TEST(huge.readable, huge.reason);
  const auto image = test::render_bytes(worker, bytes, "a.pdf", 1, 100, {});
  BOOST_REQUIRE(!image.has_value());
  BOOST_TEST(image.error().message == "页面尺寸不合理");
}

BOOST_AUTO_TEST_CASE(a_garbage_layer_is_not_believed) {
  // What a font without a character map gives; its glyphs are digits here, so that OCR has something to read.
  std::string content = "BT /F2 24 Tf 60 700 Td 30 TL (\\267\\361\\274\\251 \\337\\246\\301 \\244\\277\\326) ' (2019 2020 2021) ' (\\311\\266\\277 \\253\\256\\266\\244) ' ET";
  const TextPage& page = only_page(one_page("/MediaBox [0 0 600 800]", content).bytes());
  BOOST_TEST(page.note == "文字层为乱码，改用图像识别");
  BOOST_TEST((page.source == TextSource::ocr));
  BOOST_TEST(run_on(all_text(outcome.text)).find("2020") != std::string::npos, all_text(outcome.text));
  BOOST_TEST(!page.lines.front().confidence.empty());
}

BOOST_AUTO_TEST_CASE(a_page_number_over_a_scan_does_not_hide_the_scan) {
  // Text drawn as an image would be: filled shapes without a font. Two thick bars stand for the scan's ink.
  const std::string scan = "0 0 0 rg 100 300 400 120 re f 100 500 400 60 re f\n";
  const TextPage& page = only_page(one_page("/MediaBox [0 0 600 800]", shown(u"第一页", 280, 40) + scan).bytes());
  BOOST_TEST(page.note == "文字层仅有少量文字，其余由图像识别");
  BOOST_TEST(line_with(page, "第一页") != nullptr);
  BOOST_TEST(line_with(page, "第一页")->confidence.empty());  // the layer's own line, not OCR's reading of it
  const TextPage& plain = only_page(one_page("/MediaBox [0 0 600 800]", shown(u"第一页", 280, 40)).bytes());
  BOOST_TEST(plain.note == "");
}

BOOST_AUTO_TEST_CASE(an_empty_page_is_no_fault) {
  const TextPage& page = only_page(one_page("/MediaBox [0 0 600 800]", "").bytes());
  BOOST_TEST((page.source == TextSource::none));
  BOOST_TEST(page.lines.empty());
}

BOOST_AUTO_TEST_CASE(a_missing_page_is_not_found) {
  const std::string bytes = one_page("/MediaBox [0 0 600 800]", shown(u"来信", 60, 700)).bytes();
  BOOST_TEST(test::render_bytes(worker, bytes, "a.pdf", 1, 50, {}).has_value());
  const auto missing = test::render_bytes(worker, bytes, "a.pdf", 2, 50, {});
  BOOST_REQUIRE(!missing.has_value());
  BOOST_TEST((missing.error().code == ErrorCode::not_found));
}

BOOST_AUTO_TEST_CASE(good_layers_of_real_files) {
  std::filesystem::path folder;
  if (!test::shared_data("docs/pdf_zh_text", folder)) return;
  const std::pair<const char*, const char*> sentences[] = {
      {"Text-Mining__2020年泰迪杯挑战赛C题赛题描述.pdf", "近年来，随着微信、微博、市长信箱、阳光热线等网络问政平台逐步成为政府了解民意、汇聚民智、凝聚民气的重要渠道"},
      {"work__网络公共舆论与政府回应的互动逻辑_省略_疫情期间_领导留言板_的数据分析_郑石明.pdf", "伴随中国政治体制改革的推进，越来越多的非政府组织、社会公众以及大众媒体开始通过各项正式或非正式渠道参与政治议程"},
      {"Final_word_Similarity__《基于＜知网＞的词汇语义相似度计算》_刘群_李素建_.pdf", "为结构化的方式改写了《知网》中词的定义（DEF），其中采用了“集合”和“特征结构”这两种抽象数据结构。"},
  };
  for (const auto& [name, sentence] : sentences) {
    const ExtractOutcome read = test::extract_file(worker, folder / name);
    BOOST_REQUIRE_MESSAGE(read.readable, name << ": " << read.reason);
    BOOST_TEST(run_on(all_text(read.text)).find(sentence) != std::string::npos, name);
    std::size_t layer = 0;
    for (const TextPage& page : read.text.pages) {
      layer += page.source == TextSource::layer;
      for (const TextLine& line : page.lines) BOOST_TEST((line.box.x >= 0 && line.box.x + line.box.w <= k_page_units && line.box.y + line.box.h <= k_page_units));
    }
    BOOST_TEST(layer + 1 >= read.text.pages.size(), name);
  }
}

BOOST_AUTO_TEST_CASE(western_bytes_that_are_chinese_are_restored) {
  std::filesystem::path file;
  if (!test::shared_data("docs/pdf_zh_edge/pdf.js__XiaoBiaoSong.pdf", file)) return;
  const ExtractOutcome read = test::extract_file(worker, file);
  BOOST_REQUIRE(read.readable);
  BOOST_TEST(run_on(all_text(read.text)).find("关于红军作战的原则") != std::string::npos);
  BOOST_TEST(!read.text.pages.front().note.empty());
}

BOOST_AUTO_TEST_CASE(passwords_and_damage_of_real_files) {
  std::filesystem::path folder;
  if (!test::shared_data("docs", folder)) return;
  BOOST_TEST(test::extract_file(worker, folder / "pdf_damaged/qpdf__enc-R2,V1,U=view,O=view.pdf").reason == "需要口令");
  BOOST_TEST(test::extract_file(worker, folder / "pdf_encrypted/qpdf__V4-aes.pdf").readable);  // its user password is empty
}

BOOST_AUTO_TEST_SUITE_END()
