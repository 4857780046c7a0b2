#include <boost/json.hpp>
#include <filesystem>
#include <list>

#include "query/access/principal.hpp"
#include "tools/cli/act_options.hpp"
#include "tools/cli/capture.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/matter_output.hpp"
#include "tools/flows/registering.hpp"

namespace anjuan::cli {

namespace json = boost::json;
using registry::FieldKind;
using registry::FieldRule;
using registry::MoveRule;

namespace {

/// A step as a command: its options are the row's fields, so that a new row of schemas/rules/moves.toml is a new command.
class MoveCommand final : public Command {
 public:
  explicit MoveCommand(MoveRule rule) : m_rule(std::move(rule)) {
    m_help = m_rule.title + "（" + m_rule.cited() + "）";
    m_group = "办理 · " + m_rule.group;
    m_examples = "  anjuan " + m_rule.name + " 〔2026〕组信字第0001号";
    for (const FieldRule& field : m_rule.fields) {
      if (field.needed) m_examples += " --" + field.name + " " + example_of(field);
    }
    m_examples += " --on 2026-03-01";
  }
  std::string_view name() const override { return m_rule.name; }
  std::string_view help() const override { return m_help; }
  std::string_view group() const override { return m_group; }
  std::string_view examples() const override { return m_examples; }

  void declare(Arguments& arguments) override {
    arguments.positional("MATTER", m_matter, "信访编号（或外部编号、内部编号）");
    for (const FieldRule& field : m_rule.fields) {
      Option& option = m_options.emplace_back();
      option.field = &field;
      option.names = "--" + field.name;
      option.help = field.title;
      if (field.kind == FieldKind::item) option.help += "：文件，或已收存的件的编号";
      if (field.kind == FieldKind::flag) {
        arguments.flag(option.names.c_str(), option.flag, option.help.c_str());
        continue;
      }
      for (std::size_t i = 0; i < field.values.size(); ++i) option.help += (i == 0 ? "：" : " | ") + field.values[i];
      if (field.needed) option.help += "（必填）";
      arguments.option(option.names.c_str(), option.value, option.help.c_str());
    }
    m_act.declare(arguments);
  }

  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    const bool of_himself = names_typist(context, *registry);
    TRY_ASSIGN(const bool as_head, is_head_of_section(context, *registry));
    if (!of_himself && !as_head)
      TRY(context.require_right(m_rule.group));  // before the matter is looked at: the refusal tells nothing about it
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(const MatterRow before, context.visible_matter(m_matter));
    TRY(context.refuse_void(before, "不能“" + m_rule.title + "”"));
    if (as_head) {
      TRY(require_headed(registry->book(), context.as_option, m_rule, given(), before.record));
    } else if (!of_himself) {
      TRY(context.require_part(m_rule.group, before));
    }
    registry::MoveRequest request;
    request.move = m_rule.name;
    TRY_ASSIGN(request.act, m_act.act());
    if (request.act.by.empty()) request.act.by = context.as_option;  // whoever types as himself acts
    for (const Option& option : m_options) {
      const std::string value = option.flag ? "true" : option.value;
      if (!value.empty()) request.fields.emplace(option.field->name, value);
    }
    TRY_ASSIGN(Transaction transaction, archive->begin());
    std::vector<std::pair<const FieldRule*, flows::Scan>> scans;
    TRY(check_named(context, request, transaction, scans));
    TRY(transaction.lock());
    for (const auto& [field, scan] : scans) request.fields[field->name] = flows::add_scan(transaction, before, scan, field->item_kind).value;
    TRY_ASSIGN(MatterRow after, registry->move(transaction, before.matter.value, request));
    TRY(transaction.commit());
    if (!scans.empty()) catch_up(context, *archive, "这一步");
    TRY(hide_links(context, after.record));
    TRY_ASSIGN(const auto clocks, registry->clocks(after, std::nullopt));
    if (context.json) {
      json::object out = json_of(after);
      out["clocks"] = json_of(clocks);
      context.out.json_line(out);
      return ExitCode::done;
    }
    const bool posted = is_posted(after.record);
    context.out.line(after.name + (posted ? " 已“邮寄”" : " 已“" + m_rule.title + "”") + "，现为“" +
                     registry::text_in(after.record, "state") + "”");
    if (posted)
      context.out.line(
          "尚未送达：签收之日再记一次（deliver --how 邮寄 --signer 签收人 --on 签收之日），期限从那天起算（F-15）");
    std::vector<registry::ClockReading> open;
    for (const auto& clock : clocks) {
      if (clock.open() && clock.owner == registry::ClockOwner::office) open.push_back(clock);
    }
    print_clocks(context, open, false);
    return ExitCode::done;
  }

 private:
  struct Option {
    const FieldRule* field = nullptr;
    std::string names, help, value;
    bool flag = false;
  };

  Result<bool> is_head_of_section(Context& context, registry::Registry& registry) const {
    if (context.sees_all()) return false;
    return enters_as_head(registry.book(), context.as_option, registry.rules().moves, m_rule);
  }

  /// F-15: what went by post is not delivered by that, and the state says nothing of it.
  bool is_posted(const json::object& record) const {
    const json::object* delivery = m_rule.append == "deliveries" ? registry::last_in(record, "deliveries") : nullptr;
    return delivery != nullptr && registry::awaits_signature(*delivery);
  }

  /// Names of the fields that were typed.
  std::vector<std::string> given() const {
    std::vector<std::string> names;
    for (const Option& option : m_options) {
      if (option.flag || !option.value.empty()) names.push_back(option.field->name);
    }
    return names;
  }

  /// who declares his own conflict needs no role for it.
  bool names_typist(Context& context, registry::Registry& registry) const {
    if (m_rule.self.empty() || context.as_option.empty()) return false;
    const auto given = std::find_if(m_options.begin(), m_options.end(), [&](const Option& option) { return option.field->name == m_rule.self; });
    if (given == m_options.end() || given->value.empty()) return false;
    const auto person = registry::find_person(registry.book(), given->value);
    return person && person->account == context.as_option;
  }

  static bool is_file(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored);
  }

  /// What a step names beside its matter must be visible too: a hidden one answers like an absent one.
  /// A paper may be named by its item, or be a file that becomes one.
  Status check_named(Context& context, registry::MoveRequest& request, Transaction& transaction, std::vector<std::pair<const FieldRule*, flows::Scan>>& scans) {
    for (const FieldRule& field : m_rule.fields) {
      const auto given = request.fields.find(field.name);
      if (given == request.fields.end()) continue;
      if (field.kind == FieldKind::matter) {
        TRY_ASSIGN(const MatterRow matter, context.visible_matter(given->second));
        TRY(context.refuse_void(matter, "不能写作“" + field.title + "”"));
        given->second = matter.matter.value;
      } else if (field.kind == FieldKind::item) {
        auto item = context.visible_item(given->second);
        if (!item && item.error().code == ErrorCode::not_found && is_file(given->second)) {
          TRY_ASSIGN(flows::Scan scan, flows::keep_scan(transaction, given->second));
          scans.emplace_back(&field, std::move(scan));
          continue;
        }
        if (!item) return fail(std::move(item).error());
        given->second = item->item.value;
      }
    }
    return {};
  }

  static std::string example_of(const FieldRule& field) {
    switch (field.kind) {
      case FieldKind::choice: return field.values.front();
      case FieldKind::date: return "2026-03-31";
      case FieldKind::days: return "30";
      case FieldKind::person: return "李四";
      case FieldKind::section: return "干部监督科";
      case FieldKind::sections: return "组织科、人才科";
      case FieldKind::organ: return "巴城镇党委";
      case FieldKind::item: return "i4k9m";
      case FieldKind::matter: return "〔2026〕组信字第0002号";
      case FieldKind::flag: return "";
      case FieldKind::text: return "'……'";
    }
    return "";
  }

  MoveRule m_rule;
  std::string m_help, m_group, m_examples, m_matter;
  std::list<Option> m_options;  // the parser keeps the addresses of the values
  ActOptions m_act;
};

}  // namespace

std::vector<CommandPtr> make_move_commands() {
  std::vector<CommandPtr> commands;
  const auto rules = registry::MoveRules::defaults();
  if (!rules) return commands;  // tests hold that the compiled-in rules parse
  std::vector<std::string> names;
  for (const MoveRule& rule : rules->all()) {
    if (std::find(names.begin(), names.end(), rule.name) != names.end()) continue;  // an older version of the same step
    names.push_back(rule.name);
    commands.push_back(std::make_unique<MoveCommand>(rule));
  }
  return commands;
}

}  // namespace anjuan::cli
