#include <boost/json.hpp>

#include "archive/registry/people.hpp"
#include "tools/cli/command.hpp"

namespace anjuan::cli {

namespace json = boost::json;
using registry::Account;
using registry::Unit;

namespace {

constexpr std::string_view k_group = "人员和单位";

class UserAddCommand final : public Command {
 public:
  std::string_view name() const override { return "user add"; }
  std::string_view help() const override { return "登记或更改一个人员账号"; }
  std::string_view group() const override { return k_group; }
  std::string_view examples() const override {
    return "  anjuan user add lisi --name 李四 --unit 干部监督科 --role 科室 --head\n  anjuan user add wang --name 王五 --role 领导 --alias 王伍";
  }
  void declare(Arguments& arguments) override {
    arguments.positional("ACCOUNT", m_account.account, "账号");
    arguments.option("--name", m_account.name, "姓名", Need::required);
    arguments.option("--unit", m_account.unit, "所在科室或单位");
    arguments.repeated("--role", m_account.roles, "角色：办公室 | 领导 | 科室 | 举报 | 审计 | 档案 | 管理，可多次");
    arguments.repeated("--alias", m_account.aliases, "姓名的其他写法，可多次");
    arguments.flag("--head", m_account.head, "科室负责人");
    arguments.option("--since", m_account.since, "任专人自 YYYY-MM-DD");
    arguments.option("--until", m_account.until, "任专人至 YYYY-MM-DD");
  }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(Transaction transaction, archive->begin());
    TRY(transaction.lock());
    TRY(registry::add_account(registry->book(), transaction, m_account));
    TRY(transaction.commit());
    if (context.json) {
      context.out.json_line(json::object{{"account", m_account.account}, {"name", m_account.name}});
    } else {
      context.out.line("已登记 " + m_account.account + "（" + m_account.name + "）");
    }
    return ExitCode::done;
  }

 private:
  Account m_account;
};

class UnitAddCommand final : public Command {
 public:
  std::string_view name() const override { return "unit add"; }
  std::string_view help() const override { return "登记或更改一个科室、单位"; }
  std::string_view group() const override { return k_group; }
  std::string_view examples() const override {
    return "  anjuan unit add gbjd --name 干部监督科 --kind 科室\n  anjuan unit add bacheng --name 巴城镇党委 --kind 下级 --alias 巴城镇";
  }
  void declare(Arguments& arguments) override {
    arguments.positional("UNIT", m_unit.unit, "单位代码，如 gbjd");
    arguments.option("--name", m_unit.name, "名称", Need::required);
    arguments.option("--kind", m_unit.kind, "科室（本部的）| 下级 | 上级 | 其他", Need::required);
    arguments.option("--parent", m_unit.parent, "上一级单位");
    arguments.repeated("--alias", m_unit.aliases, "其他名称，可多次");
  }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(Transaction transaction, archive->begin());
    TRY(transaction.lock());
    TRY(registry::add_unit(registry->book(), transaction, m_unit));
    TRY(transaction.commit());
    if (context.json) {
      context.out.json_line(json::object{{"unit", m_unit.unit}, {"name", m_unit.name}});
    } else {
      context.out.line("已登记 " + m_unit.unit + "（" + m_unit.name + "，" + m_unit.kind + "）");
    }
    return ExitCode::done;
  }

 private:
  Unit m_unit;
};

class UserListCommand final : public Command {
 public:
  std::string_view name() const override { return "user list"; }
  std::string_view help() const override { return "列出人员账号"; }
  std::string_view group() const override { return k_group; }
  std::string_view examples() const override { return "  anjuan user list"; }
  void declare(Arguments& /*arguments*/) override {}
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(const auto all, registry->book().accounts());
    json::array list;
    for (const StoredRecord& stored : all) {
      const Account account = registry::account_from(stored);
      if (context.json) {
        json::object one = registry::json_of(account);
        one["account"] = account.account;
        list.push_back(std::move(one));
        continue;
      }
      std::string roles;
      for (const std::string& role : account.roles) roles += (roles.empty() ? "" : "、") + role;
      std::string unit = account.unit;
      if (!unit.empty()) {
        TRY_ASSIGN(const Unit found, registry::find_unit(registry->book(), unit));
        unit = found.name;
      }
      context.out.line(padded(account.account, 16) + padded(account.name, 12) + padded(unit, 18) + padded(account.head ? "负责人" : "", 8) + roles);
    }
    if (context.json) context.out.json_line(json::object{{"users", std::move(list)}});
    return ExitCode::done;
  }
};

class UnitListCommand final : public Command {
 public:
  std::string_view name() const override { return "unit list"; }
  std::string_view help() const override { return "列出科室和单位"; }
  std::string_view group() const override { return k_group; }
  std::string_view examples() const override { return "  anjuan unit list"; }
  void declare(Arguments& /*arguments*/) override {}
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(const auto all, registry->book().units());
    json::array list;
    for (const StoredRecord& stored : all) {
      const Unit unit = registry::unit_from(stored);
      if (context.json) {
        json::object one = registry::json_of(unit);
        one["unit"] = unit.unit;
        list.push_back(std::move(one));
      } else {
        context.out.line(padded(unit.unit, 16) + padded(unit.kind, 8) + unit.name);
      }
    }
    if (context.json) context.out.json_line(json::object{{"units", std::move(list)}});
    return ExitCode::done;
  }
};

}  // namespace

CommandPtr make_user_add_command() { return std::make_unique<UserAddCommand>(); }
CommandPtr make_user_list_command() { return std::make_unique<UserListCommand>(); }
CommandPtr make_unit_add_command() { return std::make_unique<UnitAddCommand>(); }
CommandPtr make_unit_list_command() { return std::make_unique<UnitListCommand>(); }

}  // namespace anjuan::cli
