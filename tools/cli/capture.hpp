// What ingest, import and index have in common: bring the views up to date, sum up, choose the exit code.
#pragma once

#include <functional>

#include "tools/cli/command.hpp"
#include "tools/cli/reporter.hpp"

namespace anjuan::cli {

/// Reads what is stored, digests, indexes: each goes on where it stopped last. A step that fails does not keep the next from its work,
/// unless the archive itself cannot be written; the first error is returned. An account is told nothing of what was read: it may be another's, and hidden.
Status bring_up_to_date(Context& context, Archive& archive, Reporter& reporter, flows::Summary& summary,
                        const std::function<std::string(const Item&)>& shown_path);

/// The same after a command whose own work is durable: without a word of what was read, and what lags behind is a note (`kept` 已保存；…). Nothing happens
/// while another process captures: it reads this too.
void catch_up(Context& context, Archive& archive, const std::string& kept);

/// Runs `work` with the right to capture, and then, unless `defer`, bring_up_to_date(); always prints the summary.
struct CapturePlan {
  bool defer = false;
  bool wait = false;  ///< for another process that captures, instead of busy
  std::function<Status(Archive&, Reporter&, flows::Summary&)> work;
  std::function<std::string(const Item&)> shown_path;
};
Result<ExitCode> run_capture(Context& context, const CapturePlan& plan);

}  // namespace anjuan::cli
