// DOMAIN §1.5, F-1…F-9: what was filed as printed forms: their sizes in millimetres, what stands on them, and what is
// refused.
#include "tools/flows/volume_forms.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/filing_office.hpp"
#include "tests/tools/printing.hpp"
#include "tools/flows/form_filling.hpp"

using namespace anjuan;
using namespace anjuan::test;
using flows::SpineWidth;
using flows::VolumeForms;
using print::FormDocument;

namespace json = boost::json;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

FilingRow row_of(const std::string& code, const std::string& regime, const std::string& record) {
  FilingRow row{FilingId{"f" + code}, {}, code, json::parse(record).as_object()};
  row.record["code"] = code;
  row.record["regime"] = regime;
  return row;
}

/// A volume with an answer of two pages before a letter of three, of which a face is blank.
FilingRow volume_row() {
  return row_of("J021-ZY·XF·2025·Y-0007", "卷", R"~({
    "state": "已归档", "number": "〔2025〕组信字第0012号", "fonds": "J021", "year": 2025, "period": "永久", "title": "张三关于离休待遇的来信(赵部长批示,予以支持)",
    "responsible": "张三", "date": "2025-03-05", "document": "组信复〔2025〕8号", "pages": 4, "filed_on": "2026-03-01", "filed_by": "reg",
    "papers": [{"item": "i1", "digest": "d", "role": "处理（答复）意见书", "group": "办结汇总", "kind": "复函", "title": "关于张三反映事项的复函", "date": "2025-03-05", "pages": 2, "faces": 2, "first": 1},
               {"item": "i2", "digest": "d", "role": "信访件原件", "group": "交办或来信来访", "kind": "来信", "title": "", "date": "2025-01-06", "pages": 2, "faces": 3, "first": 3, "blank": [2]}]})~");
}

FilingRow piece_row(int serial, const std::string& period = "30年") {
  FilingRow row = volume_row();
  const std::string number = "000" + std::to_string(serial);
  row.code = "J021-WS·2025-" + std::string(period == "30年" ? "D30" : "Y") + "-" + number;
  row.record["code"] = row.code;
  row.record["regime"] = "件";
  row.record["period"] = period;
  return row;
}

std::pair<long, long> size_of(const TextPage& page) {
  return {std::lround(page.width_pt * 25.4 / 72 * 10), std::lround(page.height_pt * 25.4 / 72 * 10)};
}

struct Forms : FilingOffice {
  VolumeForms forms = VolumeForms::open(*registry, Fonds{"J021", "中共昆山市委组织部"}).value();

  static std::string why(const Result<FormDocument>& document) {
    BOOST_REQUIRE(!document);
    BOOST_TEST((document.error().code == ErrorCode::invalid_argument));
    return document.error().message;
  }
  /// The one page of a form, in tenths of a millimetre.
  static void check_size(const FormDocument& document, long width, long height) {
    const PositionedText text = read_back(print_form(document));
    BOOST_REQUIRE(text.pages.size() == 1U);
    BOOST_TEST(size_of(text.pages[0]).first == width * 10, document.form);
    BOOST_TEST(size_of(text.pages[0]).second == height * 10, document.form);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(volume_forms, Forms)

BOOST_AUTO_TEST_CASE(F_1_r_150_the_cover_has_its_eight_fields_on_310_by_220_mm) {
  const FormDocument cover = forms.cover(volume_row());
  check_size(cover, 220, 310);
  const std::string words = words_on(print_form(cover));
  for (const char* part : {"中共昆山市委组织部", "专业档案（信访）", "张三关于离休待遇的来信(赵部长批示,予以支持)",
                           "2025年1月至2025年3月", "永久", "4页", "〔2025〕组信字第0012号", "J021-ZY·XF·2025·Y-0007"}) {
    BOOST_TEST(holds(words, part), part << " is not on " << words);
  }
  // Counter-example to R-150's 起止年月: papers of one month, and papers without a day.
  FilingRow row = volume_row();
  row.record["papers"].as_array()[1].as_object()["date"] = "2025-03-01";
  BOOST_TEST(forms.cover(row).fields.at("时间") == "2025年3月");
  for (json::value& paper : row.record["papers"].as_array()) paper.as_object()["date"] = "";
  BOOST_TEST(forms.cover(row).fields.at("时间") == "2025年3月");
}

BOOST_AUTO_TEST_CASE(F_2_a_spine_is_10_15_or_20_mm_and_no_other) {
  for (const int width : {10, 15, 20}) {
    const auto spine = forms.spine(volume_row(), SpineWidth{width});
    BOOST_REQUIRE(spine);
    check_size(*spine, width, 310);
    const std::string words = words_on(print_form(*spine));
    for (const char* part : {"全宗号J021", "目录号", "年度2025", "案卷号0007", "归档号"})
      BOOST_TEST(holds(words, part), part << " is not on " << words);
  }
  BOOST_TEST(has(why(forms.spine(volume_row(), SpineWidth{30})), "10、15、20"));
  BOOST_TEST(forms.spine(row_of("J021-003-012-004", "卷", "{}"), SpineWidth{20})->fields.at("目录号") == "3");  // R-134
}

BOOST_AUTO_TEST_CASE(F_3_r_151_contents_give_the_first_page_and_at_the_end_both) {
  const FormDocument contents = forms.contents(volume_row());
  check_size(contents, 210, 297);
  const auto& rows = contents.lists.at("文件");
  BOOST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(rows[0].at("页号") == "1");
  BOOST_TEST(rows[1].at("页号") == "3—4");  // R-140: the blank face bears no number
  BOOST_TEST(rows[0].at("文号") == "组信复〔2025〕8号");
  BOOST_TEST(rows[1].at("文号").empty());  // R-124: absent is left blank
  BOOST_TEST(rows[0].at("责任者") == "中共昆山市委组织部");
  BOOST_TEST(rows[1].at("责任者") == "张三");
  BOOST_TEST(rows[1].at("题名") == "[来信]");    // R-124: a title of one's own
  BOOST_TEST(rows[0].at("日期") == "20250305");  // R-124
  const std::string words = words_on(print_form(contents));
  for (const char* part : {"顺序号", "文号", "责任者", "题名", "日期", "页号", "备注", "关于张三反映事项的复函"})
    BOOST_TEST(holds(words, part), part << " is not on " << words);
}

BOOST_AUTO_TEST_CASE(F_4_r_152_names_and_date_stand_even_when_there_is_nothing_to_note) {
  const auto notes = forms.notes(volume_row());
  BOOST_REQUIRE(notes);
  check_size(*notes, 210, 297);
  const std::string words = words_on(print_form(*notes));
  for (const char* part : {"本卷情况说明", "本卷共2件材料，4页。", "没有缺损、修改、补充、移出、销毁的情况",
                           "立卷人：登记员【录入件】", "立卷时间：2026年3月1日"})
    BOOST_TEST(holds(words, part), part << " is not on " << words);
  BOOST_TEST(!notes->fields.contains("检查人"));  // nobody has checked it: blank for the pen
}

BOOST_AUTO_TEST_CASE(F_4_r_152_r_354_r_385_notes_missing_parts_and_who_checked_are_told) {
  FilingRow row = volume_row();
  row.record["seal"] = json::parse(R"({"algorithm": "sha256", "digest": "d", "on": "2026-03-02", "by": "赵部长"})");
  row.record["notes"] = json::parse(R"([{"on": "2026-04-01", "by": "方档案", "text": "第 3 页下角缺损"}])");
  row.record["excused"] = json::parse(R"([{"role": "送达回证", "reason": "邮寄，没有寄回"}])");
  row.record["left_out"] = json::parse(
      R"([{"item": "i9", "kind": "信封", "reason": "无特殊保存价值的信封（R-115）"}, {"item": "i8", "kind": "信封", "reason": "无特殊保存价值的信封（R-115）"}, {"item": "i7", "kind": "登记摘要", "reason": "不是文件"}])");
  const auto notes = forms.notes(row);
  BOOST_REQUIRE(notes);
  const std::string words = words_on(print_form(*notes));
  for (const char* part : {"缺送达回证：邮寄，没有寄回。", "剔除2件信封：无特殊保存价值的信封。", "第3页下角缺损。",
                           "方档案2026年4月1日【录入件】", "检查人：赵部长【录入件】"})
    BOOST_TEST(holds(words, part), part << " is not on " << words);
  BOOST_TEST(!holds(words, "没有缺损"));
  BOOST_TEST(!holds(words, "登记摘要"));
}

BOOST_AUTO_TEST_CASE(F_5_a_stamp_is_45_by_16_mm_with_six_cells_and_a_volume_has_none) {
  const auto stamp = forms.stamp(piece_row(3));
  BOOST_REQUIRE(stamp);
  check_size(*stamp, 45, 16);
  BOOST_TEST(words_on(print_form(*stamp)) == "J0212025000330年4");
  BOOST_TEST(has(why(forms.stamp(volume_row())), "R-142"));
}

BOOST_AUTO_TEST_CASE(F_5_r_389_the_list_has_the_stamps_in_the_order_in_which_the_papers_lie) {
  const auto list = forms.stamp_list({piece_row(1), piece_row(2), piece_row(3)});
  BOOST_REQUIRE(list);
  const PositionedText text = read_back(print_form(*list));
  BOOST_REQUIRE(text.pages.size() == 1U);
  const std::string words = words_on(text);
  std::size_t before = 0;
  for (const char* code : {"J021-WS·2025-D30-0001", "J021-WS·2025-D30-0002", "J021-WS·2025-D30-0003"}) {
    const std::size_t at = words.find(code);
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, code << " is not on " << words);
    BOOST_TEST(at >= before);
    before = at;
  }
  // A row of stamps is as high as a stamp and the gap below it: 16 + 2.5 mm, measured from 全宗号 to 全宗号.
  std::vector<const TextLine*> fonds;
  for (const TextLine& line : text.pages[0].lines) {
    if (run_on(line.text).starts_with("J021") && !has(line.text, "-")) fonds.push_back(&line);
  }
  BOOST_REQUIRE(fonds.size() == 3U);
  const double unit = text.pages[0].height_pt / 72 * 25.4 / 10000;  // boxes are parts of the page
  const double down = (fonds[1]->box.y - fonds[0]->box.y) * unit;
  BOOST_TEST(std::abs(down - 18.5) < 0.3, down);
  const auto list_of_volume = forms.stamp_list({volume_row()});
  BOOST_TEST(!list_of_volume.has_value());
}

BOOST_AUTO_TEST_CASE(F_8_r_146_a_box_spine_is_20_30_40_or_50_mm_for_one_class) {
  for (const int width : {20, 30, 40, 50}) {
    const auto spine = forms.box_spine({piece_row(1), piece_row(2), piece_row(4)}, SpineWidth{width});
    BOOST_REQUIRE(spine);
    check_size(*spine, width, 310);
    const std::string words = words_on(print_form(*spine));
    for (const char* part : {"全宗号J021", "年度2025", "保管期限30年", "机构(问题)", "起止件号00010004", "盒号"})
      BOOST_TEST(holds(words, part), part << " is not on " << words);
  }
  check_size(forms.box_cover(), 220, 310);
  BOOST_TEST(holds(words_on(print_form(forms.box_cover())), "中共昆山市委组织部"));
  BOOST_TEST(has(why(forms.box_spine({piece_row(1)}, SpineWidth{10})), "20、30、40、50"));
  BOOST_TEST(has(why(forms.box_spine({piece_row(1), piece_row(2, "永久")}, SpineWidth{30})), "R-146"));
  FilingRow other = piece_row(2);
  other.record["year"] = 2024;
  BOOST_TEST(has(why(forms.box_spine({piece_row(1), other}, SpineWidth{30})), "R-146"));
  BOOST_TEST(has(why(forms.box_spine({}, SpineWidth{30})), "没有文件"));
}

BOOST_AUTO_TEST_CASE(F_9_r_154_the_notes_of_a_box_name_whoever_arranged_it) {
  FilingRow noted = piece_row(2);
  noted.record["notes"] = json::parse(R"([{"on": "2026-04-01", "by": "方档案", "text": "第 1 页折痕"}])");
  const auto notes = forms.box_notes({piece_row(1), noted});
  BOOST_REQUIRE(notes);
  check_size(*notes, 210, 297);
  const std::string words = words_on(print_form(*notes));
  for (const char* part : {"盒内文件情况说明", "本盒共2件，8页，件号0001—0002。", "0002号：第1页折痕。",
                           "整理人：登记员【录入件】", "整理日期：2026年3月1日", "检查日期"})
    BOOST_TEST(holds(words, part), part << " is not on " << words);
  // R-154: counter-example, the words of the other form.
  BOOST_TEST(!holds(words, "立卷人"));
  BOOST_TEST(!notes->fields.contains("检查人"));
}

BOOST_AUTO_TEST_CASE(r_153_a_form_is_refused_for_what_has_none_and_matters_have_none_of_them) {
  const auto cover = flows::filing_form_named("封面");
  BOOST_REQUIRE(cover);
  BOOST_TEST(flows::check_filing_form(*cover, volume_row()).has_value());
  BOOST_TEST(!flows::check_filing_form(*cover, piece_row(1)).has_value());
  BOOST_TEST(!flows::filing_form_named("封皮").has_value());
  const std::string number = closed();
  flows::FormRequest request{"案卷封面", {matter(number)}, {}, Fonds{"J021", "组织部"}, {}};
  const auto refused = flows::fill_forms(*registry, request);
  BOOST_REQUIRE(!refused);
  BOOST_TEST(has(refused.error().message, "volume print"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(a_spine_whose_width_is_no_number_is_refused) {
  const Error error = print_error({"卷脊", {{"脊宽", "宽"}}, {}});
  BOOST_TEST((error.code == ErrorCode::invalid_argument));
  BOOST_TEST(has(error.message, "毫米"), error.message);
}
