#include "tools/cli/command.hpp"

namespace anjuan::cli {

std::vector<CommandPtr> all_commands() {
  std::vector<CommandPtr> commands;
  commands.push_back(make_init_command());
  commands.push_back(make_ingest_command());
  commands.push_back(make_import_command());
  commands.push_back(make_search_command());
  commands.push_back(make_item_show_command());
  commands.push_back(make_item_text_command());
  commands.push_back(make_page_command());
  commands.push_back(make_get_command());
  commands.push_back(make_index_command());
  commands.push_back(make_rebuild_command());
  commands.push_back(make_verify_command());
  commands.push_back(make_gc_command());
  commands.push_back(make_status_command());
  commands.push_back(make_register_command());
  commands.push_back(make_repeats_command());
  commands.push_back(make_matter_list_command());
  commands.push_back(make_matter_show_command());
  commands.push_back(make_matter_history_command());
  commands.push_back(make_matter_find_command());
  commands.push_back(make_matter_contact_command());
  commands.push_back(make_matter_amend_command());
  commands.push_back(make_matter_split_command());
  commands.push_back(make_attach_command());
  commands.push_back(make_unclaimed_command());
  commands.push_back(make_claim_command());
  commands.push_back(make_due_command());
  for (CommandPtr& move : make_move_commands()) commands.push_back(std::move(move));
  for (CommandPtr& command : make_filing_commands()) commands.push_back(std::move(command));
  for (CommandPtr& command : make_volume_commands()) commands.push_back(std::move(command));
  for (CommandPtr& command : make_disposal_commands()) commands.push_back(std::move(command));
  commands.push_back(make_catalogue_command());
  commands.push_back(make_boxes_command());
  commands.push_back(make_volume_print_command());
  commands.push_back(make_volume_export_command());
  for (CommandPtr& report : make_report_commands()) commands.push_back(std::move(report));
  commands.push_back(make_package_export_command());
  commands.push_back(make_bag_validate_command());
  commands.push_back(make_ocfl_validate_command());
  commands.push_back(make_print_command());
  commands.push_back(make_forms_command());
  commands.push_back(make_user_add_command());
  commands.push_back(make_user_list_command());
  commands.push_back(make_unit_add_command());
  commands.push_back(make_unit_list_command());
  return commands;
}

}  // namespace anjuan::cli
