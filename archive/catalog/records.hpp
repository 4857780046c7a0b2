// Rows of the catalog as the rest of the program sees them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "archive/base/digest.hpp"

namespace anjuan {

/// Stable and opaque, beside the numbers that people use: a letter and 16 characters of Crockford's base 32 (80 random bits).
struct ItemId {
  std::string value;  ///< "i4k9…"
  auto operator<=>(const ItemId&) const = default;
};
struct MatterId {
  std::string value;  ///< "m7qz…"
  auto operator<=>(const MatterId&) const = default;
};
/// What was filed: a 件 or a volume.
struct FilingId {
  std::string value;  ///< "f3xw…"
  auto operator<=>(const FilingId&) const = default;
};
/// A hold, an appraisal or a 销毁清册.
struct DisposalId {
  std::string value;  ///< "d5kq…"
  auto operator<=>(const DisposalId&) const = default;
};
ItemId new_item_id();
MatterId new_matter_id();
FilingId new_filing_id();
DisposalId new_disposal_id();

/// Kind of an item that waits for a person to say where it belongs.
inline constexpr const char* k_unclaimed = "待认领";

using Sequence = std::uint64_t;  ///< of a journal entry, from 0

enum class ItemState : std::uint8_t {  // in SQL: append, never renumber
  stored,      ///< kept; not read yet
  read,        ///< its text is there
  unreadable,  ///< kept; `reason` says why nothing can be read from it
  destroyed,   ///< its catalogue entry alone is kept; `reason` names the 销毁清册
};
std::string_view to_string(ItemState state);

/// What capture says of a new item. Everything is known before the transaction; nothing of it is derived later.
struct NewItem {
  ItemId item;
  ObjectId object = ObjectId(Digest{});
  std::string kind;          ///< 来信, 复函, …; empty: not said
  std::string title;         ///< 题名
  std::string date;          ///< YYYY-MM-DD, or empty
  std::string sender;        ///< 来信人, as far as known
  std::string number;        ///< 文号
  std::string source;        ///< path, or import source:row
  std::string file_name;     ///< the name it came under (decoded), or empty
  std::optional<MatterId> matter;
  std::optional<ItemId> parent;      ///< container or e-mail it was taken from
  std::optional<ItemId> version_of;  ///< a later scan of one sheet: the item of its first scan (R-385)
  Bytes raw_name;                    ///< of a member: the name's bytes exactly as the container has them
  std::string name_charset;          ///< as which they were decoded
  std::string import_source, import_row;  ///< both set for imported rows: the pair is added once only
};

struct NewMatter {
  MatterId matter;
  std::string name;           ///< until the registry exists: SOURCE:ID (DESIGN §6)
  std::string import_source, import_row;
};

struct Item {
  ItemId item;
  ObjectId object = ObjectId(Digest{});
  std::uint64_t bytes = 0;
  std::string kind, title, date, sender, number, source, file_name;
  std::optional<MatterId> matter;
  std::string matter_name;
  std::optional<ItemId> parent, version_of;
  Bytes raw_name;
  std::string name_charset;
  ItemState state = ItemState::stored;
  std::string reason;         ///< of unreadable and destroyed
  std::string media_type;     ///< as read
  std::uint32_t pages = 0;
  std::optional<ObjectId> text;  ///< the PositionedText object
  Sequence added = 0, changed = 0;
};

/// The outcome of reading an item.
struct ItemRead {
  ItemId item;
  ObjectId text;
  std::string media_type;
  std::uint32_t pages = 0;
  std::vector<std::string> engines;
};
struct ItemUnreadable {
  ItemId item;
  std::string media_type;
  std::string reason;
};

/// Before the id of a form, in the `what` of a reading: the form was printed.
inline constexpr std::string_view k_print_read = "print:";

/// who looked at content.
struct ContentRead {
  ItemId item;
  std::string what;   ///< text, page, original; of a matter: contact, print:FORM
  std::uint32_t page = 0;
};

}  // namespace anjuan
