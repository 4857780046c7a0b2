#include "tools/flows/letters.hpp"

#include <boost/json.hpp>
#include <cstdio>

#include "archive/base/json.hpp"
#include "archive/base/utf8.hpp"

namespace anjuan::flows {

namespace json = boost::json;

static Error refuse(std::string why) { return {ErrorCode::invalid_argument, std::move(why)}; }

static Result<std::string> text_field(const json::object& row, std::string_view name) {
  const json::value* value = row.if_contains(name);
  if (value == nullptr || value->is_null()) return std::string();
  if (value->is_int64()) return std::to_string(value->get_int64());
  if (value->is_uint64()) return std::to_string(value->get_uint64());
  if (!value->is_string()) return fail(refuse("字段 " + std::string(name) + " 不是文字"));
  return std::string(value->get_string());
}

static int days_in(int year, int month) {
  static constexpr int k_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : k_days[month - 1];
}

static Result<std::string> day_field(const json::object& row, std::string_view name) {
  TRY_ASSIGN(const std::string text, text_field(row, name));
  if (text.empty()) return text;
  int year = 0, month = 0, day = 0, used = 0;
  const bool parsed = std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) == 3 ||
                      std::sscanf(text.c_str(), "%4d/%2d/%2d%n", &year, &month, &day, &used) == 3;
  const bool ended = parsed && (static_cast<std::size_t>(used) == text.size() || text[used] == 'T' || text[used] == ' ');
  if (!ended || year < 1 || month < 1 || month > 12 || day < 1 || day > days_in(year, month)) {
    return fail(refuse("字段 " + std::string(name) + " 不是日期：" + text.substr(0, 40)));
  }
  char spelled[16];
  std::snprintf(spelled, sizeof spelled, "%04d-%02d-%02d", year % 10000, month % 100, day % 100);
  return std::string(spelled);
}

Result<LetterRow> parse_letter_row(std::string_view line) {
  if (!is_utf8(line)) return fail(refuse("不是 UTF-8 文字"));
  const auto value = parse_json(line);
  if (!value) return fail(refuse("不是有效的 JSON（" + value.error().message + "）"));
  if (!value->is_object()) return fail(refuse("不是 JSON 对象"));
  const json::object& object = value->get_object();
  LetterRow row;
  TRY_ASSIGN(row.id, text_field(object, "id"));
  TRY_ASSIGN(row.source, text_field(object, "source"));
  TRY_ASSIGN(row.user, text_field(object, "user"));
  TRY_ASSIGN(row.subject, text_field(object, "subject"));
  TRY_ASSIGN(row.text, text_field(object, "text"));
  TRY_ASSIGN(row.reply, text_field(object, "reply"));
  TRY_ASSIGN(row.label, text_field(object, "label"));
  TRY_ASSIGN(row.day, day_field(object, "time"));
  TRY_ASSIGN(row.reply_day, day_field(object, "reply_time"));
  if (row.text.empty()) return fail(refuse("缺少 text（来信正文）"));
  return row;
}

}  // namespace anjuan::flows
