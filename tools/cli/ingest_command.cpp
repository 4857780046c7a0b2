#include "tools/cli/capture.hpp"
#include "tools/flows/ingest.hpp"
#include "tools/flows/names.hpp"

namespace anjuan::cli {

namespace {

class IngestCommand final : public Command {
 public:
  std::string_view name() const override { return "ingest"; }
  std::string_view help() const override { return "收存文件、文件夹、压缩包和邮件，读出文字并编入索引"; }
  std::string_view examples() const override {
    return "  anjuan ingest 来信/\n  anjuan ingest 扫描件.pdf --kind 来信 --matter 2024-0017\n  anjuan ingest 巴城.pdf --kind 检查记录 --from 巴城镇党委 --date 2026-03-05\n  anjuan ingest --json 盘/ > 登记.jsonl";
  }
  void declare(Arguments& arguments) override {
    arguments.positionals("PATH", m_paths, "文件或文件夹");
    arguments.option("--kind", m_options.kind, "类别：来信、复函、批示、会议记录、检查记录、备案制度、信访信息、总结……");
    arguments.option("--from", m_options.sender, "来信人或形成单位");
    arguments.option("--date", m_options.date, "形成日期 YYYY-MM-DD");
    arguments.option("--number", m_options.number, "文号");
    arguments.option("--matter", m_matter, "所属信访事项的编号");
    arguments.flag("--defer", m_defer, "只收存，暂不读取和索引（以后运行 anjuan index）");
  }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(Archive* const archive, context.archive());
    if (!m_matter.empty()) {
      TRY_ASSIGN(m_options.matter, archive->matter_by_name(m_matter));
      if (!m_options.matter) return fail(ErrorCode::not_found, "没有这一信访事项：" + m_matter);
      TRY_ASSIGN(registry::Registry* const registry, context.registry());
      TRY_ASSIGN(const auto matter, registry->book().by_id(*m_options.matter));
      if (matter) TRY(context.refuse_void(*matter, "不收材料"));
    }
    if (!m_options.date.empty()) TRY(CivilDate::parse(m_options.date));
    m_options.paths.assign(m_paths.begin(), m_paths.end());
    m_options.cancel = context.cancel();
    m_options.count_first = is_terminal(2);
    CapturePlan plan;
    plan.defer = m_defer;
    plan.work = [&](Archive& into, Reporter& reporter, flows::Summary& summary) {
      return flows::ingest(into, m_options, reporter, summary);
    };
    plan.shown_path = [&](const Item& item) { return as_named(item.source); };
    return run_capture(context, plan);
  }

 private:
  /// The source of an item, spelled as the user spelled the path it came by: `read` names the same path as `stored` did.
  std::string as_named(const std::string& source) const {
    for (const std::string& path : m_paths) {
      const std::string absolute = flows::source_of(path);
      if (!source.starts_with(absolute)) continue;
      const std::string rest = source.substr(absolute.size());
      std::string named = flows::shown_name(path).text;
      if (rest.starts_with('/') && named.ends_with('/')) named.pop_back();
      if (rest.empty() || rest.front() == '/' || rest.front() == '!') return named + rest;
    }
    return source;
  }

  std::vector<std::string> m_paths;
  std::string m_matter;
  bool m_defer = false;
  flows::IngestOptions m_options;
};

}  // namespace

CommandPtr make_ingest_command() { return std::make_unique<IngestCommand>(); }

}  // namespace anjuan::cli
