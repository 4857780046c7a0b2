// The real anjuan-extract of this build, and short ways to put bytes through it.
#pragma once

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "indexer/worker/worker.hpp"
#include "tests/support/shared_data.hpp"

namespace anjuan::test {

inline std::string helper_program() { return (bin_dir() / "anjuan-extract").string(); }

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  BOOST_REQUIRE_MESSAGE(file.good(), path.string());
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

class CollectedMembers final : public MemberReceiver {
 public:
  Status member(const ExtractedMember& member, ByteSource& bytes) override {
    std::string content;
    std::byte buffer[65536];
    for (;;) {
      TRY_ASSIGN(const std::size_t size, bytes.read(buffer));
      if (size == 0) break;
      content += as_text(ByteView(buffer, size));
    }
    members.emplace_back(member, std::move(content));
    return {};
  }
  std::vector<std::pair<ExtractedMember, std::string>> members;
};

inline ExtractOutcome extract_bytes(Worker& worker, const std::string& bytes, const std::string& name) {
  CollectedMembers members;
  auto outcome = worker.extract([&](ByteSink& sink) { return sink.write(as_bytes(bytes)); }, name, members);
  BOOST_REQUIRE_MESSAGE(outcome.has_value(), name << ": " << (outcome ? "" : outcome.error().message));
  return std::move(*outcome);
}

inline ExtractOutcome extract_file(Worker& worker, const std::filesystem::path& path) {
  return extract_bytes(worker, read_file(path), path.filename().string());
}

inline Result<Bytes> render_bytes(Worker& worker, const std::string& bytes, const std::string& name, std::uint32_t page, double dpi, const std::vector<RenderedMark>& marks) {
  return worker.render([&](ByteSink& sink) { return sink.write(as_bytes(bytes)); }, name, page, dpi, marks);
}

/// All lines of all pages, each ended by a line end.
inline std::string all_text(const PositionedText& text) {
  std::string out;
  for (const TextPage& page : text.pages) {
    for (const TextLine& line : page.lines) out += line.text + "\n";
  }
  return out;
}

/// Without blanks and line ends: what stands on the page, however it was broken into lines.
inline std::string run_on(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ' || text[i] == '\n' || text[i] == '\t') continue;
    if (text.compare(i, 3, "　") == 0) {
      i += 2;
      continue;
    }
    out += text[i];
  }
  return out;
}

}  // namespace anjuan::test
