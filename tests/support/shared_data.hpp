// The shared real data: $ANJUAN_SHARED, by default ../shared beside the source folder.
#pragma once

#include <filesystem>
#include <string_view>

namespace anjuan::test {

/// True when `data/<path>` is there and stores it in `out`. Otherwise reports the test case as skipped, or, with CI=true,
/// fails it: there the data is always present, and a silent skip would hide a broken path.
bool shared_data(std::string_view path, std::filesystem::path& out);

/// $ANJUAN_SOURCE_DIR and $ANJUAN_BIN_DIR as CTest sets them; by hand: the current folder and build/dev/bin.
std::filesystem::path source_dir();
std::filesystem::path bin_dir();

}  // namespace anjuan::test
