// What libarchive does not say of an archive that is one of several, or encrypted: read from the headers.
#pragma once

#include <optional>
#include <string>

#include "indexer/extract/extractor.hpp"

namespace anjuan::extract {

/// "分卷压缩包的第 3 卷" when the input is one part of several, as its header says; the number as its name says it.
std::optional<std::string> volume_of(const Input& input);

/// True when a RAR 5 archive holds encrypted files; libarchive would call their data damaged.
bool rar5_has_encrypted_files(ByteView bytes);

}  // namespace anjuan::extract
