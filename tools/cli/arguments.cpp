#include "tools/cli/arguments.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "archive/base/utf8.hpp"
#include "tools/cli/command.hpp"

namespace anjuan::cli {

// CLI11 takes an argument "[a,b]" of a list apart into two, but a file may be called that. Such arguments pass through it behind a guard
// character, which no argument from a shell begins with.
static constexpr char k_guard = '\x01';
static std::string guarded(std::string argument) { return argument.starts_with('[') ? k_guard + argument : argument; }
static CLI::Option* verbatim(CLI::Option* option) {
  return option->transform([](std::string value) { return value.starts_with(k_guard) ? value.substr(1) : value; });
}

void Arguments::flag(const char* names, bool& value, const char* help) { m_app.add_flag(names, value, help); }
void Arguments::option(const char* names, std::string& value, const char* help, Need need) {
  verbatim(m_app.add_option(names, value, help))->required(need == Need::required)->option_text("文字");
}
void Arguments::option(const char* names, std::uint32_t& value, const char* help, std::uint32_t least, std::uint32_t most) {
  m_app.add_option(names, value, help)->check(CLI::Range(least, most))->option_text(fmt::format("数字（缺省 {}）", value));
}
void Arguments::option(const char* names, std::optional<std::uint32_t>& value, const char* help, std::uint32_t least, std::uint32_t most) {
  m_app.add_option(names, value, help)->check(CLI::Range(least, most))->option_text("数字");
}
void Arguments::repeated(const char* names, std::vector<std::string>& values, const char* help) {
  verbatim(m_app.add_option(names, values, help))->take_all()->allow_extra_args(false)->option_text("文字 …");
}
void Arguments::hidden_option(const char* names, std::string& value) { verbatim(m_app.add_option(names, value))->group(""); }
void Arguments::positional(const char* name, std::string& value, const char* help, Need need) {
  verbatim(m_app.add_option(name, value, help))->required(need == Need::required)->option_text(" ");
}
void Arguments::positional(const char* name, std::uint32_t& value, const char* help, std::uint32_t least, std::uint32_t most) {
  m_app.add_option(name, value, help)->required()->check(CLI::Range(least, most))->option_text(" ");
}
void Arguments::positionals(const char* name, std::vector<std::string>& values, const char* help, Need need) {
  verbatim(m_app.add_option(name, values, help))->required(need == Need::required)->option_text(" …");
}

namespace {

class ChineseFormatter final : public CLI::Formatter {
 public:
  ChineseFormatter() {
    column_width(26);
    label("REQUIRED", "必需");
    label("OPTIONS", "选项");
    label("SUBCOMMAND", "命令");
    label("SUBCOMMANDS", "命令");
    label("Usage", "用法");
    label("Positionals", "参数");
    label("Options", "选项");
    label("TEXT", "文字");
  }
  // CLI11 counts bytes.
  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    const std::string name = "  " + make_option_name(option, is_positional) + make_option_opts(option);
    const std::string help = make_option_desc(option);
    const std::size_t column = get_column_width();
    if (help.empty()) return name + "\n";
    return display_width(name) < column ? padded(name, column) + help + "\n" : name + "\n" + std::string(column, ' ') + help + "\n";
  }
  std::string make_usage(const CLI::App* app, std::string name) const override {
    std::string usage = "用法: " + (name.empty() ? app->get_name() : name);
    if (!app->get_subcommands({}).empty()) return usage + " 命令 [参数…] [选项…]\n";
    for (const CLI::Option* option : app->get_options()) {
      if (!option->get_positional()) continue;
      const std::string text = option->get_name(true) + (option->get_expected_max() > 1 ? "…" : "");
      usage += option->get_required() ? " " + text : " [" + text + "]";
    }
    return usage + " [选项…]\n";
  }
};

// CLI11 would head its lists in English.
const std::string k_options = "选项", k_commands = "命令";

struct Parsed {
  CLI::App app{"anjuan（案卷）：信访档案的收存、检索与保全", "anjuan"};
  Context context;
  std::vector<CommandPtr> commands;
  Command* chosen = nullptr;
};

std::string_view noun_help(std::string_view noun) {
  if (noun == "item") return "查看一件";
  if (noun == "matter") return "查看、更正信访事项";
  if (noun == "user") return "人员和账号";
  if (noun == "unit") return "科室和单位";
  if (noun == "report") return "簿册和统计";
  if (noun == "filing") return "已归档的：档号、目录、缺号";
  if (noun == "print") return "打印文书和标签";
  return "";
}

CLI::App& node_for(CLI::App& root, std::string_view name) {
  CLI::App* node = &root;
  while (!name.empty()) {
    const std::size_t blank = name.find(' ');
    const std::string word(name.substr(0, blank));
    name = blank == std::string_view::npos ? std::string_view() : name.substr(blank + 1);
    const auto existing = node->get_subcommands([&](const CLI::App* app) { return app->get_name() == word; });
    CLI::App* next = existing.empty() ? nullptr : existing.front();
    if (next == nullptr) {
      next = node->add_subcommand(word)->group(k_commands);
      next->option_defaults()->group(k_options);
      next->set_help_flag("-h,--help", "显示本说明")->group(k_options);
      next->fallthrough();
      if (!name.empty()) {
        next->require_subcommand(1);
        next->description(std::string(noun_help(word)));
      }
    }
    node = next;
  }
  return *node;
}

void declare_all(Parsed& parsed) {
  CLI::App& app = parsed.app;
  app.formatter(std::make_shared<ChineseFormatter>());
  app.option_defaults()->group(k_options);
  app.set_help_flag("-h,--help", "显示本说明")->group(k_options);
  app.set_version_flag("--version", std::string("anjuan ") + ANJUAN_VERSION, "显示版本")->group(k_options);
  app.add_option("--archive", parsed.context.archive_option, "档案文件夹（缺省 $ANJUAN_ARCHIVE，再次为当前文件夹）")->option_text("DIR");
  app.add_option("--as", parsed.context.as_option, "以谁的身份（账号）：只见他可以见的，记作他录入")->option_text("账号");
  app.add_flag("--json", parsed.context.json, "以 JSON 输出");
  app.require_subcommand(1);
  app.footer(
      "从这里开始:\n  anjuan init 档案 --fonds-code J021 --fonds-name 中共昆山市委组织部\n  anjuan ingest --archive 档案 来信/\n"
      "  anjuan search --archive 档案 离休 待遇\n\n某个命令的说明: anjuan 命令 --help\n"
      "退出码: 0 完成 · 1 有输入被拒收或失败 · 2 用法 · 10 没有找到 · 11 被占用 · 12 无权 · 13 空间不足 · 14 版本不支持 · 20 损坏 · 130 中断");
  parsed.commands = all_commands();
  for (const CommandPtr& command : parsed.commands) {
    CLI::App& node = node_for(app, command->name());
    node.description(std::string(command->help()));
    // A noun stands where its first verb belongs.
    CLI::App& listed = node.get_parent() == &app ? node : *node.get_parent();
    if (!command->group().empty() && listed.get_group() == k_commands) listed.group(std::string(command->group()));
    node.footer("例:\n" + std::string(command->examples()) + "\n通用选项: --archive DIR  --as 账号  --json");
    Arguments arguments(node);
    command->declare(arguments);
    node.callback([&parsed, chosen = command.get()] { parsed.chosen = chosen; });
  }
}

std::string usage_error(const CLI::ParseError& error) {
  const std::string what = error.what();
  const std::string name = error.get_name();
  if (name == "RequiredError") {
    if (what.find("subcommand") != std::string::npos) return "缺少命令";
    const std::size_t end = what.find(" is required");
    return "缺少 " + what.substr(0, end);
  }
  if (name == "ExtrasError") {
    const std::size_t colon = what.rfind(": ");
    return "不认识的参数 " + (colon == std::string::npos ? what : what.substr(colon + 2));
  }
  if (name == "ValidationError") return "数值不合要求（" + what + "）";
  if (name == "ConversionError") return "不是数字（" + what + "）";
  return what;
}

void print_error(const Error& error, const std::string& remedy) {
  // The first line carries the remedy; what follows (a query with its caret) is shown as it is.
  const std::string message = to_shown_utf8(error.message);
  const std::size_t end = message.find('\n');
  std::fprintf(stderr, "anjuan: %s: %s\n", message.substr(0, end).c_str(), remedy.c_str());
  if (end != std::string::npos) std::fprintf(stderr, "%s\n", message.substr(end + 1).c_str());
}

// The one place before every command: an unknown account does nothing, and what answers from the whole archive answers nobody from whom something may be hidden.
Status check_reach(Context& context, const Command& command) {
  if (context.as_option.empty() || command.reach() == Reach::nothing) return {};
  if (command.reach() == Reach::whole) return context.require_whole_view("anjuan " + std::string(command.name()));
  TRY(context.scope());
  return {};
}

int run_chosen(Parsed& parsed) {
  Context& context = parsed.context;
  const Status reached = check_reach(context, *parsed.chosen);
  auto code = reached ? parsed.chosen->run(context) : fail(reached.error());
  context.out.flush();
  if (!code) {
    const Error& error = code.error();
    print_error(error, context.remedy().empty() ? std::string(remedy_for(error.code)) : context.remedy());
    return static_cast<int>(exit_code_of(error.code));
  }
  if (context.out.failed()) {
    std::fprintf(stderr, "anjuan: 写标准输出: %s: 输出不完整\n", std::strerror(context.out.error()));
    return static_cast<int>(context.out.error() == ENOSPC ? ExitCode::no_space : ExitCode::some_refused);
  }
  return static_cast<int>(*code);
}

}  // namespace

int run_program(int argc, char** argv) {
  install_signal_handlers();
  Parsed parsed;
  declare_all(parsed);
  try {
    std::vector<std::string> arguments;
    for (int i = argc - 1; i > 0; --i) arguments.push_back(guarded(argv[i]));  // CLI11 takes them from the back
    parsed.app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return parsed.app.exit(error);  // --help, --version
    std::fprintf(stderr, "anjuan: %s: 用法见 anjuan --help\n", to_shown_utf8(usage_error(error)).c_str());
    return static_cast<int>(ExitCode::usage);
  }
  return run_chosen(parsed);
}

}  // namespace anjuan::cli
