// A pack written anew. Inside of archive/store; the contract is PackRewrite in pack_store.hpp.
#pragma once

#include "archive/store/pack_writer.hpp"

namespace anjuan {

/// The name of a pack that is being written to take over from another one.
std::string draft_name(PackNumber number);
bool is_draft_name(const std::string& name);

/// busy when a writer holds `from`. `fresh`: an empty pack, locked, with a higher number.
Result<std::unique_ptr<PackRewrite>> open_rewrite(std::shared_ptr<FileSystem> fs, const Path& folder,
                                                  const PackState& from, std::unique_ptr<PackWriter> fresh);

}  // namespace anjuan
