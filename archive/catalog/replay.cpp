#include "archive/catalog/replay.hpp"

#include <boost/json/value.hpp>

#include "archive/base/json.hpp"

namespace anjuan {

Status PackContents::add(const Record& record, ByteView payload) {
  switch (record.kind) {
    case RecordKind::object: objects.emplace(ObjectId(record.digest), Object{record.location, record.end}); return {};
    case RecordKind::journal_batch: {
      TRY_ASSIGN(const Batch batch, decode_batch(payload));
      batches[batch.first].push_back({batch.first, batch.entries.size(), batch.previous, batch.root, record.location, record.end});
      return {};
    }
    case RecordKind::private_payload: {
      TRY_ASSIGN(const PrivateHeader header, private_header(payload));
      privates[header.seq].push_back(record.location);
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
      if (const auto id = ObjectId::parse(std::string_view(name->get_string()))) note_reference(entry, *id);
    }
    return apply(m_db, entry.head, &payload.get_object());
  }

  void note_reference(const Entry& entry, const ObjectId& id) {
    m_referenced.insert(id);
    if (!m_contents.objects.contains(id)) {
      m_report({Severity::fault, id.to_string(), "流水第 " + std::to_string(entry.head.seq) + " 条说到的对象不在任何包里"});
    }
  }

  // Fills the payload from the private record that fits the head; what cannot be opened is reported and stays a tombstone.
  std::optional<RecordLocation> open(Entry& entry) {
    const auto found = m_contents.privates.find(entry.head.seq);
    Error last{ErrorCode::not_found, "没有它的私密记录"};
    std::optional<RecordLocation> place;
    if (found != m_contents.privates.end()) {
      for (const RecordLocation& location : found->second) {
        Status status = open_at(location, entry);
        if (status) return location;
        last = status.error();
        if (!place) place = location;
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
};

}  // namespace

Status replay(Database& db, PackStore& store, KeyRing& keys, const PackContents& contents, const std::vector<BatchPlace>& chain,
              const Report& report) {
  return Replayer(db, store, keys, contents, report).run(chain);
}

}  // namespace anjuan
