// Traditional → simplified Chinese, one character to one (schemas/dictionaries/fold-t2s.tsv): what a fold or a key may do, since it looks at no neighbour.
// For text that is shown, phrases decide (OpenCC), not this table.
#pragma once

namespace anjuan {

/// `c` itself when it has no row. The answer has no row of its own: applying it twice changes nothing.
char32_t simplified(char32_t c);

}  // namespace anjuan
