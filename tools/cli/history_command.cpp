// matter history: what happened to a matter, what corrections changed, and which of its forms were printed.
#include <algorithm>
#include <boost/json.hpp>

#include "archive/registry/corrections.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/matter_output.hpp"
#include "tools/print/form.hpp"

namespace anjuan::cli {

namespace json = boost::json;
using registry::Correction;
using registry::text_in;

namespace {

constexpr const char* k_print = "print";

std::string name_of_form(const std::string& id) {
  const auto all = print::forms();
  if (!all) return id;
  const auto found = std::find_if(all->begin(), all->end(), [&](const print::FormInfo& form) { return form.id == id; });
  return found == all->end() ? id : found->name;
}

/// a print is a reading, and stands in the history as what was done on that day by whoever is logged.
MatterEvent event_of(const FormPrint& print, const MatterId& matter) {
  const auto day = CivilDate::of_journal_time(print.time);
  return {print.seq,
          matter,
          k_print,
          day ? day->to_string() : print.time.substr(0, 10),
          print.time,
          print.actor,
          {},
          std::nullopt,
          {{"form", print.form}},
          {}};
}

class MatterHistoryCommand final : public Command {
 public:
  std::string_view name() const override { return "matter history"; }
  std::string_view help() const override {
    return "一个信访事项的全部经过：谁在何日做了什么，谁在何时录入（R-385），更正前后的内容，打印过什么";
  }
  std::string_view group() const override { return "办理 · 查看"; }
  std::string_view examples() const override { return "  anjuan matter history 〔2026〕组信字第0001号"; }
  void declare(Arguments& arguments) override {
    arguments.positional("MATTER", m_matter, "信访编号（或外部编号、内部编号）");
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(const MatterRow matter, context.visible_matter(m_matter));
    TRY_ASSIGN(std::vector<MatterEvent> events, all_events(context, matter.matter));
    json::array list;
    json::object before;  // the record as the events up to here left it
    for (MatterEvent& event : events) {
      std::vector<Correction> corrections;
      if (event.move == "amend") corrections = registry::corrections_of(before, event);
      merge_changes(before, event.changes);
      TRY_ASSIGN(const bool is_shown, show_event(context, event));
      if (!is_shown) continue;
      if (context.json) {
        list.push_back(shown(context, event, corrections));
      } else {
        TRY(print_event(context, event, corrections));
      }
    }
    if (context.json)
      context.out.json_line(
          json::object{{"matter", matter.matter.value}, {"number", matter.name}, {"events", std::move(list)}});
    return ExitCode::done;
  }

 private:
  static Result<std::vector<MatterEvent>> all_events(Context& context, const MatterId& matter) {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(std::vector<MatterEvent> events, registry->book().events(matter));
    TRY_ASSIGN(const std::vector<FormPrint> prints, registry->book().prints(matter));
    for (const FormPrint& print : prints) events.push_back(event_of(print, matter));
    std::stable_sort(events.begin(), events.end(),
                     [](const MatterEvent& a, const MatterEvent& b) { return a.seq < b.seq; });
    return events;
  }

  static json::object shown(Context& context, const MatterEvent& event, const std::vector<Correction>& corrections) {
    json::object out = shown_json(context, event);
    if (event.move != "amend") return out;
    json::array corrected;
    for (const Correction& each : corrections)
      corrected.push_back(
          json::object{{"field", each.field}, {"title", each.title}, {"old", each.before}, {"new", each.after}});
    out.emplace("corrected", std::move(corrected));
    return out;
  }

  static Status print_event(Context& context, const MatterEvent& event, const std::vector<Correction>& corrections) {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    const bool printed = event.move == k_print;
    const std::string contents = printed ? name_of_form(text_in(event.fields, "form")) : contents_of(context, event);
    context.out.line(event.on + "  " + padded(printed ? "打印" : title_of(*registry, event), 24) +
                     padded(person_name(context, event.acted.empty() ? event.actor : event.acted), 12) +
                     shortened(contents, 60) + "（" + person_name(context, event.actor) + " " +
                     event.typed.substr(0, 16) + (printed ? " 打印）" : " 录入）"));
    const auto said = [](const std::string& value) { return value.empty() ? std::string("（空）") : value; };
    for (const Correction& each : corrections)
      context.out.line("            " + each.title + "：" + said(each.before) + " → " + said(each.after));
    return {};
  }

  std::string m_matter;
};

}  // namespace

CommandPtr make_matter_history_command() { return std::make_unique<MatterHistoryCommand>(); }

}  // namespace anjuan::cli
