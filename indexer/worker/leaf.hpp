// A page as it goes into an access copy: its picture, and what is stamped on it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "archive/base/bytes.hpp"

namespace anjuan {

/// The cells of a 归档章 (F-5): 全宗号, 年度, 件号; 机构或问题, 保管期限, 页数.
inline constexpr std::size_t k_stamp_cells = 6;

/// What is stamped on a page of an access copy. Never on an original.
struct PageStamp {
  std::uint32_t page = 1;          ///< 1-based
  std::string number;              ///< the page's own, or empty
  bool on_left = false;            ///< R-141: of a back
  std::vector<std::string> cells;  ///< of the 归档章; none, or k_stamp_cells
  bool operator==(const PageStamp&) const = default;
};

/// A page as JPEG, checked to be one picture of 8 bits in grey or in colour that is as large as it says.
struct Leaf {
  std::uint32_t page = 1;
  std::uint32_t width = 0, height = 0;  ///< in pixels
  bool grey = false;
  Bytes jpeg;
};

/// nullopt for bytes that are no whole baseline or progressive JPEG: only headers are looked at, nothing is decoded.
std::optional<Leaf> leaf_of(std::uint32_t page, ByteView jpeg);

}  // namespace anjuan
