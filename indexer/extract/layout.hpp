// The typesetter behind lay_out() and draw_page(): paragraphs → lines on A4, the same lines for text and for pictures.
#pragma once

#include <functional>
#include <string_view>

#include "indexer/extract/extractor.hpp"

namespace anjuan::extract {

/// Loads fonts and fills the caches of fontconfig, Pango and cairo, and holds them for the life of the process. The zygote calls it once, so that
/// its children find everything ready. Without it the first layout of a process does the same.
/// A child may lay out any text after it: no thread of Pango's is needed again (fork() does not take threads along).
Status warm_up_layout();

/// "pango 1.50.12" and the font that Han text gets.
std::vector<std::string> layout_engines();

/// For pages that say themselves where each character stands (OFD): draws `text` on a cairo_t with its baseline beginning at the origin and
/// `size` units to the em, in the fonts of the layout, scaled from sizes that are warm.
void draw_characters(struct _cairo* cairo, bool sans, std::string_view text, double size);
/// The pixels of an image surface, without its alpha.
PageImage image_of_surface(struct _cairo_surface* surface);

}  // namespace anjuan::extract
