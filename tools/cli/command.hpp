// A verb of the program. Each stands in a file of its own.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "tools/cli/arguments.hpp"
#include "tools/cli/context.hpp"
#include "tools/cli/exit_code.hpp"

namespace anjuan::cli {

class Command {
 public:
  virtual ~Command() = default;
  virtual std::string_view name() const = 0;      ///< "ingest", or noun and verb: "item show"
  virtual std::string_view help() const = 0;      ///< one line
  virtual std::string_view examples() const = 0;  ///< lines to copy
  virtual void declare(Arguments& arguments) = 0;
  virtual Result<ExitCode> run(Context& context) = 0;
};

using CommandPtr = std::unique_ptr<Command>;
CommandPtr make_init_command();
CommandPtr make_ingest_command();
CommandPtr make_import_command();
CommandPtr make_search_command();
CommandPtr make_item_show_command();
CommandPtr make_item_text_command();
CommandPtr make_page_command();
CommandPtr make_get_command();
CommandPtr make_index_command();
CommandPtr make_rebuild_command();
CommandPtr make_verify_command();
CommandPtr make_status_command();

/// In the order in which --help lists them.
std::vector<CommandPtr> all_commands();

/// Parses, runs, prints an error where there is one; never throws. The process's exit code.
int run_program(int argc, char** argv);

}  // namespace anjuan::cli
