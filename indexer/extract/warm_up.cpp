#include "indexer/extract/warm_up.hpp"

#include "indexer/extract/layout.hpp"

namespace anjuan::extract {

Status warm_up() {
  TRY(warm_up_layout());
  return {};
}

}  // namespace anjuan::extract
