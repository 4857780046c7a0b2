#include "archive/catalog/record_columns.hpp"

#include "archive/base/json.hpp"

namespace anjuan {

namespace json = boost::json;

Result<json::object> object_from(std::string_view text) {
  if (text.empty()) return json::object();
  TRY_ASSIGN(json::value value, parse_json(text));
  if (!value.is_object()) return fail(ErrorCode::corrupt, "catalog: a record is no JSON object");
  return std::move(value.get_object());
}

Result<json::object> stored_object(Database& database, const char* sql, std::string_view id) {
  TRY_ASSIGN(Statement statement, database.prepare(sql));
  statement.bind(id);
  TRY_ASSIGN(const bool row, statement.step());
  if (!row || statement.is_null(0)) return json::object();
  return object_from(statement.text(0));
}

std::optional<std::string_view> column(const json::object& record, std::string_view name) {
  const json::value* member = record.if_contains(name);
  if (member == nullptr || !member->is_string() || member->get_string().empty()) return std::nullopt;
  return std::string_view(member->get_string());
}

bool flag(const json::object& record, std::string_view name) {
  const json::value* member = record.if_contains(name);
  return member != nullptr && member->is_bool() && member->get_bool();
}

std::string_view text_of(const json::object& object, std::string_view name) {
  const auto value = column(object, name);
  return value ? *value : std::string_view();
}

Status note_serial(Database& database, const json::object& series) {
  const json::value* year = series.if_contains("year");
  const json::value* serial = series.if_contains("serial");
  if (year == nullptr || serial == nullptr || !year->is_int64() || !serial->is_int64()) return fail(ErrorCode::corrupt, "series lacks year or serial");
  return database.run("INSERT INTO number_series (series, year, last) VALUES (?1, ?2, ?3)"
                      " ON CONFLICT (series, year) DO UPDATE SET last = max(last, ?3)",
                      text_of(series, "series"), year->get_int64(), serial->get_int64());
}

Status insert_event(Database& database, const EntryHead& head, const char* sql, std::string_view subject, PayloadReader& payload, const json::object& fields,
                    const json::object& changes) {
  TRY_ASSIGN(const std::string fields_text, canonical_json(fields));
  TRY_ASSIGN(const std::string changes_text, canonical_json(changes));
  TRY(database.run(sql, head.seq, subject, payload.text("move"), payload.text("on"), head.actor, payload.text("by"), payload.optional_text("item"), fields_text,
                   changes_text));
  return payload.status();
}

}  // namespace anjuan
