// The SM3 pass alone: `anjuan-bench-sm3 ARCHIVE`. tools/bench/run takes its CPU time; the command line does this pass together with
// reading and indexing, where it could not be told apart.
#include <fmt/core.h>

#include "tools/flows/digesting.hpp"

namespace {

class Silent final : public anjuan::flows::Observer {
 public:
  void event(const anjuan::flows::ItemEvent&) override {}
};

anjuan::Result<anjuan::flows::Summary> digest(const char* folder) {
  anjuan::ArchiveOptions options;
  options.actor = "bench";
  TRY_ASSIGN(const auto archive, anjuan::Archive::open(folder, options));
  TRY_ASSIGN(const auto lock, archive->lock_for_capture());
  anjuan::flows::Summary summary;
  Silent silent;
  TRY(anjuan::flows::digest_objects(*archive, 1, nullptr, silent, summary));
  return summary;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: anjuan-bench-sm3 ARCHIVE\n");
    return 2;
  }
  const auto summary = digest(argv[1]);
  if (!summary) {
    fmt::print(stderr, "anjuan-bench-sm3: {}\n", summary.error().message);
    return 1;
  }
  fmt::print("{{\"digested\":{},\"seconds\":{:.3f}}}\n", summary->digested, summary->digest_seconds);
  return 0;
}
