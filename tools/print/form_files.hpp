// The layouts of schemas/forms, compiled in so that one binary prints anywhere.
#pragma once

#include <string_view>
#include <vector>

namespace anjuan::print {

struct FormFile {
  std::string_view id;    ///< file name without ".toml"
  std::string_view toml;
};
const std::vector<FormFile>& form_files();

}  // namespace anjuan::print
