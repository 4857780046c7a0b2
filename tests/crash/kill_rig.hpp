// kill -9 of the real program at random moments after its first acknowledgement and before its end; then: is what it said still true?
#pragma once

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "tests/scenarios/run_program.hpp"
#include "tests/support/temp_dir.hpp"

namespace anjuan::test {

struct KillPlan {
  std::vector<std::string> command;      ///< of anjuan, with --json: what is killed, and run again to finish
  std::uint64_t items = 0;               ///< acknowledged when it has run to its end: stored in all
  std::string query;                     ///< found in `found` of them in the end; empty: the command does not index
  std::uint64_t found = 0;
  std::size_t kills = 0;
  unsigned in_a_row = 3;                 ///< on one archive, each on top of the recovery of the one before
};

/// Returns how many kills came after an acknowledgement and before the end; checks after each of them.
std::size_t kill_again_and_again(const KillPlan& plan, std::mt19937& random);

}  // namespace anjuan::test
