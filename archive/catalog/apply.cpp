#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <unordered_map>

#include "archive/catalog/payload_reader.hpp"
#include "archive/catalog/payloads.hpp"

namespace anjuan {

namespace json = boost::json;

namespace {

Status apply_created(Database& database, const EntryHead& head, PayloadReader& payload) {
  const std::string_view code = payload.text("fonds_code");
  const std::string_view name = payload.text("fonds_name");
  TRY(payload.status());
  return database.run("INSERT INTO archive (id, fonds_code, fonds_name, created) VALUES (1, ?, ?, ?)", code, name, head.time);
}

Status apply_matter(Database& database, const EntryHead&, PayloadReader& payload) {
  const std::string_view matter = payload.text("matter");
  const std::string_view name = payload.text("name");
  const auto [source, row] = payload.import();
  TRY(payload.status());
  return database.run("INSERT INTO matter (matter, name, import_source, import_row) VALUES (?, ?, ?, ?)", matter, name, source, row);
}

Status apply_item(Database& database, const EntryHead& head, PayloadReader& payload) {
  const Digest object = payload.object("object");
  const auto [source, row] = payload.import();
  const std::optional<Bytes> raw_name = payload.bytes("raw_name");
  TRY(payload.status());
  std::optional<ByteView> raw_view;
  if (raw_name) raw_view = ByteView(*raw_name);
  Status status = database.run(
      "INSERT INTO item (added, item, object, kind, title, date, sender, number, source, file_name, matter, parent, raw_name, name_charset,"
      " import_source, import_row, version_of, state, pages, changed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?)",
      head.seq, payload.text("item"), ByteView(object), payload.text("kind"), payload.text("title"), payload.text("date"),
      payload.text("sender"), payload.text("number"), payload.text("source"), payload.text("file"), payload.optional_text("matter"),
      payload.optional_text("parent"), raw_view, payload.optional_text("charset"), source, row,
      payload.optional_text("version_of"), head.seq);
  TRY(payload.status());
  return status;
}

Status apply_read(Database& database, const EntryHead& head, PayloadReader& payload) {
  const Digest text = payload.object("text");
  TRY(payload.status());
  TRY(database.run("UPDATE item SET state = 1, reason = NULL, media_type = ?, pages = ?, text = ?, changed = ? WHERE item = ? AND state <> 3",
                   payload.text("media_type"), payload.integer("pages"), ByteView(text), head.seq, payload.text("item")));
  return destroy_late_text(database, head, payload.text("item"), text);
}

Status apply_unreadable(Database& database, const EntryHead& head, PayloadReader& payload) {
  return database.run("UPDATE item SET state = 2, reason = ?, media_type = ?, pages = 0, text = NULL, changed = ? WHERE item = ? AND state <> 3",
                      payload.text("reason"), payload.text("media_type"), head.seq, payload.text("item"));
}

Status apply_sm3(Database& database, const EntryHead&, PayloadReader& payload) {
  const json::object* digests = payload.members("sm3");
  TRY(payload.status());
  for (const json::key_value_pair& member : *digests) {
    const auto id = ObjectId::parse(member.key());
    const auto sm3_digest = member.value().is_string() ? from_hex(std::string_view(member.value().get_string()))
                                                       : Result<Bytes>(fail(ErrorCode::corrupt, "sm3"));
    if (!id || !sm3_digest || sm3_digest->size() != 32) return fail(ErrorCode::corrupt, "object.sm3: bad digest of " + std::string(member.key()));
    TRY(database.run("UPDATE object SET sm3 = ? WHERE digest = ?", ByteView(*sm3_digest), ByteView(id->digest())));
  }
  return {};
}

using Applier = Status (*)(Database&, const EntryHead&, PayloadReader&);

}  // namespace

Status apply(Database& database, const EntryHead& head, const json::object* payload) {
  static const std::unordered_map<std::string_view, Applier> k_appliers = {
      {action::k_archive_created, apply_created}, {action::k_matter_opened, apply_matter},
      {action::k_item_added, apply_item},         {action::k_item_read, apply_read},
      {action::k_item_unreadable, apply_unreadable}, {action::k_object_sm3, apply_sm3},
      {action::k_matter_event, apply_matter_event}, {action::k_account_set, apply_account},
      {action::k_unit_set, apply_unit},           {action::k_filing_event, apply_filing_event},
      {action::k_object_destroyed, apply_destroyed},
      {action::k_disposal_event, apply_disposal_event},
  };
  const auto applier = k_appliers.find(head.action);
  if (applier == k_appliers.end() || payload == nullptr) return {};
  PayloadReader reader(head, *payload);
  if (Status status = applier->second(database, head, reader); !status) {
    return fail_in("journal entry " + std::to_string(head.seq) + " (" + head.action + ")", status.error());
  }
  return {};
}

}  // namespace anjuan
