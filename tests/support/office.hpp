// A petition office on a working day: an archive with sections, units and people, and a clock that a test sets.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "archive/registry/registry.hpp"
#include "tests/support/archive_fixture.hpp"
#include "tests/support/temp_dir.hpp"

namespace anjuan::test {

/// A refusal cites each of its rules once: “（R-306）（R-306、R-316）” tells nobody more.
void check_cited_once(const std::string& message);

class Office {
 public:
  using Fields = std::map<std::string, std::string>;

  Office();

  /// A registration; `change` may add to a signed claim received and registered on `day`.
  registry::Intake claim(const std::string& day) const;
  Result<MatterRow> register_on(const std::string& day, const registry::Intake& intake);
  /// One step in a transaction of its own, done by `by` (empty: who types) on `day`.
  Result<MatterRow> step(const std::string& number, const std::string& move, const Fields& fields, const std::string& day, const std::string& by = "");
  /// Fails the test when the step is refused.
  MatterRow must(const std::string& number, const std::string& move, const Fields& fields, const std::string& day, const std::string& by = "");
  /// The message of the refusal; fails the test when the step is taken.
  std::string refused(const std::string& number, const std::string& move, const Fields& fields, const std::string& day, const std::string& by = "");

  std::string state(const std::string& number);
  MatterRow matter(const std::string& number);
  /// A matter brought as far as 办理 by section 干部监督科 and its handler: registered and instructed on `day`.
  std::string handled(const std::string& day, const registry::Intake& intake);
  std::string handled(const std::string& day) { return handled(day, claim(day)); }
  const registry::ClockReading* clock(const std::vector<registry::ClockReading>& clocks, const std::string& rule, const std::string& set) const;

  TempDir dir;
  std::string today = "2026-11-24";
  std::unique_ptr<Archive> archive;
  std::unique_ptr<registry::Registry> registry;

 private:
  void add_people();
};

}  // namespace anjuan::test
