// What a check of a package has to say: one line, naming the file and the rule.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace anjuan::exchange {

enum class Level : std::uint8_t {
  fault,    ///< the package is invalid
  warning,  ///< it is valid, and somebody should look
};

struct Finding {
  Level level = Level::fault;
  std::string code;     ///< the standard's own: "RFC 8493 §2.1.3", "E092", "W004"
  std::string file;     ///< relative to what was checked, "" for the whole; bytes as they stand on the disk
  std::string message;  ///< one line for people
};

/// Called once for every finding, in an order that depends on the package alone: memory does not grow with their
/// number.
using Report = std::function<void(const Finding&)>;

}  // namespace anjuan::exchange
