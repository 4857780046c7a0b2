#include "archive/registry/rule_rows.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

namespace anjuan::registry {

namespace {

std::string at_line(std::string_view file, std::size_t line) {
  return std::string(file) + " 第 " + std::to_string(line) + " 行";
}

Result<RuleRow::Value> value_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return RuleRow::Value(text->get());
  if (const auto* number = node.as_integer()) return RuleRow::Value(number->get());
  if (const auto* flag = node.as_boolean()) return RuleRow::Value(flag->get());
  if (const auto* date = node.as_date()) {
    std::ostringstream text;
    text << date->get();
    return RuleRow::Value(text.str());
  }
  const toml::array* array = node.as_array();
  if (array == nullptr) return fail(ErrorCode::invalid_argument, "只能是文字、整数、日期、真假或文字的列表");
  std::vector<std::string> texts;
  for (const toml::node& element : *array) {
    const auto* text = element.as_string();
    if (text == nullptr) return fail(ErrorCode::invalid_argument, "列表里只能是带引号的文字");
    texts.push_back(text->get());
  }
  return RuleRow::Value(std::move(texts));
}

Result<RuleRow> row_of(std::string_view file, std::string_view table, const toml::table& node) {
  RuleRow row{std::string(table), node.source().begin.line, {}};
  for (const auto& [key, field] : node) {
    auto value = value_of(field);
    if (!value) return fail_in(at_line(file, field.source().begin.line) + "的 " + std::string(key.str()), value.error());
    row.fields.emplace_back(std::string(key.str()), std::move(*value));
  }
  return row;
}

Result<std::vector<RuleRow>> rows_of(std::string_view file, const toml::table& root) {
  std::vector<RuleRow> rows;
  for (const auto& [key, node] : root) {
    const toml::array* array = node.as_array();
    if (array == nullptr || !array->is_array_of_tables()) {
      return fail(ErrorCode::invalid_argument, at_line(file, node.source().begin.line) + "：“" + std::string(key.str()) +
                                                   "”不是 [[" + std::string(key.str()) + "]] 形式的行");
    }
    for (const toml::node& element : *array) {
      TRY_ASSIGN(RuleRow row, row_of(file, key.str(), *element.as_table()));
      rows.push_back(std::move(row));
    }
  }
  // toml++ keeps keys in alphabetical order; people read a file from top to bottom.
  std::stable_sort(rows.begin(), rows.end(), [](const RuleRow& a, const RuleRow& b) { return a.line < b.line; });
  return rows;
}

}  // namespace

Result<std::vector<RuleRow>> parse_rule_rows(std::string_view file, std::string_view toml) {
  // The one guard of this library: toml++ as Debian builds it throws.
  try {
    return rows_of(file, toml::parse(toml, file));
  } catch (const toml::parse_error& error) {
    return fail(ErrorCode::invalid_argument, at_line(file, error.source().begin.line) + "：不是正确的 TOML（" +
                                                 std::string(error.description()) + "）");
  }
}

RowReader::RowReader(std::string_view file, const RuleRow& row)
    : m_file(file), m_row(row), m_taken(row.fields.size(), false) {}

tl::unexpected<Error> RowReader::wrong(std::string_view field, std::string_view what) {
  const std::string name = m_name.empty() ? "" : "（" + m_name + "）";
  auto error = fail(ErrorCode::invalid_argument,
                    at_line(m_file, m_row.line) + name + "的 " + std::string(field) + "：" + std::string(what));
  if (m_status) m_status = error;
  return error;
}

template <class T>
const T* RowReader::take(std::string_view field, bool required, std::string_view shape) {
  for (std::size_t i = 0; i < m_row.fields.size(); ++i) {
    if (m_row.fields[i].first != field) continue;
    m_taken[i] = true;
    const T* value = std::get_if<T>(&m_row.fields[i].second);
    if (value == nullptr) wrong(field, "应当是" + std::string(shape));
    return value;
  }
  if (required) wrong(field, "缺少这一项");
  return nullptr;
}

std::string RowReader::text(std::string_view field) {
  const auto* value = take<std::string>(field, true, "文字");
  if (value != nullptr && value->empty()) wrong(field, "不能为空");
  return value == nullptr ? "" : *value;
}

std::string RowReader::optional_text(std::string_view field) {
  const auto* value = take<std::string>(field, false, "文字");
  return value == nullptr ? "" : *value;
}

std::optional<std::int64_t> RowReader::optional_integer(std::string_view field, std::int64_t least, std::int64_t most) {
  const auto* value = take<std::int64_t>(field, false, "整数");
  if (value == nullptr) return std::nullopt;
  if (*value < least || *value > most) {
    wrong(field, "应在 " + std::to_string(least) + " 到 " + std::to_string(most) + " 之间，而不是 " + std::to_string(*value));
  }
  return *value;
}

std::int64_t RowReader::integer(std::string_view field, std::int64_t least, std::int64_t most) {
  const auto value = optional_integer(field, least, most);
  if (!value) wrong(field, "缺少这一项（整数）");
  return value.value_or(least);
}

bool RowReader::flag(std::string_view field) {
  const bool* value = take<bool>(field, false, " true 或 false");
  return value != nullptr && *value;
}

std::optional<CivilDate> RowReader::optional_date(std::string_view field) {
  const auto* value = take<std::string>(field, false, "日期");
  if (value == nullptr) return std::nullopt;
  auto date = CivilDate::parse(*value);
  if (!date) {
    wrong(field, date.error().message);
    return std::nullopt;
  }
  return *date;
}

CivilDate RowReader::date(std::string_view field) {
  const auto date = optional_date(field);
  if (!date) wrong(field, "缺少这一项（日期）");
  return date.value_or(CivilDate());
}

std::vector<std::string> RowReader::texts(std::string_view field) {
  const auto* value = take<std::vector<std::string>>(field, false, "文字的列表");
  return value == nullptr ? std::vector<std::string>() : *value;
}

Status RowReader::done() {
  for (std::size_t i = 0; m_status && i < m_taken.size(); ++i) {
    if (!m_taken[i]) wrong(m_row.fields[i].first, "没有这一项规则，请检查拼写");
  }
  return m_status;
}

Validity read_validity(RowReader& reader) {
  const Validity validity{reader.date("valid_from"), reader.optional_date("valid_to")};
  if (validity.to && *validity.to < validity.from) {
    reader.wrong("valid_to", validity.to->to_string() + " 早于 valid_from " + validity.from.to_string());
  }
  return validity;
}

Status check_validity(std::string_view file, std::vector<ValiditySpan> spans) {
  std::stable_sort(spans.begin(), spans.end(), [](const ValiditySpan& a, const ValiditySpan& b) {
    return a.key != b.key ? a.key < b.key : a.validity.from < b.validity.from;
  });
  for (std::size_t i = 1; i < spans.size(); ++i) {
    const ValiditySpan& before = spans[i - 1];
    const ValiditySpan& after = spans[i];
    if (before.key != after.key) continue;
    const std::string rows =
        at_line(file, after.line) + "（" + after.rule + " " + after.key + "）的 valid_from：与第 " + std::to_string(before.line) + " 行";
    if (!before.validity.to || after.validity.from <= *before.validity.to) {
      return fail(ErrorCode::invalid_argument, rows + "重叠，" + after.validity.from.to_string() + " 有两条规则；请先写明前一行的 valid_to");
    }
    const CivilDate next = before.validity.to->plus_days(1);
    if (after.validity.from != next) {
      return fail(ErrorCode::invalid_argument, rows + "之间有空档，" + next.to_string() + " 至 " + after.validity.from.plus_days(-1).to_string() + " 没有规则");
    }
  }
  return {};
}

}  // namespace anjuan::registry
