// Lines of a tag file in the encoding that the bag declares (RFC 8493 §2.1.1), as UTF-8, in constant memory.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "archive/base/bytes.hpp"

namespace anjuan::exchange {

struct TagLine {
  std::string text;            ///< UTF-8, without its end
  std::size_t number = 1;      ///< from 1
  bool is_too_long = false;    ///< cut at k_longest_line
  bool is_ill_formed = false;  ///< bytes that the encoding does not have
};

class TagText {
 public:
  /// There is no limit in RFC 8493; a longer line than this names no file that a system could hold.
  static constexpr std::size_t k_longest_line = std::size_t{1} << 20;

  /// unsupported: an encoding that ICU does not know.
  static Result<TagText> open(std::unique_ptr<ByteSource> source, const std::string& encoding);
  ~TagText();
  TagText(TagText&&) noexcept;

  /// Ends of lines are LF, CR or CRLF. Nothing at the end of the file.
  Result<std::optional<TagLine>> next();
  /// The file began with U+FEFF, which is no part of its first line. Known after the first next().
  bool had_bom() const;

 private:
  struct Impl;
  explicit TagText(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace anjuan::exchange
