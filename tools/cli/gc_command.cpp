#include <fmt/core.h>

#include <boost/json.hpp>
#include <charconv>

#include "tools/cli/command.hpp"
#include "tools/cli/reporter.hpp"
#include "tools/flows/indexing.hpp"

namespace anjuan::cli {

namespace json = boost::json;

namespace {

/// "24h", "90m", "7d", "0".
Result<std::chrono::seconds> duration_of(const std::string& text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const std::int64_t seconds = unit == "d" ? 86'400 : unit == "h" ? 3'600 : unit == "m" ? 60 : unit == "s" ? 1 : unit.empty() && number == 0 ? 1 : 0;
  if (error != std::errc() || seconds == 0) return fail(ErrorCode::invalid_argument, "--grace " + text + "（如 24h、30m、7d，或 0）");
  return std::chrono::seconds(number * seconds);
}

class GcCommand final : public Command {
 public:
  std::string_view name() const override { return "gc"; }
  std::string_view help() const override { return "完成未完的销毁清除，除去中断的写入留下而没有日志提到的字节"; }
  std::string_view examples() const override { return "  anjuan gc --dry-run\n  anjuan gc\n  anjuan gc --grace 7d --json"; }
  void declare(Arguments& arguments) override {
    arguments.option("--grace", m_grace, "近来写过的包，其中没有日志提到的字节保留这么久，如 24h、7d（默认 24h）");
    arguments.flag("--dry-run", m_dry_run, "只说明会清除什么");
  }
  Result<ExitCode> run(Context& context) override {
    GarbageOptions options;
    TRY_ASSIGN(options.grace, duration_of(m_grace));
    options.dry_run = m_dry_run;
    options.purge.cancel = context.cancel();
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(const auto lock, archive->lock_for_capture());
    GarbageReport report;
    flows::Summary index;
    {
      Reporter bar(context);
      options.purge.progress = [&](std::uint64_t done, std::uint64_t total) {
        flows::Progress progress;
        progress.phase = flows::Phase::verify;
        progress.done = done;
        progress.total = total;
        bar.progress(progress);
      };
      TRY_ASSIGN(report, archive->collect_garbage(options));
      if (!m_dry_run) TRY(flows::purge_index(*archive, context.cancel(), bar, index));
    }
    print(context, report);
    return index.interrupted ? ExitCode::interrupted : ExitCode::done;
  }

 private:
  void print(Context& context, const GarbageReport& report) const {
    if (context.json) {
      context.out.json_line(json::object{{"dry_run", m_dry_run},
                                         {"purge_was_pending", report.purge_was_pending},
                                         {"destroyed", {{"records", report.destroyed}, {"bytes", report.destroyed_bytes}}},
                                         {"orphans", {{"records", report.orphans}, {"bytes", report.orphan_bytes}, {"young", report.young}}},
                                         {"tails", {{"bytes", report.tail_bytes}}},
                                         {"leftovers", report.leftovers},
                                         {"unknown_batches", report.unknown_batches},
                                         {"packs", report.purged.packs},
                                         {"freed", report.purged.freed}});
      return;
    }
    const auto row = [&](std::string_view label, std::uint64_t records, std::uint64_t bytes) {
      if (bytes > 0) context.out.line(fmt::format("{}：{}{}", label, records > 0 ? fmt::format("{} 个，", records) : "", human_bytes(bytes)));
    };
    row("已销毁而仍在包里", report.destroyed, report.destroyed_bytes);
    row("没有日志提到", report.orphans, report.orphan_bytes);
    row("未完成的写入", 0, report.tail_bytes);
    if (report.young > 0) context.out.line(fmt::format("没有日志提到，但还在保留期内：{} 个（--grace）", report.young));
    if (report.unknown_batches > 0) {
      context.out.line(fmt::format("有 {} 批日志不在目录里，没有日志提到的字节一概未动（请先运行 anjuan verify）", report.unknown_batches));
    }
    if (m_dry_run) {
      context.out.line(report.purge_was_pending ? "有未完成的清除，运行 anjuan gc 完成；这一次什么都没有改" : "这一次什么都没有改");
      return;
    }
    context.out.line(report.purged.packs == 0 ? "没有要重写的包" : fmt::format("重写 {} 个包，腾出 {}", report.purged.packs, human_bytes(report.purged.freed)));
  }

  std::string m_grace = "24h";
  bool m_dry_run = false;
};

}  // namespace

CommandPtr make_gc_command() { return std::make_unique<GcCommand>(); }

}  // namespace anjuan::cli
