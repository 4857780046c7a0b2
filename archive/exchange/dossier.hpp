// What a package is made of: values that say nothing of where they come from.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "archive/base/bytes.hpp"

namespace anjuan::exchange {

struct DossierEntry {
  std::string path;                       ///< below the dossier, parts joined by "/"
  std::function<Status(ByteSink&)> read;  ///< gives the bytes, once
  std::string sha256;                     ///< that the bytes must have, lower-case hex; "" where nobody knows it yet
};

struct Dossier {
  std::string id;      ///< a URI; what follows its last colon names the object's folder (OCFL extension 0006)
  std::string folder;  ///< readable: its folder within a bag
  std::string title;
  std::string time;  ///< RFC 3339: when the last of it came in. Packages know no other clock.
  std::vector<DossierEntry> entries;
};

/// Whose package it is.
struct PackageAbout {
  std::string organ;    ///< name of the fonds
  std::string address;  ///< its URI
  std::string message;  ///< why it was made
};

/// A name that every system takes and that reads as before: separators, control characters and what Windows reserves
/// become
/// "_", in NFC, at most `most` bytes, never empty.
std::string portable_name(std::string_view text, std::size_t most = 120);

}  // namespace anjuan::exchange
