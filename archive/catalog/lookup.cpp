// Reading the catalog's views.
#include <algorithm>
#include <cstring>

#include "archive/catalog/archive_impl.hpp"
#include "archive/catalog/compare.hpp"

namespace anjuan {

#define ANJUAN_ITEM_COLUMNS                                                                                                       \
  "SELECT i.item, i.object, o.length, i.kind, i.title, i.date, i.sender, i.number, i.source, i.file_name, i.matter, m.name, i.parent," \
  " i.raw_name, i.name_charset, i.state, i.reason, i.media_type, i.pages, i.text, i.added, i.changed, i.version_of"                               \
  " FROM item i LEFT JOIN object o ON o.digest = i.object LEFT JOIN matter m ON m.matter = i.matter "

static Result<ObjectId> object_of(ByteView blob) {
  Digest digest;
  if (blob.size() != digest.size()) return fail(ErrorCode::corrupt, "catalog: a digest has not 32 bytes");
  std::memcpy(digest.data(), blob.data(), digest.size());
  return ObjectId(digest);
}

static Result<Item> read_item(const Statement& row) {
  Item item;
  item.item.value = row.text(0);
  TRY_ASSIGN(item.object, object_of(row.blob(1)));
  item.bytes = static_cast<std::uint64_t>(row.integer(2));
  item.kind = row.text(3);
  item.title = row.text(4);
  item.date = row.text(5);
  item.sender = row.text(6);
  item.number = row.text(7);
  item.source = row.text(8);
  item.file_name = row.text(9);
  if (!row.is_null(10)) item.matter = MatterId{std::string(row.text(10))};
  item.matter_name = row.text(11);
  if (!row.is_null(12)) item.parent = ItemId{std::string(row.text(12))};
  item.raw_name.assign(row.blob(13).begin(), row.blob(13).end());
  item.name_charset = row.text(14);
  item.state = static_cast<ItemState>(row.integer(15));
  item.reason = row.text(16);
  item.media_type = row.text(17);
  item.pages = static_cast<std::uint32_t>(row.integer(18));
  if (!row.is_null(19)) {
    TRY_ASSIGN(item.text, object_of(row.blob(19)));
  }
  item.added = static_cast<Sequence>(row.integer(20));
  item.changed = static_cast<Sequence>(row.integer(21));
  if (!row.is_null(22)) item.version_of = ItemId{std::string(row.text(22))};
  return item;
}

static Result<std::vector<Item>> read_items(Statement& statement) {
  std::vector<Item> items;
  while (true) {
    TRY_ASSIGN(const bool row, statement.step());
    if (!row) return items;
    TRY_ASSIGN(Item item, read_item(statement));
    items.push_back(std::move(item));
  }
}

Result<Item> Archive::item(const std::string& id) {
  constexpr std::size_t k_shortest_prefix = 5;
  const auto is_id_character = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); };
  const auto absent = [&] { return fail(ErrorCode::not_found, "没有这一件：" + id); };
  if (id.size() < k_shortest_prefix || id.front() != 'i' || !std::all_of(id.begin(), id.end(), is_id_character)) return absent();
  const std::lock_guard lock(m_impl->mutex);
  TRY_ASSIGN(Statement statement, m_impl->db->prepare(ANJUAN_ITEM_COLUMNS "WHERE i.item >= ?1 AND i.item < ?1 || '~' ORDER BY i.item LIMIT 6"));
  statement.bind(id);
  TRY_ASSIGN(std::vector<Item> found, read_items(statement));
  if (found.empty()) return absent();
  if (found.size() > 1 && found.front().item.value != id) {
    std::string names;
    for (const Item& candidate : found) names += " " + candidate.item.value;
    return fail(ErrorCode::invalid_argument, id + " 不止一件：" + names);
  }
  return std::move(found.front());
}

Result<std::vector<Item>> Archive::items(const std::vector<ItemId>& ids) {
  const std::lock_guard lock(m_impl->mutex);
  std::vector<Item> items;
  for (const ItemId& id : ids) {
    TRY_ASSIGN(Statement statement, m_impl->db->prepare(ANJUAN_ITEM_COLUMNS "WHERE i.item = ?"));
    statement.bind(id.value);
    TRY_ASSIGN(std::vector<Item> found, read_items(statement));
    std::move(found.begin(), found.end(), std::back_inserter(items));
  }
  return items;
}

Result<std::optional<MatterId>> Archive::matter_by_name(const std::string& name) {
  const std::lock_guard lock(m_impl->mutex);
  TRY_ASSIGN(Statement statement, m_impl->db->prepare("SELECT matter FROM matter WHERE name = ?1 OR matter = ?1"));
  statement.bind(name);
  TRY_ASSIGN(const bool row, statement.step());
  if (!row) return std::optional<MatterId>();
  return std::optional(MatterId{std::string(statement.text(0))});
}

Result<std::vector<Item>> Archive::children(const ItemId& parent) {
  const std::lock_guard lock(m_impl->mutex);
  TRY_ASSIGN(Statement statement, m_impl->db->prepare(ANJUAN_ITEM_COLUMNS "WHERE i.parent = ? ORDER BY i.added"));
  statement.bind(parent.value);
  return read_items(statement);
}

Result<std::vector<Item>> Archive::versions(const Item& item) {
  const std::lock_guard lock(m_impl->mutex);
  TRY_ASSIGN(Statement statement, m_impl->db->prepare(ANJUAN_ITEM_COLUMNS "WHERE i.item = ?1 OR i.version_of = ?1 ORDER BY i.added"));
  statement.bind(item.version_of.value_or(item.item).value);
  return read_items(statement);
}

Result<std::vector<Item>> Archive::items_to_read(std::size_t limit) {
  const std::lock_guard lock(m_impl->mutex);
  TRY_ASSIGN(Statement statement, m_impl->db->prepare(ANJUAN_ITEM_COLUMNS "WHERE i.state = 0 ORDER BY i.added LIMIT ?"));
  statement.bind(static_cast<std::uint64_t>(limit));
  return read_items(statement);
}

Result<Archive::Changes> Archive::changes_after(std::optional<Sequence> after, std::size_t limit) {
  const std::lock_guard lock(m_impl->mutex);
  Changes changes;
  const std::int64_t from = after ? static_cast<std::int64_t>(*after) + 1 : 0;
  {
    TRY_ASSIGN(Statement last, m_impl->db->prepare("SELECT coalesce(max(seq), 0) FROM entry"));
    TRY_ASSIGN(const bool row, last.step());
    changes.upto = row ? static_cast<Sequence>(last.integer(0)) : 0;
  }
  // An item that changes again later is left to its last change: its state is the same whenever it is asked for.
  TRY_ASSIGN(Statement statement, m_impl->db->prepare("SELECT e.seq, e.subject FROM entry e CROSS JOIN item i ON i.item = e.subject"
                                                      " WHERE e.seq >= ? AND i.changed = e.seq ORDER BY e.seq LIMIT ?"));
  statement.bind(from, static_cast<std::uint64_t>(limit));
  while (true) {
    TRY_ASSIGN(const bool row, statement.step());
    if (!row) break;
    changes.items.push_back({std::string(statement.text(1))});
    if (changes.items.size() == limit) {
      changes.upto = static_cast<Sequence>(statement.integer(0));
      changes.more = true;
    }
  }
  return changes;
}

Result<std::string> Archive::entry_time(Sequence entry) {
  const std::lock_guard lock(m_impl->mutex);
  TRY_ASSIGN(Statement statement, m_impl->db->prepare("SELECT time FROM entry WHERE seq = ?"));
  statement.bind(static_cast<std::uint64_t>(entry));
  TRY_ASSIGN(const bool row, statement.step());
  if (!row) return fail(ErrorCode::not_found, "journal: no entry " + std::to_string(entry));
  return std::string(statement.text(0));
}

Result<std::vector<ItemId>> Archive::destroyed_items() {
  const std::lock_guard lock(m_impl->mutex);
  TRY_ASSIGN(Statement statement, m_impl->db->prepare("SELECT item FROM item WHERE state = 3 ORDER BY added"));
  std::vector<ItemId> items;
  while (true) {
    TRY_ASSIGN(const bool row, statement.step());
    if (!row) return items;
    items.push_back({std::string(statement.text(0))});
  }
}

Result<std::optional<Sequence>> Archive::last_destroyed() {
  const std::lock_guard lock(m_impl->mutex);
  TRY_ASSIGN(Statement statement, m_impl->db->prepare("SELECT max(changed) FROM item WHERE state = 3"));
  TRY_ASSIGN(const bool row, statement.step());
  if (!row || statement.is_null(0)) return std::optional<Sequence>();
  return std::optional(static_cast<Sequence>(statement.integer(0)));
}

Result<std::vector<ObjectId>> Archive::objects_without_sm3(std::size_t limit) {
  const std::lock_guard lock(m_impl->mutex);
  // In the order of the packs, so that the pass reads sequentially.
  TRY_ASSIGN(Statement statement, m_impl->db->prepare("SELECT digest FROM object WHERE sm3 IS NULL ORDER BY pack, at LIMIT ?"));
  statement.bind(static_cast<std::uint64_t>(limit));
  std::vector<ObjectId> ids;
  while (true) {
    TRY_ASSIGN(const bool row, statement.step());
    if (!row) return ids;
    TRY_ASSIGN(const ObjectId id, object_of(statement.blob(0)));
    ids.push_back(id);
  }
}

Result<ArchiveStatus> Archive::status() {
  const std::lock_guard lock(m_impl->mutex);
  Database& db = *m_impl->db;
  ArchiveStatus status;
  {
    TRY_ASSIGN(Statement fonds, db.prepare("SELECT fonds_code, fonds_name FROM archive"));
    TRY_ASSIGN(const bool row, fonds.step());
    if (row) status.fonds = {std::string(fonds.text(0)), std::string(fonds.text(1))};
  }
  const auto numbers = [&db](const char* sql, std::initializer_list<std::uint64_t*> targets) -> Status {
    TRY_ASSIGN(Statement statement, db.prepare(sql));
    TRY_ASSIGN(const bool row, statement.step());
    int column = 0;
    for (std::uint64_t* target : targets) *target = row ? static_cast<std::uint64_t>(statement.integer(column++)) : 0;
    return {};
  };
  TRY(numbers("SELECT count(*), coalesce(sum(state = 0), 0), coalesce(sum(state = 1), 0), coalesce(sum(state = 2), 0),"
              " coalesce(sum(state = 3), 0) FROM item",
              {&status.items, &status.items_stored, &status.items_read, &status.items_unreadable, &status.items_destroyed}));
  TRY(numbers("SELECT count(*) FROM matter", {&status.matters}));
  TRY(numbers("SELECT count(*), coalesce(sum(length), 0), coalesce(sum(sm3 IS NULL), 0) FROM object",
              {&status.objects, &status.object_bytes, &status.sm3_missing}));
  TRY(numbers("SELECT count(*), coalesce(sum(promised), 0) FROM pack", {&status.packs, &status.pack_bytes}));
  TRY_ASSIGN(const TreeFrontier frontier, load_frontier(db));
  status.entries = frontier.size();
  status.root = frontier.root();
  status.last = status.entries == 0 ? 0 : status.entries - 1;
  return status;
}

Result<std::string> Archive::logical_dump() {
  const std::lock_guard lock(m_impl->mutex);
  return dump_of(*m_impl->db);
}

}  // namespace anjuan
