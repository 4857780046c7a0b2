#include <boost/json/array.hpp>

#include "archive/base/json.hpp"
#include "archive/catalog/matter_book.hpp"
#include "archive/catalog/record_columns.hpp"

namespace anjuan {

namespace json = boost::json;

static Status replace_subjects(Database& database, std::string_view disposal, const json::value& subjects) {
  if (!subjects.is_array()) return fail(ErrorCode::corrupt, "subjects is no array");
  TRY(database.run("DELETE FROM disposal_subject WHERE disposal = ?", disposal));
  for (const json::value& subject : subjects.get_array()) {
    if (!subject.is_string()) return fail(ErrorCode::corrupt, "a subject is no text");
    TRY(database.run("INSERT OR IGNORE INTO disposal_subject (subject, disposal) VALUES (?, ?)", std::string_view(subject.get_string()), disposal));
  }
  return {};
}

Status apply_disposal_event(Database& database, const EntryHead& head, PayloadReader& payload) {
  const std::string_view disposal = payload.text("disposal");
  const std::string_view kind = payload.text("kind");
  const json::object* changes = payload.members("set");
  const json::object* fields = payload.members("fields");
  TRY(payload.status());
  TRY_ASSIGN(json::object record, stored_object(database, "SELECT record FROM disposal WHERE disposal = ?", disposal));
  merge_changes(record, *changes);
  TRY_ASSIGN(const std::string text, canonical_json(record));
  TRY(database.run("INSERT INTO disposal (disposal, number, kind, state, record, changed) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
                   " ON CONFLICT (disposal) DO UPDATE SET number = ?2, kind = ?3, state = ?4, record = ?5, changed = ?6",
                   disposal, column(record, "number"), kind, text_of(record, "state"), text, head.seq));
  if (const json::value* subjects = changes->if_contains("subjects")) TRY(replace_subjects(database, disposal, *subjects));
  if (const auto* series = payload.optional_members("series")) TRY(note_serial(database, *series));
  return insert_event(database, head,
                      "INSERT INTO disposal_event (seq, disposal, move, on_date, actor, acted, evidence, fields, changes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      disposal, payload, *fields, *changes);
}

}  // namespace anjuan
