// One row of a letters file (JSON Lines): a citizen's message and, where there is one, the official reply.
#pragma once

#include <string>
#include <string_view>

#include "archive/base/result.hpp"

namespace anjuan::flows {

struct LetterRow {
  std::string id;       ///< empty: the row has none; its digest stands in
  bool own_id = false;  ///< the id is the row's own
  std::string source;   ///< empty: the file's name stands in
  std::string user, subject, text, reply;
  std::string label;    ///< category, in the words of whoever gathered the letters
  std::string day, reply_day;  ///< YYYY-MM-DD, or empty
};

/// `id` may be a string or an integer; `text` must be there. invalid_argument in Chinese for people: which field, and why.
/// A time is YYYY-MM-DD, alone or followed by T or a blank and a time of day; year-month-day may also be parted by '/'.
Result<LetterRow> parse_letter_row(std::string_view line);

}  // namespace anjuan::flows
