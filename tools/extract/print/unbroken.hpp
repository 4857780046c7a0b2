// What a reader takes in at one glance and no line may end within: numbers, telephones with their masks, dates. Pure.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace anjuan::press {

/// Byte ranges, in order: 138****5678, 0512-57310000, 2026-02-26, 2023年3月1日, 第0012号, and the blanks of “　　　　年　　月　　日”.
std::vector<std::pair<std::size_t, std::size_t>> unbroken_in(std::string_view text);

}  // namespace anjuan::press
