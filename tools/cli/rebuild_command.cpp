#include <fmt/core.h>

#include <boost/json.hpp>

#include "tools/cli/capture.hpp"
#include "tools/flows/indexing.hpp"

namespace anjuan::cli {

namespace json = boost::json;

namespace {

class RebuildCommand final : public Command {
 public:
  std::string_view name() const override { return "rebuild"; }
  std::string_view help() const override { return "由日志和原件重建目录与索引"; }
  std::string_view examples() const override { return "  anjuan rebuild\n  anjuan rebuild --index-only"; }
  void declare(Arguments& arguments) override { arguments.flag("--index-only", m_index_only, "只重建索引"); }
  Result<ExitCode> run(Context& context) override {
    if (!m_index_only) {
      TRY(Archive::rebuild(context.archive_dir(), context.options(), [&](const Finding& finding) { print(context, finding); }));
    }
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(const auto lock, archive->lock_for_capture());
    flows::Summary summary;
    {
      Reporter reporter(context);
      TRY(flows::rebuild_index(*archive, context.cancel(), reporter, summary));
    }
    if (summary.interrupted) return ExitCode::interrupted;
    TRY_ASSIGN(const ArchiveStatus status, archive->status());
    if (context.json) {
      context.out.json_line(json::object{{"summary",
                                          {{"catalog_rebuilt", !m_index_only},
                                           {"entries", status.entries},
                                           {"items", status.items},
                                           {"indexed", summary.indexed},
                                           {"root", to_hex(status.root)},
                                           {"faults", m_faults}}}});
    } else {
      if (!m_index_only) context.out.line(fmt::format("目录已重建：日志 {} 条，件 {}，根 {}", status.entries, status.items, to_hex(status.root)));
      context.out.line(fmt::format("索引已重建：{} 件，用时 {}", summary.indexed, human_seconds(summary.index_seconds)));
    }
    return m_faults > 0 ? ExitCode::corrupt : ExitCode::done;
  }

 private:
  void print(Context& context, const Finding& finding) {
    const bool fault = finding.severity == Severity::fault;
    if (fault) ++m_faults;
    if (context.json) {
      context.out.json_line(json::object{{"severity", fault ? "fault" : "note"}, {"subject", finding.subject}, {"message", finding.message}});
    } else {
      context.out.line((fault ? "损坏  " : "说明  ") + finding.subject + "：" + finding.message);
    }
  }

  bool m_index_only = false;
  std::uint64_t m_faults = 0;
};

}  // namespace

CommandPtr make_rebuild_command() { return std::make_unique<RebuildCommand>(); }

}  // namespace anjuan::cli
