#include "archive/catalog/records.hpp"

namespace anjuan {

// Crockford's base 32, lower case: no i, l, o, u, so that an id read out loud is typed back right.
static std::string random_id(char kind) {
  static constexpr char k_digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
  std::array<std::byte, 16> random;
  fill_random(random);
  std::string id(1, kind);
  for (const std::byte b : random) id.push_back(k_digits[std::to_integer<unsigned>(b) & 31]);
  return id;
}

ItemId new_item_id() { return {random_id('i')}; }
MatterId new_matter_id() { return {random_id('m')}; }
DisposalId new_disposal_id() { return {random_id('d')}; }
FilingId new_filing_id() { return {random_id('f')}; }

std::string_view to_string(ItemState state) {
  switch (state) {
    case ItemState::stored: return "stored";
    case ItemState::read: return "read";
    case ItemState::unreadable: return "unreadable";
    case ItemState::destroyed: return "destroyed";
  }
  return "stored";
}

}  // namespace anjuan
