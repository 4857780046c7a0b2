#include <fmt/core.h>

#include <boost/json.hpp>

#include "archive/registry/conflicts.hpp"
#include "archive/registry/sections.hpp"
#include "query/access/principal.hpp"
#include "tools/cli/accused_output.hpp"
#include "tools/cli/act_options.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/matter_output.hpp"
#include "tools/cli/repeat_output.hpp"

namespace anjuan::cli {

namespace json = boost::json;
using registry::text_in;

namespace {

constexpr std::string_view k_group = "办理 · 查看";

class MatterListCommand final : public Command {
 public:
  std::string_view name() const override { return "matter list"; }
  std::string_view help() const override { return "列出信访事项"; }
  std::string_view group() const override { return k_group; }
  std::string_view examples() const override {
    return "  anjuan matter list --open\n  anjuan matter list --category 申诉求决 --received-from 2026-01-01 --received-to 2026-03-31\n"
           "  anjuan matter list --section 干部监督科 --json";
  }
  void declare(Arguments& arguments) override {
    arguments.option("--state", m_filter.state, "状态");
    arguments.option("--channel", m_filter.channel, "渠道");
    arguments.option("--category", m_filter.category, "类别");
    arguments.option("--scope", m_filter.scope, "受理范围");
    arguments.option("--section", m_section, "科室承办、牵头（R-372）或会办的");
    arguments.option("--handler", m_filter.handler, "承办人（账号）");
    arguments.option("--received-from", m_filter.received_from, "收到日期自");
    arguments.option("--received-to", m_filter.received_to, "收到日期至");
    arguments.flag("--open", m_filter.open_only, "只列未办结的");
    arguments.option("--limit", m_limit, "至多多少条", 1, 1000000);
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(const AccessScope scope, context.scope());
    for (const std::string* day : {&m_filter.received_from, &m_filter.received_to}) {
      if (!day->empty()) TRY(CivilDate::parse(*day));
    }
    TRY_ASSIGN(m_section, section_named(context, m_section));
    if (const auto& moves = registry->rules().moves; !m_filter.state.empty() && !moves.is_open(m_filter.state) && !moves.is_closed(m_filter.state)) {
      return fail(ErrorCode::invalid_argument, "没有“" + m_filter.state + "”这个状态：" + moves.states());
    }
    std::uint64_t total = 0;
    std::vector<MatterRow> listed;
    json::array list;
    TRY(registry->book().each(m_filter, [&](MatterRow&& matter) -> Result<bool> {
      if (!may_see(scope, matter.matter)) return true;
      if (!m_section.empty() && registry::section_part(matter.record, m_section).empty()) return true;
      if (++total > m_limit) return true;
      listed.push_back(std::move(matter));
      return true;
    }));
    // Only now: reading one matter's links needs the catalog, which each() holds.
    for (MatterRow& matter : listed) {
      TRY(hide_links(context, matter.record));
      const std::string part = registry::section_part(matter.record, m_section);
      if (context.json) {
        json::object shown = json_of(matter);
        if (!part.empty()) shown.emplace("part", part);
        list.push_back(std::move(shown));
      } else {
        context.out.line(line_of(matter) + (part.empty() || part == "承办" ? std::string() : "（" + part + "）"));
      }
    }
    if (context.json) {
      context.out.json_line(json::object{{"total", total}, {"matters", std::move(list)}});
    } else {
      context.out.line(total > m_limit ? fmt::format("共 {} 件，列出 {} 件（--limit）", total, m_limit) : fmt::format("共 {} 件", total));
    }
    return ExitCode::done;
  }

 private:
  MatterFilter m_filter;
  std::string m_section;
  std::uint32_t m_limit = 100;
};

class MatterShowCommand final : public Command {
 public:
  std::string_view name() const override { return "matter show"; }
  std::string_view help() const override { return "一个信访事项：著录、期限和理由、材料"; }
  std::string_view group() const override { return k_group; }
  std::string_view examples() const override {
    return "  anjuan matter show 〔2026〕组信字第0001号 --why\n  anjuan matter show 〔2026〕组信字第0001号 --as-of 2026-03-31";
  }
  void declare(Arguments& arguments) override {
    arguments.positional("MATTER", m_matter, "信访编号（或外部编号、内部编号）");
    arguments.option("--as-of", m_as_of, "按某日的情况 YYYY-MM-DD");
    arguments.flag("--why", m_why, "说明每个期限怎么来的");
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(MatterRow matter, context.visible_matter(m_matter));
    std::optional<CivilDate> as_of;
    if (!m_as_of.empty()) {
      TRY_ASSIGN(as_of, CivilDate::parse(m_as_of));
      TRY_ASSIGN(const auto events, registry->book().events(matter.matter));
      matter.record = registry::record_on(matter.record, events, *as_of);
      if (matter.record.empty()) return fail(ErrorCode::not_found, matter.name + " 在 " + m_as_of + " 还没有登记");
    }
    TRY(hide_links(context, matter.record));
    TRY_ASSIGN(const auto clocks, registry->clocks(matter, as_of));
    TRY_ASSIGN(const std::vector<Item> items, registry->book().items_of(matter.matter));
    if (context.json) {
      TRY_ASSIGN(RepeatAsker asker, RepeatAsker::open(context, RepeatAsker::WithoutIndex::compare_people_only));
      std::vector<registry::RepeatCandidate> repeats;
      if (!matter.record.empty()) {
        TRY_ASSIGN(repeats, asker.of(matter));
      }
      print_json(context, matter, clocks, repeats, items);
      return ExitCode::done;
    }
    print_matter(context, matter, m_why ? std::vector<registry::ClockReading>() : clocks);
    if (m_why) {
      context.out.line("  期限");
      print_clocks(context, clocks, true);
    }
    TRY(tell_new_number(context, matter));
    if (!items.empty()) context.out.line("  材料");
    for (const Item& item : items) {
      const bool is_later = item.version_of.has_value();
      context.out.line("  " + padded(item.item.value, 20) + padded(item.kind, 12) + padded(item.date, 12) + item.title +
                       (is_later ? "（" + item.version_of->value + " 的新一版）" : ""));
    }
    return ExitCode::done;
  }

 private:
  /// whoever may see what a voided number became is led there.
  static Status tell_new_number(Context& context, const MatterRow& matter) {
    if (!registry::is_void(matter.record)) return {};
    TRY_ASSIGN(const std::vector<std::string> numbers, context.present_numbers(matter));
    for (const std::string& number : numbers) context.out.line("  改编为 " + number);
    return {};
  }

  static void print_json(Context& context, const MatterRow& matter, const std::vector<registry::ClockReading>& clocks,
                         const std::vector<registry::RepeatCandidate>& repeats, const std::vector<Item>& items) {
    json::object out = json_of(matter);
    out["clocks"] = json_of(clocks);
    out["repeats"] = json_of(repeats);
    out["items"] = json_of(items);
    context.out.json_line(out);
  }
  std::string m_matter, m_as_of;
  bool m_why = false;
};

class MatterAmendCommand final : public Command {
 public:
  std::string_view name() const override { return "matter amend"; }
  std::string_view help() const override { return "更正登记内容（旧值留在经过里）"; }
  std::string_view group() const override { return "办理 · 登记"; }
  std::string_view examples() const override { return "  anjuan matter amend 〔2026〕组信字第0001号 --set category=检举控告 --reason 归类有误"; }
  void declare(Arguments& arguments) override {
    arguments.positional("MATTER", m_matter, "信访编号（或外部编号、内部编号）");
    arguments.repeated("--set", m_sets, "项目=新值，如 category=检举控告、from=张三，某局，局长、phone.2=13800000000（第二个来信人），可多次；写错了会列出可以更正的项目");
    arguments.option("--reason", m_reason, "理由", Need::required);
    m_act.declare(arguments);
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY(context.require_right("登记"));
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(const MatterRow before, context.visible_matter(m_matter));
    TRY(context.refuse_void(before, "不再更正"));
    std::map<std::string, std::string> fields;
    for (const std::string& set : m_sets) {
      const std::size_t equals = set.find('=');
      if (equals == std::string::npos || equals == 0) return fail(ErrorCode::invalid_argument, "“" + set + "”应写作 项目=新值");
      fields[set.substr(0, equals)] = set.substr(equals + 1);
    }
    TRY_ASSIGN(const registry::Act act, m_act.act());
    TRY_ASSIGN(Transaction transaction, archive->begin());
    TRY(transaction.lock());
    TRY_ASSIGN(const MatterRow after, registry->amend(transaction, before.matter.value, fields, m_reason, act));
    TRY(transaction.commit());
    if (context.json) {
      json::object out = json_of(after);
      TRY(tell_accused(context, after, &out));
      context.out.json_line(out);
    } else {
      const std::string former = text_in(after.record, "former_number");
      context.out.line(before.name + " 已更正" + (before.name == after.name ? std::string() : "，改编为 " + after.name + "（原编号 " + former + " 作废保留，R-387）"));
      context.out.flush();
      TRY(tell_accused(context, after, nullptr));
    }
    return ExitCode::done;
  }

 private:
  std::string m_matter, m_reason;
  std::vector<std::string> m_sets;
  ActOptions m_act;
};

class MatterSplitCommand final : public Command {
 public:
  std::string_view name() const override { return "matter split"; }
  std::string_view help() const override { return "拆分：一信数事，各编一号（R-387）"; }
  std::string_view group() const override { return "办理 · 登记"; }
  std::string_view examples() const override { return "  anjuan matter split 〔2026〕组信字第0001号 --subject 举报村书记 --category 检举控告"; }
  void declare(Arguments& arguments) override {
    arguments.positional("MATTER", m_matter, "信访编号（或外部编号、内部编号）");
    arguments.repeated("--subject", m_subjects, "分出的事项的题名，可多次");
    arguments.repeated("--category", m_categories, "分出的事项的类别，与 --subject 一一对应；只写一个就都是它（缺省与原事项相同）");
    m_act.declare(arguments);
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY(context.require_right("登记"));
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(const MatterRow before, context.visible_matter(m_matter));
    TRY(context.refuse_void(before, "不能拆分"));
    TRY_ASSIGN(const registry::Act act, m_act.act());
    for (const std::string& who : {context.as_option, act.by}) {
      if (who.empty()) continue;
      TRY_ASSIGN(const registry::Account person, registry::find_person(registry->book(), who));
      TRY(registry::check_no_conflict(registry->book(), before.record, person.account));
    }
    TRY_ASSIGN(const std::vector<registry::Part> wanted, parts());
    TRY_ASSIGN(Transaction transaction, archive->begin());
    TRY(transaction.lock());
    TRY_ASSIGN(const std::vector<MatterRow> parts, registry->split(transaction, before.matter.value, wanted, act));
    TRY(transaction.commit());
    json::array list;
    for (const MatterRow& part : parts) {
      if (context.json) {
        json::object shown = json_of(part);
        TRY(tell_accused(context, part, &shown));
        list.push_back(std::move(shown));
      } else {
        context.out.line("分出 " + line_of(part));
        TRY(tell_accused(context, part, nullptr));
      }
    }
    if (context.json) context.out.json_line(json::object{{"matters", std::move(list)}});
    return ExitCode::done;
  }

 private:
  Result<std::vector<registry::Part>> parts() const {
    const std::size_t given = m_categories.size();
    if (given > 1 && given != m_subjects.size()) return fail(ErrorCode::invalid_argument, "--category 写一个，或者与 --subject 一样多（R-387）");
    std::vector<registry::Part> parts;
    for (std::size_t i = 0; i < m_subjects.size(); ++i) parts.push_back({m_subjects[i], given == 0 ? std::string() : m_categories[given == 1 ? 0 : i]});
    return parts;
  }

  std::string m_matter;
  std::vector<std::string> m_subjects, m_categories;
  ActOptions m_act;
};

}  // namespace

CommandPtr make_matter_list_command() { return std::make_unique<MatterListCommand>(); }
CommandPtr make_matter_show_command() { return std::make_unique<MatterShowCommand>(); }
CommandPtr make_matter_amend_command() { return std::make_unique<MatterAmendCommand>(); }
CommandPtr make_matter_split_command() { return std::make_unique<MatterSplitCommand>(); }

}  // namespace anjuan::cli
