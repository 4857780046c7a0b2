#include <fmt/core.h>

#include <boost/json.hpp>
#include <chrono>
#include <cstdlib>

#include "tools/cli/command.hpp"
#include "tools/cli/reporter.hpp"
#include "tools/flows/indexing.hpp"

namespace anjuan::cli {

namespace json = boost::json;

namespace {

class VerifyCommand final : public Command {
 public:
  std::string_view name() const override { return "verify"; }
  std::string_view help() const override { return "重读原件并核对摘要，核对日志、目录与索引，逐一指出损坏"; }
  std::string_view examples() const override { return "  anjuan verify\n  anjuan verify --sample 5%"; }
  void declare(Arguments& arguments) override { arguments.option("--sample", m_sample, "只重读这一比例的原件，如 5%"); }
  Result<ExitCode> run(Context& context) override {
    VerifyOptions options;
    TRY_ASSIGN(options.sample, share());
    options.cancel = context.cancel();
    TRY_ASSIGN(Archive* const archive, context.archive());
    const auto began = std::chrono::steady_clock::now();
    const auto report = [&](const Finding& finding) { print(context, finding); };
    {
      Reporter bar(context);
      options.progress = [&](std::uint64_t done, std::uint64_t total) {
        flows::Progress progress;
        progress.phase = flows::Phase::verify;
        progress.done = done;
        progress.total = total;
        bar.progress(progress);
      };
      TRY(archive->verify(options, report));
    }
    if (!flows::is_set(context.cancel())) TRY(flows::verify_index(*archive, report));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return finish(context, *archive, seconds);
  }

 private:
  Result<double> share() const {
    if (m_sample.empty()) return 1.0;
    char* end = nullptr;
    double value = std::strtod(m_sample.c_str(), &end);
    const std::string_view unit = end;
    if (end == m_sample.c_str() || (unit != "%" && unit != "％" && !unit.empty())) value = -1;
    if (!unit.empty()) value /= 100;
    if (!(value > 0 && value <= 1)) return fail(ErrorCode::invalid_argument, "--sample " + m_sample + "（如 5% 或 0.05）");
    return value;
  }

  void print(Context& context, const Finding& finding) {
    const bool fault = finding.severity == Severity::fault;
    ++(fault ? m_faults : m_notes);
    if (context.json) {
      context.out.json_line(json::object{{"severity", fault ? "fault" : "note"}, {"subject", finding.subject}, {"message", finding.message}});
    } else {
      context.out.line((fault ? "损坏  " : "说明  ") + finding.subject + "：" + finding.message);
    }
    context.out.flush();
  }

  Result<ExitCode> finish(Context& context, Archive& archive, double seconds) const {
    const bool interrupted = flows::is_set(context.cancel());
    TRY_ASSIGN(const ArchiveStatus status, archive.status());
    if (context.json) {
      context.out.json_line(json::object{{"summary",
                                          {{"faults", m_faults},
                                           {"notes", m_notes},
                                           {"objects", status.objects},
                                           {"bytes", status.object_bytes},
                                           {"entries", status.entries},
                                           {"root", to_hex(status.root)},
                                           {"sample", m_sample.empty() ? "100%" : m_sample},
                                           {"interrupted", interrupted}}}});
    } else {
      context.out.line(fmt::format("{}：原件与文字 {} 个（{}），日志 {} 条，根 {}，用时 {}", m_faults == 0 ? "核对无误" : fmt::format("发现损坏 {} 处", m_faults),
                                   status.objects, human_bytes(status.object_bytes), status.entries, to_hex(status.root), human_seconds(seconds)));
    }
    if (m_faults > 0) return ExitCode::corrupt;
    return interrupted ? ExitCode::interrupted : ExitCode::done;
  }

  std::string m_sample;
  std::uint64_t m_faults = 0, m_notes = 0;
};

}  // namespace

CommandPtr make_verify_command() { return std::make_unique<VerifyCommand>(); }

}  // namespace anjuan::cli
