// Text whose charset is declared (an HTML page, a mail part, an encoded word): by ICU alone, which needs no files.
#pragma once

#include <string>
#include <string_view>

#include "archive/base/bytes.hpp"

namespace anjuan::extract {

/// UTF-8, undecodable bytes as U+FFFD. Where the declaration is empty, unknown, or plainly wrong (UTF-8 declared as GB2312, GBK as
/// ASCII), decode_text() judges by the bytes. Line ends as they are.
std::string decode_named(ByteView bytes, std::string_view charset);

}  // namespace anjuan::extract
