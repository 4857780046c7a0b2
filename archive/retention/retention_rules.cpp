#include "archive/retention/retention_rules.hpp"

#include <algorithm>
#include <charconv>

#include "archive/registry/guards.hpp"
#include "archive/registry/record.hpp"
#include "archive/registry/rule_files.hpp"

namespace anjuan::retention {

using registry::date_in;
using registry::flag_in;
using registry::list_in;
using registry::RowReader;
using registry::RuleRow;
using registry::text_in;

namespace {

constexpr std::string_view k_file = "retention.toml";
constexpr std::string_view k_not = "非 ";

std::string_view word_of(std::string_view condition) { return condition.starts_with(k_not) ? condition.substr(k_not.size()) : condition; }

}  // namespace

MatterFacts MatterFacts::of(const boost::json::object& record) {
  MatterFacts facts;
  facts.important_instruction = flag_in(record, "important_instruction");
  // An old ledger has the outcome without the day of the answer.
  facts.has_result = registry::is_result(text_in(record, "outcome")) || date_in(record, "replied").has_value() || date_in(record, "transfer_feedback").has_value() || date_in(record, "reported_up").has_value();
  facts.handled = registry::is_settled_on_the_spot(record) || !text_in(record, "section").empty() || !list_in(record, "transfers").empty() || !list_in(record, "assignments").empty();
  facts.case_opened = date_in(record, "case_opened").has_value();
  facts.reviewed = date_in(record, "review_answered").has_value() || date_in(record, "rereview_answered").has_value();
  facts.dossier = facts.case_opened || facts.reviewed || (flag_in(record, "important") && facts.handled);
  facts.plainly_shelved = text_in(record, "state") == "存查" && !facts.handled;
  return facts;
}

std::optional<bool> MatterFacts::holds(std::string_view word) const {
  const std::pair<std::string_view, bool> known[] = {{"重要批示", important_instruction}, {"有结果", has_result}, {"经过办理", handled}, {"立案", case_opened},
                                                     {"复查复核", reviewed},             {"一案一卷", dossier},  {"一般存查", plainly_shelved}, {"立案或复查复核", case_opened || reviewed}};
  for (const auto& [name, value] : known) {
    if (name == word) return value;
  }
  return std::nullopt;
}

bool all_hold(const std::vector<std::string>& conditions, const MatterFacts& facts) {
  return std::all_of(conditions.begin(), conditions.end(), [&](const std::string& condition) {
    return facts.holds(word_of(condition)).value_or(false) != condition.starts_with(k_not);
  });
}

std::string unknown_condition(const std::vector<std::string>& conditions) {
  for (const std::string& condition : conditions) {
    if (!MatterFacts().holds(word_of(condition))) return condition;
  }
  return {};
}

Result<Period> Period::parse(std::string_view text) {
  if (text == "永久") return Period{Kind::permanent, 0};
  if (text == "不归档") return Period{Kind::not_kept, 0};
  constexpr std::string_view k_years = "年";
  int years = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, years);
  if (error == std::errc() && std::string_view(at, static_cast<std::size_t>(end - at)) == k_years && years >= 1 && years <= 100) return Period{Kind::years, years};
  return fail(ErrorCode::invalid_argument, "“" + std::string(text) + "”不是保管期限：永久、30年、10年、不归档（R-201）");
}

std::string Period::name() const {
  if (kind == Kind::years) return std::to_string(years) + "年";
  return kind == Kind::permanent ? "永久" : "不归档";
}

std::string Period::code() const {
  if (kind == Kind::years) return "D" + std::to_string(years);
  return kind == Kind::permanent ? "Y" : "";
}

std::optional<CivilDate> Period::due(int filing_year) const {
  if (kind != Kind::years) return std::nullopt;
  const auto first = CivilDate::parse(std::to_string(filing_year + 1) + "-01-01");
  if (!first) return std::nullopt;
  return first->plus_months(12 * years);
}

namespace {

Result<Schedule> schedule_of(const RuleRow& row) {
  RowReader reader(k_file, row);
  Schedule schedule;
  schedule.name = reader.text("name");
  reader.name(schedule.name);
  schedule.state = reader.text("state");
  schedule.approved_by = reader.optional_text("approved_by");
  schedule.approved_on = reader.optional_text("approved_on");
  if (schedule.state != "草案" && schedule.state != "已批准") reader.wrong("state", "只能是 草案 或 已批准（R-204）");
  if (schedule.is_approved() == (schedule.approved_by.empty() || schedule.approved_on.empty())) {
    reader.wrong("approved_by", "已批准的写明 approved_by 和 approved_on，草案不写（R-204）");
  }
  if (reader.text("base") != "归档年度次年") reader.wrong("base", "只认得 归档年度次年（R-207）");
  schedule.source = reader.text("source");
  registry::read_validity(reader);
  TRY(reader.done());
  return schedule;
}

Result<PeriodRow> period_of(const RuleRow& row) {
  RowReader reader(k_file, row);
  PeriodRow out;
  out.line = row.line;
  out.code = reader.text("code");
  reader.name(out.code);
  out.material = reader.text("material");
  const auto period = Period::parse(reader.text("period"));
  if (period) {
    out.period = *period;
  } else if (!reader.failed()) {
    reader.wrong("period", period.error().message);
  }
  out.conditions = reader.texts("when");
  if (const std::string unknown = unknown_condition(out.conditions); !unknown.empty()) reader.wrong("when", "没有“" + unknown + "”这个条件（R-210）");
  out.source = reader.text("source");
  out.validity = registry::read_validity(reader);
  TRY(reader.done());
  return out;
}

}  // namespace

Result<RetentionRules> RetentionRules::parse(std::string_view toml) {
  TRY_ASSIGN(const std::vector<RuleRow> rows, registry::parse_rule_rows(k_file, toml));
  RetentionRules rules;
  std::size_t schedules = 0;
  for (const RuleRow& row : rows) {
    if (row.table == "schedule") {
      TRY_ASSIGN(rules.m_schedule, schedule_of(row));
      ++schedules;
    } else if (row.table == "period") {
      TRY_ASSIGN(PeriodRow period, period_of(row));
      rules.m_rows.push_back(std::move(period));
    } else {
      return RowReader(k_file, row).wrong(row.table, "这里只有 [[schedule]] 和 [[period]] 形式的行");
    }
  }
  if (schedules != 1) return fail(ErrorCode::invalid_argument, std::string(k_file) + "：应有一行 [[schedule]]，说明是哪张表、谁批准（R-204）");
  TRY(rules.check());
  return rules;
}

Result<RetentionRules> RetentionRules::builtin() {
  TRY_ASSIGN(const std::string_view text, registry::rule_text("retention"));
  return parse(text);
}

Status RetentionRules::check() const {
  std::vector<registry::ValiditySpan> spans, always;
  for (const PeriodRow& row : m_rows) {
    spans.push_back({"R-210", row.code, row.line, row.validity});
    if (row.conditions.empty()) always.push_back({"R-210", "总能用的一行", row.line, row.validity});
  }
  TRY(registry::check_validity(k_file, std::move(spans)));
  if (always.empty()) return fail(ErrorCode::invalid_argument, std::string(k_file) + "：没有一行不设条件，有的事项会没有保管期限（R-210）");
  return registry::check_validity(k_file, std::move(always));
}

Result<Period> RetentionRules::choose(std::string_view text) const {
  TRY_ASSIGN(const Period period, Period::parse(text));
  std::string known;
  for (const PeriodRow& row : m_rows) {
    if (row.period == period && period.kind != Period::Kind::not_kept) return period;
    if (row.period.kind != Period::Kind::not_kept && known.find(row.period.name()) == std::string::npos) known += (known.empty() ? "" : "、") + row.period.name();
  }
  return fail(ErrorCode::invalid_argument, "“" + std::string(text) + "”不在“" + m_schedule.name + "”里：" + known + "（R-201、R-204）");
}

Result<const PeriodRow*> RetentionRules::decide(const MatterFacts& facts, CivilDate closed) const {
  for (const PeriodRow& row : m_rows) {
    if (row.validity.holds(closed) && all_hold(row.conditions, facts)) return &row;
  }
  return fail(ErrorCode::invalid_argument, closed.to_string() + " 没有有效的保管期限（R-210）");
}

}  // namespace anjuan::retention
