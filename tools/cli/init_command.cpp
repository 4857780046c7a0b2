#include <boost/json.hpp>

#include "tools/cli/command.hpp"

namespace anjuan::cli {

namespace {

class InitCommand final : public Command {
 public:
  std::string_view name() const override { return "init"; }
  std::string_view help() const override { return "新建一个档案"; }
  std::string_view examples() const override { return "  anjuan init 档案 --fonds-code J021 --fonds-name 中共昆山市委组织部"; }
  void declare(Arguments& arguments) override {
    arguments.positional("DIR", m_folder, "新档案的文件夹");
    arguments.option("--fonds-code", m_fonds.code, "全宗号，四位，如 J021", Need::required);
    arguments.option("--fonds-name", m_fonds.name, "全宗名称", Need::required);
  }
  Reach reach() const override { return Reach::nothing; }
  Result<ExitCode> run(Context& context) override {
    const Path root = m_folder;
    TRY(Archive::create(root, m_fonds, context.options()));
    const std::string keys = root.lexically_normal().string() + ".keys";
    if (context.json) {
      context.out.json_line(boost::json::object{
          {"archive", root.string()}, {"fonds", {{"code", m_fonds.code}, {"name", m_fonds.name}}}, {"keys", keys}});
    } else {
      context.out.line("已建立档案 " + root.string() + "（全宗 " + m_fonds.code + " " + m_fonds.name + "）");
      context.out.line("密钥在档案文件夹之外：" + keys + "，请另行备份");
    }
    return ExitCode::done;
  }

 private:
  std::string m_folder;
  Fonds m_fonds;
};

}  // namespace

CommandPtr make_init_command() { return std::make_unique<InitCommand>(); }

}  // namespace anjuan::cli
