#include <algorithm>

#include "archive/registry/matter_clocks.hpp"
#include "archive/registry/record.hpp"
#include "query/access/principal.hpp"
#include "query/reports/reports.hpp"
#include "query/reports/snapshot.hpp"

namespace anjuan::reports {

namespace json = boost::json;
using registry::date_in;
using registry::flag_in;
using registry::last_in;
using registry::list_in;
using registry::number_in;
using registry::text_in;

namespace {

struct Column {
  const char* title;
  std::string (*text)(const Snapshot&, const Case&);
};

std::string joined(std::initializer_list<std::string> parts) {
  std::string text;
  for (const std::string& part : parts) {
    if (!part.empty()) text += (text.empty() ? "" : " ") + part;
  }
  return text;
}

std::string received(const Snapshot&, const Case& one) { return text_in(one.record, "received"); }
std::string letter_date(const Snapshot&, const Case& one) { return text_in(one.record, "letter_date"); }
std::string channel(const Snapshot&, const Case& one) { return text_in(one.record, "channel"); }
std::string category(const Snapshot&, const Case& one) { return text_in(one.record, "category"); }
std::string signature(const Snapshot&, const Case& one) { return text_in(one.record, "signature"); }
std::string state(const Snapshot&, const Case& one) { return text_in(one.record, "state"); }
std::string who(const Snapshot&, const Case& one) { return petitioners(one.record); }
std::string first_name(const Snapshot&, const Case& one) { return party_names(one.record, {"来信人", "代表"}); }
std::string gender(const Snapshot&, const Case& one) { return of_petitioner(one.record, "gender"); }
std::string age(const Snapshot&, const Case& one) { return of_petitioner(one.record, "age"); }
std::string id_number(const Snapshot&, const Case& one) { return of_petitioner(one.record, "id"); }
std::string phone(const Snapshot&, const Case& one) { return of_petitioner(one.record, "phone"); }
std::string unit_and_address(const Snapshot&, const Case& one) {
  return joined({of_petitioner(one.record, "unit"), of_petitioner(one.record, "post"), of_petitioner(one.record, "address")});
}
std::string heads(const Snapshot&, const Case& one) { return std::to_string(std::max<std::int64_t>(1, number_in(one.record, "heads"))); }
std::string complained(const Snapshot&, const Case& one) { return party_names(one.record, {"被反映人", "被反映单位"}); }
std::string repeat(const Snapshot&, const Case& one) { return flag_in(one.record, "repeat") ? "重" : "初"; }
std::string subject(const Snapshot&, const Case& one) {
  const std::string title = text_in(one.record, "subject");
  return title.empty() ? text_in(one.record, "summary") : title;
}
// F-10: what the letter says; an old ledger has the subject alone.
std::string summary(const Snapshot&, const Case& one) {
  const std::string text = text_in(one.record, "summary");
  return text.empty() ? text_in(one.record, "subject") : text;
}
std::string enclosures(const Snapshot&, const Case& one) { return text_in(one.record, "enclosures"); }
std::string proposal(const Snapshot&, const Case& one) { return text_in(one.record, "proposal"); }
// what was typed for a leader waits for its paper, and says so in the book, too.
std::string instructions(const Snapshot& snapshot, const Case& one) {
  std::string text;
  for (const json::value& value : list_in(one.record, "instructions")) {
    const json::object& instruction = value.as_object();
    text += (text.empty() ? "" : "；") + snapshot.person(text_in(instruction, "by")) + "：" + text_in(instruction, "text") +
            (instruction.contains("item") ? "" : "（录入件）");
  }
  return text;
}
std::string handler(const Snapshot& snapshot, const Case& one) {
  return joined({text_in(one.record, "section"), snapshot.person(text_in(one.record, "handler"))});
}
std::string transfer(const Snapshot&, const Case& one) {
  const json::object* last = last_in(one.record, "transfers");
  if (last == nullptr) return {};
  const std::string due = text_in(*last, "due");
  return joined({text_in(*last, "mode"), text_in(*last, "organ"), text_in(*last, "slip"), text_in(*last, "on"), due.empty() ? "" : "限" + due});
}
std::string result(const Snapshot&, const Case& one) { return joined({text_in(one.record, "outcome"), text_in(one.record, "closing_reason")}); }
std::string replied(const Snapshot&, const Case& one) {
  const json::object* last = last_in(one.record, "deliveries");
  return joined({text_in(one.record, "replied"), last == nullptr ? "" : text_in(*last, "how")});
}
std::string closed(const Snapshot&, const Case& one) { return text_in(one.record, "closed"); }
std::string registrar(const Snapshot& snapshot, const Case& one) { return snapshot.person(text_in(one.record, "registrar")); }
std::string visit_time(const Snapshot&, const Case& one) { return joined({text_in(one.record, "received"), text_in(one.record, "visit_time")}); }
// R-322, U-8: the seed's threshold is not settled; five or more is the word of the rule, and the number of heads stands beside it.
std::string group_visit(const Snapshot&, const Case& one) { return number_in(one.record, "heads") >= 5 ? "是" : ""; }
std::string turn(const Snapshot& snapshot, const Case& one) {
  const std::string sent = transfer(snapshot, one);
  return sent.empty() ? handler(snapshot, one) : sent;
}
std::string visit_record(const Snapshot&, const Case& one) {
  for (const json::value& value : list_in(one.record, "records")) {
    const json::object& record = value.as_object();
    if (text_in(record, "kind") == "接访") return text_in(record, "item").empty() ? "有（" + text_in(record, "on") + "）" : text_in(record, "item");
  }
  return {};
}

constexpr Column k_register[] = {
    {"收信日期", received}, {"来信日期", letter_date}, {"渠道", channel},   {"来信人", who},          {"单位职务住址", unit_and_address}, {"电话", phone},
    {"署名", signature},    {"类别", category},        {"初重", repeat},    {"被反映人、单位", complained}, {"内容摘要", summary},         {"附件", enclosures},
    {"拟办意见", proposal}, {"领导批示", instructions}, {"承办", handler},  {"转办", transfer},       {"处理结果", result},             {"答复", replied},
    {"办结日期", closed},   {"状态", state},           {"登记人", registrar}};

constexpr Column k_visits[] = {{"日期时间", visit_time}, {"姓名", first_name}, {"性别", gender},   {"年龄", age},      {"单位职务住址", unit_and_address},
                               {"证件号", id_number},    {"电话", phone},      {"人数", heads},    {"初重访", repeat}, {"集体访", group_visit},
                               {"反映事项", subject},    {"接待人", registrar}, {"处理意见、去向", turn}, {"结果", result}, {"接访记录", visit_record}};

template <std::size_t n>
void add_rows(Report& report, const char* name, const Snapshot& snapshot, const Cases& cases, const Column (&columns)[n]) {
  Table table{name, {"编号"}, {}};
  for (const Column& column : columns) table.columns.emplace_back(column.title);
  for (const Case* one : cases) {
    Cell number = Cell::of(one->number);
    number.matters = {one->matter};
    std::vector<Cell> row{std::move(number)};
    for (const Column& column : columns) row.push_back(Cell::of(column.text(snapshot, *one)));
    table.rows.push_back(std::move(row));
  }
  report.tables.push_back(std::move(table));
}

template <class Predicate>
Cases only(Cases cases, Predicate wanted) {
  std::erase_if(cases, [&](const Case* one) { return !wanted(*one); });
  return cases;
}

constexpr const char* k_order = "按登记日期和编号排列；作废的编号保留（R-387）";
constexpr const char* k_apart = "检举控告件另立专册（R-383）";

}  // namespace

Result<Report> register_book(registry::Registry& registry, const AccessScope& scope, const Period& period, CivilDate as_of) {
  TRY_ASSIGN(const Snapshot snapshot, Snapshot::take(registry, scope, as_of));
  Report report{"register", "信访问题处理登记簿", period, as_of, {k_order, k_apart}, {}};
  add_rows(report, "登记簿", snapshot, only(snapshot.in(period), [](const Case& one) { return !one.accusation; }), k_register);
  return report;
}

Result<Report> visit_book(registry::Registry& registry, const AccessScope& scope, const Period& period, CivilDate as_of) {
  TRY_ASSIGN(const Snapshot snapshot, Snapshot::take(registry, scope, as_of));
  Report report{"visits", "人民来访登记簿", period, as_of, {k_order, k_apart, "集体访：5 人以上（人数另列）"}, {}};
  const auto is_visit = [](const Case& one) { return !one.accusation && text_in(one.record, "channel") == "走访"; };
  add_rows(report, "来访登记簿", snapshot, only(snapshot.in(period), is_visit), k_visits);
  return report;
}

Result<Report> restricted_book(registry::Registry& registry, const AccessScope& scope, const Period& period, CivilDate as_of) {
  TRY(require_whole_view(scope, "检举控告专册"));
  TRY_ASSIGN(const Snapshot snapshot, Snapshot::take(registry, scope, as_of));
  Report report{"restricted", "检举控告专册", period, as_of, {k_order, "按密件保管，不得复制、外传（R-342、R-383）"}, {}};
  add_rows(report, "专册", snapshot, only(snapshot.in(period), [](const Case& one) { return one.accusation; }), k_register);
  return report;
}

namespace {

struct NextTerm {
  std::string title, day, state;
};

/// The office's own term that alarms first on that day.
Result<NextTerm> next_term(registry::Registry& registry, const Case& one, CivilDate as_of) {
  TRY_ASSIGN(const auto events, registry.book().events(one.matter));
  const auto readings = registry::read_clocks(registry::facts_of(events, registry.rules().moves), as_of, registry.rules().clocks,
                                              registry.rules().calendar, registry::Explain::no);
  const registry::ClockReading* first = registry::strictest(readings);
  if (first == nullptr) return NextTerm{};
  return NextTerm{first->title, first->nominal.to_string(), std::string(registry::state_name(first->state))};
}

}  // namespace

Result<Report> ledger(registry::Registry& registry, const AccessScope& scope, const Period& period, CivilDate as_of) {
  TRY_ASSIGN(const Snapshot snapshot, Snapshot::take(registry, scope, as_of));
  Report report{"ledger", "信访工作台账", period, as_of, {k_order, k_apart, "期限为最先到期的一项，按自然日，未顺延（R-318）"}, {}};
  Table table{"台账", {"编号", "收到", "来信人", "题名", "类别", "承办", "转办", "受理", "告知", "答复", "办结", "状态", "结果", "最近期限", "到期", "期限情况"}, {}};
  for (const Case* one : snapshot.in(period)) {
    if (one->accusation) continue;
    TRY_ASSIGN(const NextTerm term, next_term(registry, *one, as_of));
    Cell number = Cell::of(one->number);
    number.matters = {one->matter};
    std::vector<Cell> row{std::move(number)};
    for (const std::string& text :
         {received(snapshot, *one), who(snapshot, *one), subject(snapshot, *one), category(snapshot, *one), handler(snapshot, *one), transfer(snapshot, *one),
          text_in(one->record, "accepted"), text_in(one->record, "noticed"), replied(snapshot, *one), closed(snapshot, *one), state(snapshot, *one),
          result(snapshot, *one), term.title, term.day, term.state}) {
      row.push_back(Cell::of(text));
    }
    table.rows.push_back(std::move(row));
  }
  report.tables.push_back(std::move(table));
  return report;
}

}  // namespace anjuan::reports
