#include <algorithm>
#include <map>

#include "archive/base/json.hpp"
#include "archive/catalog/archive_impl.hpp"
#include "archive/catalog/destruction_planner.hpp"

namespace anjuan {

namespace {
struct ItemKey {
  ObjectId object;
  std::string matter, parent;
  auto operator<=>(const ItemKey&) const = default;
};
}  // namespace

struct Transaction::Impl {
  explicit Impl(Archive::Impl& a) : archive(a) {}

  Archive::Impl& archive;
  std::unique_ptr<PackSession> session;
  std::vector<Draft> drafts;
  std::vector<PutResult> objects;
  std::map<ItemKey, ItemId> items;
  std::map<std::pair<std::string, std::string>, ItemId> imported;
  std::uint64_t put_bytes = 0;

  /// While locked: the mutex and SQL's write lock are held, and drafts up to `applied` are in the views already.
  std::unique_lock<std::recursive_mutex> hold;
  std::uint64_t first = 0;  ///< sequence of the first draft
  std::size_t applied = 0;
  Status failed;            ///< of applying one: commit() returns it

  void unlock();
  void apply_pending();
  Status need_session(bool write_lock_held);
  void add(Draft draft);
  void clear();
  Result<std::vector<SecretKey>> make_keys();
  Status check_not_destroyed();
  Status write(const std::vector<SecretKey>& keys);
  Result<Batch> make_batch(const std::vector<SecretKey>& keys, TreeFrontier& frontier, std::vector<PlacedEntry>& placed);
};

static ItemKey key_of(const ObjectId& object, const std::optional<MatterId>& matter, const std::optional<ItemId>& parent) {
  return {object, matter ? matter->value : "", parent ? parent->value : ""};
}

Transaction::Transaction(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Transaction::Transaction(Transaction&&) noexcept = default;
Transaction::~Transaction() {
  if (!m_impl) return;
  m_impl->unlock();
  if (m_impl->session) (void)m_impl->session->roll_back();
}

void Transaction::Impl::unlock() {
  applied = 0;
  failed = Status();
  if (!hold.owns_lock()) return;
  archive.db->roll_back();  // nothing to do after a commit
  hold.unlock();
}

Status Transaction::lock() {
  Impl& impl = *m_impl;
  if (impl.hold.owns_lock()) return {};
  impl.hold = std::unique_lock(impl.archive.mutex);
  Status status = impl.archive.db->begin_write();
  if (status) status = impl.need_session(true);
  if (status) {
    auto frontier = load_frontier(*impl.archive.db);
    if (frontier) {
      impl.first = frontier->size();
      impl.apply_pending();
      return impl.failed;
    }
    status = fail(std::move(frontier).error());
  }
  impl.unlock();
  return status;
}

bool Transaction::locked() const { return m_impl->hold.owns_lock(); }
Status Transaction::status() const { return m_impl->failed; }

void Transaction::Impl::apply_pending() {
  for (; failed && applied < drafts.size(); ++applied) {
    const Draft& draft = drafts[applied];
    failed = apply(*archive.db, {first + applied, draft.time, archive.options.actor, draft.action, draft.subject, {}}, &draft.payload);
  }
}

// The store cuts torn tails when a session begins, so no other writer may be in the middle of a commit: SQL's write lock sees to that.
Status Transaction::Impl::need_session(bool write_lock_held) {
  if (session) return {};
  const std::lock_guard lock(archive.mutex);
  if (!write_lock_held) TRY(archive.db->begin_write());
  auto begun = archive.store->begin_session(archive);
  if (!write_lock_held) archive.db->roll_back();
  if (!begun) return fail(begun.error());
  session = std::move(*begun);
  return {};
}

Result<PutResult> Transaction::put(ByteSource& source, std::uint64_t size_hint) {
  TRY(m_impl->need_session(false));
  TRY_ASSIGN(const PutResult result, m_impl->session->put(source, size_hint));
  if (!result.duplicate) {
    m_impl->objects.push_back(result);
    m_impl->put_bytes += result.location.length;
  }
  return result;
}

void Transaction::Impl::add(Draft draft) {
  draft.time = archive.options.clock();
  drafts.push_back(std::move(draft));
  if (hold.owns_lock()) apply_pending();
}

void Transaction::Impl::clear() {
  drafts.clear();
  objects.clear();
  items.clear();
  imported.clear();
  put_bytes = 0;
}

void Transaction::record_created(const Fonds& fonds) {
  Draft draft{action::k_archive_created, {}, {}, {}, {}};
  draft.payload = {{"fonds_code", fonds.code}, {"fonds_name", fonds.name}, {"format", k_archive_format}};
  m_impl->add(std::move(draft));
}
void Transaction::open_matter(const NewMatter& matter) { m_impl->add(draft_of(matter)); }
void Transaction::add_item(const NewItem& item) {
  m_impl->add(draft_of(item));
  m_impl->items.emplace(key_of(item.object, item.matter, item.parent), item.item);
  if (!item.import_source.empty()) m_impl->imported.emplace(std::pair(item.import_source, item.import_row), item.item);
}
void Transaction::record_read(const ItemRead& read) { m_impl->add(draft_of(read)); }
void Transaction::record_unreadable(const ItemUnreadable& unreadable) { m_impl->add(draft_of(unreadable)); }
void Transaction::record_sm3(const std::vector<std::pair<ObjectId, Digest>>& digests) { m_impl->add(draft_of_sm3(digests)); }
void Transaction::record_content_read(const ContentRead& read) { m_impl->add(draft_of(read)); }
Result<DestructionPlan> Transaction::destroy(const DestructionOrder& order) {
  const auto refuse = [](const std::string& why) { return fail(ErrorCode::invalid_argument, "销毁：" + why); };
  Impl& impl = *m_impl;
  if (!impl.hold.owns_lock()) return fail(ErrorCode::internal, "destroy: the transaction is not locked");
  TRY(impl.failed);
  if (order.list.empty()) return refuse("没有销毁清册");
  if (order.items.empty()) return refuse("没有指明件");
  for (const ItemId& item : order.items) {
    if (item.value == order.list) return refuse(item.value + " 是这次的销毁清册，须留存");
  }
  TRY_ASSIGN(const DestructionPlan plan, plan_destruction(*impl.archive.db, order.items));
  for (const PlannedItem& item : plan.items) {
    if (item.is_destroyed) return refuse(item.item.value + " 早已销毁");
    if (std::any_of(impl.drafts.begin(), impl.drafts.end(), [&](const Draft& draft) { return draft.subject == item.item.value; })) {
      return refuse(item.item.value + " 是同一次写入的");
    }
  }
  for (const PlannedItem& item : plan.items) {
    std::vector<ObjectId> going;
    for (const PlannedObject& object : item.objects) {
      if (object.fate == ObjectFate::goes && object.is_there) going.push_back(object.object);
    }
    impl.add(draft_of(order, item.item, going));
  }
  TRY(impl.failed);
  return plan;
}
void Transaction::record(Draft draft) { m_impl->add(std::move(draft)); }
std::size_t Transaction::entries() const { return m_impl->drafts.size(); }
std::uint64_t Transaction::bytes() const { return m_impl->put_bytes; }

Result<std::optional<ItemId>> Transaction::find_item(const ObjectId& object, const std::optional<MatterId>& matter,
                                                     const std::optional<ItemId>& parent) {
  if (const auto pending = m_impl->items.find(key_of(object, matter, parent)); pending != m_impl->items.end()) return pending->second;
  const std::lock_guard lock(m_impl->archive.mutex);
  TRY_ASSIGN(Statement statement, m_impl->archive.db->prepare("SELECT item FROM item WHERE object = ? AND coalesce(matter, '') = ?"
                                                              " AND coalesce(parent, '') = ? AND state <> 3 ORDER BY added LIMIT 1"));
  statement.bind(ByteView(object.digest()), matter ? matter->value : std::string(), parent ? parent->value : std::string());
  TRY_ASSIGN(const bool row, statement.step());
  if (!row) return std::optional<ItemId>();
  return std::optional(ItemId{std::string(statement.text(0))});
}

Result<std::optional<ItemId>> Transaction::find_imported(const std::string& source, const std::string& row_id) {
  if (const auto pending = m_impl->imported.find({source, row_id}); pending != m_impl->imported.end()) return pending->second;
  const std::lock_guard lock(m_impl->archive.mutex);
  TRY_ASSIGN(Statement statement, m_impl->archive.db->prepare("SELECT item FROM item WHERE import_source = ? AND import_row = ?"));
  statement.bind(source, row_id);
  TRY_ASSIGN(const bool row, statement.step());
  if (!row) return std::optional<ItemId>();
  return std::optional(ItemId{std::string(statement.text(0))});
}

Result<std::vector<SecretKey>> Transaction::Impl::make_keys() {
  std::vector<std::string> scopes;
  for (const Draft& draft : drafts) {
    if (!draft.scope.empty()) scopes.push_back(draft.scope);
  }
  return archive.keys->keys_for(scopes);
}

Result<Batch> Transaction::Impl::make_batch(const std::vector<SecretKey>& keys, TreeFrontier& frontier, std::vector<PlacedEntry>& placed) {
  Batch batch;
  batch.first = frontier.size();
  batch.previous = frontier.root();
  batch.entries.reserve(drafts.size());  // placed points into it
  auto key = keys.begin();
  for (const Draft& draft : drafts) {
    Entry& entry = batch.entries.emplace_back();
    entry.head.seq = frontier.size();
    entry.head.time = draft.time;
    entry.head.actor = archive.options.actor;
    entry.head.action = draft.action;
    entry.head.subject = draft.subject;
    fill_random(entry.salt);
    TRY_ASSIGN(entry.payload, canonical_json(draft.payload));
    entry.head.commitment = commitment_of(entry.salt, entry.payload);
    entry.is_private = !draft.scope.empty();
    PlacedEntry place{&entry, {}, std::nullopt};
    if (entry.is_private) {
      const Bytes record = seal_private(entry.head.seq, draft.scope, *key++, entry.salt, entry.payload);
      TRY_ASSIGN(place.private_record, session->append(RecordKind::private_payload, record));
    }
    TRY_ASSIGN(const std::string head, head_json(entry.head));
    place.leaf = leaf_hash(head);
    frontier.append(place.leaf);
    placed.push_back(place);
  }
  batch.root = frontier.root();
  return batch;
}

// What put() found there may have been destroyed since: nothing may be promised of bytes that a purge is about to take away.
Status Transaction::Impl::check_not_destroyed() {
  for (const Draft& draft : drafts) {
    if (draft.action != action::k_item_added && draft.action != action::k_item_read) continue;
    const boost::json::value* name = draft.payload.if_contains(draft.action == action::k_item_added ? "object" : "text");
    const auto object = name != nullptr && name->is_string() ? ObjectId::parse(std::string_view(name->get_string())) : Result<ObjectId>(fail(ErrorCode::corrupt, ""));
    if (!object) continue;
    TRY_ASSIGN(Statement statement, archive.db->prepare("SELECT 1 FROM destroyed d WHERE digest = ? AND NOT EXISTS (SELECT 1 FROM object o WHERE o.digest = d.digest)"));
    statement.bind(ByteView(object->digest()));
    TRY_ASSIGN(const bool destroyed, statement.step());
    if (destroyed) return fail(ErrorCode::busy, "收存期间，同样的内容刚被销毁：请重试");
  }
  return {};
}

// Order of dependence: keys are durable already; payloads and batch into the pack, one sync, then SQL promises what is there.
Status Transaction::Impl::write(const std::vector<SecretKey>& keys) {
  Database& db = *archive.db;
  TRY_ASSIGN(TreeFrontier frontier, load_frontier(db));
  std::vector<PlacedEntry> placed;
  TRY_ASSIGN(const Batch batch, make_batch(keys, frontier, placed));
  TRY_ASSIGN(const Bytes record, encode_batch(batch));
  TRY_ASSIGN(const RecordLocation location, session->append(RecordKind::journal_batch, record));
  TRY(session->sync());
  for (const PutResult& object : objects) TRY(insert_object(db, object.id, object.location));
  TRY(check_not_destroyed());
  for (std::size_t i = 0; i < placed.size(); ++i) {
    TRY(insert_entry(db, placed[i]));
    if (i >= applied) TRY(apply(db, batch.entries[i].head, &drafts[i].payload));
  }
  TRY(insert_batch(db, batch.first, batch.entries.size(), location));
  for (const PackState& state : session->written()) TRY(upsert_pack(db, state));
  return save_frontier(db, frontier);
}

Status Transaction::commit() {
  Impl& impl = *m_impl;
  if (impl.drafts.empty()) {
    impl.unlock();
    // Objects without an entry would be bytes that nothing speaks of: they go.
    impl.clear();
    if (impl.session) return impl.session->roll_back();
    return {};
  }
  const std::lock_guard lock(impl.archive.mutex);
  Database& db = *impl.archive.db;
  Status status;
  bool commit_failed = false;
  auto keys = impl.make_keys();
  if (!keys) status = fail(keys.error());
  if (status) status = impl.failed;
  if (status && !impl.hold.owns_lock()) {
    status = db.begin_write();
    if (status) status = impl.need_session(true);
  }
  if (status) status = impl.write(*keys);
  if (status) {
    status = db.commit();
    commit_failed = !status;
  }
  if (status) {
    impl.session->keep();
    impl.clear();
    impl.unlock();
    return {};
  }
  db.roll_back();
  impl.clear();
  impl.unlock();
  // After a COMMIT that failed for another reason than want of space it is unknown whether SQL promised these bytes: they must stay.
  const bool unknown = commit_failed && status.error().code != ErrorCode::no_space && status.error().code != ErrorCode::busy;
  if (impl.session && !unknown) {
    if (Status cut = impl.session->roll_back(); !cut && status.error().code != ErrorCode::no_space) return fail_in("commit", cut.error());
  }
  impl.session.reset();
  return fail_in("commit", status.error());
}

Result<Transaction> Archive::begin() { return Transaction(std::make_unique<Transaction::Impl>(*m_impl)); }

}  // namespace anjuan
