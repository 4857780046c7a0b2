// Asks the repeat check of an archive about letters that are not registered, warm, in one thread, and says what each cost:
//   anjuan-bench-registry ARCHIVE ROWS PASSES
// ROWS: registrations as JSON Lines (schemas/api/cli-json.md). Standard output: one JSON object a row, with the median of the passes.
// tools/bench/registry.py makes the rows and sums up.
#include <fmt/core.h>
#include <time.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>

#include "archive/registry/repeat_check.hpp"
#include "query/search/candidates.hpp"
#include "tools/flows/intake_rows.hpp"

namespace {

double microseconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

double median(std::vector<double>& values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

anjuan::Status run(const char* folder, const char* file, int passes) {
  anjuan::ArchiveOptions options;
  options.actor = "bench";
  TRY_ASSIGN(const auto archive, anjuan::Archive::open(folder, options));
  TRY_ASSIGN(const auto registry, anjuan::registry::Registry::open(*archive));
  TRY_ASSIGN(const auto finder, anjuan::open_candidates(*archive, anjuan::office_scope()));
  std::ifstream in(file);
  if (!in) return anjuan::fail(anjuan::ErrorCode::not_found, std::string(file) + " cannot be read");
  std::vector<anjuan::registry::Intake> letters;
  for (std::string line; std::getline(in, line);) {
    TRY_ASSIGN(anjuan::registry::Intake intake, anjuan::flows::intake_from(boost::json::parse(line).as_object()));
    letters.push_back(std::move(intake));
  }
  anjuan::registry::RepeatCheck check(*registry, finder.get());
  std::vector<std::vector<double>> cpu(letters.size()), wall(letters.size());
  std::vector<std::size_t> found(letters.size());
  for (int pass = 0; pass <= passes; ++pass) {  // the first warms caches and is not counted
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const double cpu_begun = microseconds(CLOCK_THREAD_CPUTIME_ID), wall_begun = microseconds(CLOCK_MONOTONIC);
      TRY_ASSIGN(const auto candidates, check.before(letters[i]));
      found[i] = candidates.size();
      if (pass == 0) continue;
      cpu[i].push_back(microseconds(CLOCK_THREAD_CPUTIME_ID) - cpu_begun);
      wall[i].push_back(microseconds(CLOCK_MONOTONIC) - wall_begun);
    }
  }
  for (std::size_t i = 0; i < letters.size(); ++i) {
    fmt::print("{}\n", boost::json::serialize(boost::json::object{{"cpu_us", median(cpu[i])}, {"wall_us", median(wall[i])}, {"candidates", found[i]}}));
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 || std::atoi(argv[3]) < 1) {
    fmt::print(stderr, "usage: anjuan-bench-registry ARCHIVE ROWS PASSES\n");
    return 2;
  }
  if (const auto status = run(argv[1], argv[2], std::atoi(argv[3])); !status) {
    fmt::print(stderr, "anjuan-bench-registry: {}\n", status.error().message);
    return 1;
  }
  return 0;
}
