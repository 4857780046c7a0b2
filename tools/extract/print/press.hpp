// Form documents → PDF. Runs in the sandboxed child: values come from petitions, and Pango and cairo meet whatever is in them.
#pragma once

#include "archive/base/bytes.hpp"

namespace anjuan::press {

/// Looks the fonts up, in the zygote, before the first child that prints is forked: a child cannot (Pango does it in a thread that fork() leaves behind).
Status warm_up();

/// `request` is JSON, {"documents": [{"layout": …, "fields": …}]} (schemas/formats/form-layout.md); each document begins a page. Fonts are embedded, once
/// for all of them: that is most of what printing costs. invalid_argument when a value cannot be printed,
/// resource_exhausted beyond `max_pages`, internal when the layout itself is at fault.
Result<Bytes> print(ByteView request, std::size_t max_pages);

}  // namespace anjuan::press
