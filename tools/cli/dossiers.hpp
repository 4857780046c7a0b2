// A matter as a dossier for a package: originals under readable names, its record and its history as JSON. Only what
// whoever asks may see, and no time but that of the matter's own entries, so that the same matter gives the same bytes.
#pragma once

#include <vector>

#include "archive/exchange/dossier.hpp"
#include "tools/cli/context.hpp"

namespace anjuan::cli {

struct MatterDossier {
  std::vector<ItemId> items;  ///< whose originals are in it
  exchange::Dossier dossier;
};

/// Its entries read from the context's archive when they are written: the context must outlive them. cancelled after Ctrl-C.
Result<MatterDossier> dossier_of(Context& context, const MatterRow& matter);
Result<exchange::PackageAbout> about_package(Context& context);

}  // namespace anjuan::cli
