// Names of archive members and attachments: raw bytes of unknown charset → something a person can read. Never used as a path.
#pragma once

#include <string>
#include <string_view>

namespace anjuan::extract {

struct DecodedName {
  std::string name;     ///< UTF-8 (NFC), '/'-separated, never empty; no control characters, no ".", "..", drive or leading '/'
  std::string charset;  ///< as which the raw bytes were read; "bytes" when no charset fits (undecodable bytes stand as %XX)
};

/// Decodes the names of one container. Later names profit from earlier ones: one archive has one charset.
/// UTF-8 first (strict), then GB18030, then Big5 and Shift_JIS where they are clearly more plausible.
class NameDecoder {
 public:
  /// `declared` is what the container says of this name ("UTF-8", "UTF-16LE"), or empty. The declaration of UTF-8 is only believed
  /// when the bytes are UTF-8.
  DecodedName decode(std::string_view raw, std::string_view declared = {});

 private:
  double m_gb = 0, m_big5 = 0, m_sjis = 0;  // plausibility so far
};

/// Only the safe form: for names that are UTF-8 already (mail attachments).
std::string safe_name(std::string_view utf8);

}  // namespace anjuan::extract
