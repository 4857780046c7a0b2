#include <fmt/core.h>

#include "tools/cli/capture.hpp"
#include "tools/flows/import.hpp"

namespace anjuan::cli {

namespace {

class ImportCommand final : public Command {
 public:
  std::string_view name() const override { return "import"; }
  std::string_view help() const override { return "导入网上信访数据（JSON Lines，可用 zstd 压缩），每封信只收一次"; }
  std::string_view examples() const override { return "  anjuan import letters.jsonl.zst\n  anjuan import --dry-run letters.jsonl"; }
  void declare(Arguments& arguments) override {
    arguments.positional("FILE", m_file, "letters.jsonl 或 letters.jsonl.zst");
    arguments.flag("--dry-run", m_options.dry_run, "只检查：列出会被拒收的行和原因");
    arguments.flag("--defer", m_defer, "只收存，暂不读取和索引（以后运行 anjuan index）");
  }
  Result<ExitCode> run(Context& context) override {
    m_options.file = m_file;
    m_options.cancel = context.cancel();
    return m_options.dry_run ? check(context) : import(context);
  }

 private:
  Result<ExitCode> import(Context& context) {
    CapturePlan plan;
    plan.defer = m_defer;
    plan.work = [&](Archive& archive, Reporter& reporter, flows::Summary& summary) {
      return flows::import_letters(&archive, m_options, reporter, summary);
    };
    return run_capture(context, plan);
  }

  Result<ExitCode> check(Context& context) {
    flows::Summary summary;
    {
      Reporter reporter(context);
      TRY(flows::import_letters(nullptr, m_options, reporter, summary));
    }
    if (context.json) {
      print_summary(context, summary);
    } else {
      context.out.line(fmt::format("检查了 {} 行，会拒收 {} 行", summary.rows, summary.refused));
    }
    if (summary.interrupted) return ExitCode::interrupted;
    return summary.refused > 0 ? ExitCode::some_refused : ExitCode::done;
  }

  std::string m_file;
  bool m_defer = false;
  flows::ImportOptions m_options;
};

}  // namespace

CommandPtr make_import_command() { return std::make_unique<ImportCommand>(); }

}  // namespace anjuan::cli
