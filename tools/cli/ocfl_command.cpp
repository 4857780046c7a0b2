#include <fmt/core.h>

#include <boost/json.hpp>

#include "archive/exchange/ocfl.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/package_output.hpp"

namespace anjuan::cli {

namespace json = boost::json;

namespace {

class OcflValidateCommand final : public Command {
 public:
  std::string_view name() const override { return "ocfl validate"; }
  std::string_view help() const override { return "检查一个 OCFL 存储根或对象（1.0、1.1），按规范的 E、W 代码报告"; }
  std::string_view group() const override { return "交接 · 封装包"; }
  std::string_view examples() const override {
    return "  anjuan ocfl validate 出口/\n  anjuan ocfl validate 出口/m7qz… --json";
  }
  void declare(Arguments& arguments) override { arguments.positional("DIR", m_dir, "存储根，或一个对象的文件夹"); }
  Reach reach() const override { return Reach::nothing; }
  Result<ExitCode> run(Context& context) override {
    FindingsOutput findings(context);
    TRY_ASSIGN(const exchange::OcflSummary found, exchange::validate_ocfl(m_dir, findings.report()));
    if (context.json) {
      context.out.json_line(json::object{{"package", m_dir},
                                         {"format", "OCFL"},
                                         {"version", found.version},
                                         {"kind", found.is_root ? "storage root" : "object"},
                                         {"valid", found.is_valid},
                                         {"objects", found.objects},
                                         {"files", found.files},
                                         {"bytes", found.bytes},
                                         {"errors", found.faults},
                                         {"warnings", found.warnings},
                                         {"findings", findings.take_json()}});
    } else {
      context.out.line(summary_of(found));
    }
    return found.is_valid ? ExitCode::done : ExitCode::some_refused;
  }

 private:
  static std::string summary_of(const exchange::OcflSummary& found) {
    const std::string verdict = found.is_valid ? "有效" : fmt::format("无效，{} 处错误", found.faults);
    const std::string version = found.version.empty() ? "" : "：OCFL " + found.version;
    const std::string objects = found.is_root ? fmt::format("，存储根，{} 个对象", found.objects) : "，一个对象";
    return verdict + version + objects + fmt::format("，{} 个文件，{}", found.files, human_bytes(found.bytes)) +
           (found.warnings == 0 ? "" : fmt::format("，{} 处警告", found.warnings));
  }
  std::string m_dir;
};

}  // namespace

CommandPtr make_ocfl_validate_command() { return std::make_unique<OcflValidateCommand>(); }

}  // namespace anjuan::cli
