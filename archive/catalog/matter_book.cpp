#include "archive/catalog/matter_book.hpp"

#include <boost/json/value.hpp>

#include "archive/base/json.hpp"
#include "archive/catalog/archive_impl.hpp"
#include "archive/catalog/record_columns.hpp"

namespace anjuan {

namespace json = boost::json;

namespace {

Result<MatterRow> matter_row(const Statement& row) {
  MatterRow matter{{std::string(row.text(0))}, std::string(row.text(1)), {}};
  TRY_ASSIGN(matter.record, object_from(row.text(2)));
  return matter;
}

Result<StoredRecord> stored_record(const Statement& row) {
  StoredRecord stored{std::string(row.text(0)), {}};
  TRY_ASSIGN(stored.record, object_from(row.text(1)));
  return stored;
}

Result<std::optional<StoredRecord>> one_record(Statement& statement) {
  TRY_ASSIGN(const bool row, statement.step());
  if (!row) return std::optional<StoredRecord>();
  TRY_ASSIGN(StoredRecord stored, stored_record(statement));
  return std::optional(std::move(stored));
}

Result<std::vector<StoredRecord>> all_records(Statement& statement) {
  std::vector<StoredRecord> all;
  while (true) {
    TRY_ASSIGN(const bool row, statement.step());
    if (!row) return all;
    TRY_ASSIGN(StoredRecord stored, stored_record(statement));
    all.push_back(std::move(stored));
  }
}

std::optional<std::string_view> given(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

#define ANJUAN_MATTER_FILTER                                                                                                    \
  " AND (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR channel = ?2) AND (?3 IS NULL OR category = ?3) AND (?4 IS NULL OR scope = ?4)" \
  " AND (?5 IS NULL OR section = ?5) AND (?6 IS NULL OR handler = ?6) AND (?7 IS NULL OR received >= ?7) AND (?8 IS NULL OR received <= ?8)" \
  " AND (?9 IS NULL OR registered >= ?9) AND (?10 IS NULL OR registered <= ?10) AND (?11 IS NULL OR closed >= ?11)"                \
  " AND (?12 IS NULL OR closed <= ?12) AND (?13 IS NULL OR closed IS NULL)"

// The list of what is due must not read a million matters: it has an order, and an index, of its own.
constexpr const char* k_by_alarm = "SELECT matter, name, record FROM matter WHERE alarm <= ?14" ANJUAN_MATTER_FILTER " ORDER BY alarm, received, number LIMIT ?15";
constexpr const char* k_by_received =
    "SELECT matter, name, record FROM matter WHERE record IS NOT NULL AND ?14 IS NULL" ANJUAN_MATTER_FILTER " ORDER BY received, number LIMIT ?15";

}  // namespace

void merge_changes(json::object& record, const json::object& changes) {
  for (const json::key_value_pair& change : changes) {
    if (change.value().is_null()) {
      record.erase(change.key());
    } else {
      record[change.key()] = change.value();
    }
  }
}

MatterBook::MatterBook(Archive& archive) : m_owner(archive), m_archive(*archive.m_impl) {}

CivilDate MatterBook::today() const { return CivilDate::of_journal_time(m_owner.options().clock()).value_or(CivilDate()); }

Result<MatterRow> MatterBook::find(const std::string& name) {
  TRY_ASSIGN(std::vector<MatterRow> found, find_all(name));
  if (found.empty()) return fail(ErrorCode::not_found, "没有信访事项“" + name + "”");
  return std::move(found.front());
}

Result<std::vector<MatterRow>> MatterBook::find_all(const std::string& name) {
  const std::lock_guard lock(m_archive.mutex);
  std::vector<MatterRow> found;
  for (const char* sql : {"SELECT matter, name, record FROM matter WHERE name = ?", "SELECT matter, name, record FROM matter WHERE matter = ?",
                          "SELECT matter, name, record FROM matter WHERE external = ? ORDER BY matter",
                          // Only what became an accusation has one: few rows, by the index of restricted ones.
                          "SELECT matter, name, record FROM matter WHERE restricted = 1 AND json_extract(record, '$.former_number') = ? ORDER BY matter"}) {
    TRY_ASSIGN(Statement statement, m_archive.db->prepare(sql));
    statement.bind(name);
    while (true) {
      TRY_ASSIGN(const bool row, statement.step());
      if (!row) break;
      TRY_ASSIGN(MatterRow matter, matter_row(statement));
      found.push_back(std::move(matter));
    }
  }
  return found;
}

Result<std::optional<MatterRow>> MatterBook::by_id(const MatterId& matter) {
  const std::lock_guard lock(m_archive.mutex);
  TRY_ASSIGN(Statement statement, m_archive.db->prepare("SELECT matter, name, record FROM matter WHERE matter = ? AND record IS NOT NULL"));
  statement.bind(matter.value);
  TRY_ASSIGN(const bool row, statement.step());
  if (!row) return std::optional<MatterRow>();
  TRY_ASSIGN(MatterRow found, matter_row(statement));
  return std::optional(std::move(found));
}

Result<std::vector<MatterEvent>> MatterBook::events(const MatterId& matter) {
  const std::lock_guard lock(m_archive.mutex);
  // The entry of an event that was recorded a moment ago, under a lock, is not there yet: its time is that of now.
  TRY_ASSIGN(Statement row, m_archive.db->prepare("SELECT v.seq, v.move, v.on_date, coalesce(e.time, ''), v.actor, v.acted, v.evidence, v.fields, v.changes"
                                                  " FROM matter_event v LEFT JOIN entry e ON e.seq = v.seq WHERE v.matter = ? ORDER BY v.seq"));
  row.bind(matter.value);
  std::vector<MatterEvent> events;
  while (true) {
    TRY_ASSIGN(const bool there, row.step());
    if (!there) return events;
    MatterEvent event{static_cast<Sequence>(row.integer(0)), matter, std::string(row.text(1)), std::string(row.text(2)), std::string(row.text(3)),
                      std::string(row.text(4)), std::string(row.text(5)), std::nullopt, {}, {}};
    if (event.typed.empty()) event.typed = m_archive.options.clock();
    if (!row.is_null(6)) event.evidence = ItemId{std::string(row.text(6))};
    TRY_ASSIGN(event.fields, object_from(row.text(7)));
    TRY_ASSIGN(event.changes, object_from(row.text(8)));
    events.push_back(std::move(event));
  }
}

Result<std::vector<FormPrint>> MatterBook::prints(const MatterId& matter) {
  const std::lock_guard lock(m_archive.mutex);
  TRY_ASSIGN(Statement row, m_archive.db->prepare("SELECT e.seq, e.time, e.actor, b.first, b.pack, b.at, b.length FROM entry e"
                                                  " JOIN batch b ON b.first = (SELECT max(first) FROM batch WHERE first <= e.seq)"
                                                  " WHERE e.action = 'content.read' AND e.subject = ? ORDER BY e.seq"));
  row.bind(matter.value);
  std::vector<FormPrint> prints;
  while (true) {
    TRY_ASSIGN(const bool there, row.step());
    if (!there) return prints;
    FormPrint print{static_cast<Sequence>(row.integer(0)), std::string(row.text(1)), std::string(row.text(2)), {}};
    // What was read stands in the pack alone: only heads are rows (schemas/sql).
    MemorySink record;
    TRY(m_archive.store->read({static_cast<PackNumber>(row.integer(4)), static_cast<std::uint64_t>(row.integer(5)), static_cast<std::uint64_t>(row.integer(6))}, record));
    TRY_ASSIGN(const Batch batch, decode_batch(record.take()));
    const std::size_t at = print.seq - static_cast<Sequence>(row.integer(3));
    if (at >= batch.entries.size()) return fail(ErrorCode::corrupt, "journal entry " + std::to_string(print.seq) + " is not in its batch");
    TRY_ASSIGN(const json::object payload, object_from(batch.entries[at].payload));
    const json::value* what = payload.if_contains("what");
    const std::string_view read = what != nullptr && what->is_string() ? std::string_view(what->get_string()) : std::string_view();
    if (!read.starts_with(k_print_read)) continue;
    print.form = read.substr(k_print_read.size());
    prints.push_back(std::move(print));
  }
}

Status MatterBook::each(const MatterFilter& filter, const std::function<Result<bool>(MatterRow&&)>& row) {
  const std::lock_guard lock(m_archive.mutex);
  TRY_ASSIGN(Statement statement, m_archive.db->prepare(filter.alarm_to.empty() ? k_by_received : k_by_alarm));
  statement.bind(given(filter.state), given(filter.channel), given(filter.category), given(filter.scope), given(filter.section), given(filter.handler),
                 given(filter.received_from), given(filter.received_to), given(filter.registered_from), given(filter.registered_to),
                 given(filter.closed_from), given(filter.closed_to), filter.open_only ? std::optional<std::int64_t>(1) : std::nullopt,
                 given(filter.alarm_to), filter.limit == 0 ? std::int64_t{-1} : static_cast<std::int64_t>(filter.limit));
  while (true) {
    TRY_ASSIGN(const bool there, statement.step());
    if (!there) return {};
    TRY_ASSIGN(MatterRow matter, matter_row(statement));
    TRY_ASSIGN(const bool go_on, row(std::move(matter)));
    if (!go_on) return {};
  }
}

Result<std::vector<PartyHit>> MatterBook::parties_with(const std::vector<std::pair<std::string, std::string>>& keys, std::size_t limit) {
  const std::lock_guard lock(m_archive.mutex);
  std::vector<PartyHit> hits;
  for (const auto& [kind, key] : keys) {
    TRY_ASSIGN(Statement row, m_archive.db->prepare("SELECT matter, position, role FROM party_key WHERE kind = ? AND key = ? LIMIT ?"));
    row.bind(kind, key, limit == 0 ? std::int64_t{-1} : static_cast<std::int64_t>(limit));
    while (true) {
      TRY_ASSIGN(const bool there, row.step());
      if (!there) break;
      hits.push_back({{std::string(row.text(0))}, row.integer(1), kind, key, std::string(row.text(2))});
    }
  }
  return hits;
}

Result<std::int64_t> MatterBook::last_serial(const std::string& series, int year) {
  const std::lock_guard lock(m_archive.mutex);
  TRY_ASSIGN(Statement statement, m_archive.db->prepare("SELECT last FROM number_series WHERE series = ? AND year = ?"));
  statement.bind(series, year);
  TRY_ASSIGN(const bool row, statement.step());
  return row ? statement.integer(0) : 0;
}

Result<std::vector<MatterId>> MatterBook::restricted() {
  const std::lock_guard lock(m_archive.mutex);
  TRY_ASSIGN(Statement row, m_archive.db->prepare("SELECT matter FROM matter WHERE restricted = 1 ORDER BY matter"));
  std::vector<MatterId> matters;
  while (true) {
    TRY_ASSIGN(const bool there, row.step());
    if (!there) return matters;
    matters.push_back({std::string(row.text(0))});
  }
}

Result<std::optional<MatterId>> MatterBook::imported(const std::string& source, const std::string& row_id) {
  const std::lock_guard lock(m_archive.mutex);
  TRY_ASSIGN(Statement statement, m_archive.db->prepare("SELECT matter FROM matter WHERE import_source = ? AND import_row = ? AND number IS NOT NULL"));
  statement.bind(source, row_id);
  TRY_ASSIGN(const bool row, statement.step());
  if (!row) return std::optional<MatterId>();
  return std::optional(MatterId{std::string(statement.text(0))});
}

Result<std::vector<Item>> MatterBook::items_where(const char* sql, const std::string& value) {
  std::vector<ItemId> ids;
  {
    const std::lock_guard lock(m_archive.mutex);
    TRY_ASSIGN(Statement row, m_archive.db->prepare(sql));
    row.bind(value);
    while (true) {
      TRY_ASSIGN(const bool there, row.step());
      if (!there) break;
      ids.push_back({std::string(row.text(0))});
    }
  }
  return m_owner.items(ids);
}

Result<std::vector<Item>> MatterBook::items_of(const MatterId& matter) {
  return items_where("SELECT item FROM item WHERE matter = ? ORDER BY added", matter.value);
}

Result<std::vector<Item>> MatterBook::unclaimed(const std::string& kind) {
  return items_where("SELECT q.item FROM item q WHERE q.kind = ? AND q.matter IS NULL"
                     " AND NOT EXISTS (SELECT 1 FROM item o WHERE o.object = q.object AND o.matter IS NOT NULL) ORDER BY q.added",
                     kind);
}

Result<std::vector<Item>> MatterBook::items_with(const ObjectId& object) {
  std::vector<ItemId> ids;
  {
    const std::lock_guard lock(m_archive.mutex);
    TRY_ASSIGN(Statement row, m_archive.db->prepare("SELECT item FROM item WHERE object = ? AND matter IS NOT NULL ORDER BY added"));
    row.bind(ByteView(object.digest()));
    while (true) {
      TRY_ASSIGN(const bool there, row.step());
      if (!there) break;
      ids.push_back({std::string(row.text(0))});
    }
  }
  return m_owner.items(ids);
}

Result<std::vector<Item>> MatterBook::items_like(const std::string& prefix) {
  std::vector<ItemId> ids;
  {
    const std::lock_guard lock(m_archive.mutex);
    TRY_ASSIGN(Statement row, m_archive.db->prepare("SELECT item FROM item WHERE item >= ?1 AND item < ?1 || '~' ORDER BY item"));
    row.bind(prefix);
    while (true) {
      TRY_ASSIGN(const bool there, row.step());
      if (!there) break;
      ids.push_back({std::string(row.text(0))});
    }
  }
  return m_owner.items(ids);
}

Result<std::optional<StoredRecord>> MatterBook::account(const std::string& account) {
  const std::lock_guard lock(m_archive.mutex);
  TRY_ASSIGN(Statement statement, m_archive.db->prepare("SELECT account, record FROM account WHERE account = ?"));
  statement.bind(account);
  return one_record(statement);
}

Result<std::vector<StoredRecord>> MatterBook::accounts() {
  const std::lock_guard lock(m_archive.mutex);
  TRY_ASSIGN(Statement statement, m_archive.db->prepare("SELECT account, record FROM account ORDER BY account"));
  return all_records(statement);
}

Result<std::optional<StoredRecord>> MatterBook::unit(const std::string& name) {
  const std::lock_guard lock(m_archive.mutex);
  TRY_ASSIGN(Statement statement, m_archive.db->prepare("SELECT unit, record FROM unit WHERE unit = ?1 OR name = ?1 ORDER BY unit = ?1 DESC, unit LIMIT 1"));
  statement.bind(name);
  TRY_ASSIGN(auto found, one_record(statement));
  if (found) return found;
  // By another name only where it means one unit.
  TRY_ASSIGN(Statement other, m_archive.db->prepare("SELECT unit, record FROM unit WHERE EXISTS (SELECT 1 FROM json_each(record, '$.aliases') WHERE value = ?) LIMIT 2"));
  other.bind(name);
  TRY_ASSIGN(std::vector<StoredRecord> named, all_records(other));
  return named.size() == 1 ? std::optional(std::move(named.front())) : std::nullopt;
}

Result<std::vector<StoredRecord>> MatterBook::units() {
  const std::lock_guard lock(m_archive.mutex);
  TRY_ASSIGN(Statement statement, m_archive.db->prepare("SELECT unit, record FROM unit ORDER BY unit"));
  return all_records(statement);
}

}  // namespace anjuan
