#include <boost/json.hpp>

#include "query/access/principal.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/repeat_output.hpp"
#include "tools/flows/intake_rows.hpp"

namespace anjuan::cli {

namespace json = boost::json;
using registry::RepeatCandidate;
using registry::text_in;

namespace {

class RepeatsCommand final : public Command {
 public:
  std::string_view name() const override { return "repeats"; }
  std::string_view help() const override { return "判重：同一信访人、同一事项的先前事项，理由和建议的处理（R-312、R-347）"; }
  std::string_view group() const override { return "办理 · 登记"; }
  std::string_view examples() const override {
    return "  anjuan repeats 〔2026〕组信字第0012号\n  anjuan repeats --from 张三 --phone 13812345678 --summary '要求落实离休待遇'\n"
           "  anjuan repeats --from 张三 --id-tail 003X\n  anjuan repeats                # 在办而还没有认定的全部事项";
  }
  void declare(Arguments& arguments) override {
    static constexpr struct {
      const char *names, *member, *help;
    } k_options[] = {{"--phone", "phone", "来信人电话"},     {"--address", "address", "来信人住址"},
                     {"--id", "id", "来信人身份证号"},       {"--id-tail", "id_tail", "身份证号末四位"},
                     {"--subject", "subject", "题名"},       {"--summary", "summary", "内容摘要"},
                     {"--received", "received", "收到日期 YYYY-MM-DD（缺省今天）"}};
    arguments.positional("MATTER", m_matter, "已登记的事项；不写则查还没有登记的，或全部未认定的", Need::optional);
    arguments.repeated("--from", m_from, "来信人：姓名[，单位[，职务]]");
    arguments.repeated("--accused", m_accused, "被反映人");
    arguments.repeated("--accused-unit", m_accused_units, "被反映单位");
    m_values.resize(std::size(k_options));
    for (std::size_t i = 0; i < std::size(k_options); ++i) {
      m_members.emplace_back(k_options[i].member);
      arguments.option(k_options[i].names, m_values[i], k_options[i].help);
    }
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(RepeatAsker asker, RepeatAsker::open(context, RepeatAsker::WithoutIndex::fail));
    TRY_ASSIGN(const json::object row, this->row(context));
    if (!m_matter.empty() && row.size() > 1) return fail(ErrorCode::invalid_argument, "写了事项，就不能再写来信人和内容");
    if (!m_matter.empty()) {
      TRY_ASSIGN(const MatterRow matter, context.visible_matter(m_matter));
      TRY_ASSIGN(const auto candidates, asker.of(matter));
      tell(context, matter, candidates);
      if (!context.json && candidates.empty()) context.out.line(matter.name + " 没有可能重复的先前事项");
      return ExitCode::done;
    }
    if (row.size() > 1) {
      TRY_ASSIGN(const registry::Intake intake, flows::intake_from(row));
      TRY_ASSIGN(const auto candidates, asker.before(intake));
      tell(context, MatterRow(), candidates);
      if (!context.json && candidates.empty()) context.out.line("没有可能重复的先前事项");
      return ExitCode::done;
    }
    return list_undecided(context, asker);
  }

 private:
  /// As a row of the register; its day of receipt is always there.
  Result<json::object> row(Context& context) {
    json::object row;
    for (std::size_t i = 0; i < m_values.size(); ++i) {
      if (!m_values[i].empty()) row.emplace(m_members[i], m_values[i]);
    }
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    if (!row.contains("received")) row.emplace("received", registry->today().to_string());
    for (const auto& [member, values] : {std::pair<const char*, const std::vector<std::string>&>{"from", m_from}, {"accused", m_accused}, {"accused_units", m_accused_units}}) {
      if (values.empty()) continue;
      json::array list;
      for (const std::string& value : values) list.emplace_back(json::string(value));
      row.emplace(member, std::move(list));
    }
    return row;
  }

  static void tell(Context& context, const MatterRow& matter, const std::vector<RepeatCandidate>& candidates) {
    if (!context.json) return print_repeats(context, matter.name, candidates);
    json::object out;
    if (!matter.name.empty()) out = {{"matter", matter.matter.value}, {"number", matter.name}};
    out.emplace("suggested", registry::title_of(registry::suggested_verdict(candidates)));
    out.emplace("repeats", json_of(candidates));
    context.out.json_line(out);
  }

  // What the morning's rows brought in, until somebody has decided.
  static Result<ExitCode> list_undecided(Context& context, RepeatAsker& asker) {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(const AccessScope scope, context.scope());
    std::vector<MatterRow> undecided;
    MatterFilter open;
    open.open_only = true;
    TRY(registry->book().each(open, [&](MatterRow&& matter) -> Result<bool> {
      if (may_see(scope, matter.matter)) undecided.push_back(std::move(matter));
      return true;
    }));
    // A decision by a matter that may not be seen is none. Only now: reading a link needs the catalog, which each() holds.
    for (MatterRow& matter : undecided) TRY(hide_links(registry->book(), scope, matter.record));
    std::erase_if(undecided, [](const MatterRow& matter) { return !text_in(matter.record, "repeat_verdict").empty() || !text_in(matter.record, "repeat_of").empty(); });
    std::uint64_t told = 0;
    for (const MatterRow& matter : undecided) {
      TRY_ASSIGN(auto candidates, asker.of(matter));
      std::erase_if(candidates, [](const RepeatCandidate& candidate) { return !candidate.same_matter; });
      if (candidates.empty()) continue;
      ++told;
      tell(context, matter, candidates);
    }
    if (!context.json) {
      context.out.line("在办未认定 " + std::to_string(undecided.size()) + " 件，其中 " + std::to_string(told) + " 件有可能重复的先前事项");
    }
    return ExitCode::done;
  }

  std::string m_matter;
  std::vector<std::string> m_from, m_accused, m_accused_units, m_values, m_members;
};

}  // namespace

CommandPtr make_repeats_command() { return std::make_unique<RepeatsCommand>(); }

}  // namespace anjuan::cli
