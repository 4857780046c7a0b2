// Form documents → PDF. Runs in the sandboxed child: values come from petitions, and Pango and cairo meet whatever is in them.
#pragma once

#include "archive/base/bytes.hpp"

namespace anjuan::press {

/// Looks the fonts up, in the zygote, before the first child that prints is forked: a child cannot (Pango does it in a thread that fork() leaves behind).
Status warm_up();

/// `document` is JSON, {"layout": …, "fields": …} (schemas/formats/form-layout.md). Fonts are embedded. invalid_argument when a value cannot be printed,
/// resource_exhausted beyond `max_pages`, internal when the layout itself is at fault.
Result<Bytes> print(ByteView document, std::size_t max_pages);

}  // namespace anjuan::press
