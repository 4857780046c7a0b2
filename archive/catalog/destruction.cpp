// Who needs an object: the plan of a destruction. Reads the catalog only.
#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "archive/catalog/archive_impl.hpp"
#include "archive/catalog/destruction_planner.hpp"

namespace anjuan {

bool DestructionPlan::is_complete() const {
  return std::all_of(items.begin(), items.end(), [](const PlannedItem& item) {
    return !item.is_destroyed &&
           std::all_of(item.objects.begin(), item.objects.end(), [](const PlannedObject& object) { return object.fate == ObjectFate::goes; });
  });
}

namespace {

struct Bearer {
  std::string item;
  std::optional<std::string> parent;
  bool is_live = false;
};

class Planner {
 public:
  Planner(Database& db, const std::vector<ItemId>& items) : m_db(db) {
    for (const ItemId& item : items) m_going.insert(item.value);
  }

  Result<PlannedItem> plan(const ItemId& id) {
    PlannedItem planned{id, false, {}, {}};
    {
      TRY_ASSIGN(Statement statement, m_db.prepare("SELECT object, state FROM item WHERE item = ?"));
      statement.bind(id.value);
      TRY_ASSIGN(const bool row, statement.step());
      if (!row) return fail(ErrorCode::not_found, "没有这一件：" + id.value);
      planned.is_destroyed = statement.integer(1) == static_cast<int>(ItemState::destroyed);
      TRY(note(statement.blob(0), false));
    }
    TRY(note_texts(id));
    const std::size_t own = m_noted.size();
    for (std::size_t i = 0; i < own; ++i) {
      const ObjectId object = m_noted[i].first;  // note() moves the list
      TRY(note_left_behind(object));
    }
    TRY_ASSIGN(planned.members, live_members(id));
    const auto noted = std::exchange(m_noted, {});
    for (std::size_t i = 0; i < noted.size(); ++i) {
      TRY_ASSIGN(PlannedObject object, fate_of(noted[i].first, noted[i].second));
      if (i < own || object.fate == ObjectFate::goes) planned.objects.push_back(std::move(object));
    }
    return planned;
  }

 private:
  Status note(ByteView blob, bool is_text) {
    Digest digest{};
    if (blob.size() != digest.size()) return fail(ErrorCode::corrupt, "catalog: a digest has not 32 bytes");
    std::memcpy(digest.data(), blob.data(), digest.size());
    const bool known = std::any_of(m_noted.begin(), m_noted.end(), [&](const auto& noted) { return noted.first.digest() == digest; });
    if (!known) m_noted.emplace_back(ObjectId(digest), is_text);
    return {};
  }

  Status note_texts(const ItemId& id) {
    TRY_ASSIGN(Statement statement, m_db.prepare("SELECT text FROM item WHERE item = ? AND text IS NOT NULL"));
    statement.bind(id.value);
    TRY_ASSIGN(const bool row, statement.step());
    return row ? note(statement.blob(0), true) : Status();
  }

  // A member destroyed before its container had to leave its copy, because the container held the bytes all the same. The container's bytes may
  // have been those of several items, and the member any one's of them.
  Status note_left_behind(const ObjectId& container) {
    TRY_ASSIGN(Statement statement, m_db.prepare("WITH RECURSIVE inside(object) AS (VALUES (?1) UNION"
                                                 " SELECT c.object FROM inside JOIN item i ON i.object = inside.object JOIN item c ON c.parent = i.item)"
                                                 " SELECT DISTINCT d.object FROM inside JOIN item d ON d.object = inside.object"
                                                 " JOIN object o ON o.digest = d.object WHERE d.state = 3 AND d.object <> ?1 ORDER BY 1"));
    statement.bind(ByteView(container.digest()));
    while (true) {
      TRY_ASSIGN(const bool row, statement.step());
      if (!row) return {};
      TRY(note(statement.blob(0), false));
    }
  }

  Result<std::vector<ItemId>> live_members(const ItemId& id) {
    TRY_ASSIGN(Statement statement, m_db.prepare("SELECT item FROM item WHERE parent = ? AND state <> 3 ORDER BY added"));
    statement.bind(id.value);
    std::vector<ItemId> members;
    while (true) {
      TRY_ASSIGN(const bool row, statement.step());
      if (!row) return members;
      if (!m_going.contains(std::string(statement.text(0)))) members.push_back({std::string(statement.text(0))});
    }
  }

  Result<PlannedObject> fate_of(const ObjectId& object, bool is_text) {
    PlannedObject planned{object, 0, false, is_text, ObjectFate::goes, {}};
    {
      TRY_ASSIGN(Statement statement, m_db.prepare("SELECT length FROM object WHERE digest = ?"));
      statement.bind(ByteView(object.digest()));
      TRY_ASSIGN(const bool row, statement.step());
      planned.is_there = row;
      if (row) planned.bytes = static_cast<std::uint64_t>(statement.integer(0));
    }
    std::set<std::string> users;
    TRY(live_users(object.digest(), users));
    if (!users.empty()) {
      planned.fate = ObjectFate::shared;
    } else {
      std::set<Digest> seen{object.digest()};
      TRY(holders(object.digest(), seen, users));
      if (!users.empty()) planned.fate = ObjectFate::held;
    }
    for (const std::string& user : users) planned.needed_by.push_back({user});
    return planned;
  }

  bool stays(const Bearer& bearer) const { return bearer.is_live && !m_going.contains(bearer.item); }

  Result<std::vector<Bearer>> bearers(const Digest& object) {
    TRY_ASSIGN(Statement statement, m_db.prepare("SELECT item, parent, state FROM item WHERE object = ? ORDER BY added"));
    statement.bind(ByteView(object));
    std::vector<Bearer> found;
    while (true) {
      TRY_ASSIGN(const bool row, statement.step());
      if (!row) return found;
      Bearer bearer{std::string(statement.text(0)), std::nullopt, statement.integer(2) != static_cast<int>(ItemState::destroyed)};
      if (!statement.is_null(1)) bearer.parent = std::string(statement.text(1));
      found.push_back(std::move(bearer));
    }
  }

  Status live_users(const Digest& object, std::set<std::string>& users) {
    TRY_ASSIGN(const std::vector<Bearer> originals, bearers(object));
    for (const Bearer& bearer : originals) {
      if (stays(bearer)) users.insert(bearer.item);
    }
    TRY_ASSIGN(Statement statement, m_db.prepare("SELECT item FROM item WHERE text = ? AND state <> 3"));
    statement.bind(ByteView(object));
    while (true) {
      TRY_ASSIGN(const bool row, statement.step());
      if (!row) return {};
      if (!m_going.contains(std::string(statement.text(0)))) users.insert(std::string(statement.text(0)));
    }
  }

  // Every item with these bytes was taken from its parent, so the parent's bytes hold them, whatever became of the parent as an item.
  Status holders(const Digest& object, std::set<Digest>& seen, std::set<std::string>& users) {
    TRY_ASSIGN(const std::vector<Bearer> originals, bearers(object));
    for (const Bearer& bearer : originals) {
      if (!bearer.parent) continue;
      Digest container{};
      {
        TRY_ASSIGN(Statement statement, m_db.prepare("SELECT object FROM item WHERE item = ?"));
        statement.bind(*bearer.parent);
        TRY_ASSIGN(const bool row, statement.step());
        if (!row) continue;
        std::memcpy(container.data(), statement.blob(0).data(), std::min(container.size(), statement.blob(0).size()));
      }
      if (!seen.insert(container).second) continue;
      TRY(live_users(container, users));
      TRY(holders(container, seen, users));
    }
    return {};
  }

  Database& m_db;
  std::set<std::string> m_going;
  std::vector<std::pair<ObjectId, bool>> m_noted;
};

}  // namespace

Result<DestructionPlan> plan_destruction(Database& db, const std::vector<ItemId>& items) {
  Planner planner(db, items);
  DestructionPlan plan;
  std::set<std::string> seen;
  for (const ItemId& item : items) {
    if (!seen.insert(item.value).second) continue;
    TRY_ASSIGN(PlannedItem planned, planner.plan(item));
    plan.items.push_back(std::move(planned));
  }
  return plan;
}

Result<DestructionPlan> Archive::plan_destruction(const std::vector<ItemId>& items) {
  const std::lock_guard lock(m_impl->mutex);
  return anjuan::plan_destruction(*m_impl->db, items);
}

}  // namespace anjuan
