// How much of a page bears writing, as the helper measured it.
#pragma once

#include <cstdint>

namespace anjuan {

struct PageInk {
  std::uint32_t page = 1;  ///< 1-based
  std::uint32_t area = 0;  ///< of all that is writing or picture, in hundredths of a square millimetre; not of shadows,
                           ///< folds, holes and specks
  bool operator==(const PageInk&) const = default;
};

}  // namespace anjuan
