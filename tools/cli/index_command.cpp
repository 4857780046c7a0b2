#include "tools/cli/capture.hpp"

namespace anjuan::cli {

namespace {

class IndexCommand final : public Command {
 public:
  std::string_view name() const override { return "index"; }
  std::string_view help() const override { return "读取已收存而未读的件，并使索引跟上日志"; }
  std::string_view examples() const override { return "  anjuan index\n  anjuan index --wait"; }
  void declare(Arguments& arguments) override {
    arguments.flag("--wait", m_wait, "档案被占用时等待，而不是报错");
  }
  Result<ExitCode> run(Context& context) override {
    CapturePlan plan;
    plan.wait = m_wait;
    plan.work = [](Archive&, Reporter&, flows::Summary&) { return Status(); };
    return run_capture(context, plan);
  }

 private:
  bool m_wait = false;
};

}  // namespace

CommandPtr make_index_command() { return std::make_unique<IndexCommand>(); }

}  // namespace anjuan::cli
