// What the helper says of a page's bar codes, and how ranges of pages are named.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/text/positioned_text.hpp"

namespace anjuan {

/// How the codes on the office's own paper begin (tools/print/paper_code.hpp). The helper looks harder at pages without one.
constexpr std::string_view k_paper_prefix = "AJ1|";

/// A QR code as it was read.
struct PageCode {
  std::string text;  ///< one line of UTF-8 without controls
  Box box;
  bool operator==(const PageCode&) const = default;
};

/// The codes of one page from top to bottom; most pages have none.
struct PageCodes {
  std::uint32_t page = 1;  ///< 1-based
  std::vector<PageCode> codes;
  bool operator==(const PageCodes&) const = default;
};

/// Pages first…last, 1-based, both included.
struct PageSpan {
  std::uint32_t first = 1, last = 1;
  bool operator==(const PageSpan&) const = default;
};

}  // namespace anjuan
