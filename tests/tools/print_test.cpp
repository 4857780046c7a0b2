// DOMAIN §3.5, R-385: forms come out of the real helper as PDF, and what was put in stands on the paper.
#include <cmath>

#include "tests/tools/printing.hpp"

using namespace anjuan;
using namespace anjuan::test;
using print::FormDocument;
using print::FormField;
using print::FormInfo;
using print::FormRow;

namespace {

std::vector<FormInfo> all_forms() {
  auto forms = print::forms();
  BOOST_REQUIRE_MESSAGE(forms.has_value(), (forms ? std::string() : forms.error().message));
  return *forms;
}

/// A value for every place of a form, each of its own and short enough to stand on one line: "Q03".
struct Filled {
  FormDocument document;
  std::vector<std::string> values;
};

bool is_code(const std::string& name) { return name == "二维码"; }

std::string sample(Filled& filled, const std::string& name) {
  if (name == "起始位置") return "1";
  if (name == "脊宽") return "20";  // millimetres, and not on the paper
  if (is_code(name)) return "AJ1|x|〔2023〕组信字第0012号";
  if (name == "录入") return "是";  // a mark, not a text
  const std::string number = std::to_string(filled.values.size());
  filled.values.push_back("Q" + std::string(number.size() < 2 ? "0" : "") + number);
  return filled.values.back();
}

Filled filled_in(const std::string& form) {
  Filled filled;
  filled.document.form = form;
  const std::vector<FormField> fields = print::fields_of(form).value();
  for (const FormField& field : fields) {
    if (field.columns.empty()) {
      filled.document.fields[field.name] = sample(filled, field.name);
      continue;
    }
    for (int i = 0; i < 3; ++i) {
      FormRow row;
      for (const std::string& column : field.columns) row[column] = sample(filled, column);
      filled.document.lists[field.name].push_back(row);
    }
  }
  return filled;
}

double mm(double points) { return points * 25.4 / 72; }

FormDocument sheet() {
  FormDocument document{"登记表", {{"编号", "〔2023〕组信字第0012号"}, {"来信人", "张三"}, {"内容摘要", "反映退休待遇未按规定计算。"}}, {}};
  document.lists["领导批示"] = {{{"内容", "请老干部科依规定办理。"}, {"姓名", "王志远"}, {"日期", "2023年3月2日"}}};
  return document;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(forms)

BOOST_AUTO_TEST_CASE(every_form_prints_each_of_its_values) {
  const std::vector<FormInfo> forms = all_forms();
  for (const FormInfo& form : forms) {
    BOOST_TEST_CONTEXT(form.id) {
      BOOST_TEST(!form.name.empty());
      BOOST_TEST(!form.title.empty());
      BOOST_TEST(!form.source.empty());
      const Filled filled = filled_in(form.id);
      BOOST_TEST(!filled.values.empty());
      const std::string words = words_on(print_form(filled.document));
      for (const std::string& value : filled.values) BOOST_TEST(holds(words, value), value + " is not on the paper: " + words);
    }
  }
}

BOOST_AUTO_TEST_CASE(empty_forms_are_one_page_each_for_the_pen) {
  std::vector<FormDocument> pile;
  for (const FormInfo& form : all_forms()) {
    // Without an entry there is no label.
    if (form.id.starts_with("label")) continue;
    pile.push_back({form.id, {}, {}});
  }
  const auto pdf = print::render(worker(), pile);
  BOOST_REQUIRE_MESSAGE(pdf.has_value(), (pdf ? std::string() : pdf.error().message));
  const std::string bytes(as_text(*pdf));
  const auto pages = static_cast<std::uint32_t>(pile.size());
  BOOST_TEST(pages > 15U);
  BOOST_TEST(render_bytes(worker(), bytes, "pile.pdf", pages, 20, {}).has_value());
  const auto beyond = render_bytes(worker(), bytes, "pile.pdf", pages + 1, 20, {});
  BOOST_TEST((!beyond && beyond.error().code == ErrorCode::not_found));
}

BOOST_AUTO_TEST_CASE(a_form_is_found_by_id_name_and_title) {
  for (const FormInfo& form : all_forms()) {
    const auto fields = print::fields_of(form.id);
    BOOST_REQUIRE(fields.has_value());
    const auto by_name = print::fields_of(form.name);
    BOOST_TEST((by_name.has_value() && *by_name == *fields), form.name);
  }
  BOOST_TEST(print::fields_of("信访问题处理登记表").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(long_values)

BOOST_AUTO_TEST_CASE(smaller_type_keeps_a_sheet_on_one_page) {
  FormDocument document = sheet();
  document.fields["内容摘要"] = long_story(45);
  const PositionedText text = read_back(print_form(document));
  BOOST_TEST(text.pages.size() == 1U);
  BOOST_TEST(holds(words_on(text), long_story(45)));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_goes_on_overleaf) {
  FormDocument document = sheet();
  document.fields["内容摘要"] = long_story(200, "\n");
  const PositionedText text = read_back(print_form(document));
  BOOST_TEST(text.pages.size() > 2U);
  const std::string words = words_on(text);
  for (int i = 1; i <= 200; ++i) BOOST_TEST(holds(words, "第" + std::to_string(i) + "件事：村里的账目没有公开过。"), i);
  BOOST_TEST(holds(words, "请老干部科依规定办理。"));
  // Every further page says whose it is.
  for (std::size_t i = 1; i < text.pages.size(); ++i) BOOST_TEST(holds(rows_on(text.pages[i]).front(), "登记表（续）〔2023〕组信字第0012号"));
}

BOOST_AUTO_TEST_CASE(text_of_any_script_is_printed_and_controls_are_not) {
  FormDocument document = sheet();
  document.fields["内容摘要"] = "字𠮷臺灣 Straße №\x07\xE2\x80\xAE 右\r\n第二段";
  const std::string words = words_on(print_form(document));
  for (const char* part : {"字𠮷臺灣", "Straße", "右", "第二段"}) BOOST_TEST(holds(words, part), part + words);
  BOOST_TEST(words.find("\xE2\x80\xAE") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(instructions)

BOOST_AUTO_TEST_CASE(R_385_what_was_typed_for_a_leader_is_marked) {
  FormDocument document = sheet();
  BOOST_TEST(!holds(words_on(print_form(document)), "录入件"));
  document.lists["领导批示"][0]["录入"] = "是";
  BOOST_TEST(row_with(read_back(print_form(document)), "王志远") == "王志远2023年3月2日【录入件】");
}

BOOST_AUTO_TEST_CASE(R_385_only_the_typed_one_of_several_is_marked) {
  FormDocument document = sheet();
  document.lists["领导批示"].push_back({{"内容", "同意。"}, {"姓名", "李建国"}, {"日期", "2023年3月3日"}, {"录入", "是"}});
  const PositionedText text = read_back(print_form(document));
  BOOST_TEST(row_with(text, "李建国").ends_with("李建国2023年3月3日【录入件】"));
  BOOST_TEST(row_with(text, "王志远") == "王志远2023年3月2日");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(refusals)

BOOST_AUTO_TEST_CASE(an_unknown_form_is_named_with_those_there_are) {
  const Error error = print_error({"登记薄", {}, {}});
  BOOST_TEST((error.code == ErrorCode::invalid_argument));
  BOOST_TEST(error.message.find("登记薄") != std::string::npos);
  BOOST_TEST(error.message.find("登记表") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_unknown_field_is_named_with_those_there_are) {
  FormDocument document = sheet();
  document.fields["写信人"] = "张三";
  const Error error = print_error(document);
  BOOST_TEST((error.code == ErrorCode::invalid_argument));
  BOOST_TEST(error.message.find("写信人") != std::string::npos);
  BOOST_TEST(error.message.find("来信人") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_unknown_column_and_a_text_for_a_list_are_refused) {
  FormDocument document = sheet();
  document.lists["领导批示"][0]["签名"] = "王志远";
  BOOST_TEST(print_error(document).message.find("领导批示/签名") != std::string::npos);
  FormDocument text = sheet();
  text.lists.clear();
  text.fields["领导批示"] = "同意";
  BOOST_TEST(print_error(text).message.find("分条") != std::string::npos);
  FormDocument list = sheet();
  list.lists["来信人"] = {{{"姓名", "张三"}}};
  BOOST_TEST((print_error(list).code == ErrorCode::invalid_argument));
}

BOOST_AUTO_TEST_CASE(a_code_too_long_to_be_read_is_refused) {
  FormDocument document = sheet();
  document.fields["二维码"] = long_story(8);
  const Error error = print_error(document);
  BOOST_TEST((error.code == ErrorCode::invalid_argument));
  BOOST_TEST(error.message.find("二维码") != std::string::npos);
  document.fields["二维码"] = "AJ1|register-sheet|〔2023〕组信字第0012号";
  BOOST_TEST(print::render(worker(), document).has_value());
}

BOOST_AUTO_TEST_CASE(a_value_that_is_no_text_is_refused) {
  FormDocument document = sheet();
  document.fields["来信人"] = "张\xC3";
  const Error error = print_error(document);
  BOOST_TEST((error.code == ErrorCode::invalid_argument));
  BOOST_TEST(error.message.find("来信人") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(pages_have_the_size_that_their_layout_says) {
  // One pile of all sizes: each document keeps its own.
  const FormRow label = {{"编号", "〔2023〕组信字第0012号"}};
  const auto pdf = print::render(worker(), {sheet(), {"来访登记簿", {}, {}}, {"标签", {}, {{"标签", {label}}}}, {"信封DL", {}, {}}, {"信封C5", {}, {}}});
  BOOST_REQUIRE(pdf.has_value());
  const PositionedText text = read_back(std::string(as_text(*pdf)));
  std::vector<std::pair<long, long>> sizes;
  for (const TextPage& page : text.pages) sizes.emplace_back(std::lround(mm(page.width_pt)), std::lround(mm(page.height_pt)));
  const std::vector<std::pair<long, long>> expected = {{210, 297}, {297, 210}, {60, 40}, {220, 110}, {229, 162}};
  BOOST_TEST((sizes == expected));
}

BOOST_AUTO_TEST_CASE(the_fault_of_one_in_a_pile_is_named) {
  FormDocument bad = sheet();
  bad.fields["二维码"] = long_story(8);
  const auto pdf = print::render(worker(), {sheet(), bad});
  BOOST_REQUIRE(!pdf.has_value());
  BOOST_TEST(pdf.error().message.find("“登记表”（第 2 份）") != std::string::npos, pdf.error().message);
}
