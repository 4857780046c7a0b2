#include "tools/flows/form_filling.hpp"

#include <algorithm>
#include <set>

#include "tools/flows/form_facts.hpp"
#include "tools/flows/form_fit.hpp"
#include "tools/flows/form_identity.hpp"
#include "tools/flows/volume_forms.hpp"

namespace anjuan::flows {

namespace json = boost::json;
using print::FormDocument;
using print::FormField;
using print::FormRow;
using registry::date_in;
using registry::text_in;

namespace {

/// Forms that leave the office to somebody who is not the petitioner, and the drafts of such: R-344 holds for them.
const std::set<std::string, std::less<>> k_slips = {"assignment-letter", "closing-report", "delay-letter", "draft-sheet", "feedback-letter", "reminder", "transfer-slip"};
/// Forms on which personal numbers are written out: they stay in the office, or go to the petitioner.
const std::set<std::string, std::less<>> k_with_numbers = {"register-sheet", "visit-record", "visit-book", "delivery-receipt", "envelope-c5", "envelope-dl"};
const std::set<std::string, std::less<>> k_numbers = {"电话", "住址", "证件号", "收件地址", "送达地点", "单位职务住址"};
/// One form for many matters: the list and what a row of it is.
const std::map<std::string, std::string, std::less<>> k_books = {{"label", "标签"}, {"label-sheet", "标签"}, {"visit-book", "来访"}};
/// Names of organs and sections, numbers and days: nothing in them is said by or of the petitioner.
const std::set<std::string, std::less<>> k_not_told = {"二维码",   "编号",     "单号",     "文号",     "转办单",   "交办文号", "主送",     "抄送",     "承办单位",
                                                       "承办科室", "主办科室", "落款单位", "送达单位", "发文机关", "转办单位", "催办单位", "被反映人", "被反映人单位职务"};
/// what a 答复意见书 on a claim must say (part ③ with R-317), and what every answer must.
const std::vector<std::string> k_answer_fields = {"信访人", "收到日期", "来源", "落款单位"};
const std::vector<std::string> k_claim_fields = {"受理日期", "复查机关", "复查期限"};
const std::vector<std::string> k_claim_columns = {"投诉请求", "事实和理由", "法律法规依据", "处理意见"};

class Filler {
 public:
  Filler(registry::Registry& registry, const FormRequest& request, print::FormInfo form) : m_registry(registry), m_request(request), m_form(std::move(form)) {}

  Result<FormDocument> one(const MatterRow& matter) {
    TRY_ASSIGN(FormDocument document, facts(matter));
    TRY(keep_known(document));
    if (is_hidden(matter)) TRY(hide_reporter(matter, document));
    for (const auto& [name, value] : m_request.extra) document.fields[name] = value;
    TRY(check_answer(matter, document));
    return document;
  }

  Result<FormDocument> book(const std::string& list) {
    FormDocument document{m_form.id, {{"登记单位", m_request.fonds.name}}, {}};
    std::vector<FormRow>& rows = document.lists[list];
    std::string first, last;
    for (const MatterRow& matter : m_request.matters) {
      TRY_ASSIGN(FormDocument filled, facts(matter));
      FormRow row = std::move(filled.fields);
      row["序号"] = std::to_string(rows.size() + 1);
      rows.push_back(std::move(row));
      const std::string day = text_in(matter.record, "received");
      if (first.empty() || day < first) first = day;
      if (last < day) last = day;
    }
    if (!first.empty()) document.fields["期间"] = chinese_date(first) + (first == last ? "" : "至" + chinese_date(last));
    TRY(keep_known(document));
    for (const auto& [name, value] : m_request.extra) document.fields[name] = value;
    return document;
  }

  std::vector<std::string> take_left_out() { return std::move(m_left_out); }

 private:
  bool is_hidden(const MatterRow& matter) const {
    return k_slips.contains(m_form.id) && registry::is_accusation(matter.record) && !date_in(matter.record, "identity_released");
  }

  Result<FormDocument> facts(const MatterRow& matter) {
    TRY(check_fit(m_form.id, m_form.name, matter, m_request.extra));
    PersonalNumbers numbers = PersonalNumbers::masked;
    if (k_with_numbers.contains(m_form.id) && m_request.may_read_numbers) {
      TRY_ASSIGN(const bool may, m_request.may_read_numbers(matter));
      if (may) numbers = PersonalNumbers::clear;
    }
    FormFacts facts(m_registry, m_request.fonds, matter, m_form.id, numbers, is_hidden(matter) ? Reporter::hidden : Reporter::named);
    TRY_ASSIGN(FormDocument document, facts.read(m_request.extra));
    if (k_with_numbers.contains(m_form.id) && numbers == PersonalNumbers::masked &&
        std::any_of(document.fields.begin(), document.fields.end(), [](const auto& field) { return k_numbers.contains(field.first); })) {
      m_left_out.push_back(matter.name + "：电话、住址、证件号只印遮盖后的，原文只给办公室和承办人（R-348）");
    }
    return document;
  }

  /// What the enclosures are called tells who sent them (a copy of an ID card); whoever prints sees them and writes what may be said.
  Status hide_reporter(const MatterRow& matter, FormDocument& document) {
    TRY_ASSIGN(const ReporterIdentity identity, ReporterIdentity::of(matter.record, m_registry.vault()));
    for (const auto& [name, value] : m_request.extra) {
      if (name != "信访人" && (k_not_told.contains(name) || !identity.stands_in(value))) continue;
      return fail(ErrorCode::invalid_argument, "--field " + name + " 写有信访人的身份：检举控告件先经批准（release），或改写（R-344）");
    }
    std::string altered, dropped;
    const auto note = [](std::string& list, const std::string& name) {
      if (("、" + list + "、").find("、" + name + "、") == std::string::npos) list += (list.empty() ? "" : "、") + name;
    };
    if (document.fields.erase("附件") > 0) note(dropped, "附件");
    const auto scrub = [&](const std::string& name, std::string& value) {
      const std::optional<std::string> clean = identity.without(value);
      if (!clean) note(dropped, name);
      if (clean && *clean != value) note(altered, name);
      value = clean.value_or("");
    };
    for (auto& [name, value] : document.fields) {
      if (!k_not_told.contains(name)) scrub(name, value);
    }
    for (auto& [name, rows] : document.lists) {
      for (FormRow& row : rows) scrub(name, row["内容"]);
    }
    std::string note_text = matter.name + " 是检举控告，" + m_form.name + "不写信访人";
    if (!altered.empty()) note_text += "；" + altered + "中说到其身份处印作“（略）”";
    if (!dropped.empty()) note_text += "；" + dropped + "没有印";
    m_left_out.push_back(note_text + "。交出前请再看一遍；要写明的先经批准（release）（R-344）");
    return {};
  }

  /// an answer that lacks one of its contents is none.
  Status check_answer(const MatterRow& matter, const FormDocument& document) const {
    if (m_form.id != "reply-opinion") return {};
    std::vector<std::string> missing;
    const auto need = [&](const std::map<std::string, std::string>& from, const std::vector<std::string>& names) {
      for (const std::string& name : names) {
        const auto found = from.find(name);
        if ((found == from.end() || found->second.empty()) && std::find(missing.begin(), missing.end(), name) == missing.end()) missing.push_back(name);
      }
    };
    need(document.fields, k_answer_fields);
    const bool claim = registry::is_claim(matter.record);
    if (claim && !date_in(matter.record, "routed_elsewhere")) need(document.fields, k_claim_fields);
    for (const FormRow& row : document.lists.at("事项")) need(row, claim ? k_claim_columns : std::vector<std::string>{"处理意见"});
    if (missing.empty()) return {};
    std::string names;
    for (const std::string& name : missing) names += (names.empty() ? "" : "、") + name;
    return fail(ErrorCode::invalid_argument, matter.name + " 的答复意见书还缺：" + names + "；答复的内容用 reply 补，其余可用 --field 名称=… 填（R-324）");
  }

  Status keep_known(FormDocument& document) const {
    TRY_ASSIGN(const std::vector<FormField> fields, print::fields_of(m_form.id));
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

  registry::Registry& m_registry;
  const FormRequest& m_request;
  print::FormInfo m_form;
  std::vector<std::string> m_left_out;
};

Result<print::FormInfo> form_named(const std::string& asked) {
  const std::string wanted = asked == "labels" ? "label-sheet" : asked;
  TRY_ASSIGN(const std::vector<print::FormInfo> all, print::forms());
  std::string names;
  for (const print::FormInfo& form : all) {
    const bool of_filing = is_filing_form(form.id);
    if (form.id == wanted || form.name == wanted || form.title == wanted) {
      if (of_filing) return fail(ErrorCode::invalid_argument, "“" + form.name + "”按档号打印：anjuan volume print 档号 -o 文件.pdf");
      return form;
    }
    if (of_filing) continue;
    names += (names.empty() ? "" : "、") + form.name;
  }
  return fail(ErrorCode::invalid_argument, "没有“" + asked + "”这种文书：有 " + names);
}

}  // namespace

Result<FilledForms> fill_forms(registry::Registry& registry, const FormRequest& request) {
  TRY_ASSIGN(print::FormInfo form, form_named(request.form));
  const auto book = k_books.find(form.id);
  Filler filler(registry, request, std::move(form));
  FilledForms filled;
  if (book != k_books.end()) {
    TRY_ASSIGN(FormDocument document, filler.book(book->second));
    filled.documents.push_back(std::move(document));
  } else {
    for (const MatterRow& matter : request.matters) {
      TRY_ASSIGN(FormDocument document, filler.one(matter));
      filled.documents.push_back(std::move(document));
    }
  }
  filled.left_out = filler.take_left_out();
  return filled;
}

}  // namespace anjuan::flows
