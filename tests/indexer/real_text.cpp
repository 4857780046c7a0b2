#include "tests/indexer/real_text.hpp"

#include <zstd.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <sstream>

#include "tests/support/shared_data.hpp"

namespace anjuan::test {

static std::string decompressed(const std::string& packed) {
  std::string out, block(1 << 17, '\0');
  ZSTD_DCtx* const context = ZSTD_createDCtx();
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  while (in.pos < in.size) {
    ZSTD_outBuffer to{block.data(), block.size(), 0};
    if (ZSTD_isError(ZSTD_decompressStream(context, &to, &in)) != 0) break;
    out.append(block, 0, to.pos);
  }
  ZSTD_freeDCtx(context);
  return out;
}

std::vector<std::string> real_texts(const std::string& path, const std::string& field, std::size_t limit) {
  std::filesystem::path file;
  if (!shared_data(path, file)) return {};
  std::ifstream stream(file, std::ios::binary);
  std::string all((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (file.extension() == ".zst") all = decompressed(all);
  std::istringstream lines(all);
  std::vector<std::string> texts;
  for (std::string line; texts.size() < limit && std::getline(lines, line);) {
    const boost::json::value row = boost::json::parse(line);
    const boost::json::value* const value = row.as_object().if_contains(field);
    if (value != nullptr && value->is_string()) texts.emplace_back(value->as_string());
  }
  return texts;
}

std::vector<std::size_t> code_point_starts(const std::string& text) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) starts.push_back(i);
  }
  starts.push_back(text.size());
  return starts;
}

}  // namespace anjuan::test
