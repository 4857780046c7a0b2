// What the actions of the journal say, as JSON payloads: schemas/formats/journal.md, "Actions of version 1".
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "archive/catalog/database.hpp"
#include "archive/catalog/destruction.hpp"
#include "archive/catalog/draft.hpp"
#include "archive/catalog/records.hpp"
#include "archive/journal/entry.hpp"

namespace anjuan {

namespace action {
inline constexpr const char* k_archive_created = "archive.created";
inline constexpr const char* k_matter_opened = "matter.opened";
inline constexpr const char* k_item_added = "item.added";
inline constexpr const char* k_item_read = "item.read";
inline constexpr const char* k_item_unreadable = "item.unreadable";
inline constexpr const char* k_object_sm3 = "object.sm3";
inline constexpr const char* k_content_read = "content.read";
inline constexpr const char* k_matter_event = "matter.event";
inline constexpr const char* k_account_set = "account.set";
inline constexpr const char* k_unit_set = "unit.set";
inline constexpr const char* k_filing_event = "filing.event";
inline constexpr const char* k_object_destroyed = "object.destroyed";
inline constexpr const char* k_disposal_event = "disposal.event";
}  // namespace action

Draft draft_of(const NewMatter& matter);
Draft draft_of(const NewItem& item);
Draft draft_of(const ItemRead& read);
Draft draft_of(const ItemUnreadable& unreadable);
Draft draft_of(const ContentRead& read);
/// One item, and the objects that go with it.
Draft draft_of(const DestructionOrder& order, const ItemId& item, const std::vector<ObjectId>& objects);
Draft draft_of_sm3(const std::vector<std::pair<ObjectId, Digest>>& digests);

/// The only writer of the catalog's views: what one entry changes. `payload` is null for a tombstone (erased). Unknown actions change
/// nothing. corrupt when the payload is not what the action says.
Status apply(Database& database, const EntryHead& head, const boost::json::object* payload);

}  // namespace anjuan
