#include <fmt/core.h>

#include <boost/json.hpp>

#include "archive/exchange/bag.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/package_output.hpp"

namespace anjuan::cli {

namespace json = boost::json;

namespace {

class BagValidateCommand final : public Command {
 public:
  std::string_view name() const override { return "bag validate"; }
  std::string_view help() const override { return "检查一个 BagIt 包（RFC 8493，及 0.97）是否完整有效"; }
  std::string_view group() const override { return "交接 · 封装包"; }
  std::string_view examples() const override {
    return "  anjuan bag validate 移交包/\n  anjuan bag validate 移交包/ --json";
  }
  void declare(Arguments& arguments) override { arguments.positional("DIR", m_dir, "包所在的文件夹"); }
  Reach reach() const override { return Reach::nothing; }
  Result<ExitCode> run(Context& context) override {
    FindingsOutput findings(context);
    TRY_ASSIGN(const exchange::BagSummary bag, exchange::validate_bag(m_dir, findings.report()));
    if (context.json) {
      context.out.json_line(json::object{{"package", m_dir},
                                         {"format", "BagIt"},
                                         {"version", bag.version},
                                         {"valid", bag.is_valid},
                                         {"algorithms", json::value_from(bag.algorithms)},
                                         {"files", bag.files},
                                         {"bytes", bag.bytes},
                                         {"errors", bag.faults},
                                         {"warnings", bag.warnings},
                                         {"findings", findings.take_json()}});
    } else {
      context.out.line(summary_of(bag));
    }
    return bag.is_valid ? ExitCode::done : ExitCode::some_refused;
  }

 private:
  static std::string summary_of(const exchange::BagSummary& bag) {
    std::string algorithms;
    for (const std::string& algorithm : bag.algorithms) algorithms += (algorithms.empty() ? "" : "、") + algorithm;
    const std::string verdict = bag.is_valid ? "有效" : fmt::format("无效，{} 处错误", bag.faults);
    const std::string version = bag.version.empty() ? "" : "：BagIt " + bag.version;
    return verdict + version + fmt::format("，载荷 {} 个文件，{}", bag.files, human_bytes(bag.bytes)) +
           (algorithms.empty() ? "" : "，" + algorithms) +
           (bag.warnings == 0 ? "" : fmt::format("，{} 处警告", bag.warnings));
  }
  std::string m_dir;
};

}  // namespace

CommandPtr make_bag_validate_command() { return std::make_unique<BagValidateCommand>(); }

}  // namespace anjuan::cli
