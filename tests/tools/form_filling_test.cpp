// What forms say of matters (DOMAIN §3.5), from a life led through the registry: what the matter knows stands there, what it does not decide is refused, and what
// the rules forbid is left out. No paper is printed here.
#include <algorithm>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/support/office.hpp"
#include "tools/flows/form_filling.hpp"
#include "tools/flows/volume_forms.hpp"

using namespace anjuan;
using namespace anjuan::test;
using flows::FilledForms;
using flows::FormRequest;
using print::FormDocument;
using registry::Intake;
using registry::Party;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct Printing : Office {
  using Given = std::map<std::string, std::string>;

  Result<FilledForms> fill(const std::string& form, const std::vector<std::string>& numbers, const Given& given = {}, bool may_read = true) {
    FormRequest request{form, {}, given, Fonds{"0101", "中共昆山市委组织部"}, {}};
    for (const std::string& number : numbers) request.matters.push_back(matter(number));
    request.may_read_numbers = [may_read](const MatterRow&) -> Result<bool> { return may_read; };
    return flows::fill_forms(*registry, request);
  }
  FormDocument filled(const std::string& form, const std::string& number, const Given& given = {}) {
    auto forms = fill(form, {number}, given);
    BOOST_REQUIRE_MESSAGE(forms, form + ": " + (forms ? "" : forms.error().message));
    return forms->documents.front();
  }
  std::string unfit(const std::string& form, const std::string& number, const Given& given = {}) {
    const auto forms = fill(form, {number}, given);
    BOOST_REQUIRE_MESSAGE(!forms, form + " was not refused");
    BOOST_TEST((forms.error().code == ErrorCode::invalid_argument));
    return forms.error().message;
  }
  static std::string all_of(const FormDocument& document) {
    std::string text;
    for (const auto& [name, value] : document.fields) text += name + "=" + value + "\n";
    for (const auto& [name, rows] : document.lists) {
      for (const auto& row : rows) {
        for (const auto& [column, value] : row) text += name + "/" + column + "=" + value + "\n";
      }
    }
    return text;
  }

  /// A signed accusation whose texts name who wrote it in every way there is.
  Intake accusation(const std::string& day) const {
    Intake intake = claim(day);
    intake.category = "检举控告";
    intake.subject = "市水务局会计張三丰举报钱老师违规进人";
    intake.summary = "我叫张 三丰（曾用名张君宝），水务局会计，住前进路1号，电话138-1234-5678，身份证320583198001010018，另一电话１３９０００００００１。钱老师违规进人。";
    intake.enclosures = "张三丰身份证复印件";
    Party& party = intake.parties.front();
    party.name = "张三丰", party.aliases = {"张君宝"}, party.unit = "市水务局", party.post = "会计";
    Party accused;
    accused.role = "被反映人", accused.name = "钱老师", accused.unit = "市教育局", accused.post = "副局长";
    intake.parties.push_back(accused);
    return intake;
  }
  std::string assigned_out(const std::string& day, const Intake& intake) {
    const std::string number = handled(day, intake);
    must(number, "transfer", {{"organ", "巴城镇党委"}, {"mode", "交办"}, {"due", "2026-04-30"}, {"request", "请核实张三丰所反映的问题"}, {"slip", "组信转〔2026〕3号"}}, day);
    return number;
  }
  std::string accepted(const std::string& day, const Intake& intake) {
    const std::string number = handled(day, intake);
    must(number, "notify", {{"kind", "受理告知"}, {"how", "书面"}}, day);
    return number;
  }
  /// Matters that between them went through every step that a form tells of.
  std::vector<std::string> lived() {
    Intake letter = claim("2026-03-02");
    letter.letter_date = CivilDate::parse("2026-02-27").value();
    letter.enclosures = "复印件一份";
    letter.assigner = "苏州市委组织部", letter.assigner_number = "苏组信〔2026〕9号", letter.assigned_on = CivilDate::parse("2026-03-01").value();
    Party& writer = letter.parties.front();
    writer.gender = "男", writer.age = "71", writer.unit = "退休", writer.post = "干部", writer.id_number = "11010519491231002X";
    Party representative = writer;
    representative.role = "代表", representative.name = "李明";
    Party accused;
    accused.role = "被反映人", accused.name = "钱老师", accused.unit = "市教育局", accused.post = "副局长";
    letter.parties.push_back(representative), letter.parties.push_back(accused);
    const std::string answered = register_on("2026-03-02", letter)->name;
    must(answered, "propose", {{"text", "拟请干部监督科办理"}}, "2026-03-02", "reg");
    must(answered, "instruct", {{"text", "同意"}}, "2026-03-02", "boss");
    must(answered, "assign", {{"section", "干部监督科"}, {"handler", "li"}}, "2026-03-02", "head");
    must(answered, "notify", {{"kind", "受理告知"}, {"how", "书面"}, {"document", "组信告〔2026〕1号"}}, "2026-03-03");
    must(answered, "record", {{"kind", "调查"}, {"text", "查阅档案"}}, "2026-03-05", "li");
    must(answered, "urge", {{"kind", "催办"}, {"text", "请抓紧"}, {"slip", "组信催〔2026〕2号"}}, "2026-04-01", "reg");
    must(answered, "extend", {{"days", "30"}, {"reason", "情况复杂"}, {"opinion", "拟同意"}, {"head", "head"}}, "2026-04-20", "boss");
    must(answered, "notify", {{"kind", "延期告知"}, {"document", "组信告〔2026〕5号"}}, "2026-04-21");
    must(answered, "report-up", {{"kind", "延期说明函"}, {"text", "情况复杂"}, {"document", "组信延〔2026〕1号"}}, "2026-04-22", "li");
    must(answered, "reply", answer(), "2026-05-10", "li");
    must(answered, "deliver", {{"how", "直接送达"}, {"signer", "张三"}, {"place", "接访室"}, {"witness", "王某"}}, "2026-05-12", "li");
    must(answered, "report-up", {{"kind", "办理情况反馈函"}, {"text", "已答复"}, {"document", "组信报〔2026〕2号"}}, "2026-05-13", "li");
    must(answered, "close", {{"checklist", "信"}, {"receiver", "reg"}}, "2026-05-14");

    Intake coming = claim("2026-03-02");
    coming.channel = "走访", coming.visit_time = "09:30", coming.place = "接访室", coming.parties = letter.parties, coming.heads = 2;
    const std::string visited = handled("2026-03-02", coming);
    must(visited, "record", {{"kind", "接访"}, {"text", "来访人所述"}}, "2026-03-02", "li");
    must(visited, "notify", {{"kind", "当场告知"}, {"text", "依程序受理"}}, "2026-03-02");
    must(visited, "accept", {}, "2026-03-02");
    must(visited, "reply", answer(), "2026-03-20", "li");
    must(visited, "deliver", {{"how", "直接送达"}, {"refused", "是"}, {"witness", "王某"}}, "2026-03-21", "li");

    Intake sent = claim("2026-03-02");
    sent.enclosures = "复印件一份";
    const std::string passed = assigned_out("2026-03-02", sent);
    must(passed, "notify", {{"kind", "转办告知"}, {"document", "组信告〔2026〕3号"}}, "2026-03-03");
    must(passed, "receipt", {{"signer", "巴城收发"}}, "2026-03-04");
    must(passed, "feedback", {{"text", "已核实"}}, "2026-04-10");

    const std::string refused = handled("2026-03-02", claim("2026-03-02"));
    must(refused, "refuse", {{"reason", "不属本机关职责"}, {"organ", "市人社局"}}, "2026-03-05", "li");
    must(refused, "notify", {{"kind", "不予受理告知"}, {"document", "组信告〔2026〕4号"}}, "2026-03-05");

    Intake group = claim("2026-03-02");
    group.channel = "走访", group.heads = 8;
    const std::string many = handled("2026-03-02", group);

    const std::string investigated = accepted("2026-03-02", letter);
    must(investigated, "open-case", {{"reason", "线索明确"}}, "2026-03-06", "head");
    must(investigated, "record", {{"kind", "调查"}, {"text", "查阅档案"}}, "2026-03-07", "li");
    must(investigated, "close-case", {{"report", "已查清"}, {"procedure", "是"}, {"conclusion", "是"}, {"material", "是"}, {"formality", "是"}}, "2026-03-21", "head");
    must(investigated, "reply", answer(), "2026-03-25", "li");
    const std::string handed = handled("2026-03-02", accusation("2026-03-02"));
    must(handed, "hand-over", {{"target", "市纪委"}, {"receipt", "纪收〔2026〕3号"}}, "2026-03-03", "reg");
    // Before its approval the sheet asks for an extension.
    return {answered, visited, passed, refused, many, investigated, handed, accepted("2026-03-02", claim("2026-03-02"))};
  }
  Given answer() const {
    return {{"result", "予以支持"}, {"request", "重新核定"}, {"facts", "档案齐全"}, {"opinion", "予以核定"}, {"basis", "规定第三条"}, {"document", "组信复〔2026〕7号"}};
  }
};

/// Fields that no step of a matter records, and why; "*" for every form.
struct ByHand {
  std::string_view form, field, why;
};
constexpr ByHand k_by_hand[] = {
    {"*", "联系人", "由谁接待，发文时才定"},
    {"*", "联系电话", "账号里没有办公电话"},
    {"*", "备注", "留给经手人"},
    {"*", "退回地址", "缺省为办公室；另有收件处的才写"},
    {"登记表", "归档号", "归档后才有：F_10_a_filed_matter_bears_its_archival_codes"},
    {"转办告知书", "承办单位联系方式", "单位名录里没有电话"},
    {"接访记录", "诉求", "接访时当面问明，写在纸上"},
    {"延期审批表", "承办日期", "承办人签名时写"},
    {"延期审批表", "科室意见/日期", "科室负责人在纸上签的日子"},
    {"延期审批表", "办公室意见", "在纸上批"},
    {"催办单", "回复", "承办单位写"},
    {"改交收条", "材料", "清点原件和附件时写"},
    {"延期说明函", "进展", "写函时的情况"},
    {"结案报告", "主送", "缺省为部领导"},
    {"结案报告", "抄送", "缺省为办公室（R-336）"},
    {"答复意见书", "结语", "缺省为“特此答复。”"},
    {"送达回证", "代收人", "代收时本人签"},
    {"送达回证", "代收日期", "代收时写"},
    {"送达回证", "拒收事由", "送达人当场写"},
    {"发文稿纸", "密级", "定稿时定"},
    {"发文稿纸", "缓急", "定稿时定"},
    {"发文稿纸", "签发", "领导在稿纸上签"},
    {"发文稿纸", "会签", "会签人在稿纸上签"},
    {"发文稿纸", "核稿人", "核稿时签"},
    {"发文稿纸", "抄送", "拟稿人定"},
    {"发文稿纸", "附件", "拟稿人定：不是来信的附件"},
    {"发文稿纸", "打字", "文印室写"},
    {"发文稿纸", "校对", "文印室写"},
    {"发文稿纸", "份数", "文印室写"},
    {"信封C5", "收件邮编", "登记时不问邮编"},
    {"信封C5", "寄件地址", "R-342：要印什么由寄信人定"},
    {"信封C5", "寄件邮编", "同上"},
    {"信封DL", "收件邮编", "登记时不问邮编"},
    {"信封DL", "寄件地址", "R-342：要印什么由寄信人定"},
    {"信封DL", "寄件邮编", "同上"},
    {"标签纸", "起始位置", "看手上那张标签纸"},
};

bool is_by_hand(const std::string& form, const std::string& field) {
  return std::any_of(std::begin(k_by_hand), std::end(k_by_hand), [&](const ByHand& each) { return (each.form == "*" || each.form == form) && each.field == field; });
}

/// Of the reporter of accusation().
constexpr std::string_view k_reporter[] = {"张三丰", "張三丰", "张 三丰", "张君宝", "水务局", "前进路", "138-1234", "32058319800101", "１３９０", "身份证复印件"};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(form_filling, Printing)

BOOST_AUTO_TEST_CASE(R_344_no_slip_of_an_accusation_says_who_reported) {
  const std::string number = assigned_out("2026-03-02", accusation("2026-03-02"));
  must(number, "urge", {{"kind", "催办"}, {"text", "请尽快回复张三丰反映的事"}}, "2026-03-20");
  for (const char* form : {"转办单", "交办函", "催办单", "发文稿纸"}) {
    const auto forms = fill(form, {number});
    BOOST_REQUIRE_MESSAGE(forms, (forms ? "" : forms.error().message));
    const std::string text = all_of(forms->documents.front());
    for (const std::string_view part : k_reporter) BOOST_TEST(!has(text, part), form << " says " << part << ":\n" << text);
    // Whom it is about stays, or the slip would be of no use; who prints is told what was left out.
    BOOST_TEST(has(text, "钱老师违规进人"), form << text);
    BOOST_REQUIRE(forms->left_out.size() == 1U);
    BOOST_TEST(has(forms->left_out.front(), "R-344"));
    BOOST_TEST(has(forms->left_out.front(), "事由") == (std::string_view(form) != "发文稿纸"), forms->left_out.front());
  }
  BOOST_TEST(has(fill("转办单", {number})->left_out.front(), "附件没有印"));
}

// Counter-example: a given field is not the way round the approval.
BOOST_AUTO_TEST_CASE(R_344_a_given_field_does_not_name_the_reporter_either) {
  const std::string number = assigned_out("2026-03-02", accusation("2026-03-02"));
  BOOST_TEST(has(unfit("转办单", number, {{"信访人", "张三丰"}}), "R-344"));
  BOOST_TEST(has(unfit("转办单", number, {{"事由", "请核实张君宝来信"}}), "--field 事由"));
  BOOST_TEST(filled("转办单", number, {{"附件", "来信复印件一份"}}).fields.at("附件") == "来信复印件一份");
  must(number, "release", {{"reason", "核实需要"}}, "2026-03-03", "boss");
  const FormDocument released = filled("转办单", number);
  BOOST_TEST(released.fields.at("信访人") == "张三丰");
  BOOST_TEST(released.fields.at("附件") == "张三丰身份证复印件");
}

BOOST_AUTO_TEST_CASE(R_384_a_hand_over_has_its_receipt_which_tells_nothing_of_the_letter) {
  const std::string number = handled("2026-03-02", accusation("2026-03-02"));
  BOOST_TEST(!filled("改交收条", number).fields.contains("交给"));  // before: for the pen
  must(number, "hand-over", {{"target", "市纪委"}, {"receipt", "纪收〔2026〕3号"}}, "2026-03-03", "reg");
  const FormDocument receipt = filled("改交收条", number);
  BOOST_TEST(receipt.fields.at("交给") == "市纪委");
  BOOST_TEST(receipt.fields.at("收条") == "纪收〔2026〕3号");
  BOOST_TEST(receipt.fields.at("移交人") == "登记员");
  const std::string words = all_of(receipt);
  for (const char* secret : {"张三丰", "钱老师", "违规进人", "教育局"}) BOOST_TEST(!has(words, secret), words);
  BOOST_TEST(has(words, "市纪委"), words);
  // Counter-example: a claim is handed over to nobody.
  BOOST_TEST(has(unfit("改交收条", handled("2026-03-02")), "R-384"));
}

BOOST_AUTO_TEST_CASE(R_341_reports_of_an_accusation_are_cleaned_too) {
  Intake intake = accusation("2026-03-02");
  intake.assigner = "苏州市委组织部", intake.assigned_on = CivilDate::parse("2026-03-02").value();
  const std::string number = handled("2026-03-02", intake);
  must(number, "record", {{"kind", "调查"}, {"text", "找张三丰谈话，情况属实"}}, "2026-03-05", "li");
  must(number, "report-up", {{"kind", "办理情况反馈函"}, {"text", "张三丰所反映属实"}}, "2026-03-20", "li");
  must(number, "open-case", {{"reason", "线索明确"}}, "2026-03-06", "head");
  must(number, "close-case", {{"report", "张三丰举报钱老师一案已查清"}, {"procedure", "是"}, {"conclusion", "是"}, {"material", "是"}, {"formality", "是"}}, "2026-03-21", "head");
  for (const char* form : {"办理情况反馈函", "结案报告"}) {
    const std::string text = all_of(filled(form, number));
    for (const std::string_view part : k_reporter) BOOST_TEST(!has(text, part), form << " says " << part << ":\n" << text);
    BOOST_TEST(has(text, "钱老师违规进人"), form);
  }
}

// Counter-example: the unit that is complained of is named even where the reporter works in it, but not together with what he is there.
BOOST_AUTO_TEST_CASE(R_344_the_unit_complained_of_is_named) {
  Intake intake = accusation("2026-03-02");
  intake.subject = "市水务局会计反映市水务局违规进人";
  intake.parties.back().unit = "昆山市水务局";
  const std::string number = assigned_out("2026-03-02", intake);
  BOOST_TEST(filled("转办单", number).fields.at("事由") == "（略）反映市水务局违规进人");
  // Nor is it taken out where somebody of it wrote without a name.
  MatterRow row = matter(number);
  boost::json::object& writer = row.record["parties"].as_array().front().as_object();
  writer["name"] = "", writer["aliases"] = boost::json::array(), writer["post"] = "";
  const auto forms = flows::fill_forms(*registry, {"转办单", {row}, {}, Fonds{"0101", "组织部"}, {}});
  BOOST_REQUIRE_MESSAGE(forms, (forms ? "" : forms.error().message));
  BOOST_TEST(forms->documents.front().fields.at("事由") == "市水务局会计反映市水务局违规进人");
}

// Nobody registered where he works; the letter says it all the same. Counter-example: the unit complained of, three words further on, stays.
BOOST_AUTO_TEST_CASE(R_344_what_stands_before_a_name_goes_with_it) {
  Intake intake = accusation("2026-03-02");
  intake.parties.front().unit.clear(), intake.parties.front().post.clear();
  const std::pair<const char*, const char*> subjects[] = {{"水务局张三丰举报教育局钱老师违规进人", "（略）举报教育局钱老师违规进人"},
                                                          {"举报人水务局会计张三丰反映，教育局钱老师违规", "举报人（略）反映，教育局钱老师违规"},
                                                          {"教育局，张三丰的来信", "教育局，（略）的来信"}};
  for (const auto& [subject, printed] : subjects) {
    intake.subject = subject;
    BOOST_TEST(filled("转办单", assigned_out("2026-03-02", intake)).fields.at("事由") == printed);
  }
}

// Counter-example: a summary cut for a title would leave the first digits of a number, and nobody could tell that they are one.
BOOST_AUTO_TEST_CASE(R_344_a_summary_is_cleaned_before_it_is_cut) {
  Intake intake = accusation("2026-03-02");
  intake.subject.clear();
  for (std::size_t more = 0; more < 12; ++more) {
    std::string before;
    for (std::size_t i = 0; i < 14 + more; ++i) before += "某";
    intake.summary = before + "电话13812345678，张三丰，举报钱老师。";
    const std::string subject = filled("转办单", assigned_out("2026-03-02", intake)).fields.at("事由");
    BOOST_TEST(subject == before + "电话（略），举报钱老师");
  }
}

BOOST_AUTO_TEST_CASE(R_348_numbers_are_written_out_for_those_who_may_read_them) {
  Intake intake = claim("2026-03-02");
  intake.channel = "走访";
  const std::string number = handled("2026-03-02", intake);
  for (const char* form : {"登记表", "接访记录", "来访登记簿", "信封DL"}) {
    const auto clear = fill(form, {number}, {}, true), masked = fill(form, {number}, {}, false);
    BOOST_REQUIRE_MESSAGE((clear && masked), form);
    BOOST_TEST(has(all_of(clear->documents.front()), "前进路1号"), form);
    BOOST_TEST(clear->left_out.empty());
    const std::string text = all_of(masked->documents.front());
    BOOST_TEST(!has(text, "前进路1号"), form << text);
    BOOST_TEST(!has(text, "13812345678"), form << text);
    BOOST_TEST(has(masked->left_out.at(0), "R-348"));
  }
  // Nobody was asked: nobody may.
  FormRequest request{"登记表", {matter(number)}, {}, Fonds{"0101", "组织部"}, {}};
  BOOST_TEST(has(all_of(flows::fill_forms(*registry, request)->documents.front()), "138****5678"));
}

BOOST_AUTO_TEST_CASE(R_324_an_answer_to_a_claim_tells_where_to_ask_for_review) {
  const std::string number = accepted("2026-03-02", claim("2026-03-02"));
  must(number, "reply", answer(), "2026-04-01", "li");
  const FormDocument document = filled("答复意见书", number);
  BOOST_TEST(document.fields.at("复查期限") == "三十日");
  BOOST_TEST(document.fields.at("复查机关") == "苏州市委组织部");
  BOOST_TEST(document.fields.at("复查依据") == "《信访工作条例》第三十五条");
  BOOST_TEST(document.fields.at("收到日期") == "2026年3月2日");
  BOOST_TEST(document.fields.at("受理日期") == "2026年3月2日");
  BOOST_TEST(document.fields.at("落款日期") == "2026年4月1日");
  BOOST_TEST(filled("答复意见书", number, {{"复查机关", "苏州市信访局"}}).fields.at("复查机关") == "苏州市信访局");
}

BOOST_AUTO_TEST_CASE(R_317_an_answer_to_an_accusation_promises_no_review) {
  const std::string number = handled("2026-03-02", accusation("2026-03-02"));
  must(number, "reply", {{"result", "查实"}, {"opinion", "已作处理"}}, "2026-04-01", "li");
  const FormDocument document = filled("答复意见书", number);
  BOOST_TEST(!document.fields.contains("复查期限"));
  BOOST_TEST(!document.fields.contains("复查机关"));
}

// Counter-example to R-324: nothing is dropped in silence.
BOOST_AUTO_TEST_CASE(R_324_an_answer_that_lacks_a_content_is_refused_and_names_it) {
  const std::string number = accepted("2026-03-02", claim("2026-03-02"));
  must(number, "reply", answer(), "2026-04-01", "li");
  {
    // A second organ above: which one is asked is no longer known.
    auto transaction = archive->begin();
    BOOST_REQUIRE((transaction && transaction->lock()));
    BOOST_REQUIRE(registry::add_unit(registry->book(), *transaction, registry::Unit{"swzzb", "苏州市信访局", {}, "上级", ""}));
    BOOST_REQUIRE(transaction->commit());
  }
  const std::string why = unfit("答复意见书", number);
  BOOST_TEST(has(why, "还缺：复查机关"), why);
  BOOST_TEST(has(why, "R-324"), why);
  BOOST_TEST(filled("答复意见书", number, {{"复查机关", "苏州市委组织部"}}).fields.at("复查机关") == "苏州市委组织部");
  MatterRow poor = matter(number);
  poor.record["opinions"].as_array().front().as_object().erase("basis");
  FormRequest request{"答复意见书", {poor}, {{"复查机关", "苏州市委组织部"}}, Fonds{"0101", "组织部"}, {}};
  const auto forms = flows::fill_forms(*registry, request);
  BOOST_REQUIRE(!forms);
  BOOST_TEST(has(forms.error().message, "还缺：法律法规依据"), forms.error().message);
}

// Counter-example: the minister's word on the letter is no approval of the extension.
BOOST_AUTO_TEST_CASE(R_306_an_approval_is_that_of_the_extension) {
  const std::string number = accepted("2026-03-02", claim("2026-03-02"));
  const FormDocument asked = filled("延期审批表", number);
  BOOST_TEST(!asked.lists.contains("领导批示"));
  BOOST_TEST(asked.fields.at("原期限") == "2026年5月1日");
  BOOST_TEST(asked.fields.at("申请日期") == "2026年11月24日");
  must(number, "extend", {{"days", "30"}, {"reason", "情况复杂"}, {"opinion", "案情复杂，拟同意"}, {"head", "周科长"}}, "2026-04-20", "boss");
  must(number, "notify", {{"kind", "延期告知"}, {"how", "书面"}}, "2026-04-21");
  const FormDocument approved = filled("延期审批表", number);
  BOOST_REQUIRE(approved.lists.at("领导批示").size() == 1U);
  const print::FormRow& row = approved.lists.at("领导批示").front();
  BOOST_TEST(row.at("内容") == "同意延长30日");
  BOOST_TEST(row.at("姓名") == "赵部长");
  BOOST_TEST(row.at("日期") == "2026年4月20日");
  BOOST_TEST(row.at("录入") == "是");
  // What the section's head says of it stands in its own place.
  BOOST_REQUIRE(approved.lists.at("科室意见").size() == 1U);
  BOOST_TEST(approved.lists.at("科室意见").front().at("内容") == "案情复杂，拟同意");
  BOOST_TEST(approved.lists.at("科室意见").front().at("姓名") == "周科长");
  BOOST_TEST(approved.fields.at("延长至") == "2026年5月31日");
  BOOST_TEST(approved.fields.at("告知情况") == "已于2026年4月21日告知信访人延期理由（书面）");
  const FormDocument notice = filled("延期告知书", number);
  BOOST_TEST(notice.fields.at("原期限") == "2026年5月1日");
  BOOST_TEST(notice.fields.at("新期限") == "2026年5月31日");
  BOOST_TEST(notice.fields.at("依据") == "《信访工作条例》第三十四条");
  // Counter-example: what a section's head signed in an archive of an earlier version is no leader's approval.
  MatterRow old = matter(number);
  boost::json::object& by_head = old.record["extensions"].as_array().front().as_object();
  by_head["by"] = "head", by_head.erase("opinion"), by_head.erase("head");
  const auto old_sheet = flows::fill_forms(*registry, {"延期审批表", {old}, {}, Fonds{"0101", "组织部"}, {}});
  BOOST_REQUIRE(old_sheet);
  BOOST_TEST(!old_sheet->documents.front().lists.contains("领导批示"));
  BOOST_TEST(old_sheet->documents.front().lists.at("科室意见").front().at("姓名") == "周科长");
  // What was promised at acceptance is the term before it was extended.
  BOOST_TEST(filled("受理告知书", number).fields.at("办结期限") == "2026年5月1日");
}

BOOST_AUTO_TEST_CASE(R_335_a_letter_of_assignment_goes_to_whom_it_was_assigned) {
  Intake intake = claim("2026-03-02");
  intake.assigner = "苏州市委组织部", intake.assigner_number = "苏组信〔2026〕9号", intake.assigned_on = CivilDate::parse("2026-03-01").value();
  const std::string number = handled("2026-03-02", intake);
  // Counter-example: the assigner is never asked to handle what it assigned.
  BOOST_TEST(has(unfit("交办函", number), "R-335"));
  BOOST_TEST(filled("办理情况反馈函", number).fields.at("主送") == "苏州市委组织部");
  must(number, "transfer", {{"organ", "巴城镇党委"}, {"mode", "交办"}, {"due", "2026-04-30"}}, "2026-03-03");
  BOOST_TEST(filled("交办函", number).fields.at("主送") == "巴城镇党委");
  const FormDocument letter = filled("办理情况反馈函", number);
  BOOST_TEST(letter.fields.at("主送") == "苏州市委组织部");
  BOOST_TEST(letter.fields.at("交办日期") == "2026年3月1日");
  BOOST_TEST(letter.fields.at("交办文号") == "苏组信〔2026〕9号");
}

BOOST_AUTO_TEST_CASE(R_380_every_form_bears_its_own_number) {
  Intake intake = claim("2026-03-02");
  intake.assigner = "苏州市委组织部", intake.assigned_on = CivilDate::parse("2026-03-02").value();
  const std::string number = accepted("2026-03-02", intake);
  must(number, "extend", {{"days", "30"}, {"reason", "情况复杂"}}, "2026-04-20", "boss");
  must(number, "notify", {{"kind", "延期告知"}}, "2026-04-21");
  must(number, "report-up", {{"kind", "延期说明函"}, {"text", "对方外出"}, {"document", "组信延〔2026〕1号"}}, "2026-04-22", "li");
  must(number, "reply", answer(), "2026-05-20", "li");
  must(number, "report-up", {{"kind", "办理情况反馈函"}, {"text", "已答复"}, {"document", "组信报〔2026〕2号"}}, "2026-05-21", "li");
  BOOST_TEST(filled("答复意见书", number).fields.at("文号") == "组信复〔2026〕7号");
  // A notice and an urging bear theirs, each its own; what was given none prints none.
  BOOST_TEST(!filled("延期告知书", number).fields.contains("文号"));
  const std::string urged = accepted("2026-03-02", claim("2026-03-02"));
  must(urged, "urge", {{"kind", "催办"}, {"text", "请抓紧"}}, "2026-03-10", "reg");
  BOOST_TEST(!filled("催办单", urged).fields.contains("单号"));
  must(urged, "urge", {{"kind", "催办"}, {"text", "请抓紧"}, {"slip", "组信催〔2026〕2号"}}, "2026-04-01", "reg");
  BOOST_TEST(filled("催办单", urged).fields.at("单号") == "组信催〔2026〕2号");
  must(urged, "notify", {{"kind", "受理告知"}, {"document", "组信告〔2026〕6号"}}, "2026-04-02");
  BOOST_TEST(filled("受理告知书", urged).fields.at("文号") == "组信告〔2026〕6号");
  BOOST_TEST(filled("延期说明函", number).fields.at("文号") == "组信延〔2026〕1号");
  BOOST_TEST(filled("延期说明函", number).fields.at("理由") == "对方外出");
  BOOST_TEST(filled("办理情况反馈函", number).fields.at("文号") == "组信报〔2026〕2号");
  // Counter-example: a notice without a number of its own is left blank, for the pen.
  BOOST_TEST(!filled("受理告知书", number).fields.contains("文号"));
  BOOST_TEST(!filled("延期告知书", number).fields.contains("文号"));
  BOOST_TEST(!filled("催办单", number).fields.contains("单号"));
  // A receipt of another paper bears no number of the reply.
  BOOST_TEST(filled("送达回证", number).fields.at("文号") == "组信复〔2026〕7号");
  BOOST_TEST(!filled("送达回证", number, {{"文书名称", "补正通知"}}).fields.contains("文号"));
}

// who did a step is known by the step, or by who typed it. Counter-example: the handler did not draft what the office sent.
BOOST_AUTO_TEST_CASE(R_385_a_form_names_who_did_its_step) {
  const std::string number = accepted("2026-03-02", claim("2026-03-02"));
  must(number, "urge", {{"kind", "催办"}, {"text", "请抓紧"}}, "2026-03-10");  // typed by reg, for nobody else
  BOOST_TEST(filled("催办单", number).fields.at("催办人") == "登记员");
  must(number, "urge", {{"kind", "催办"}, {"text", "再催"}}, "2026-03-11", "boss");
  BOOST_TEST(filled("催办单", number).fields.at("催办人") == "赵部长");
  must(number, "reply", answer(), "2026-04-01", "head");
  BOOST_TEST(filled("发文稿纸", number).fields.at("拟稿人") == "周科长");
  BOOST_TEST(filled("登记表", number).fields.at("承办人") == "李四");
  const std::string sent = register_on("2026-03-02", claim("2026-03-02"))->name;
  must(sent, "instruct", {{"text", "请交办"}}, "2026-03-02", "boss");
  must(sent, "transfer", {{"organ", "巴城镇党委"}, {"mode", "交办"}, {"due", "2026-04-30"}, {"request", "请核实"}}, "2026-03-03");
  BOOST_TEST(filled("发文稿纸", sent).fields.at("拟稿人") == "登记员");
}

BOOST_AUTO_TEST_CASE(F_10_a_filed_matter_bears_its_archival_codes) {
  const std::string number = handled("2026-03-02", claim("2026-03-02"));
  BOOST_TEST(!filled("登记表", number).fields.contains("归档号"));
  {
    auto transaction = archive->begin();
    BOOST_REQUIRE((transaction && transaction->lock()));
    const auto day = CivilDate::parse("2026-06-01").value();
    BOOST_REQUIRE(registry->note_filed(*transaction, matter(number), {"J021-WS·2026·D30-0001", "J021-WS·2026·D30-0002"}, day, "reg"));
    BOOST_REQUIRE(transaction->commit());
  }
  BOOST_TEST(filled("登记表", number).fields.at("归档号") == "J021-WS·2026·D30-0001、J021-WS·2026·D30-0002");
}

// A slip that was given no number says to whom it went.
BOOST_AUTO_TEST_CASE(R_335_the_register_sheet_says_where_a_matter_went) {
  const std::string number = handled("2026-03-02", claim("2026-03-02"));
  BOOST_TEST(!filled("登记表", number).fields.contains("转办单"));
  must(number, "transfer", {{"organ", "巴城镇党委"}, {"mode", "交办"}, {"due", "2026-04-30"}}, "2026-03-03");
  BOOST_TEST(filled("登记表", number).fields.at("转办单") == "巴城镇党委");
}

BOOST_AUTO_TEST_CASE(R_377_a_notice_of_transfer_bears_the_day_of_the_transfer_until_it_was_given) {
  const std::string number = assigned_out("2026-03-02", claim("2026-03-02"));
  BOOST_TEST(filled("转办告知书", number).fields.at("落款日期") == "2026年3月2日");
  BOOST_TEST(filled("登记表", number).fields.at("转办单") == "组信转〔2026〕3号");
  must(number, "notify", {{"kind", "转办告知"}}, "2026-03-04");
  BOOST_TEST(filled("转办告知书", number).fields.at("落款日期") == "2026年3月4日");
}

BOOST_AUTO_TEST_CASE(R_313_a_report_to_the_assigner_says_what_was_found_and_told) {
  Intake intake = claim("2026-03-02");
  intake.assigner = "苏州市委组织部", intake.assigned_on = CivilDate::parse("2026-03-02").value(), intake.assigned_due = CivilDate::parse("2026-04-01").value();
  const std::string number = handled("2026-03-02", intake);
  // Counter-example: nothing was found or told yet.
  BOOST_TEST(!filled("办理情况反馈函", number).fields.contains("核实情况"));
  BOOST_TEST(!filled("办理情况反馈函", number).fields.contains("答复情况"));
  must(number, "notify", {{"kind", "受理告知"}, {"how", "书面"}}, "2026-03-03");
  BOOST_TEST(filled("办理情况反馈函", number).fields.at("答复情况") == "尚未答复；已于2026年3月3日告知信访人（受理告知）");
  // His day is before ours, which is when we mean to be done.
  BOOST_TEST(filled("延期说明函", number).fields.at("原期限") == "2026年4月1日");
  BOOST_TEST(filled("延期说明函", number).fields.at("新期限") == "2026年5月2日");
  must(number, "extend", {{"days", "30"}, {"reason", "情况复杂"}}, "2026-04-20", "boss");
  BOOST_TEST(filled("延期说明函", number).fields.at("新期限") == "2026年6月1日");
  must(number, "reply", answer(), "2026-05-10", "li");
  BOOST_TEST(filled("办理情况反馈函", number).fields.at("核实情况") == "档案齐全");
  BOOST_TEST(filled("办理情况反馈函", number).fields.at("答复情况") == "2026年5月10日作出处理意见，尚未送达");
  must(number, "record", {{"kind", "调查"}, {"text", "查阅档案"}}, "2026-05-11", "li");
  BOOST_TEST(filled("办理情况反馈函", number).fields.at("核实情况") == "查阅档案");
  // Counter-example: who gave us more time than the rules is promised no earlier day.
  Intake patient = intake;
  patient.assigned_due = CivilDate::parse("2026-09-01").value();
  BOOST_TEST(!filled("延期说明函", handled("2026-03-02", patient)).fields.contains("新期限"));
  // What others handled, they found out.
  const std::string passed = assigned_out("2026-03-02", intake);
  must(passed, "feedback", {{"text", "已核实，情况属实"}}, "2026-03-20");
  BOOST_TEST(filled("办理情况反馈函", passed).fields.at("核实情况") == "已核实，情况属实");
}

BOOST_AUTO_TEST_CASE(R_317_a_review_was_put_forward_on_the_day_it_was_asked_for) {
  Intake intake = claim("2026-03-02");
  intake.matter_kind = "复查", intake.reviewed_organ = "巴城镇党委", intake.reviewed_document = "巴信复〔2026〕1号";
  const std::string review = accepted("2026-03-02", intake);
  BOOST_TEST(filled("受理告知书", review).fields.at("提出日期") == "2026年3月2日");
  // Counter-example: when a letter without a date was written nobody knows.
  BOOST_TEST(!filled("受理告知书", accepted("2026-03-02", claim("2026-03-02"))).fields.contains("提出日期"));
}

BOOST_AUTO_TEST_CASE(R_334_a_record_of_a_visit_holds_what_was_said_and_answered_then) {
  Intake intake = claim("2026-03-02");
  intake.channel = "走访", intake.visit_time = "09:30", intake.place = "接访室";
  const std::string number = handled("2026-03-02", intake);
  must(number, "record", {{"kind", "接访"}, {"text", "来访人说，1998年的待遇至今没有落实。"}}, "2026-03-02", "li");
  must(number, "notify", {{"kind", "当场告知"}, {"text", "当场告知依程序受理"}}, "2026-03-02");
  must(number, "accept", {}, "2026-03-02");
  must(number, "reply", answer(), "2026-04-01", "li");
  const FormDocument document = filled("接访记录", number);
  BOOST_TEST(document.fields.at("反映事项") == "来访人说，1998年的待遇至今没有落实。");
  BOOST_TEST(document.fields.at("记录人") == "李四");
  // Counter-example: the answer given a month later was not given on the spot.
  BOOST_TEST(document.fields.at("处理意见") == "当场告知依程序受理");
}

BOOST_AUTO_TEST_CASE(R_352_the_draft_of_a_letter_does_not_list_the_petitioners_enclosures) {
  Intake intake = claim("2026-03-02");
  intake.enclosures = "信封一个";
  const std::string number = accepted("2026-03-02", intake);
  must(number, "reply", answer(), "2026-04-01", "li");
  const FormDocument draft = filled("发文稿纸", number);
  BOOST_TEST(!draft.fields.contains("附件"));
  BOOST_TEST(draft.fields.at("标题") == "关于张三离休待遇信访事项的答复意见");
  BOOST_TEST(draft.fields.at("主送") == "张三");
  BOOST_TEST(draft.fields.at("文号") == "组信复〔2026〕7号");
  // Counter-example: on the sheet that travels with the letter they stand.
  BOOST_TEST(filled("登记表", number).fields.at("附件") == "信封一个");
}

BOOST_AUTO_TEST_CASE(R_320_a_form_that_does_not_fit_the_matter_is_refused_with_the_reason) {
  const std::string fresh = register_on("2026-03-02", claim("2026-03-02"))->name;
  const std::pair<const char*, const char*> unfits[] = {
      {"不予受理告知书", "R-303"}, {"结案报告", "R-336"},   {"延期审批表", "R-306"}, {"延期告知书", "R-306"}, {"转办单", "R-335"},     {"交办函", "R-335"},     {"送达回证", "F-15"}, {"来访登记簿", "R-331"},
      {"接访记录", "R-334"},       {"受理告知书", "R-316"}, {"转办告知书", "R-377"}, {"答复意见书", "R-324"}, {"办理情况反馈函", "R-313"}, {"延期说明函", "R-313"}, {"催办单", "R-332"}};
  for (const auto& [form, rule] : unfits) {
    const std::string why = unfit(form, fresh);
    BOOST_TEST(has(why, rule), form << ": " << why);
    BOOST_TEST(has(why, fresh), why);
  }
  for (const char* form : {"登记表", "标签", "labels", "信封C5", "发文稿纸"}) BOOST_TEST(fill(form, {fresh}).has_value(), form);
}

BOOST_AUTO_TEST_CASE(R_310_nobody_writes_to_the_anonymous) {
  Intake intake = claim("2026-03-02");
  intake.parties.clear();
  const std::string number = handled("2026-03-02", intake);
  must(number, "accept", {}, "2026-03-02");
  must(number, "transfer", {{"organ", "巴城镇党委"}, {"mode", "转请"}, {"due", "2026-04-30"}}, "2026-03-03");
  for (const char* form : {"受理告知书", "转办告知书", "信封DL"}) BOOST_TEST(has(unfit(form, number), "R-310"), form);
  // Counter-example: an addressee of one's own is written to, and bears nobody else's address.
  BOOST_TEST(fill("信封DL", {number}, {{"收件人", "巴城镇党委"}}).has_value());
  const std::string named = handled("2026-03-02", claim("2026-03-02"));
  BOOST_TEST(!filled("信封DL", named, {{"收件人", "巴城镇党委"}}).fields.contains("收件地址"));
}

BOOST_AUTO_TEST_CASE(R_377_of_an_accusation_nobody_is_told_where_it_went) {
  const std::string number = assigned_out("2026-03-02", accusation("2026-03-02"));
  BOOST_TEST(has(unfit("转办告知书", number), "R-377"));
  // Counter-example: of a claim he is.
  const std::string other = assigned_out("2026-03-02", claim("2026-03-02"));
  BOOST_TEST(filled("转办告知书", other).fields.at("转办日期") == "2026年3月2日");
}

// the record fills the paper, people fill what it cannot know. Counter-example: a field in k_by_hand that is supplied fails as well.
BOOST_AUTO_TEST_CASE(F_10_to_F_15_every_field_is_supplied_or_is_known_to_be_written_by_hand) {
  const std::vector<std::string> lives = lived();
  const std::vector<print::FormInfo> all = print::forms().value();
  for (const print::FormInfo& form : all) {
    if (flows::is_filing_form(form.id)) continue;  // filled from what was filed: volume_forms_test.cpp
    std::set<std::string> supplied;
    for (const std::string& number : lives) {
      const auto forms = fill(form.id, {number});
      if (!forms) continue;
      for (const auto& [name, value] : forms->documents.front().fields) supplied.insert(name);
      for (const auto& [name, rows] : forms->documents.front().lists) {
        for (const auto& row : rows) {
          supplied.insert(name);
          for (const auto& [column, value] : row) supplied.insert(name + "/" + column);
        }
      }
    }
    BOOST_TEST(!supplied.empty(), form.name + " fits none of the lives");
    const std::vector<print::FormField> fields = print::fields_of(form.id).value();
    for (const print::FormField& field : fields) {
      const bool by_hand = is_by_hand(form.name, field.name);
      BOOST_TEST(supplied.contains(field.name) != by_hand, form.name + "：" + field.name + (by_hand ? " is supplied" : " is not supplied"));
      for (const std::string& column : field.columns) {
        const std::string cell = field.name + "/" + column;
        if (!by_hand) BOOST_TEST((supplied.contains(cell) || is_by_hand(form.name, column) || is_by_hand(form.name, cell)), form.name + "：" + cell + " is not supplied");
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
