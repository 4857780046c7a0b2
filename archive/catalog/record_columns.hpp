// Records that are JSON objects beside columns: read, mirrored, and what happened to them kept. Internal to this room.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string_view>

#include "archive/catalog/database.hpp"
#include "archive/catalog/payload_reader.hpp"

namespace anjuan {

/// Empty for no text; corrupt: no JSON object.
Result<boost::json::object> object_from(std::string_view text);
/// The one column that `sql` selects for `id`; empty when there is no row.
Result<boost::json::object> stored_object(Database& database, const char* sql, std::string_view id);

/// A text member as a column: absent, null and "" are all NULL.
std::optional<std::string_view> column(const boost::json::object& record, std::string_view name);
bool flag(const boost::json::object& record, std::string_view name);
std::string_view text_of(const boost::json::object& object, std::string_view name);

/// The last serial of its series.
Status note_serial(Database& database, const boost::json::object& series);
/// One row of an event table: seq, subject, move, on_date, actor, acted, evidence, fields, changes.
Status insert_event(Database& database, const EntryHead& head, const char* sql, std::string_view subject, PayloadReader& payload,
                    const boost::json::object& fields, const boost::json::object& changes);

}  // namespace anjuan
