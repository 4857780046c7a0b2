#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "archive/registry/sections.hpp"
#include "query/access/principal.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/matter_output.hpp"

namespace anjuan::cli {

namespace json = boost::json;
using registry::ClockReading;
using registry::text_in;

namespace {

struct Due {
  MatterRow matter;
  ClockReading clock;
  std::string section, handler;
  std::string part;  ///< what the section that was asked for has to do with it: 承办, 牵头, 会办 (R-372); empty: none was asked for
};

class DueCommand final : public Command {
 public:
  std::string_view name() const override { return "due"; }
  std::string_view help() const override { return "到期和逾期的事项，按科室和承办人"; }
  std::string_view group() const override { return "办理 · 查看"; }
  std::string_view examples() const override { return "  anjuan due\n  anjuan due --within 7d --section 干部监督科\n  anjuan due --within 30d --json"; }
  void declare(Arguments& arguments) override {
    arguments.option("--within", m_within, "几天之内到期，如 7d（缺省 7d；0d 只列已到期和逾期的）");
    arguments.option("--section", m_section, "只看一个科室承办、牵头（R-372）或会办的");
    arguments.option("--handler", m_filter.handler, "只看一个承办人（账号）");
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(const int days, within());
    TRY_ASSIGN(m_section, section_named(context, m_section));
    const CivilDate today = registry->today();
    TRY_ASSIGN(std::vector<Due> due, collect(context, *registry, today.plus_days(days)));
    std::stable_sort(due.begin(), due.end(), [](const Due& a, const Due& b) {
      return std::tie(a.part, a.section, a.handler, a.clock.nominal, a.matter.name) < std::tie(b.part, b.section, b.handler, b.clock.nominal, b.matter.name);
    });
    if (context.json) {
      print_json(context, today, days, due);
    } else {
      print_text(context, today, due);
    }
    return ExitCode::done;
  }

 private:
  Result<int> within() const {
    std::string_view text = m_within;
    if (text.ends_with('d')) text.remove_suffix(1);
    if (text.ends_with("天")) text.remove_suffix(std::string_view("天").size());
    int days = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
    if (error != std::errc() || end != text.data() + text.size() || days < 0 || days > 3660) {
      return fail(ErrorCode::invalid_argument, "--within “" + m_within + "”应写作天数，如 7d");
    }
    return days;
  }

  /// The catalog's alarm finds the matters, their clocks say which terms are meant.
  Result<std::vector<Due>> collect(Context& context, registry::Registry& registry, CivilDate last) {
    TRY_ASSIGN(const AccessScope scope, context.scope());
    m_filter.alarm_to = last.to_string();
    std::vector<MatterRow> matters;
    TRY(registry.book().each(m_filter, [&](MatterRow&& matter) -> Result<bool> {
      const bool asked = m_section.empty() || !registry::section_part(matter.record, m_section).empty();
      if (asked && may_see(scope, matter.matter)) matters.push_back(std::move(matter));
      return true;
    }));
    std::vector<Due> due;
    for (MatterRow& matter : matters) {
      TRY_ASSIGN(const auto clocks, registry.clocks(matter, std::nullopt));
      for (const ClockReading& clock : clocks) {
        if (!clock.open() || clock.owner != registry::ClockOwner::office || clock.nominal > last) continue;
        // a decision is its own section's task, whoever handles the matter.
        const bool own = clock.section.empty() || clock.section == text_in(matter.record, "section");
        due.push_back({matter, clock, own ? text_in(matter.record, "section") : clock.section, own ? text_in(matter.record, "handler") : std::string(),
                       registry::section_part(matter.record, m_section)});
      }
    }
    return due;
  }

  static std::string distance(CivilDate today, const ClockReading& clock) {
    const int left = clock.nominal.days_since(today);
    if (clock.state == registry::ClockState::late) return fmt::format("逾期 {} 天", -clock.due.days_since(today));
    if (left < 0) return "顺延到 " + clock.due.to_string();
    return left == 0 ? "今天到期" : fmt::format("还有 {} 天", left);
  }

  void print_text(Context& context, CivilDate today, const std::vector<Due>& due) const {
    std::string heading;
    for (const Due& one : due) {
      std::string group = (one.section.empty() ? "未分办" : one.section) + (one.handler.empty() ? "" : " · " + person_name(context, one.handler));
      if (!one.part.empty() && one.section != m_section) group += "（" + m_section + one.part + "）";
      if (group != heading) {
        context.out.line((heading.empty() ? "" : "\n") + group);
        heading = group;
      }
      context.out.line("  " + one.clock.nominal.to_string() + "  " + padded(distance(today, one.clock), 20) + padded(one.matter.name, 24) +
                       padded(shortened(one.clock.title, 28), 30) + padded(one.clock.rule + " " + one.clock.set, 16) + shortened(text_in(one.matter.record, "subject"), 30));
    }
    if (due.empty()) context.out.line("没有到期的事项");
  }

  static void print_json(Context& context, CivilDate today, int days, const std::vector<Due>& due) {
    json::array list;
    for (const Due& one : due) {
      json::object shown{{"matter", one.matter.matter.value}, {"number", one.matter.name}, {"section", one.section}, {"handler", one.handler},
                         {"lead_section", text_in(one.matter.record, "lead_section")}, {"subject", text_in(one.matter.record, "subject")}, {"clock", json_of(one.clock)}};
      if (!one.part.empty()) shown.emplace("part", one.part);
      list.push_back(std::move(shown));
    }
    context.out.json_line(json::object{{"today", today.to_string()}, {"within_days", days}, {"due", std::move(list)}});
  }

  MatterFilter m_filter;
  std::string m_section;
  std::string m_within = "7d";
};

}  // namespace

CommandPtr make_due_command() { return std::make_unique<DueCommand>(); }

}  // namespace anjuan::cli
