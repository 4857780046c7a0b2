#include "indexer/extract/formats.hpp"

namespace anjuan::extract {

std::unique_ptr<Extractor> extractor_for(const std::string& media_type) {
  const std::string base = media_type.substr(0, media_type.find(';'));
  return nullptr;
}

}  // namespace anjuan::extract
