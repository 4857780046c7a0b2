// Reading the registry's tables: matters, what happened to them, their parties, series of numbers, accounts and units.
// Writing them is apply()'s alone (payloads: schemas/formats/journal.md, matter.event, account.set, unit.set).
// Nothing here hides anything: what a person may see is decided above (query/access).
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "archive/base/civil_date.hpp"
#include "archive/catalog/archive.hpp"

namespace anjuan {

struct MatterRow {
  MatterId matter;
  std::string name;             ///< number, or SOURCE:ID of one that was never registered
  boost::json::object record;   ///< every event's changes merged; empty when it was never registered
};

struct MatterEvent {
  Sequence seq = 0;
  MatterId matter;
  std::string move;
  std::string on;      ///< the day it happened
  std::string typed;   ///< when it was entered: the entry's time
  std::string actor;   ///< who typed it
  std::string acted;   ///< who did it; empty: the actor
  std::optional<ItemId> evidence;
  boost::json::object fields, changes;
};

/// a form of a matter that somebody printed, from the journal's readings.
struct FormPrint {
  Sequence seq = 0;
  std::string time, actor;
  std::string form;  ///< its id
};

/// What a list of matters asks for; empty members ask for nothing.
struct MatterFilter {
  std::string state, channel, category, scope, section, handler;
  std::string received_from, received_to;      ///< inclusive days
  std::string registered_from, registered_to;
  std::string closed_from, closed_to;
  std::string alarm_to;                        ///< open matters with an alarm up to this day
  bool open_only = false;
  std::size_t limit = 0;                       ///< 0: all
};

struct PartyHit {
  MatterId matter;
  std::int64_t position = 0;
  std::string kind, key, role;
};

struct StoredRecord {
  std::string id;
  boost::json::object record;
};

/// What an event does to a record: each member replaces the one of its name, null takes it away.
void merge_changes(boost::json::object& record, const boost::json::object& changes);

class MatterBook {
 public:
  explicit MatterBook(Archive& archive);

  /// The day by the archive's clock.
  CivilDate today() const;

  /// By number, name, id, external or former number; not_found.
  Result<MatterRow> find(const std::string& name);
  /// All that bear it, in this order; an external number may stand for a matter that whoever typed it could not see.
  Result<std::vector<MatterRow>> find_all(const std::string& name);
  Result<std::optional<MatterRow>> by_id(const MatterId& matter);
  Result<std::vector<MatterEvent>> events(const MatterId& matter);
  /// In the order in which they were printed.
  Result<std::vector<FormPrint>> prints(const MatterId& matter);
  /// In order of reception, then of registration. Stops when `row` returns false.
  Status each(const MatterFilter& filter, const std::function<Result<bool>(MatterRow&&)>& row);
  /// Matters that have a party with one of these keys, at most `limit` (0: all) for each, in no order.
  Result<std::vector<PartyHit>> parties_with(const std::vector<std::pair<std::string, std::string>>& keys, std::size_t limit);
  Result<std::int64_t> last_serial(const std::string& series, int year);
  Result<std::vector<MatterId>> restricted();
  Result<std::optional<MatterId>> imported(const std::string& source, const std::string& row);
  Result<std::vector<Item>> items_of(const MatterId& matter);
  /// Items of matters whose original has these bytes, oldest first.
  Result<std::vector<Item>> items_with(const ObjectId& object);
  /// Items whose id begins so, in the order of their ids.
  Result<std::vector<Item>> items_like(const std::string& prefix);
  /// Items of this kind that belong to no matter, and whose object no matter has.
  Result<std::vector<Item>> unclaimed(const std::string& kind);

  Result<std::optional<StoredRecord>> account(const std::string& account);
  Result<std::vector<StoredRecord>> accounts();
  /// By id or name, else by another name that only one unit bears.
  Result<std::optional<StoredRecord>> unit(const std::string& name);
  Result<std::vector<StoredRecord>> units();

 private:
  Result<std::vector<Item>> items_where(const char* sql, const std::string& value);
  Archive& m_owner;
  Archive::Impl& m_archive;
};

}  // namespace anjuan
