// What the rules of DOMAIN ask of single forms, each with what must not happen.
#include "tests/tools/printing.hpp"

using namespace anjuan;
using namespace anjuan::test;
using print::FormDocument;
using print::FormField;
using print::FormRow;

namespace {

std::vector<std::string> names_of(const std::string& form) {
  const auto fields = print::fields_of(form);
  BOOST_REQUIRE_MESSAGE(fields.has_value(), form);
  std::vector<std::string> names;
  for (const FormField& field : *fields) {
    names.push_back(field.name);
    names.insert(names.end(), field.columns.begin(), field.columns.end());
  }
  return names;
}

void check_names(const std::string& form, const std::vector<std::string>& wanted) {
  const std::vector<std::string> names = names_of(form);
  for (const std::string& name : wanted) BOOST_TEST((std::find(names.begin(), names.end(), name) != names.end()), form + " lacks " + name);
}

FormDocument reply() {
  FormDocument document{"答复意见书", {{"信访人", "张三"}, {"事由", "反映退休待遇"}, {"落款单位", "中共昆山市委组织部"}}, {}};
  document.lists["事项"] = {{{"序号", "一"}, {"投诉请求", "重新核定工龄"}, {"事实和理由", "档案齐全"}, {"法律法规依据", "工龄计算规定第三条"}, {"处理意见", "予以支持"}}};
  return document;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(forms_by_rule)

BOOST_AUTO_TEST_CASE(F_10_to_F_15_have_their_fields) {
  check_names("信访问题处理登记表", {"编号", "收信日期", "来信日期", "来信人", "来信人单位职务", "住址", "电话", "署名情况", "渠道", "被反映人", "被反映人单位职务", "类别", "初重", "内容摘要",
                                    "附件", "拟办意见", "领导批示", "承办科室", "承办人", "转办单", "处理结果", "答复", "办结日期", "归档号", "登记人"});
  check_names("人民来访登记簿", {"序号", "日期时间", "姓名", "性别", "年龄", "单位职务住址", "证件号", "电话", "人数", "初重访", "集体访", "反映事项", "接待人", "处理意见去向", "结果",
                                "接访记录号", "备注"});
  check_names("转办单", {"单号", "主送", "信访人", "事由", "领导批示", "办理要求", "限期", "附件", "签收人", "签收日期", "办理情况"});
  check_names("交办函", {"单号", "主送", "信访人", "事由", "办理要求", "限期", "附件"});
  check_names("受理告知书", {"文号", "信访人", "收到日期", "受理日期", "办理途径", "办结期限", "依据"});
  check_names("延期告知书", {"文号", "信访人", "理由", "原期限", "新期限", "依据"});
  check_names("送达回证", {"文书名称", "文号", "受送达人", "送达时间", "送达地点", "送达方式", "签收人", "拒收事由", "见证人", "送达人"});
}

BOOST_AUTO_TEST_CASE(R_380_and_R_334_and_R_377_have_their_forms) {
  for (const char* form : {"接访记录", "转办告知书", "办理情况反馈函", "延期说明函", "结案报告", "催办单", "不予受理告知书", "延期审批表", "发文稿纸", "信封DL", "信封C5", "标签纸", "标签", "改交收条"}) {
    BOOST_TEST(print::fields_of(form).has_value(), form);
  }
}

BOOST_AUTO_TEST_CASE(R_344_a_slip_without_the_petitioner_says_that_it_was_left_out) {
  FormDocument slip{"转办单", {{"单号", "8"}, {"主送", "玉山镇党委"}, {"信访人", "张三"}}, {}};
  BOOST_TEST(holds(row_with(read_back(print_form(slip)), "信访人"), "信访人张三"));
  slip.fields.erase("信访人");
  const PositionedText text = read_back(print_form(slip));
  BOOST_TEST(holds(row_with(text, "信访人"), "信访人（略）"));
  BOOST_TEST(!holds(words_on(text), "张三"));
}

BOOST_AUTO_TEST_CASE(R_324_a_reply_states_all_four_and_names_the_organ) {
  const PositionedText text = read_back(print_form(reply()));
  const std::string words = words_on(text);
  for (const char* part : {"关于张三反映退休待遇信访事项的答复意见", "重新核定工龄", "事实和理由：档案齐全", "法律法规依据：工龄计算规定第三条", "处理意见：予以支持", "中共昆山市委组织部"}) {
    BOOST_TEST(holds(words, part), part);
  }
}

// Which answers can be reviewed is decided by form_filling; R_324_an_answer_to_a_claim_tells_where_to_ask_for_review fails where a claim's answer lacks it.
BOOST_AUTO_TEST_CASE(R_317_only_a_reply_that_can_be_reviewed_speaks_of_review) {
  FormDocument document = reply();
  BOOST_TEST(!holds(words_on(print_form(document)), "复查"));
  document.fields["复查期限"] = "三十日";
  document.fields["复查机关"] = "昆山市人民政府";
  BOOST_TEST(holds(words_on(print_form(document)), "自收到本答复意见之日起三十日内"));
  BOOST_TEST(holds(words_on(print_form(document)), "书面请求昆山市人民政府复查"));
}

// Counter-example to R-342: any word beside the address (a sender, a number, a stamp of the office) fails.
BOOST_AUTO_TEST_CASE(R_342_an_envelope_bears_what_was_given_and_nothing_else) {
  for (const char* form : {"信封DL", "信封C5"}) {
    const FormDocument envelope{form, {{"收件邮编", "215300"}, {"收件地址", "人民南路88号"}, {"收件人", "张三收"}}, {}};
    std::string words = words_on(print_form(envelope));
    for (const char* part : {"215300", "人民南路88号", "张三收"}) {
      const std::size_t at = words.find(part);
      BOOST_REQUIRE(at != std::string::npos);
      words.erase(at, std::string(part).size());
    }
    BOOST_TEST(words.empty(), form << ": " << words);
  }
}

BOOST_AUTO_TEST_CASE(a_place_for_the_signature_goes_with_the_end_of_a_long_text) {
  // Of every length, also those that leave no room for the foot of the cell.
  std::vector<FormDocument> pile;
  for (int lines = 60; lines < 76; ++lines) {
    pile.push_back({"延期审批表", {{"延期理由", ""}, {"承办人", "李华" + std::to_string(lines)}}, {}});
    for (int i = 0; i < lines; ++i) pile.back().fields["延期理由"] += "理由" + std::to_string(lines * 1000 + i) + "\n";
  }
  const auto pdf = print::render(worker(), pile);
  BOOST_REQUIRE_MESSAGE(pdf.has_value(), (pdf ? std::string() : pdf.error().message));
  const PositionedText text = read_back(std::string(as_text(*pdf)));
  BOOST_TEST(text.pages.size() >= 2 * pile.size());
  const std::string words = words_on(text);
  for (int lines = 60; lines < 76; ++lines) {
    for (int i = 0; i < lines; ++i) BOOST_TEST(holds(words, "理由" + std::to_string(lines * 1000 + i)), i);
    BOOST_TEST(holds(words, "承办人：李华" + std::to_string(lines)), lines);
  }
}

// Counter-example: an empty line is for the pen, and bears no mark.
BOOST_AUTO_TEST_CASE(R_385_a_name_typed_where_somebody_signs_is_marked) {
  const struct {
    const char *form, *field;
  } signed_by_hand[] = {{"送达回证", "签收人"},   {"送达回证", "代收人"}, {"送达回证", "见证人"}, {"送达回证", "送达人"}, {"转办单", "签收人"},
                        {"转办单", "办理情况"},   {"催办单", "回复"},     {"发文稿纸", "拟稿人"}, {"发文稿纸", "核稿人"}, {"延期审批表", "承办人"},
                        {"结案报告", "承办人"},   {"结案报告", "科室负责人"}};
  std::vector<FormDocument> pile;
  for (const auto& each : signed_by_hand) pile.push_back({each.form, {{each.field, "王某某"}}, {}});
  const auto pdf = print::render(worker(), pile);
  BOOST_REQUIRE_MESSAGE(pdf.has_value(), (pdf ? std::string() : pdf.error().message));
  const PositionedText text = read_back(std::string(as_text(*pdf)));
  BOOST_REQUIRE(text.pages.size() == pile.size());
  for (std::size_t i = 0; i < pile.size(); ++i) {
    const std::string words = run_on(plain_text(text.pages[i]));
    const std::size_t mark = words.find("【录入件】");
    BOOST_TEST((holds(words, "王某某") && mark != std::string::npos), pile[i].form + "：" + signed_by_hand[i].field + "：" + words);
    BOOST_TEST(words.find("录入件", mark + 5) == std::string::npos, words);
  }
  for (const auto& each : signed_by_hand) BOOST_TEST(!holds(words_on(print_form({each.form, {}, {}})), "录入件"), each.form);
}

BOOST_AUTO_TEST_CASE(R_336_a_closing_report_is_copied_to_the_office) {
  BOOST_TEST(holds(words_on(print_form({"结案报告", {{"事由", "职称评审"}}, {}})), "抄送：办公室"));
}

BOOST_AUTO_TEST_CASE(R_331_the_book_of_visits_goes_on_with_its_head) {
  FormDocument book{"来访登记簿", {{"登记单位", "办公室"}}, {}};
  for (int i = 1; i <= 40; ++i) book.lists["来访"].push_back({{"序号", std::to_string(i)}, {"姓名", "访" + std::to_string(1000 + i)}});
  // One that is higher than a page.
  book.lists["来访"][20]["反映事项"] = long_story(60);
  const PositionedText text = read_back(print_form(book));
  BOOST_TEST(text.pages.size() >= 5U);
  const std::string words = words_on(text);
  for (int i = 1; i <= 40; ++i) BOOST_TEST(holds(words, std::to_string(1000 + i)), i);
  for (const TextPage& page : text.pages) {
    const std::string here = run_on(plain_text(page));
    const std::size_t head = here.find("日期时间");
    BOOST_TEST(head != std::string::npos);
    BOOST_TEST(here.find("日期时间", head + 1) == std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(labels)

FormDocument sheet_of(int count, const std::string& start) {
  FormDocument document{"标签纸", {{"起始位置", start}}, {}};
  for (int i = 0; i < count; ++i) document.lists["标签"].push_back({{"编号", "第" + std::to_string(100 + i) + "号"}});
  return document;
}

BOOST_AUTO_TEST_CASE(R_386_a_sheet_that_was_begun_is_used_up) {
  const PositionedText text = read_back(print_form(sheet_of(4, "23")));
  // Labels 23 and 24 of the first sheet, 1 and 2 of the second.
  BOOST_REQUIRE(text.pages.size() == 2U);
  BOOST_TEST(rows_on(text.pages[0]).back() == "第100号第101号");
  BOOST_TEST(text.pages[0].lines.front().box.y > 8000);
  BOOST_TEST(rows_on(text.pages[1]).front() == "第102号第103号");
}

BOOST_AUTO_TEST_CASE(a_start_beyond_the_sheet_is_refused) {
  const Error error = print_error(sheet_of(1, "25"));
  BOOST_TEST((error.code == ErrorCode::invalid_argument));
  BOOST_TEST(error.message.find("24") != std::string::npos, error.message);
}

// Counter-example: of a number on two lines the first is no number.
BOOST_AUTO_TEST_CASE(R_386_the_number_of_a_label_stands_on_one_line) {
  for (const char* form : {"标签", "标签纸"}) {
    for (const char* number : {"〔2026〕组信字第0001号", "〔2026〕昆组信访字第100001号", "XF202605000001LF（昆组）"}) {
      const PositionedText text = read_back(print_form({form, {}, {{"标签", {{{"编号", number}, {"来信人", "张三"}, {"二维码", "AJ1|letter|〔2026〕组信字第0001号"}}}}}}));
      BOOST_TEST(run_on(text.pages.at(0).lines.front().text) == run_on(number), form);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_label_takes_smaller_type_and_never_cuts) {
  FormDocument document = sheet_of(1, "1");
  document.lists["标签"][0]["说明"] = long_story(4);
  BOOST_TEST(holds(words_on(print_form(document)), long_story(4)));
  document.lists["标签"][0]["说明"] = long_story(60);
  const Error error = print_error(document);
  BOOST_TEST((error.code == ErrorCode::invalid_argument));
  BOOST_TEST(error.message.find("第100号") != std::string::npos, error.message);
}

BOOST_AUTO_TEST_SUITE_END()
