#include "archive/registry/numbers.hpp"

#include <algorithm>

#include "archive/registry/intake_rules.hpp"
#include "archive/registry/rule_files.hpp"

namespace anjuan::registry {

namespace {

constexpr std::string_view k_file = "numbers.toml";
constexpr std::string_view k_accusation = "检举控告";  // the name in intake.toml, and in a matter's record

bool contains(const std::vector<std::string>& list, std::string_view value) { return std::find(list.begin(), list.end(), value) != list.end(); }

/// Whether two limits let a value through both; an empty one lets everything through.
bool share(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  if (a.empty() || b.empty()) return true;
  return std::any_of(a.begin(), a.end(), [&](const std::string& value) { return contains(b, value); });
}

std::string at_row(std::size_t line, const NumberTemplate& number) {
  return std::string(k_file) + " 第 " + std::to_string(line) + " 行（" + number.series + "）的 ";
}

bool is_name_in(const std::vector<IntakeChoice>& choices, const std::string& name) {
  return std::any_of(choices.begin(), choices.end(), [&](const IntakeChoice& choice) { return choice.name == name; });
}

/// A number of `a` that `b`, typed, reads as one of its own. Versions of one series may agree on it.
std::optional<std::string> mistaken(const NumberTemplate& a, const NumberTemplate& b) {
  for (const std::int64_t serial : {std::int64_t{1}, std::int64_t{2024}, std::int64_t{12345}, std::int64_t{1234567890}}) {
    const std::string text = format(a, 2023, serial);
    const auto read = parse_typed(b, text);
    if (read && (a.series != b.series || *read != ParsedNumber{2023, serial})) return text;
  }
  return std::nullopt;
}

}  // namespace

bool NumberRules::Row::fits(std::string_view channel, std::string_view category) const {
  return (channels.empty() || contains(channels, channel)) && (categories.empty() || contains(categories, category));
}

Result<NumberRules::Row> NumberRules::row_of(const RuleRow& source, const IntakeRules& intake) {
  RowReader reader(k_file, source);
  if (source.table != "series") return reader.wrong(source.table, "这里只有 [[series]] 形式的行");
  const std::string id = reader.text("id");
  reader.name(id);
  const std::string title = reader.text("title");
  const std::string text = reader.text("template");
  Row row;
  row.line = source.line;
  row.channels = reader.texts("channels");
  row.categories = reader.texts("categories");
  const bool restricted = reader.flag("restricted");
  reader.text("source");
  row.validity = read_validity(reader);
  TRY(reader.done());
  for (const std::string& name : row.channels) {
    if (!is_name_in(intake.channels(), name)) return reader.wrong("channels", "没有“" + name + "”这个渠道（R-322），名称见 intake.toml");
  }
  for (const std::string& name : row.categories) {
    if (!is_name_in(intake.categories(), name)) return reader.wrong("categories", "没有“" + name + "”这个类别（R-321），名称见 intake.toml");
  }
  auto number = parse_template(text);
  if (!number) return reader.wrong("template", number.error().message);
  row.number = std::move(*number);
  row.number.series = id;
  row.number.title = title;
  row.number.restricted = restricted;
  return row;
}

Result<NumberRules> NumberRules::parse(std::string_view toml, const IntakeRules& intake) {
  TRY_ASSIGN(const std::vector<RuleRow> rows, parse_rule_rows(k_file, toml));
  NumberRules rules;
  for (const RuleRow& source : rows) {
    TRY_ASSIGN(Row row, row_of(source, intake));
    rules.m_rows.push_back(std::move(row));
  }
  TRY(rules.check());
  return rules;
}

Result<NumberRules> NumberRules::builtin(const IntakeRules& intake) {
  TRY_ASSIGN(const std::string_view text, rule_text("numbers"));
  return parse(text, intake);
}

bool NumberRules::rivals(const Row& a, const Row& b) {
  const bool at_once = (!a.validity.to || b.validity.from <= *a.validity.to) && (!b.validity.to || a.validity.from <= *b.validity.to);
  return at_once && a.narrowness() == b.narrowness() && share(a.channels, b.channels) && share(a.categories, b.categories);
}

Status NumberRules::check() const {
  std::vector<ValiditySpan> spans;
  for (const Row& row : m_rows) spans.push_back({"R-346", "系列 " + row.number.series, row.line, row.validity});
  TRY(check_validity(k_file, std::move(spans)));
  for (auto row = m_rows.begin(); row != m_rows.end(); ++row) {
    for (auto other = m_rows.begin(); other != row; ++other) TRY(check_pair(*row, *other));
  }
  TRY(check_always("不限渠道和类别的总系列", "R-346", [](const Row& row) { return row.narrowness() == 0; }));
  for (const Row& row : m_rows) {
    if (contains(row.categories, k_accusation) && !row.number.restricted) {
      return fail(ErrorCode::invalid_argument, at_row(row.line, row.number) + "restricted：检举控告的系列应为 true（R-383）");
    }
  }
  return check_always("检举控告的系列（categories 含" + std::string(k_accusation) + "，不限渠道）", "R-383",
                      [](const Row& row) { return row.channels.empty() && contains(row.categories, k_accusation); });
}

Status NumberRules::check_pair(const Row& row, const Row& other) {
  const std::string against = "与第 " + std::to_string(other.line) + " 行（" + other.number.series + "）";
  const bool one_series = row.number.series == other.number.series;
  if (one_series && row.number.restricted != other.number.restricted) {
    return fail(ErrorCode::invalid_argument,
                at_row(row.line, row.number) + "restricted：" + against + "不同，一个系列只能全部限制或全部不限制（R-383）");
  }
  if (!one_series && rivals(row, other)) {
    return fail(ErrorCode::invalid_argument, at_row(row.line, row.number) + "channels、categories：" + against + "同样合用，分不出编哪个系列（R-346）");
  }
  auto text = mistaken(row.number, other.number);
  if (!text) text = mistaken(other.number, row.number);
  if (!text) return {};
  return fail(ErrorCode::invalid_argument,
              at_row(row.line, row.number) + "template：“" + *text + "”" + against + "的号同形，一个号只能指一个事项（R-346）");
}

/// There must always be such a row, from the beginning of all rows to ever: otherwise a letter comes on a day without its number.
Status NumberRules::check_always(const std::string& title, std::string_view rule, const std::function<bool(const Row&)>& counts) const {
  std::vector<ValiditySpan> spans;
  std::optional<CivilDate> first, first_of_all;
  bool lasts = false;
  for (const Row& row : m_rows) {
    if (!first_of_all || row.validity.from < *first_of_all) first_of_all = row.validity.from;
    if (!counts(row)) continue;
    if (!first || row.validity.from < *first) first = row.validity.from;
    lasts = lasts || !row.validity.to;
    spans.push_back({std::string(rule), title, row.line, row.validity});
  }
  const std::string cited = "（" + std::string(rule) + "）";
  if (!first) return fail(ErrorCode::invalid_argument, std::string(k_file) + "：缺少" + title + cited);
  if (!lasts) return fail(ErrorCode::invalid_argument, std::string(k_file) + "：" + title + "的最后一行不能有 valid_to，否则以后的事项没有号可编" + cited);
  if (*first != *first_of_all) {
    return fail(ErrorCode::invalid_argument, std::string(k_file) + "：" + title + "自 " + first->to_string() + " 才有，最早的一行自 " +
                                                 first_of_all->to_string() + "，两个 valid_from 应一致" + cited);
  }
  return check_validity(k_file, std::move(spans));
}

Result<NumberTemplate> NumberRules::choose(std::string_view channel, std::string_view category, CivilDate registered) const {
  const Row* best = nullptr;
  for (const Row& row : m_rows) {
    if (!row.validity.holds(registered) || !row.fits(channel, category)) continue;
    if (best == nullptr || row.narrowness() > best->narrowness()) best = &row;
  }
  if (best == nullptr) {
    return fail(ErrorCode::invalid_argument, registered.to_string() + " 还没有编号规则，最早的一行见 " + std::string(k_file) + " 的 valid_from（R-346）");
  }
  return best->number;
}

std::optional<NumberRules::Found> NumberRules::recognise(std::string_view text) const {
  for (const Row& row : m_rows) {
    if (const auto parts = parse_typed(row.number, text)) return Found{row.number, *parts};
  }
  return std::nullopt;
}

std::vector<NumberTemplate> NumberRules::series() const {
  std::vector<const Row*> newest;
  for (const Row& row : m_rows) {
    const auto same = std::find_if(newest.begin(), newest.end(), [&](const Row* other) { return other->number.series == row.number.series; });
    if (same == newest.end()) newest.push_back(&row);
    else if ((*same)->validity.from < row.validity.from) *same = &row;
  }
  std::vector<NumberTemplate> all;
  for (const Row* row : newest) all.push_back(row->number);
  return all;
}

}  // namespace anjuan::registry
