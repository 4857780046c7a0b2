#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "tools/cli/accused_output.hpp"
#include "tools/cli/act_options.hpp"
#include "tools/cli/capture.hpp"
#include "tools/cli/matter_output.hpp"
#include "tools/cli/repeat_output.hpp"
#include "tools/cli/row_output.hpp"
#include "tools/cli/sheet_input.hpp"
#include "tools/flows/intake_rows.hpp"
#include "tools/flows/registering.hpp"

namespace anjuan::cli {

namespace json = boost::json;

namespace {

class RegisterCommand final : public Command {
 public:
  std::string_view name() const override { return "register"; }
  std::string_view help() const override { return "登记来信、来访、来电，编号并起算期限（R-320、R-330）"; }
  std::string_view group() const override { return "办理 · 登记"; }
  std::string_view examples() const override {
    return "  anjuan register --received 2026-03-02 --from 张三 --address 昆山市玉山镇×路1号 --category 申诉求决 --subject 离休待遇 --summary '……'\n"
           "  anjuan register --channel 走访 --received 2026-03-02 --representative 张三 --representative 李四 --heads 12 --summary '……'\n"
           "  anjuan register --category 检举控告 --received 2026-03-02 --accused '王五，某局，局长' --summary '……' --scan 来信.pdf\n"
           "  anjuan register --rows 今天.xlsx --dry-run";
  }
  void declare(Arguments& arguments) override {
    static constexpr struct {
      const char *names, *member, *help;
    } k_options[] = {{"--received", "received", "收到日期 YYYY-MM-DD（缺省今天）"},
                     {"--opened", "opened", "收件人先拆阅的日期，期限从早的一天起算（R-330）"},
                     {"--letter-date", "letter_date", "来信上写的日期"},
                     {"--channel", "channel", "渠道：书信 | 走访 | 电话 | 传真 | 信息网络 | 上级转交 | 领导批示（缺省书信）"},
                     {"--category", "category", "类别：建议意见 | 检举控告 | 申诉求决 | 信息公开 | 咨询 | 其他"},
                     {"--scope", "scope", "受理范围 1–8 或名称（R-339）"},
                     {"--signature", "signature", "署名：实名 | 联名 | 匿名（缺省由来信人推出）"},
                     {"--heads", "heads", "人数"},
                     {"--phone", "phone", "来信人电话"},
                     {"--address", "address", "来信人住址"},
                     {"--id", "id", "来信人身份证号"},
                     {"--id-tail", "id_tail", "只知道来信人身份证号末四位时"},
                     {"--gender", "gender", "来信人性别"},
                     {"--age", "age", "来信人年龄"},
                     {"--unit", "unit", "来信人单位"},
                     {"--post", "post", "来信人职务"},
                     {"--subject", "subject", "题名"},
                     {"--summary", "summary", "内容摘要"},
                     {"--enclosures", "enclosures", "附件"},
                     {"--external", "external", "外部系统的编号（R-387）"},
                     {"--assigner", "assigner", "交办机关（R-313）"},
                     {"--assigner-number", "assigner_number", "交办文号"},
                     {"--assigned-on", "assigned_on", "收到交办件的日期"},
                     {"--assigned-due", "assigned_due", "交办机关要求的限期"},
                     {"--transferrer", "transferrer", "转送机关（R-304、R-315）"},
                     {"--transferrer-number", "transferrer_number", "转送文号"},
                     {"--transferred-on", "transferred_on", "收到转送件的日期"},
                     {"--kind", "matter_kind", "事项种类：信访 | 复查 | 复核（缺省信访；后两种是对下级机关意见的，R-317）"},
                     {"--reviewed-organ", "reviewed_organ", "复查、复核：作出原意见的机关"},
                     {"--reviewed-document", "reviewed_document", "复查、复核：原意见的文号"},
                     {"--visit-time", "visit_time", "来访时间"},
                     {"--place", "place", "来访地点"},
                     {"--repeat-of", "repeat_of", "经人认定：重复于哪一事项（R-312、R-347）"},
                     {"--repeat-verdict", "repeat_verdict", "认定的处理：见 anjuan repeats"}};
    arguments.repeated("--from", m_from, "来信人：姓名[，单位[，职务]]，可多次");
    arguments.repeated("--representative", m_representatives, "来访代表，至多 5 人（R-322）");
    arguments.repeated("--accused", m_accused, "被反映人：姓名[，单位[，职务]]，可多次");
    arguments.repeated("--accused-unit", m_accused_units, "被反映单位，可多次");
    m_values.resize(std::size(k_options));
    for (std::size_t i = 0; i < std::size(k_options); ++i) {
      m_members.emplace_back(k_options[i].member);
      arguments.option(k_options[i].names, m_values[i], k_options[i].help);
    }
    arguments.flag("--important", m_important, "重要、疑难（R-373）");
    arguments.flag("--as-written", m_as_written, "身份证号、电话不合规则也照原样保存");
    arguments.repeated("--scan", m_scans, "扫描件，可多次");
    arguments.option("--rows", m_rows, "登记一个文件里的每一行：.xlsx 或 .csv（首行列名）或 JSON Lines；每行只登记一次");
    declare_sheet(arguments, m_sheet);
    arguments.flag("--dry-run", m_dry_run, "与 --rows 一起：只列出会被拒收的行和原因");
    arguments.flag("--defer", m_defer, "暂不读取和索引（以后运行 anjuan index）");
    m_act.declare(arguments);
  }

  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY(context.require_right("登记"));
    if (!m_rows.empty()) {
      TRY(context.require_whole_view("成批登记"));  // a row that is there already may be a hidden matter's
      return register_rows(context);
    }
    if (m_dry_run) return fail(ErrorCode::invalid_argument, "--dry-run 要和 --rows 一起用");
    if (!m_sheet.empty()) return fail(ErrorCode::invalid_argument, "--sheet 要和 --rows 一起用");
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(Archive* const archive, context.archive());
    flows::Registration registration;
    TRY_ASSIGN(registration.intake, intake(*registry));
    if (m_as_written) registration.intake.irregular = registry::Irregular::keep;
    TRY_ASSIGN(registration.act, m_act.act());
    for (const std::string& scan : m_scans) registration.scans.emplace_back(scan);
    if (!registration.intake.repeat_of.empty()) {
      TRY_ASSIGN(registration.intake.repeat_of, earlier_number(context, registration.intake.repeat_of));
    }
    // Before the letter is in, so that it is not compared with itself; nobody waits for the lock meanwhile.
    TRY_ASSIGN(RepeatAsker asker, RepeatAsker::open(context, RepeatAsker::WithoutIndex::compare_people_only));
    TRY_ASSIGN(const auto repeats, asker.before(registration.intake));
    TRY_ASSIGN(const flows::Registered registered, flows::register_one(*archive, *registry, registration));
    TRY_ASSIGN(const auto clocks, registry->clocks(registered.matter, std::nullopt));
    TRY(tell(context, registered, clocks, repeats));
    context.out.flush();
    if (!m_defer) catch_up(context, *archive, "登记");
    return ExitCode::done;
  }

 private:
  Result<ExitCode> register_rows(Context& context) {
    const bool other = m_important || !m_from.empty() || !m_representatives.empty() || !m_accused.empty() || !m_accused_units.empty() || !m_scans.empty() ||
                       std::any_of(m_values.begin(), m_values.end(), [](const std::string& value) { return !value.empty(); });
    if (other) return fail(ErrorCode::invalid_argument, "--rows 的内容都写在文件里，不能同时用登记的其他选项");
    flows::RegisterRowsOptions options;
    options.file = m_rows;
    TRY_ASSIGN(options.sheet, read_sheet(context, m_rows, m_sheet));
    const bool csv = options.file.extension() == ".csv" || options.file.extension() == ".CSV";
    if (!options.sheet && csv) {
      TRY_ASSIGN(options.sheet, read_csv(m_rows));
    }
    options.dry_run = m_dry_run ? flows::DryRun::yes : flows::DryRun::no;
    if (m_as_written) options.irregular = registry::Irregular::keep;
    TRY_ASSIGN(options.act, m_act.act());
    TRY_ASSIGN(const ExitCode code, register_rows_of(context, std::move(options)));
    context.out.flush();
    if (m_dry_run || m_defer || code == ExitCode::interrupted) return code;
    TRY_ASSIGN(Archive* const archive, context.archive());
    catch_up(context, *archive, "登记");
    return code;
  }

  Result<registry::Intake> intake(const registry::Registry& registry) {
    json::object row;
    for (std::size_t i = 0; i < m_values.size(); ++i) {
      if (!m_values[i].empty()) row.emplace(m_members[i], m_values[i]);
    }
    if (!row.contains("received")) row.emplace("received", registry.today().to_string());
    const std::pair<const char*, const std::vector<std::string>*> lists[] = {
        {"from", &m_from}, {"representatives", &m_representatives}, {"accused", &m_accused}, {"accused_units", &m_accused_units}};
    for (const auto& [member, values] : lists) {
      if (values->empty()) continue;
      json::array list;
      for (const std::string& value : *values) list.emplace_back(json::string(value));
      row.emplace(member, std::move(list));
    }
    if (m_important) row.emplace("important", true);
    return flows::intake_from(row);
  }

  Status tell(Context& context, const flows::Registered& registered, const std::vector<registry::ClockReading>& clocks,
            const std::vector<registry::RepeatCandidate>& repeats) {
    if (context.json) {
      json::object out = json_of(registered.matter);
      out["clocks"] = json_of(clocks);
      out["repeats"] = json_of(repeats);
      json::array items;
      for (const ItemId& item : registered.items) items.emplace_back(json::string(item.value));
      out["items"] = std::move(items);
      TRY(tell_accused(context, registered.matter, &out));
      context.out.json_line(out);
      return {};
    }
    context.out.line("已登记 " + registered.matter.name);
    print_matter(context, registered.matter, clocks);
    if (registry::text_in(registered.matter.record, "repeat_verdict").empty()) print_repeats(context, registered.matter.name, repeats);
    context.out.flush();
    return tell_accused(context, registered.matter, nullptr);
  }

  std::vector<std::string> m_from, m_representatives, m_accused, m_accused_units, m_scans, m_values, m_members;
  std::string m_rows, m_sheet;
  bool m_dry_run = false, m_important = false, m_as_written = false, m_defer = false;
  ActOptions m_act;
};

}  // namespace

CommandPtr make_register_command() { return std::make_unique<RegisterCommand>(); }

}  // namespace anjuan::cli
