#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "archive/base/json.hpp"
#include "archive/catalog/matter_book.hpp"
#include "archive/catalog/payload_reader.hpp"
#include "archive/catalog/payloads.hpp"
#include "archive/catalog/record_columns.hpp"

namespace anjuan {

namespace json = boost::json;

namespace {

Status insert_keys(Database& database, std::string_view matter, std::int64_t position, const json::object& party) {
  const json::value* keys = party.if_contains("keys");
  if (keys == nullptr || !keys->is_array()) return {};
  for (const json::value& pair : keys->get_array()) {
    if (!pair.is_array() || pair.get_array().size() != 2 || !pair.at(0).is_string() || !pair.at(1).is_string()) {
      return fail(ErrorCode::corrupt, "a key of a party is no pair of texts");
    }
    TRY(database.run("INSERT OR IGNORE INTO party_key (kind, key, role, matter, position) VALUES (?, ?, ?, ?, ?)",
                     std::string_view(pair.at(0).get_string()), std::string_view(pair.at(1).get_string()), text_of(party, "role"), matter,
                     position));
  }
  return {};
}

Status replace_parties(Database& database, std::string_view matter, const json::value& parties) {
  if (!parties.is_array()) return fail(ErrorCode::corrupt, "parties is no array");
  TRY(database.run("DELETE FROM party_key WHERE matter = ?", matter));
  TRY(database.run("DELETE FROM party WHERE matter = ?", matter));
  std::int64_t position = 0;
  for (const json::value& value : parties.get_array()) {
    if (!value.is_object()) return fail(ErrorCode::corrupt, "a party is no object");
    const json::object& party = value.get_object();
    TRY(database.run("INSERT INTO party (matter, position, role, name) VALUES (?, ?, ?, ?)", matter, position, text_of(party, "role"),
                     text_of(party, "name")));
    TRY(insert_keys(database, matter, position, party));
    ++position;
  }
  return {};
}

Status save_matter(Database& database, const EntryHead& head, std::string_view matter, const json::object& record) {
  TRY_ASSIGN(const std::string text, canonical_json(record));
  const auto number = column(record, "number");
  // A matter that has no number yet is known by its id.
  TRY(database.run("INSERT INTO matter (matter, name, import_source, import_row) VALUES (?, ?, ?, ?) ON CONFLICT (matter) DO NOTHING", matter,
                   number ? *number : matter, column(record, "import_source"), column(record, "import_row")));
  std::optional<std::int64_t> restricted;
  if (flag(record, "restricted")) restricted = 1;
  return database.run("UPDATE matter SET name = coalesce(?1, name), number = ?1, state = ?2, received = ?3, registered = ?4, channel = ?5, category = ?6,"
                      " scope = ?7, section = ?8, handler = ?9, closed = ?10, alarm = ?11, external = ?12, restricted = ?13, record = ?14,"
                      " changed = ?15 WHERE matter = ?16",
                      number, column(record, "state"), column(record, "received"), column(record, "registered"), column(record, "channel"),
                      column(record, "category"), column(record, "scope"), column(record, "section"), column(record, "handler"),
                      column(record, "closed"), column(record, "alarm"), column(record, "external"), restricted, text, head.seq, matter);
}

}  // namespace

Status apply_matter_event(Database& database, const EntryHead& head, PayloadReader& payload) {
  const std::string_view matter = payload.text("matter");
  const json::object* changes = payload.members("set");
  const json::object* fields = payload.members("fields");
  TRY(payload.status());
  TRY_ASSIGN(json::object record, stored_object(database, "SELECT record FROM matter WHERE matter = ?", matter));
  merge_changes(record, *changes);
  TRY(save_matter(database, head, matter, record));
  if (const json::value* parties = changes->if_contains("parties")) TRY(replace_parties(database, matter, *parties));
  if (const auto* series = payload.optional_members("series")) TRY(note_serial(database, *series));
  return insert_event(database, head, "INSERT INTO matter_event (seq, matter, move, on_date, actor, acted, evidence, fields, changes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      matter, payload, *fields, *changes);
}

Status apply_account(Database& database, const EntryHead&, PayloadReader& payload) {
  const json::object* record = payload.members("record");
  TRY(payload.status());
  TRY_ASSIGN(const std::string text, canonical_json(*record));
  return database.run("INSERT INTO account (account, name, unit, record) VALUES (?1, ?2, ?3, ?4)"
                      " ON CONFLICT (account) DO UPDATE SET name = ?2, unit = ?3, record = ?4",
                      payload.text("account"), text_of(*record, "name"), column(*record, "unit"), text);
}

Status apply_unit(Database& database, const EntryHead&, PayloadReader& payload) {
  const json::object* record = payload.members("record");
  TRY(payload.status());
  TRY_ASSIGN(const std::string text, canonical_json(*record));
  return database.run("INSERT INTO unit (unit, name, kind, record) VALUES (?1, ?2, ?3, ?4)"
                      " ON CONFLICT (unit) DO UPDATE SET name = ?2, kind = ?3, record = ?4",
                      payload.text("unit"), text_of(*record, "name"), text_of(*record, "kind"), text);
}

}  // namespace anjuan
