// A verb of the program. Each stands in a file of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "tools/cli/arguments.hpp"
#include "tools/cli/context.hpp"
#include "tools/cli/exit_code.hpp"

namespace anjuan::cli {

/// How much of the archive an answer comes from. A command that says nothing is taken to answer from all of it, and is refused to every account:
/// forgetting to say so gives nothing away.
enum class Reach : std::uint8_t {
  nothing,  ///< touches no archive that exists
  scope,    ///< only what the account may see; its code goes through Context::scope()
  whole,    ///< totals, roots, other people's files: only without --as
};

class Command {
 public:
  virtual ~Command() = default;
  virtual std::string_view name() const = 0;      ///< "ingest", or noun and verb: "item show"
  virtual std::string_view help() const = 0;      ///< one line
  /// Heading of the list in --help that it stands under; empty: the general one.
  virtual std::string_view group() const { return {}; }
  virtual std::string_view examples() const = 0;  ///< lines to copy
  virtual void declare(Arguments& arguments) = 0;
  virtual Reach reach() const { return Reach::whole; }
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
CommandPtr make_gc_command();
CommandPtr make_status_command();
CommandPtr make_register_command();
CommandPtr make_repeats_command();
CommandPtr make_matter_list_command();
CommandPtr make_matter_show_command();
CommandPtr make_matter_history_command();
CommandPtr make_matter_find_command();
CommandPtr make_matter_contact_command();
CommandPtr make_matter_amend_command();
CommandPtr make_matter_split_command();
CommandPtr make_due_command();
std::vector<CommandPtr> make_report_commands();
std::vector<CommandPtr> make_filing_commands();
std::vector<CommandPtr> make_volume_commands();
std::vector<CommandPtr> make_disposal_commands();
CommandPtr make_volume_print_command();
CommandPtr make_catalogue_command();
CommandPtr make_boxes_command();
CommandPtr make_volume_export_command();
CommandPtr make_attach_command();
CommandPtr make_unclaimed_command();
CommandPtr make_claim_command();
CommandPtr make_package_export_command();
CommandPtr make_bag_validate_command();
CommandPtr make_ocfl_validate_command();
CommandPtr make_print_command();
CommandPtr make_forms_command();
CommandPtr make_user_add_command();
CommandPtr make_user_list_command();
CommandPtr make_unit_add_command();
CommandPtr make_unit_list_command();
/// One for every step of schemas/rules/moves.toml.
std::vector<CommandPtr> make_move_commands();

/// In the order in which --help lists them.
std::vector<CommandPtr> all_commands();

/// Parses, runs, prints an error where there is one; never throws. The process's exit code.
int run_program(int argc, char** argv);

}  // namespace anjuan::cli
