// HTML as a flow document; also used for the bodies of mails.
#pragma once

#include <string_view>

#include "indexer/extract/extractor.hpp"

namespace anjuan::extract {

/// `html` is UTF-8. resource_exhausted when it is too large for a tree in memory.
Result<FlowDocument> read_html(std::string_view html);

/// The charset an HTML page declares in its first kilobytes, or empty.
std::string declared_html_charset(std::string_view bytes);

}  // namespace anjuan::extract
