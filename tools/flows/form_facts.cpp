#include "tools/flows/form_facts.hpp"

#include <algorithm>
#include <set>

#include "archive/base/utf8.hpp"
#include "tools/flows/form_fit.hpp"
#include "tools/print/paper_code.hpp"

namespace anjuan::flows {

namespace json = boost::json;
using print::FormRow;
using registry::date_in;
using registry::flag_in;
using registry::last_in;
using registry::list_in;
using registry::number_in;
using registry::PersonalKind;
using registry::text_in;

namespace {

/// Labels say that the letter itself is below them, not a form.
const std::set<std::string, std::less<>> k_labels = {"label", "label-sheet", "visit-book"};
const std::set<std::string, std::less<>> k_envelopes = {"envelope-c5", "envelope-dl"};
/// The longest that stands for a subject inside a sentence or a title.
constexpr std::size_t k_subject_length = 30;

struct OwnStep {
  const char* list;
  std::vector<std::string_view> kinds;  ///< empty: any
};
/// Each form's own 文号, 单号 and date are those of the step that it is the paper of, never those of another.
const std::map<std::string, OwnStep, std::less<>> k_own_steps = {
    {"acceptance-notice", {"notices", {"受理告知", "当场告知"}}}, {"refusal-notice", {"notices", {"不予受理告知"}}}, {"extension-notice", {"notices", {"延期告知"}}},
    {"referral-notice", {"notices", {"转办告知"}}},           {"reply-opinion", {"opinions", {}}},             {"transfer-slip", {"transfers", {}}},
    {"assignment-letter", {"transfers", {}}},                   {"reminder", {"urgings", {}}},                   {"feedback-letter", {"reports_up", {"办理情况反馈函"}}},
    {"delay-letter", {"reports_up", {"延期说明函"}}},           {"closing-report", {"case_reports", {}}}};

/// Its first sentence, or as much of it as stands well in a title.
std::string first_sentence(const std::string& text, std::size_t longest) {
  std::string out;
  std::size_t length = 0;
  for (std::size_t at = 0; at < text.size() && length < longest; ++length) {
    const char32_t c = next_utf8(text, at);
    if (c == U'。' || c == U'；' || c == U'！' || c == U'？' || c == U'\n') return out;
    append_utf8(out, c);
  }
  return out.size() < text.size() ? out + "……" : out;
}

}  // namespace

const json::object* last_of(const json::object& record, const char* list, const std::vector<std::string_view>& kinds) {
  const json::object* found = nullptr;
  for (const json::value& value : list_in(record, list)) {
    const json::object& entry = value.get_object();
    if (kinds.empty() || std::find(kinds.begin(), kinds.end(), text_in(entry, "kind")) != kinds.end()) found = &entry;
  }
  return found;
}

std::string records_of(const json::object& record, std::string_view kind, bool others) {
  std::string texts;
  for (const json::value& value : list_in(record, "records")) {
    const json::object& entry = value.get_object();
    if ((text_in(entry, "kind") == kind) != others) texts += (texts.empty() ? "" : "\n") + text_in(entry, "text");
  }
  return texts;
}

std::string joined(const std::string& a, const std::string& b) { return a.empty() || b.empty() ? a + b : a + " " + b; }

std::string date_of(const json::object* entry) { return entry == nullptr ? std::string() : chinese_date(text_in(*entry, "on")); }

std::string date_of(const std::optional<CivilDate>& day) { return day ? chinese_date(day->to_string()) : std::string(); }

std::string chinese_date(const std::string& day) {
  const auto date = CivilDate::parse(day);
  if (!date) return day;
  return std::to_string(date->year()) + "年" + std::to_string(date->month()) + "月" + std::to_string(date->day()) + "日";
}

Result<print::FormDocument> FormFacts::read(const std::map<std::string, std::string>& given) {
  m_document = {m_form, {}, {}};
  TRY_ASSIGN(m_terms, terms_of(m_registry, m_matter));
  TRY_ASSIGN(const std::string code, print::to_text({k_labels.contains(m_form) ? "letter" : m_form, m_matter.name}));
  put("二维码", code);
  add_registration();
  TRY(add_handling());
  if (!k_envelopes.contains(m_form) || !given.contains("收件人")) TRY(add_people());
  add_terms();
  add_own_step();
  TRY(add_transfer());
  TRY(add_urging());
  TRY(add_hand_over());
  TRY(add_visit());
  if (is("delivery-receipt") && !given.contains("文书名称")) TRY(add_delivery());
  TRY(add_answer());
  add_extension();
  TRY(add_report());
  TRY(add_signed("拟办意见", "proposals", "text"));
  TRY(add_instructions());
  TRY(add_results());
  if (is("draft-sheet") && !given.contains("标题")) TRY(add_draft());
  return std::move(m_document);
}

std::string FormFacts::day(std::string_view member) const { return chinese_date(text(member)); }

std::string FormFacts::subject() const {
  if (!text("subject").empty()) return text("subject");
  // Cut only where nothing has to be found in it any more: of half a name or number nobody can tell whose it is.
  return first_sentence(text("summary"), m_reporter == Reporter::hidden ? std::string::npos : k_subject_length);
}

std::string FormFacts::origin() const {
  if (!text("assigner").empty()) return text("assigner") + "交办";
  return text("transferrer").empty() ? text("channel") : text("transferrer") + "转送";
}

/// Who comes, calls or writes on the net puts it forward the day it is received; a 复查 or 复核 is put forward the day it is asked for.
std::string FormFacts::put_forward() const {
  if (text("channel") != "书信") return day("received");
  if (!text("letter_date").empty() || !registry::is_review(m_record)) return day("letter_date");
  return day(text("rereview_requested").empty() ? "review_requested" : "rereview_requested");
}

/// What an inquiry wrote down; of what others or nobody wrote down, what they reported and what the answer found.
std::string FormFacts::found_out() const {
  if (std::string records = records_of(m_record, "接访", true); !records.empty()) return records;
  if (const json::object* feedback = last_in(m_record, "feedbacks")) return text_in(*feedback, "text");
  const json::object* opinion = last_in(m_record, "opinions");
  return opinion == nullptr ? std::string() : text_in(*opinion, "facts");
}

const json::object* FormFacts::own_step() const {
  const auto own = k_own_steps.find(m_form);
  return own == k_own_steps.end() ? nullptr : last_of(m_record, own->second.list, own->second.kinds);
}

Result<std::string> FormFacts::person(const std::string& account) {
  if (account.empty()) return std::string();
  TRY_ASSIGN(const auto stored, m_registry.book().account(account));
  return stored ? registry::account_from(*stored).name : account;
}

Result<std::string> FormFacts::head_of(const std::string& section) {
  TRY_ASSIGN(const auto unit, m_registry.book().unit(section));
  if (section.empty() || !unit) return std::string();
  TRY_ASSIGN(const auto accounts, m_registry.book().accounts());
  const std::string today = m_registry.today().to_string();
  for (const StoredRecord& stored : accounts) {
    const registry::Account account = registry::account_from(stored);
    if (account.head && account.unit == registry::unit_from(*unit).unit && (account.until.empty() || today <= account.until)) return account.name;
  }
  return std::string();
}

/// Art. 35: 复查 is asked of the organ one level up. Known when the office has registered just one such.
Result<std::string> FormFacts::superior() {
  TRY_ASSIGN(const auto units, m_registry.book().units());
  std::string found;
  for (const StoredRecord& stored : units) {
    const registry::Unit unit = registry::unit_from(stored);
    if (unit.kind != "上级") continue;
    if (!found.empty()) return std::string();
    found = unit.name;
  }
  return found;
}

void FormFacts::add_registration() {
  put_all({"编号", "接访记录号"}, m_matter.name);
  put("渠道", text("channel"));
  put("署名情况", text("signature"));
  put("类别", text("category"));
  put_all({"初重", "初重访"}, flag_in(m_record, "repeat") ? "重" : "初");
  if (!is("draft-sheet")) put("附件", text("enclosures"));  // those of the outgoing letter are not the petitioner's
  put_all({"事由", "事项", "说明"}, subject());
  put_all({"内容摘要", "主要问题", "反映事项"}, text("summary").empty() ? text("subject") : text("summary"));
  put_all({"来源", "案件来源"}, origin());
  put("人数", std::to_string(number_in(m_record, "heads")));
  put("集体访", number_in(m_record, "heads") > 5 ? "是" : "");
  put_all({"落款单位", "送达单位", "发文机关", "转办单位", "催办单位"}, m_fonds.name);
  put("地点", text("place"));
  put_all({"收信日期", "收到日期"}, day("received"));
  put("来信日期", day("letter_date"));
  put("提出日期", put_forward());
  put("接访时间", joined(day("received"), text("visit_time")));
  put("日期时间", joined(text("received"), text("visit_time")));
  put("交办文号", text("assigner_number"));
}

Status FormFacts::add_handling() {
  put_all({"承办科室", "主办科室"}, text("section"));
  put_all({"承办单位", "处理意见去向"}, text("transfer_organ").empty() ? text("section") : text("transfer_organ"));
  TRY_ASSIGN(const std::string registrar, person(text("registrar")));
  put_all({"登记人", "接待人"}, registrar);
  TRY_ASSIGN(const std::string handler, person(text("handler")));
  put_all({"承办人", "拟稿人"}, handler.empty() ? text("handler_name") : handler);
  TRY_ASSIGN(const std::string head, head_of(text("section")));
  put("科室负责人", head);
  put("受理日期", day("accepted"));
  put("办结日期", day("closed"));
  put("结果", text("outcome"));
  put("有权机关", text("proper_organ"));
  // which way it goes; a claim led into another procedure follows that.
  const std::string category = text("category");
  put("办理途径", !text("routed_procedure").empty() ? text("routed_procedure") : category == "检举控告" || category == "建议意见" ? category : "信访");
  put("依据", basis_of(m_registry.rules(), m_record, m_form));
  if (is("refusal-notice")) put("理由", text("closing_reason"));
  put_all({"调查情况", "核实情况"}, found_out());
  std::string codes;
  for (const json::value& code : list_in(m_record, "archival_codes")) codes += (codes.empty() ? "" : "、") + std::string(code.get_string());
  put("归档号", codes);
  return {};
}

Status FormFacts::add_people() {
  std::string representatives, accused, accused_posts;
  for (const json::value& value : list_in(m_record, "parties")) {
    const json::object& party = value.get_object();
    const std::string role = text_in(party, "role");
    std::string* list = role == "被反映人" || role == "被反映单位" ? &accused : role == "代表" ? &representatives : nullptr;
    if (list == nullptr) continue;
    *list += (list->empty() ? "" : "、") + text_in(party, "name");
    if (list == &accused) accused_posts = joined(accused_posts, joined(text_in(party, "unit"), text_in(party, "post")));
  }
  put("被反映人", accused);
  put("被反映人单位职务", accused_posts);
  if (m_reporter == Reporter::hidden) return {};
  put("代表", representatives);
  const std::string petitioners = petitioner_names(m_record);
  put_all({"来信人", "信访人", "来访人", "姓名", "受送达人", "收件人"}, petitioners.empty() ? "匿名" : petitioners);
  return add_contact();
}

Result<std::string> FormFacts::number_of(const json::object& party, const char* member, PersonalKind kind) {
  const json::value* sealed = party.if_contains(member);
  if (sealed == nullptr || !sealed->is_object()) return std::string();
  if (m_numbers == PersonalNumbers::masked) return text_in(sealed->get_object(), "mask");
  TRY_ASSIGN(const Bytes bytes, from_hex(text_in(sealed->get_object(), "sealed")));
  return m_registry.vault().unseal(kind, bytes);
}

/// Of the first petitioner.
Status FormFacts::add_contact() {
  for (const json::value& value : list_in(m_record, "parties")) {
    const json::object& party = value.get_object();
    const std::string role = text_in(party, "role");
    if (role != "来信人" && role != "代表") continue;
    TRY_ASSIGN(const std::string phone, number_of(party, "phone", PersonalKind::phone));
    TRY_ASSIGN(const std::string address, number_of(party, "address", PersonalKind::address));
    TRY_ASSIGN(const std::string id, number_of(party, "id", PersonalKind::id_number));
    put("电话", phone);
    put_all({"住址", "收件地址", "送达地点"}, address);
    put("证件号", id);
    put("性别", text_in(party, "gender"));
    put("年龄", text_in(party, "age"));
    const std::string post = joined(text_in(party, "unit"), text_in(party, "post"));
    put_all({"来信人单位职务", "单位职务"}, post);
    put("单位职务住址", joined(post, address));
    return {};
  }
  return {};
}

void FormFacts::add_terms() {
  const bool upwards = is("feedback-letter") || is("delay-letter");
  put("办结期限", date_of(m_terms.conclude));
  put("原期限", date_of(upwards ? m_terms.report : m_terms.conclude));
  put_all({"新期限", "延长至"}, date_of(m_terms.extended));
  // Whoever is told that his day is missed is told ours, where that is later.
  if (is("delay-letter") && !m_terms.extended && m_terms.conclude > m_terms.report) put("新期限", date_of(m_terms.conclude));
  if (upwards) put("交办日期", day("assigned_on"));
  if (upwards) put("主送", text("assigner").empty() ? text("transferrer") : text("assigner"));
}

void FormFacts::add_own_step() {
  const json::object* own = own_step();
  put("落款日期", date_of(own));
  if (is("refusal-notice") && own == nullptr) put("落款日期", day("refused"));
  if (is("acceptance-notice") && own == nullptr) put("落款日期", day("accepted"));
  if (is("referral-notice") && own == nullptr) put("落款日期", date_of(last_in(m_record, "transfers")));
  if (is("closing-report") && own == nullptr) put("落款日期", day("closed"));
  if (own == nullptr) return;
  put("文号", text_in(*own, "document"));
  put("单号", text_in(*own, "slip"));
}

Status FormFacts::add_signed(const std::string& list, const char* member, const char* content) {
  for (const json::value& value : list_in(m_record, member)) {
    const json::object& entry = value.get_object();
    TRY_ASSIGN(const std::string by, doer(member, entry));
    FormRow row{{"内容", text_in(entry, content)}, {"姓名", by}, {"日期", chinese_date(text_in(entry, "on"))}};
    if (!entry.contains("item")) row["录入"] = "是";  // the signed paper is the record
    m_document.lists[list].push_back(std::move(row));
  }
  return {};
}

/// What a leader wrote about the matter is no approval of an extension: on that sheet stands who approved it. Archives of earlier versions hold
/// extensions that a section's head signed; his word is 科室意见, never that of the organ's leader.
Status FormFacts::add_instructions() {
  if (!is("extension-approval")) return add_signed("领导批示", "instructions", "text");
  TRY(add_signed("领导批示", "extensions", "days"));
  const auto signed_rows = m_document.lists.find("领导批示");
  if (signed_rows == m_document.lists.end()) return {};
  std::vector<FormRow> rows = std::move(signed_rows->second);
  m_document.lists.erase(signed_rows);
  const json::array& extensions = list_in(m_record, "extensions");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    TRY_ASSIGN(const auto stored, m_registry.book().account(text_in(extensions[i].get_object(), "by")));
    const bool by_leader = stored && registry::account_from(*stored).has_role("领导");
    rows[i]["内容"] = "同意延长" + rows[i]["内容"] + "日";
    // When the head wrote it is on the paper only.
    const std::string opinion = text_in(extensions[i].get_object(), "opinion");
    TRY_ASSIGN(const std::string head, person(text_in(extensions[i].get_object(), "head")));
    if (!opinion.empty()) m_document.lists["科室意见"].push_back({{"内容", opinion}, {"姓名", head}, {"录入", rows[i]["录入"]}});
    m_document.lists[by_leader ? "领导批示" : "科室意见"].push_back(std::move(rows[i]));
  }
  return {};
}

/// F-10: of what others handled, what they reported; of what was laid aside, why.
Status FormFacts::add_results() {
  TRY(add_signed("处理结果", "opinions", "opinion"));
  std::vector<FormRow>& rows = m_document.lists["处理结果"];
  for (const json::value& value : list_in(m_record, "feedbacks")) {
    const json::object& feedback = value.get_object();
    rows.push_back({{"内容", text_in(feedback, "text")}, {"姓名", text("transfer_organ")}, {"日期", chinese_date(text_in(feedback, "on"))}});
    if (!feedback.contains("item")) rows.back()["录入"] = "是";
  }
  if (const std::string reason = text("closing_reason"); rows.empty() && !reason.empty()) {
    rows.push_back({{"内容", joined(text("outcome") + "：", reason)}, {"姓名", m_document.fields["承办人"]}, {"日期", chinese_date(text("closed"))}, {"录入", "是"}});
  }
  if (rows.empty()) m_document.lists.erase("处理结果");
  return {};
}

}  // namespace anjuan::flows
