// Shows what a flow tells: a line for every event on standard output, a progress bar on a terminal's standard error.
#pragma once

#include <chrono>

#include "tools/cli/context.hpp"
#include "tools/flows/observer.hpp"

namespace anjuan::cli {

class Reporter final : public flows::Observer {
 public:
  explicit Reporter(Context& context);
  ~Reporter() override;
  void event(const flows::ItemEvent& event) override;
  void flush() override;
  void progress(const flows::Progress& progress) override;
  /// Takes the bar away.
  void clear();
  /// Only refusals are worth a line (import --dry-run; a terminal full of duplicates).
  void quiet_duplicates() { m_quiet_duplicates = true; }

 private:
  using Time = std::chrono::steady_clock::time_point;
  Context& m_context;
  bool m_bar, m_shown = false, m_quiet_duplicates = false;
  flows::Phase m_phase = flows::Phase::capture;
  Time m_phase_began, m_drawn;
};

/// The summary as a line for people or as {"summary":{…}}.
void print_summary(Context& context, const flows::Summary& summary);

}  // namespace anjuan::cli
