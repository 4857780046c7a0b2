#include <fmt/core.h>

#include "tools/cli/capture.hpp"
#include "tools/cli/row_output.hpp"
#include "tools/cli/sheet_input.hpp"
#include "tools/flows/import.hpp"
#include "tools/flows/ledger.hpp"
#include "tools/flows/names.hpp"

namespace anjuan::cli {

namespace {

class ImportCommand final : public Command {
 public:
  std::string_view name() const override { return "import"; }
  std::string_view help() const override { return "导入网上信访数据（JSON Lines，可用 zstd 压缩）或旧登记簿（.xlsx、CSV），每封信、每一行只收一次"; }
  std::string_view examples() const override { return "  anjuan import letters.jsonl.zst\n  anjuan import --dry-run letters.jsonl\n"
           "  anjuan import --ledger 2019年登记簿.xlsx --map 列对照.toml --dry-run\n  anjuan import --ledger 历年台账.xlsx --sheet 2019年"; }
  void declare(Arguments& arguments) override {
    arguments.positional("FILE", m_file, "letters.jsonl 或 letters.jsonl.zst；与 --ledger 一起：登记簿 .xlsx 或 .csv，首行是列名");
    arguments.flag("--ledger", m_ledger, "FILE 是旧登记簿或台账：编号照旧，连同办结情况补录（R-338、R-346）");
    arguments.option("--map", m_map, "登记簿的列对照（TOML）：哪一列是哪一项，写法各指什么");
    declare_sheet(arguments, m_sheet);
    arguments.flag("--dry-run", m_options.dry_run, "只检查：列出会被拒收的行和原因");
    arguments.flag("--defer", m_defer, "只收存，暂不读取和索引（以后运行 anjuan index）");
  }
  Result<ExitCode> run(Context& context) override {
    if (m_ledger) return import_ledger(context);
    if (!m_map.empty()) return fail(ErrorCode::invalid_argument, "--map 要和 --ledger 一起用");
    if (!m_sheet.empty()) return fail(ErrorCode::invalid_argument, "--sheet 要和 --ledger 一起用");
    m_options.file = m_file;
    m_options.cancel = context.cancel();
    return m_options.dry_run ? check(context) : import(context);
  }

 private:
  Result<ExitCode> import_ledger(Context& context) {
    flows::LedgerOptions options;
    const std::string shown = flows::shown_name(m_file).text;
    options.name = flows::shown_name(Path(m_file).filename().string()).text;
    options.dry_run = m_options.dry_run ? flows::DryRun::yes : flows::DryRun::no;
    options.cancel = context.cancel();
    if (!m_map.empty()) {
      auto text = flows::read_text_file(m_map);
      if (!text) return fail_in(flows::shown_name(m_map).text, std::move(text).error());
      TRY_ASSIGN(options.map, flows::LedgerMap::parse(*text));
    }
    TRY_ASSIGN(auto rows, read_sheet(context, m_file, m_sheet));
    if (!rows) {
      TRY_ASSIGN(rows, read_csv(m_file));
    }
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(Archive* const archive, context.archive());
    flows::RowSummary summary;
    if (Status done = flows::import_ledger(*archive, *registry, *rows, options, row_teller(context, options.dry_run), summary); !done) return fail_in(shown, done.error());
    const ExitCode code = print_row_summary(context, summary, options.dry_run);
    context.out.flush();
    if (options.dry_run == flows::DryRun::yes || m_defer || code == ExitCode::interrupted) return code;
    TRY(index_summaries(context, *archive));
    return code;
  }

  // What was told of is durable; the words of the rows become searchable here.
  static Status index_summaries(Context& context, Archive& archive) {
    const auto held = archive.lock_for_capture();
    if (!held) return {};  // whoever holds it reads these too
    flows::Summary summary;
    Reporter reporter(context);
    return bring_up_to_date(context, archive, reporter, summary, nullptr);
  }

  Result<ExitCode> import(Context& context) {
    CapturePlan plan;
    plan.defer = m_defer;
    plan.work = [&](Archive& archive, Reporter& reporter, flows::Summary& summary) -> Status {
      TRY_ASSIGN(registry::Registry* const registry, context.registry());
      return flows::import_letters(&archive, registry, m_options, reporter, summary);
    };
    return run_capture(context, plan);
  }

  Result<ExitCode> check(Context& context) {
    flows::Summary summary;
    {
      Reporter reporter(context);
      TRY(flows::import_letters(nullptr, nullptr, m_options, reporter, summary));
    }
    if (context.json) {
      print_summary(context, summary);
    } else {
      context.out.line(fmt::format("检查了 {} 行，会拒收 {} 行", summary.rows, summary.refused));
    }
    if (summary.interrupted) return ExitCode::interrupted;
    return summary.refused > 0 ? ExitCode::some_refused : ExitCode::done;
  }

  std::string m_file, m_map, m_sheet;
  bool m_defer = false, m_ledger = false;
  flows::ImportOptions m_options;
};

}  // namespace

CommandPtr make_import_command() { return std::make_unique<ImportCommand>(); }

}  // namespace anjuan::cli
