#include "archive/catalog/replay.hpp"

#include <algorithm>
#include <utility>

#include <boost/json/value.hpp>

#include "archive/base/json.hpp"
#include "archive/catalog/payload_reader.hpp"

namespace anjuan {

Status PackContents::add(const Record& record, ByteView payload, bool is_known) {
  switch (record.kind) {
    case RecordKind::object: {
      const Object object{record.location, record.end, is_known};
      const auto [there, fresh] = objects.emplace(ObjectId(record.digest), object);
      if (fresh) return {};
      const bool counts = is_known || !there->second.is_known;
      spare_objects.emplace_back(there->first, counts ? std::exchange(there->second, object).location : object.location);
      return {};
    }
    case RecordKind::journal_batch: {
      TRY_ASSIGN(const Batch batch, decode_batch(payload));
      const BatchPlace place{batch.first, batch.entries.size(), batch.previous, batch.root, record.location, record.end, is_known};
      for (BatchPlace& there : batches[batch.first]) {
        if (there.count != place.count || there.previous != place.previous || there.root != place.root) continue;
        const bool counts = is_known || !there.is_known;
        spare_batches.push_back(counts ? std::exchange(there, place) : place);
        return {};
      }
      batches[batch.first].push_back(place);
      return {};
    }
    case RecordKind::private_payload: {
      TRY_ASSIGN(const PrivateHeader header, private_header(payload));
      std::vector<Private>& there = privates[header.seq];
      const auto behind = std::upper_bound(there.begin(), there.end(), is_known, [](bool known, const Private& other) { return known < other.is_known; });
      there.insert(behind, {record.location, record.end, is_known});
      return {};
    }
  }
  return {};  // a kind of a later version: kept, not ours to judge
}

static std::string place_of(const RecordLocation& location) {
  return "pack " + std::to_string(location.pack) + " at " + std::to_string(location.offset);
}

std::vector<BatchPlace> chain_of(const PackContents& contents, const Report& report) {
  std::vector<BatchPlace> chain;
  std::uint64_t next = 0;
  Digest root = TreeFrontier{}.root();
  std::size_t taken = 0;
  while (true) {
    const auto found = contents.batches.find(next);
    if (found == contents.batches.end()) break;
    // Two batches claim one place when a commit was torn in one pack and its successor went into another: the true one has successors.
    const BatchPlace* chosen = nullptr;
    for (const BatchPlace& candidate : found->second) {
      if (candidate.previous != root) continue;
      const auto after = contents.batches.find(candidate.first + candidate.count);
      const bool continued = after != contents.batches.end() && std::any_of(after->second.begin(), after->second.end(), [&](const BatchPlace& successor) {
                               return successor.previous == candidate.root;
                             });
      if (chosen == nullptr || continued) chosen = &candidate;
      if (continued) break;
    }
    if (chosen == nullptr) break;
    chain.push_back(*chosen);
    ++taken;
    next = chosen->first + chosen->count;
    root = chosen->root;
  }
  std::size_t all = 0;
  for (const auto& [first, places] : contents.batches) {
    all += places.size();
    if (first > next) {
      report({Severity::fault, place_of(places.front().location),
              "流水在第 " + std::to_string(next) + " 条之后断开：第 " + std::to_string(first) + " 条起的一批接不上"});
      break;
    }
  }
  if (all > taken && contents.batches.rbegin()->first <= next) {
    report({Severity::note, "journal", std::to_string(all - taken) + " 批未完成的流水不属于本库，未采用"});
  }
  return chain;
}

namespace {

class Replayer {
 public:
  Replayer(Database& db, PackStore& store, KeyRing& keys, const PackContents& contents, const Report& report)
      : m_db(db), m_store(store), m_keys(keys), m_contents(contents), m_report(report) {}

  Status run(const std::vector<BatchPlace>& chain) {
    // Before the entries: object.sm3 changes these rows.
    for (const auto& [id, object] : m_contents.objects) TRY(insert_object(m_db, id, object.location));
    for (const BatchPlace& place : chain) TRY(play(place));
    for (const auto& [id, object] : m_contents.objects) {
      if (!m_referenced.contains(id)) TRY(m_db.run("DELETE FROM object WHERE digest = ?", ByteView(id.digest())));
    }
    TRY(report_missing());
    TRY(mark_destroyed_bytes());
    return save_frontier(m_db, m_frontier);
  }

 private:
  Result<Bytes> read(const RecordLocation& location) {
    MemorySink sink;
    TRY(m_store.read(location, sink));
    return sink.take();
  }

  Status play(const BatchPlace& place) {
    TRY_ASSIGN(const Bytes record, read(place.location));
    TRY_ASSIGN(Batch batch, decode_batch(record));
    TRY(extend(m_frontier, batch));
    for (Entry& entry : batch.entries) TRY(play(entry));
    return insert_batch(m_db, batch.first, batch.entries.size(), place.location);
  }

  Status play(Entry& entry) {
    TRY_ASSIGN(const std::string head, head_json(entry.head));
    PlacedEntry placed{&entry, leaf_hash(head), std::nullopt};
    if (entry.is_private) placed.private_record = open(entry);
    TRY(insert_entry(m_db, placed));
    if (entry.payload.empty()) return apply(m_db, entry.head, nullptr);
    TRY_ASSIGN(const boost::json::value payload, parse_json(entry.payload));
    if (!payload.is_object()) return fail(ErrorCode::corrupt, "journal entry " + std::to_string(entry.head.seq) + ": no object as payload");
    for (const char* member : {"object", "text"}) {
      const boost::json::value* name = payload.get_object().if_contains(member);
      if (name == nullptr || !name->is_string()) continue;
      if (const auto id = ObjectId::parse(std::string_view(name->get_string()))) TRY(note_reference(entry, *id));
    }
    if (entry.head.action == action::k_object_destroyed) m_any_destroyed = true;
    return apply(m_db, entry.head, &payload.get_object());
  }

  Status note_reference(const Entry& entry, const ObjectId& id) {
    m_referenced.insert(id);
    const auto found = m_contents.objects.find(id);
    if (found == m_contents.objects.end()) {
      m_missing.emplace(id, entry.head.seq);
      return {};
    }
    if (!m_any_destroyed) return {};
    // The same bytes came again after their destruction.
    return m_db.run("INSERT INTO object (digest, pack, at, length) VALUES (?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING", ByteView(id.digest()),
                    found->second.location.pack, found->second.location.offset, found->second.location.length);
  }

  Result<bool> is_destroyed(const ObjectId& id) {
    TRY_ASSIGN(Statement statement, m_db.prepare("SELECT 1 FROM destroyed WHERE digest = ?"));
    statement.bind(ByteView(id.digest()));
    return statement.step();
  }

  Status report_missing() {
    for (const auto& [id, seq] : m_missing) {
      TRY_ASSIGN(const bool destroyed, is_destroyed(id));
      TRY_ASSIGN(const bool needed, is_needed(m_db, id.digest()));
      if (destroyed && !needed) continue;
      m_report({Severity::fault, id.to_string(), "流水第 " + std::to_string(seq) + " 条说到的对象不在任何包里"});
    }
    return {};
  }

  // apply() marks the pack in which it finds the object's row; here every copy counts, and those that came again stand behind their mark.
  Status mark_destroyed_bytes() {
    TRY(m_db.run("DELETE FROM pack_purge"));
    if (!m_any_destroyed) return {};
    for (const auto& [id, object] : m_contents.objects) TRY(mark_copy(id, object.location));
    for (const auto& [id, location] : m_contents.spare_objects) TRY(mark_copy(id, location));
    return {};
  }

  Status mark_copy(const ObjectId& id, const RecordLocation& location) {
    TRY_ASSIGN(const bool destroyed, is_destroyed(id));
    if (!destroyed) return {};
    {
      TRY_ASSIGN(Statement statement, m_db.prepare("SELECT 1 FROM object WHERE digest = ? AND pack = ? AND at = ?"));
      statement.bind(ByteView(id.digest()), location.pack, location.offset);
      TRY_ASSIGN(const bool live, statement.step());
      if (live) return {};
    }
    return m_db.run("INSERT INTO pack_purge (pack, state) VALUES (?, 0) ON CONFLICT (pack) DO NOTHING", location.pack);
  }

  // Fills the payload from the private record that fits the head; what cannot be opened is reported and stays a tombstone.
  std::optional<RecordLocation> open(Entry& entry) {
    const auto found = m_contents.privates.find(entry.head.seq);
    Error last{ErrorCode::not_found, "没有它的私密记录"};
    std::optional<RecordLocation> place;
    if (found != m_contents.privates.end()) {
      for (auto location = found->second.rbegin(); location != found->second.rend(); ++location) {
        Status status = open_at(location->location, entry);
        if (status) return location->location;
        last = status.error();
        if (!place) place = location->location;
      }
    }
    m_report({Severity::fault, "entry " + std::to_string(entry.head.seq), "私密内容读不出：" + last.message});
    return place;
  }

  Status open_at(const RecordLocation& location, Entry& entry) {
    TRY_ASSIGN(const Bytes record, read(location));
    TRY_ASSIGN(const PrivateHeader header, private_header(record));
    TRY_ASSIGN(const SecretKey key, m_keys.key_of(header.scope));
    return open_private(record, key, entry);
  }

  Database& m_db;
  PackStore& m_store;
  KeyRing& m_keys;
  const PackContents& m_contents;
  const Report& m_report;
  TreeFrontier m_frontier;
  std::set<ObjectId> m_referenced;
  std::map<ObjectId, std::uint64_t> m_missing;  // by the first entry that speaks of it
  bool m_any_destroyed = false;
};

}  // namespace

Status replay(Database& db, PackStore& store, KeyRing& keys, const PackContents& contents, const std::vector<BatchPlace>& chain,
              const Report& report) {
  return Replayer(db, store, keys, contents, report).run(chain);
}

}  // namespace anjuan
