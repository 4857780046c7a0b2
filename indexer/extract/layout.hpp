// The typesetter behind lay_out() and draw_page(): paragraphs → lines on A4, the same lines for text and for pictures.
#pragma once

#include <functional>

#include "indexer/extract/extractor.hpp"

namespace anjuan::extract {

/// Loads fonts and fills the caches of fontconfig, Pango and cairo, and holds them for the life of the process. The zygote calls it once, so that
/// its children find everything ready. Without it the first layout of a process does the same.
/// A child may lay out any text after it: no thread of Pango's is needed again (fork() does not take threads along).
Status warm_up_layout();

/// "pango 1.50.12" and the font that Han text gets.
std::vector<std::string> layout_engines();

}  // namespace anjuan::extract
