#include "tools/flows/form_filling.hpp"

#include <algorithm>
#include <set>

#include "tools/print/paper_code.hpp"

namespace anjuan::flows {

namespace json = boost::json;
using print::FormDocument;
using print::FormField;
using print::FormRow;
using registry::date_in;
using registry::flag_in;
using registry::last_in;
using registry::list_in;
using registry::number_in;
using registry::PersonalKind;
using registry::text_in;

namespace {

/// Forms that leave the office to somebody who is not the petitioner: R-344 holds for them.
const std::set<std::string, std::less<>> k_slips = {"assignment-letter", "delay-letter", "feedback-letter", "reminder", "transfer-slip", "closing-report"};
/// Forms on which personal numbers are written out: they stay in the office, or go to the petitioner.
const std::set<std::string, std::less<>> k_with_numbers = {"register-sheet", "visit-record", "visit-book", "delivery-receipt", "envelope-c5", "envelope-dl"};
/// One form for many matters: the list and what a row of it is.
const std::map<std::string, std::string, std::less<>> k_books = {{"label", "标签"}, {"label-sheet", "标签"}, {"visit-book", "来访"}};

/// 2023年3月1日
std::string chinese_date(const std::string& day) {
  const auto date = CivilDate::parse(day);
  if (!date) return day;
  return std::to_string(date->year()) + "年" + std::to_string(date->month()) + "月" + std::to_string(date->day()) + "日";
}

std::string joined(const std::string& a, const std::string& b) { return a.empty() || b.empty() ? a + b : a + " " + b; }

class Filler {
 public:
  Filler(registry::Registry& registry, const FormRequest& request, std::string form)
      : m_registry(registry), m_request(request), m_form(std::move(form)) {}

  Result<FormDocument> one(const MatterRow& matter) {
    m_record = &matter.record;
    m_hidden = k_slips.contains(m_form) && registry::is_accusation(matter.record) && !date_in(matter.record, "identity_released");
    m_document = {m_form, {}, {}};
    TRY(add_code(matter.name));
    add_basics(matter.name);
    TRY(add_people());
    add_dates();
    add_texts();
    TRY(add_lists());
    TRY(add_answer());
    TRY(add_extension(matter));
    TRY(add_term(matter));
    return take();
  }

  Result<FormDocument> book(const std::string& list) {
    FormDocument document{m_form, {{"登记单位", m_request.fonds.name}}, {}};
    std::vector<FormRow>& rows = document.lists[list];
    for (const MatterRow& matter : m_request.matters) {
      TRY_ASSIGN(FormDocument filled, one(matter));
      FormRow row = std::move(m_row);
      row["序号"] = std::to_string(rows.size() + 1);
      rows.push_back(std::move(row));
    }
    TRY(keep_known(document));
    for (const auto& [name, value] : m_request.extra) document.fields[name] = value;
    return document;
  }

 private:
  void put(const std::string& name, const std::string& value) {
    if (!value.empty()) m_document.fields[name] = value;
  }
  std::string text(std::string_view member) const { return text_in(*m_record, member); }

  Status add_code(const std::string& number) {
    const std::string part = k_books.contains(m_form) ? "letter" : m_form;
    TRY_ASSIGN(const std::string code, print::to_text({part, number}));
    put("二维码", code);
    return {};
  }

  std::string origin() const {
    if (!text("assigner").empty()) return text("assigner") + "交办";
    return text("transferrer").empty() ? text("channel") : text("transferrer") + "转送";
  }

  void add_basics(const std::string& number) {
    put("编号", number);
    put("渠道", text("channel"));
    put("署名情况", text("signature"));
    put("类别", text("category"));
    put("初重", flag_in(*m_record, "repeat") ? "重" : "初");
    put("初重访", flag_in(*m_record, "repeat") ? "重" : "初");
    put("附件", text("enclosures"));
    put("事由", text("subject"));
    put("事项", text("subject"));
    put("来源", origin());
    put("案件来源", origin());
    put("人数", std::to_string(number_in(*m_record, "heads")));
    put("集体访", number_in(*m_record, "heads") > 5 ? "是" : "");
    put("承办科室", text("section"));
    put("承办单位", text("transfer_organ").empty() ? text("section") : text("transfer_organ"));
    put("主办科室", text("section"));
    put("落款单位", m_request.fonds.name);
    put("送达单位", m_request.fonds.name);
    put("发文机关", m_request.fonds.name);
    put("地点", text("place"));
    put("答复", text("replied").empty() ? "" : chinese_date(text("replied")));
    put("交办文号", text("assigner_number"));
    put("有权机关", text("proper_organ"));
    put("接访记录号", number);
  }

  Result<std::string> person(const std::string& account) {
    if (account.empty()) return std::string();
    TRY_ASSIGN(const auto stored, m_registry.book().account(account));
    return stored ? registry::account_from(*stored).name : account;
  }

  Result<std::string> number_of(const json::object& party, const char* member, PersonalKind kind) {
    const json::value* sealed = party.if_contains(member);
    if (sealed == nullptr || !sealed->is_object()) return std::string();
    if (!k_with_numbers.contains(m_form)) return text_in(sealed->get_object(), "mask");
    TRY_ASSIGN(const Bytes bytes, from_hex(text_in(sealed->get_object(), "sealed")));
    return m_registry.vault().unseal(kind, bytes);
  }

  Status add_people() {
    TRY_ASSIGN(const std::string registrar, person(text("registrar")));
    put("登记人", registrar);
    put("接待人", registrar);
    TRY_ASSIGN(const std::string handler, person(text("handler")));
    put("承办人", handler);
    put("拟稿人", handler);
    std::string petitioners, representatives, accused, accused_posts;
    for (const json::value& value : list_in(*m_record, "parties")) {
      const json::object& party = value.get_object();
      const std::string role = text_in(party, "role");
      std::string* list = role == "被反映人" || role == "被反映单位" ? &accused : role == "代表" ? &representatives : role == "来信人" ? &petitioners : nullptr;
      if (list == nullptr) continue;
      *list += (list->empty() ? "" : "、") + text_in(party, "name");
      if (list == &accused) accused_posts = joined(accused_posts, joined(text_in(party, "unit"), text_in(party, "post")));
    }
    put("被反映人", accused);
    put("被反映人单位职务", accused_posts);
    if (petitioners.empty()) petitioners = representatives;
    if (m_hidden) return {};
    put("代表", representatives);
    for (const char* name : {"来信人", "信访人", "来访人", "姓名", "受送达人", "收件人"}) put(name, petitioners.empty() ? "匿名" : petitioners);
    return add_contact();
  }

  /// Of the first petitioner.
  Status add_contact() {
    for (const json::value& value : list_in(*m_record, "parties")) {
      const json::object& party = value.get_object();
      const std::string role = text_in(party, "role");
      if (role != "来信人" && role != "代表") continue;
      TRY_ASSIGN(const std::string phone, number_of(party, "phone", PersonalKind::phone));
      TRY_ASSIGN(const std::string address, number_of(party, "address", PersonalKind::address));
      TRY_ASSIGN(const std::string id, number_of(party, "id", PersonalKind::id_number));
      put("电话", phone);
      put("住址", address);
      put("收件地址", address);
      put("送达地点", address);
      put("证件号", id);
      put("性别", text_in(party, "gender"));
      put("年龄", text_in(party, "age"));
      const std::string post = joined(text_in(party, "unit"), text_in(party, "post"));
      put("来信人单位职务", post);
      put("单位职务", post);
      put("单位职务住址", joined(post, address));
      return {};
    }
    return {};
  }

  void add_dates() {
    put("收信日期", chinese_date(text("received")));
    put("来信日期", chinese_date(text("letter_date")));
    put("办结日期", chinese_date(text("closed")));
    put("受理日期", chinese_date(text("accepted")));
    put("接访时间", joined(chinese_date(text("received")), text("visit_time")));
    put("日期时间", joined(text("received"), text("visit_time")));
    put("交办日期", chinese_date(text("disposed")));
    put("限期", chinese_date(text("transfer_due")));
  }

  void add_texts() {
    put("内容摘要", text("summary"));
    put("反映事项", text("summary"));
    put("主要问题", text("summary"));
    put("说明", text("subject"));
    put("结果", text("outcome"));
    put("处理意见去向", text("transfer_organ").empty() ? text("section") : text("transfer_organ"));
    put("主送", text("transfer_organ").empty() || m_form == "feedback-letter" || m_form == "delay-letter" ? text("assigner") : text("transfer_organ"));
    put("文号", text("document"));
    if (const json::object* transfer = last_in(*m_record, "transfers")) {
      put("办理要求", text_in(*transfer, "request"));
      put("单号", text_in(*transfer, "slip").empty() ? text("number") : text_in(*transfer, "slip"));
      put("转办单", text_in(*transfer, "slip"));
    }
    if (const json::object* urging = last_in(*m_record, "urgings")) {
      put("催办要求", text_in(*urging, "text"));
      put("催办次数", std::to_string(list_in(*m_record, "urgings").size()));
      put("单号", text("number"));
    }
    if (const json::object* feedback = last_in(*m_record, "feedbacks")) put("办理情况", text_in(*feedback, "text"));
    std::string records;
    for (const json::value& record : list_in(*m_record, "records")) records += (records.empty() ? "" : "\n") + text_in(record.get_object(), "text");
    put("调查情况", records);
    put("核实情况", records);
    if (m_form == "refusal-notice") put("理由", text("closing_reason"));
  }

  Status add_list(const std::string& name, const char* member, const char* content) {
    for (const json::value& value : list_in(*m_record, member)) {
      const json::object& entry = value.get_object();
      TRY_ASSIGN(const std::string by, person(text_in(entry, "by")));
      FormRow row{{"内容", text_in(entry, content)}, {"姓名", by}, {"日期", chinese_date(text_in(entry, "on"))}};
      if (!entry.contains("item")) row["录入"] = "是";  // the signed paper is the record
      m_document.lists[name].push_back(std::move(row));
    }
    return {};
  }

  Status add_lists() {
    TRY(add_list("领导批示", "instructions", "text"));
    TRY(add_list("拟办意见", "proposals", "text"));
    return add_list("处理结果", "opinions", "opinion");
  }

  Status add_answer() {
    const json::object* opinion = last_in(*m_record, "opinions");
    if (m_form == "reply-opinion" && opinion == nullptr) return fail(ErrorCode::invalid_argument, text("number") + " 还没有处理意见（reply），不能打印答复意见书（R-324）");
    if (opinion == nullptr) return {};
    put("处理意见", text_in(*opinion, "opinion"));
    put("处理结果", text_in(*opinion, "opinion"));
    put("文书名称", "答复意见书");
    m_document.lists["事项"].push_back({{"序号", "1"},
                                        {"投诉请求", text_in(*opinion, "request")},
                                        {"事实和理由", text_in(*opinion, "facts")},
                                        {"法律法规依据", text_in(*opinion, "basis")},
                                        {"处理意见", text_in(*opinion, "opinion")}});
    put("复查依据", text("received") < "2022-05-01" ? "《信访条例》第三十四条" : "《信访工作条例》第三十五条");
    return {};
  }

  Status add_extension(const MatterRow& matter) {
    const json::object* extension = last_in(*m_record, "extensions");
    if (extension == nullptr) {
      if (m_form == "extension-notice") return fail(ErrorCode::invalid_argument, matter.name + " 没有延期（extend），不能打印延期告知书（R-306）");
      return {};
    }
    put("延长天数", text_in(*extension, "days"));
    put("延期理由", text_in(*extension, "reason"));
    if (m_form != "refusal-notice") put("理由", text_in(*extension, "reason"));
    TRY_ASSIGN(const auto clocks, m_registry.clocks(matter, std::nullopt));
    for (const auto& clock : clocks) {
      if (clock.rule == "R-305" || (clock.rule == "R-371" && !m_document.fields.contains("延长至"))) put("延长至", chinese_date(clock.nominal.to_string()));
    }
    return {};
  }

  /// The day by which it must be handled: the slip's own, else the duty that alarms first. A chance to object is none.
  Status add_term(const MatterRow& matter) {
    if (!text("transfer_due").empty()) {
      put("办理期限", chinese_date(text("transfer_due")));
      return {};
    }
    TRY_ASSIGN(auto clocks, m_registry.clocks(matter, std::nullopt));
    std::erase_if(clocks, [](const registry::ClockReading& clock) { return clock.chance; });
    if (const registry::ClockReading* first = registry::strictest(clocks)) put("办理期限", chinese_date(first->nominal.to_string()));
    return {};
  }

  Status keep_known(FormDocument& document) {
    TRY_ASSIGN(const std::vector<FormField> fields, print::fields_of(m_form));
    std::map<std::string, const FormField*> known;
    for (const FormField& field : fields) known.emplace(field.name, &field);
    std::erase_if(document.fields, [&](const auto& field) { return !known.contains(field.first) || !known.at(field.first)->columns.empty(); });
    std::erase_if(document.lists, [&](const auto& list) { return !known.contains(list.first) || known.at(list.first)->columns.empty(); });
    for (auto& [name, rows] : document.lists) {
      const std::vector<std::string>& columns = known.at(name)->columns;
      for (FormRow& row : rows) {
        std::erase_if(row, [&](const auto& cell) { return std::find(columns.begin(), columns.end(), cell.first) == columns.end(); });
      }
    }
    return {};
  }

  Result<FormDocument> take() {
    m_row = m_document.fields;
    TRY(keep_known(m_document));
    for (const auto& [name, value] : m_request.extra) m_document.fields[name] = value;
    return std::move(m_document);
  }

  registry::Registry& m_registry;
  const FormRequest& m_request;
  std::string m_form;
  const json::object* m_record = nullptr;
  bool m_hidden = false;
  FormDocument m_document;
  FormRow m_row;  ///< everything said of the matter, as a row of a book
};

Result<std::string> form_id(const std::string& asked) {
  const std::string wanted = asked == "labels" ? "label-sheet" : asked;
  TRY_ASSIGN(const std::vector<print::FormInfo> all, print::forms());
  std::string names;
  for (const print::FormInfo& form : all) {
    if (form.id == wanted || form.name == wanted || form.title == wanted) return form.id;
    names += (names.empty() ? "" : "、") + form.name;
  }
  return fail(ErrorCode::invalid_argument, "没有“" + asked + "”这种文书：有 " + names);
}

}  // namespace

Result<std::vector<FormDocument>> fill_forms(registry::Registry& registry, const FormRequest& request) {
  TRY_ASSIGN(const std::string form, form_id(request.form));
  Filler filler(registry, request, form);
  std::vector<FormDocument> documents;
  if (const auto book = k_books.find(form); book != k_books.end()) {
    TRY_ASSIGN(FormDocument document, filler.book(book->second));
    documents.push_back(std::move(document));
    return documents;
  }
  for (const MatterRow& matter : request.matters) {
    TRY_ASSIGN(FormDocument document, filler.one(matter));
    documents.push_back(std::move(document));
  }
  return documents;
}

}  // namespace anjuan::flows
