// File names as people read them, and as they were.
#pragma once

#include <string>

#include "archive/store/file_system.hpp"

namespace anjuan::flows {

struct ShownName {
  std::string text;     ///< UTF-8
  std::string charset;  ///< as which the bytes were read; empty when they were UTF-8
};
/// UTF-8, else GB18030 (as old disks carry names), else with U+FFFD for what cannot be read.
ShownName shown_name(const std::string& bytes);

/// "登记表.2019.docx" → "登记表.2019"; a leading dot begins no suffix.
std::string title_of(const std::string& file_name);

/// Absolute, without "." and "..", in UTF-8: where an item came from.
std::string source_of(const Path& path);

}  // namespace anjuan::flows
