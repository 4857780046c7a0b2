#include "tools/flows/volume_forms.hpp"

#include <algorithm>
#include <set>

#include "archive/filing/contents.hpp"
#include "archive/filing/shelving.hpp"
#include "archive/registry/people.hpp"
#include "archive/registry/record.hpp"
#include "tools/flows/form_facts.hpp"

namespace anjuan::flows {

namespace json = boost::json;
using print::FormDocument;
using print::FormRow;
using registry::list_in;
using registry::number_in;
using registry::text_in;

namespace {

constexpr std::string_view k_volume = "卷", k_piece = "件";

std::string month_of(const std::string& day) {
  const auto read = CivilDate::parse(day);
  return read ? std::to_string(read->year()) + "年" + std::to_string(static_cast<unsigned>(read->month())) + "月"
              : std::string();
}

/// 起止年月.
std::string months_of(const json::object& record) {
  const filing::DaySpan days = filing::days_of(record);
  const std::string from = month_of(days.first), to = month_of(days.last);
  return from == to ? from : from + "至" + to;
}

std::string pages_text(const json::object& record) { return std::to_string(number_in(record, "pages")); }

std::string sentence(std::string text) {
  const bool is_ended = text.ends_with("。") || text.ends_with("；") || text.ends_with("！") || text.ends_with("？");
  return is_ended ? text : text + "。";
}

FormRow said(std::string text) { return {{"内容", sentence(std::move(text))}}; }

FormRow signed_by(std::string text, const std::string& name, const std::string& day) {
  return {{"内容", sentence(std::move(text))}, {"姓名", name}, {"日期", chinese_date(day)}, {"录入", "是"}};
}

/// Made by the program to find a matter by: no paper that anybody could miss.
constexpr std::string_view k_not_a_paper = "登记摘要";

/// A reason without the rule that it was decided by: whoever holds the paper has no table of ours.
std::string without_rule(std::string reason) {
  if (const std::size_t at = reason.rfind("（R-"); at != std::string::npos && reason.ends_with("）")) reason.erase(at);
  return reason;
}

/// What the record says of itself that a reader of the paper must know; `of` stands before each:
/// whose it is, in a box.
std::vector<FormRow> remarks_of(const json::object& record, const std::string& of) {
  std::vector<FormRow> rows;
  for (const json::value& value : list_in(record, "excused")) {
    rows.push_back(
        said(of + "缺" + text_in(value.get_object(), "role") + "：" + text_in(value.get_object(), "reason")));
  }
  std::vector<std::pair<std::string, int>> left_out;
  for (const json::value& value : list_in(record, "left_out")) {
    if (text_in(value.get_object(), "kind") == k_not_a_paper) continue;
    const std::string what =
        text_in(value.get_object(), "kind") + "：" + without_rule(text_in(value.get_object(), "reason"));
    const auto same =
        std::find_if(left_out.begin(), left_out.end(), [&](const auto& one) { return one.first == what; });
    if (same == left_out.end())
      left_out.emplace_back(what, 1);
    else
      ++same->second;
  }
  for (const auto& [what, count] : left_out) rows.push_back(said(of + "剔除 " + std::to_string(count) + " 件" + what));
  for (const json::value& value : list_in(record, "seals")) {
    const json::object& broken = value.get_object();
    rows.push_back(signed_by(of + "经批准启封：" + text_in(broken, "reason"), text_in(broken, "approver"),
                             text_in(broken, "reopened")));
  }
  for (const json::value& value : list_in(record, "notes")) {
    const json::object& note = value.get_object();
    rows.push_back(signed_by(of + text_in(note, "text"), text_in(note, "by"), text_in(note, "on")));
  }
  return rows;
}

/// what was counted at binding; a difference stands among the notes.
void add_counted(std::vector<FormRow>& rows, const json::object& record) {
  const json::value* const value = record.if_contains("counted");
  if (value == nullptr || !value->is_object()) return;
  const json::object& counted = value->get_object();
  if (number_in(counted, "pages") != number_in(record, "pages")) return;
  rows.push_back(signed_by("装订时核对：纸质 " + pages_text(counted) + " 页，与图像相符", text_in(counted, "by"),
                           text_in(counted, "on")));
}

const json::object* seal_of(const json::object& record) {
  const json::value* const seal = record.if_contains("seal");
  return seal != nullptr && seal->is_object() ? &seal->get_object() : nullptr;
}

/// 盒号 as recorded; empty for what lies in no box yet.
std::string box_of(const FilingRow& row) {
  const json::value* const box = row.record.if_contains("box");
  return box != nullptr && box->is_object() ? std::to_string(number_in(box->get_object(), "number")) : std::string();
}

constexpr std::string_view k_typed = "【录入件】";

/// the name as typed; an empty one stays blank for the pen.
void put_signature(FormDocument& document, const char* field, const std::string& name) {
  if (!name.empty()) document.fields[field] = name + std::string(k_typed);
}

std::string joined_names(const std::set<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : "、") + name;
  return out;
}

tl::unexpected<Error> wrong_width(SpineWidth width, const char* widths) {
  return fail(ErrorCode::invalid_argument, "脊宽 " + std::to_string(width.value) + " 毫米：只有 " + widths + " 毫米");
}

}  // namespace

const std::vector<FilingForm>& filing_forms() {
  static const std::vector<FilingForm> k_forms = {{"封面", "volume-cover", k_volume},
                                                  {"卷脊", "volume-spine", k_volume},
                                                  {"卷内文件目录", "volume-contents", k_volume},
                                                  {"备考表", "volume-notes", k_volume},
                                                  {"归档章", "filing-stamp", k_piece},
                                                  {"归档章清单", "filing-stamp-list", k_piece},
                                                  {"盒面", "box-cover", k_piece},
                                                  {"盒脊", "box-spine", k_piece},
                                                  {"盒内备考表", "box-notes", k_piece}};
  return k_forms;
}

bool is_filing_form(std::string_view form) {
  const auto& forms = filing_forms();
  return form == "catalogue-cover" ||
         std::any_of(forms.begin(), forms.end(), [&](const FilingForm& each) { return each.form == form; });
}

Result<FilingForm> filing_form_named(std::string_view name) {
  std::string known;
  for (const FilingForm& each : filing_forms()) {
    if (each.name == name || each.form == name) return each;
    known += (known.empty() ? "" : "、") + std::string(each.name);
  }
  return fail(ErrorCode::invalid_argument, "没有“" + std::string(name) + "”这种案卷表格：有 " + known + "、全套");
}

Status check_filing_form(const FilingForm& form, const FilingRow& row) {
  const std::string regime = text_in(row.record, "regime");
  if (regime == form.regime) return {};
  const bool is_volume = regime == k_volume;
  return fail(ErrorCode::invalid_argument,
              row.code + " 以" + regime + "为单位，没有" + std::string(form.name) +
                  (is_volume ? "：案卷逐页编号，印 封面、卷脊、卷内文件目录、备考表（R-142、R-153）"
                             : "：印 归档章、归档章清单、盒面、盒脊、盒内备考表（DA/T 22，R-101）"));
}

VolumeForms::VolumeForms(registry::Registry& registry, Fonds fonds, filing::CodeRules codes, filing::FilingRules rules)
    : m_registry(&registry), m_fonds(std::move(fonds)), m_codes(std::move(codes)), m_rules(std::move(rules)) {}

Result<VolumeForms> VolumeForms::open(registry::Registry& registry, const Fonds& fonds) {
  TRY_ASSIGN(filing::CodeRules codes, filing::CodeRules::builtin());
  TRY_ASSIGN(filing::FilingRules rules, filing::FilingRules::builtin());
  return VolumeForms(registry, fonds, std::move(codes), std::move(rules));
}

VolumeForms::Code VolumeForms::code_of(const FilingRow& row) const {
  Code out;
  const auto read = m_codes.read(row.code);
  if (!read) return out;
  out.class_name = read->row->class_name;
  const auto part = [&](const char* name) {
    const auto found = read->parts.find(name);
    return found == read->parts.end() ? std::string() : found->second;
  };
  out.catalogue = part("目录");
  out.office = part("机构");
  out.serial = read->serial;
  return out;
}

Result<std::string> VolumeForms::name_of(const std::string& account) const {
  TRY_ASSIGN(const auto row, m_registry->book().account(account));
  return row ? registry::account_from(*row).name : account;
}

FormDocument VolumeForms::cover(const FilingRow& row) const {
  const json::object& record = row.record;
  FormDocument document{"volume-cover", {}, {}};
  document.fields = {{"档号", row.code},
                     {"全宗名称", m_fonds.name},
                     {"类目名称", code_of(row).class_name},
                     {"案卷题名", text_in(record, "title")},
                     {"时间", months_of(record)},
                     {"保管期限", text_in(record, "period")},
                     {"件页数", pages_text(record) + "页"},
                     {"归档号", text_in(record, "number")}};
  return document;
}

Result<FormDocument> VolumeForms::spine(const FilingRow& row, SpineWidth width) const {
  if (width.value != 10 && width.value != 15 && width.value != 20) return wrong_width(width, "10、15、20");
  const Code code = code_of(row);
  FormDocument document{"volume-spine", {}, {}};
  document.fields = {{"脊宽", std::to_string(width.value)},
                     {"全宗号", text_in(row.record, "fonds")},
                     {"目录号", code.catalogue},
                     {"年度", std::to_string(number_in(row.record, "year"))},
                     {"案卷号", code.serial},
                     {"归档号", text_in(row.record, "number")}};
  return document;
}

FormDocument VolumeForms::contents(const FilingRow& row) const {
  FormDocument document{"volume-contents", {{"档号", row.code}}, {}};
  std::vector<FormRow>& rows = document.lists["文件"];
  for (const filing::ContentsRow& paper : filing::contents_of(row.record, m_rules, m_fonds.name)) {
    rows.push_back({{"顺序号", paper.serial},
                    {"文号", paper.document},
                    {"责任者", paper.responsible},
                    {"题名", paper.title},
                    {"日期", paper.date},
                    {"页号", paper.pages}});
  }
  return document;
}

Result<FormDocument> VolumeForms::notes(const FilingRow& row) const {
  const json::object& record = row.record;
  FormDocument document{
      "volume-notes", {{"档号", row.code}, {"立卷时间", chinese_date(text_in(record, "filed_on"))}}, {}};
  std::vector<FormRow>& rows = document.lists["说明"];
  rows.push_back(
      said("本卷共 " + std::to_string(list_in(record, "papers").size()) + " 件材料，" + pages_text(record) + " 页"));
  add_counted(rows, record);
  std::vector<FormRow> remarks = remarks_of(record, "");
  if (remarks.empty()) rows.push_back(said("没有缺损、修改、补充、移出、销毁的情况"));
  rows.insert(rows.end(), std::make_move_iterator(remarks.begin()), std::make_move_iterator(remarks.end()));
  TRY_ASSIGN(const std::string filer, name_of(text_in(record, "filed_by")));
  put_signature(document, "立卷人", filer);
  if (const json::object* seal = seal_of(record)) put_signature(document, "检查人", text_in(*seal, "by"));
  return document;
}

FormRow VolumeForms::stamp_row(const FilingRow& row) const {
  const Code code = code_of(row);
  return {{"全宗号", text_in(row.record, "fonds")},
          {"年度", std::to_string(number_in(row.record, "year"))},
          {"件号", code.serial},
          {"机构", code.office},
          {"保管期限", text_in(row.record, "period")},
          {"页数", pages_text(row.record)}};
}

Result<FormDocument> VolumeForms::stamp(const FilingRow& row) const {
  TRY_ASSIGN(const FilingForm form, filing_form_named("归档章"));
  TRY(check_filing_form(form, row));
  return FormDocument{"filing-stamp", stamp_row(row), {}};
}

Result<FormDocument> VolumeForms::stamp_list(const std::vector<FilingRow>& rows) const {
  TRY_ASSIGN(const FilingForm form, filing_form_named("归档章清单"));
  FormDocument document{"filing-stamp-list", {}, {}};
  std::vector<FormRow>& stamps = document.lists["章"];
  for (const FilingRow& row : rows) {
    TRY(check_filing_form(form, row));
    FormRow stamp = stamp_row(row);
    stamp["序号"] = std::to_string(stamps.size() + 1);
    stamp["档号"] = row.code;
    stamp["题名"] = text_in(row.record, "title");
    stamps.push_back(std::move(stamp));
  }
  return document;
}

Status VolumeForms::check_one_class(const std::vector<FilingRow>& rows) const {
  if (rows.empty()) return fail(ErrorCode::invalid_argument, "盒内没有文件");
  const std::string name = filing::class_of(rows.front(), m_codes);
  const auto other = std::find_if(rows.begin(), rows.end(),
                                  [&](const FilingRow& row) { return filing::class_of(row, m_codes) != name; });
  if (other == rows.end()) return {};
  return fail(ErrorCode::invalid_argument,
              rows.front().code + " 和 " + other->code + " 不能同盒：年度、机构、保管期限不同的不混装（R-146）");
}

FormDocument VolumeForms::box_cover() const { return {"box-cover", {{"全宗名称", m_fonds.name}}, {}}; }

Result<FormDocument> VolumeForms::box_spine(const std::vector<FilingRow>& rows, SpineWidth width) const {
  if (width.value != 20 && width.value != 30 && width.value != 40 && width.value != 50)
    return wrong_width(width, "20、30、40、50");
  TRY(check_one_class(rows));
  const json::object& record = rows.front().record;
  FormDocument document{"box-spine", {}, {}};
  document.fields = {{"脊宽", std::to_string(width.value)},
                     {"全宗号", text_in(record, "fonds")},
                     {"年度", std::to_string(number_in(record, "year"))},
                     {"保管期限", text_in(record, "period")},
                     {"机构", code_of(rows.front()).office},
                     {"起件号", code_of(rows.front()).serial},
                     {"止件号", code_of(rows.back()).serial},
                     {"盒号", box_of(rows.front())}};
  return document;
}

Result<FormDocument> VolumeForms::box_notes(const std::vector<FilingRow>& rows) const {
  TRY(check_one_class(rows));
  FormDocument document{"box-notes", {{"盒号", box_of(rows.front())}}, {}};
  std::set<std::string> filers, checkers;
  std::string filed, checked;
  std::int64_t pages = 0;
  std::size_t sealed = 0;
  std::vector<FormRow> remarks;
  for (const FilingRow& row : rows) {
    pages += number_in(row.record, "pages");
    TRY_ASSIGN(std::string filer, name_of(text_in(row.record, "filed_by")));
    filers.insert(std::move(filer));
    filed = std::max(filed, text_in(row.record, "filed_on"));
    if (const json::object* seal = seal_of(row.record)) {
      ++sealed;
      checkers.insert(text_in(*seal, "by"));
      checked = std::max(checked, text_in(*seal, "on"));
    }
    std::vector<FormRow> own = remarks_of(row.record, code_of(row).serial + "号：");
    remarks.insert(remarks.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
  }
  std::vector<FormRow>& list = document.lists["说明"];
  const std::string first = code_of(rows.front()).serial, last = code_of(rows.back()).serial;
  list.push_back(said("本盒共 " + std::to_string(rows.size()) + " 件，" + std::to_string(pages) + " 页，件号 " + first +
                      (first == last ? "" : "—" + last)));
  if (remarks.empty()) list.push_back(said("没有缺损、修改、补充、移出、销毁的情况"));
  list.insert(list.end(), std::make_move_iterator(remarks.begin()), std::make_move_iterator(remarks.end()));
  put_signature(document, "整理人", joined_names(filers));
  document.fields["整理日期"] = chinese_date(filed);
  if (sealed == rows.size()) {  // what not all were checked for stays blank for the pen
    put_signature(document, "检查人", joined_names(checkers));
    document.fields["检查日期"] = chinese_date(checked);
  }
  return document;
}

}  // namespace anjuan::flows
