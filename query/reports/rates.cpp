#include <fmt/core.h>

#include <algorithm>

#include "archive/registry/matter_clocks.hpp"
#include "archive/registry/record.hpp"
#include "query/access/principal.hpp"
#include "query/reports/counting.hpp"
#include "query/reports/reports.hpp"

namespace anjuan::reports {

namespace json = boost::json;
using registry::ClockState;
using registry::date_in;
using registry::flag_in;
using registry::list_in;
using registry::text_in;

namespace {

/// Whether neither a set, nor what is left of it without the other, singles out an accusation.
bool may_show(const Cases& part, const Cases& whole) {
  const Counted some = counted(part), all = counted(whole);
  return !singles_out(some) && !singles_out(all) && !singles_out({all.all - some.all, all.accusations - some.accusations, false});
}

std::vector<Cell> rate_row(const char* name, const Cases& numerator, const Cases& denominator) {
  const bool shown = may_show(numerator, denominator);
  Cell ratio = shown ? Cell::of(four_decimals(static_cast<std::int64_t>(numerator.size()), static_cast<std::int64_t>(denominator.size()))) : Cell::hidden();
  return {Cell::of(name), cell_of(numerator, !shown), cell_of(denominator, !shown), std::move(ratio)};
}

struct Terms {
  Cases due, in_time;
};

/// One clock of one rule set over all cases: due are those whose term is over or met, by R-311's rolled day.
struct TermsOf {
  const char* name;
  std::string_view clock;
  bool national;
  Terms terms;
};

Status read_terms(registry::Registry& registry, const Cases& cases, CivilDate as_of, std::vector<TermsOf>& wanted) {
  for (const Case* one : cases) {
    TRY_ASSIGN(const auto events, registry.book().events(one->matter));
    const auto readings = registry::read_clocks(registry::facts_of(events, registry.rules().moves), as_of, registry.rules().clocks,
                                                registry.rules().calendar, registry::Explain::no);
    for (TermsOf& term : wanted) {
      for (const registry::ClockReading& reading : readings) {
        if (reading.clock != term.clock || (reading.set == "organ") == term.national) continue;
        const bool met = reading.state == ClockState::met;
        if (!met && reading.state != ClockState::met_late && reading.state != ClockState::late) continue;
        term.terms.due.push_back(one);
        if (met) term.terms.in_time.push_back(one);
      }
    }
  }
  return {};
}

bool has_kind(const json::object& record, std::string_view list, std::string_view member, std::initializer_list<std::string_view> kinds) {
  for (const json::value& value : list_in(record, list)) {
    if (std::find(kinds.begin(), kinds.end(), text_in(value.as_object(), member)) != kinds.end()) return true;
  }
  return false;
}

bool was_contacted(const json::object& record) {
  return !list_in(record, "notices").empty() || !list_in(record, "preliminaries").empty() || !list_in(record, "deliveries").empty() ||
         !list_in(record, "follow_ups").empty() || has_kind(record, "records", "kind", {"谈话", "接访", "疏导"});
}

std::string satisfaction(const json::object& record) {
  std::string last;
  for (const json::value& value : list_in(record, "follow_ups")) {
    const std::string said = text_in(value.as_object(), "satisfied");
    if (!said.empty()) last = said;
  }
  return last;
}

template <class Predicate>
Cases only(const Cases& cases, Predicate wanted) {
  Cases some;
  std::copy_if(cases.begin(), cases.end(), std::back_inserter(some), [&](const Case* one) { return wanted(one->record); });
  return some;
}

/// Days from receipt to a date of the record, summed over the cases that have it, ÷ the cases.
std::vector<Cell> cycle_row(const char* name, const Cases& first, const char* member) {
  const Cases done = only(first, [&](const json::object& record) { return date_in(record, "received") && date_in(record, member); });
  std::int64_t days = 0;
  for (const Case* one : done) days += std::max(0, date_in(one->record, member)->days_since(*date_in(one->record, "received")));
  if (singles_out(counted(done))) return {Cell::of(name), Cell::hidden(), Cell::hidden(), Cell::hidden()};
  return {Cell::of(name), Cell::figure(days, ids_of(done)), cell_of(done, false), Cell::of(four_decimals(days, static_cast<std::int64_t>(done.size())))};
}

/// 参评满意率 is a product of two ratios: (满意+基本满意+逾期未评)÷总 × (满意+基本满意+不满意)÷总.
std::vector<Cell> satisfaction_row(const Cases& cases) {
  const Cases asked = only(cases, [](const json::object& record) { return !satisfaction(record).empty(); });
  const Cases content = only(asked, [](const json::object& record) { return satisfaction(record) != "不满意"; });
  const Cases rated = only(asked, [](const json::object& record) { return satisfaction(record) != "未评"; });
  if (!may_show(content, asked) || !may_show(rated, asked)) return {Cell::of("参评满意率"), Cell::hidden(), Cell::hidden(), Cell::hidden()};
  const auto all = static_cast<std::int64_t>(asked.size());
  // An office asks fewer than 10⁶ people a year: the product stays below 10¹³.
  return {Cell::of("参评满意率"), cell_of(content, false), cell_of(asked, false),
          Cell::of(four_decimals(static_cast<std::int64_t>(content.size()) * static_cast<std::int64_t>(rated.size()), all * all))};
}

const std::vector<std::string> k_formulas = {
    "事项为期间内登记的，作废的不计；情况截至截止日；各率保留四位小数，四舍五入，分母为零的留空（R-363）",
    "按期受理告知率＝按期告知÷应告知：应告知的，是告知期限已满或已告知的；按期以顺延后的到期日为准（R-303、R-311）；本机关制度的期限另列一行（R-371）",
    "按期办结率＝按期答复或办结÷应办结：应办结的，是办结期限已满或已办结的（R-305、R-306）",
    "初次信访平均受理周期＝Σ(受理日－收到日)÷件数；平均答复周期＝Σ(答复日－收到日)÷件数；都只计初次信访，按件加权",
    "联系率＝有过告知、初步答复、送达、回访疏导或谈话接访记录的÷初次信访",
    "公开回复率＝以公告或网上方式送达的÷已答复的",
    "参评满意率＝(满意＋基本满意＋未评)÷回访件数×(满意＋基本满意＋不满意)÷回访件数，取最后一次回访；分子栏列前一个括号的件数",
    "重复信访率＝重复件÷全部件；官方口径未定（U-7），此为缺省口径"};

}  // namespace

Result<Report> rates(registry::Registry& registry, const AccessScope& scope, const Period& period, CivilDate as_of) {
  TRY(require_whole_view(scope, "考核指标"));
  TRY_ASSIGN(const Snapshot snapshot, Snapshot::take(registry, scope, as_of));
  const Cases cases = counted_in(snapshot, period);
  std::vector<TermsOf> terms = {{"按期受理告知率", "notice", true, {}}, {"按期受理告知率（本机关制度）", "notice", false, {}},
                                {"按期办结率", "conclude", true, {}}, {"按期办结率（本机关制度）", "conclude", false, {}}};
  TRY(read_terms(registry, cases, as_of, terms));
  const Cases first = only(cases, [](const json::object& record) { return !flag_in(record, "repeat"); });
  const Cases repeated = only(cases, [](const json::object& record) { return flag_in(record, "repeat"); });
  const Cases replied = only(cases, [](const json::object& record) { return date_in(record, "replied").has_value(); });
  Report report{"rates", "信访工作考核指标", period, as_of, k_formulas, {}};
  report.formulas.push_back(fmt::format("“{}”：分子、分母或其差含检举控告件而不足 {} 件的不列（R-383）", k_masked, k_small_cell));
  Table table{"指标", {"指标", "分子", "分母", "值"}, {}};
  for (const TermsOf& term : terms) table.rows.push_back(rate_row(term.name, term.terms.in_time, term.terms.due));
  table.rows.push_back(cycle_row("初次信访平均受理周期（天）", first, "accepted"));
  table.rows.push_back(cycle_row("初次信访平均答复周期（天）", first, "replied"));
  table.rows.push_back(rate_row("联系率", only(first, was_contacted), first));
  const auto is_public = [](const json::object& record) { return has_kind(record, "deliveries", "how", {"公告", "网上"}); };
  table.rows.push_back(rate_row("公开回复率", only(replied, is_public), replied));
  table.rows.push_back(satisfaction_row(cases));
  table.rows.push_back(rate_row("重复信访率", repeated, cases));
  report.tables.push_back(std::move(table));
  return report;
}

}  // namespace anjuan::reports
