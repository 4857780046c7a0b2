// When a period ends: what is due, holds, appraisal and the 销毁清册 (R-207, R-220…R-225).
#include <fmt/core.h>

#include <boost/json.hpp>
#include <set>

#include "archive/base/utf8.hpp"
#include "archive/retention/disposal.hpp"
#include "query/access/principal.hpp"
#include "query/search/search.hpp"
#include "tools/cli/act_options.hpp"
#include "tools/cli/disposal_output.hpp"
#include "tools/cli/filing_output.hpp"
#include "tools/cli/matter_output.hpp"

namespace anjuan::cli {

namespace json = boost::json;
using registry::list_in;
using registry::text_in;
using retention::Disposal;
using retention::DueFiling;

namespace {

class RetentionDueCommand final : public Command {
 public:
  std::string_view name() const override { return "retention due"; }
  std::string_view help() const override { return "保管期满、可以鉴定的档案，和为什么有的还不能（R-207、R-224）"; }
  std::string_view group() const override { return k_disposal_group; }
  std::string_view examples() const override { return "  anjuan retention due\n  anjuan retention due --by 2036-01-01"; }
  void declare(Arguments& arguments) override { arguments.option("--by", m_by, "到这一天期满的（缺省今天）"); }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(DisposalRoom room, DisposalRoom::open(context));
    CivilDate by = room.registry->today();
    if (!m_by.empty()) {
      TRY_ASSIGN(by, CivilDate::parse(m_by));
    }
    TRY_ASSIGN(const std::vector<DueFiling> due, room.disposal->due(by));
    TRY_ASSIGN(const AccessScope scope, context.scope());
    json::array list;
    for (const DueFiling& one : due) {
      if (one.row.matter && !may_see(scope, *one.row.matter)) continue;
      json::object out{{"code", one.row.code}, {"title", text_in(one.row.record, "title")}, {"period", text_in(one.row.record, "period")}, {"due", text_in(one.row.record, "due")}};
      if (!one.blocked.empty()) out["blocked"] = one.blocked;
      if (!context.json) {
        context.out.line(padded(one.row.code, 30) + padded(text_in(one.row.record, "period"), 8) + padded(text_in(one.row.record, "due"), 12) +
                         (one.blocked.empty() ? shortened(text_in(one.row.record, "title"), 50) : one.blocked));
      }
      list.push_back(std::move(out));
    }
    if (context.json) context.out.json_line(json::object{{"by", by.to_string()}, {"due", std::move(list)}});
    else context.out.line(fmt::format("到 {} 期满 {} 件（卷）", by.to_string(), list.size()));
    return ExitCode::done;
  }

 private:
  std::string m_by;
};

class HoldPlaceCommand final : public Command {
 public:
  std::string_view name() const override { return "hold place"; }
  std::string_view help() const override { return "冻结事项：解除以前不鉴定、不销毁（诉讼、调查）"; }
  std::string_view group() const override { return k_disposal_group; }
  std::string_view examples() const override {
    return "  anjuan hold place 〔2025〕组信字第0001号 --reason '法院调卷（2036）苏0583行初12号'\n  anjuan hold place --query '“安置房” 日期:2020..2024' --preview\n"
           "  anjuan hold place --query '“安置房”' --reason 审计";
  }
  void declare(Arguments& arguments) override {
    arguments.positionals("MATTER", m_matters, "信访编号，可多个", Need::optional);
    arguments.option("--query", m_query, "检索式：命中的事项");
    arguments.flag("--preview", m_preview, "只列出会冻结哪些");
    arguments.option("--reason", m_reason, "理由和文号");
    m_act.declare(arguments);
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    if (!m_preview) TRY(context.require_right("归档"));
    if (m_matters.empty() == m_query.empty()) return fail(ErrorCode::invalid_argument, "写信访编号，或 --query 检索式");
    TRY_ASSIGN(DisposalRoom room, DisposalRoom::open(context));
    TRY_ASSIGN(const std::vector<MatterRow> matters, chosen(context, room));
    if (m_preview) return preview(context, matters);
    TRY_ASSIGN(const DisposalRow row, room.change(context, m_act, [&](Transaction& transaction, const registry::Act& act) {
      return room.disposal->hold(transaction, matters, m_query, m_reason, act);
    }));
    if (context.json) context.out.json_line(json_of(row));
    else context.out.line(fmt::format("{}：冻结 {} 件事项", row.number, matters.size()));
    return ExitCode::done;
  }

 private:
  Result<std::vector<MatterRow>> chosen(Context& context, DisposalRoom& room) const {
    std::vector<MatterRow> matters;
    for (const std::string& name : m_matters) {
      TRY_ASSIGN(MatterRow matter, context.visible_matter(name));
      matters.push_back(std::move(matter));
    }
    if (m_query.empty()) return matters;
    TRY_ASSIGN(const std::unique_ptr<Searcher> searcher, Searcher::open(*room.archive));
    TRY_ASSIGN(const Query query, parse_query(m_query));
    TRY_ASSIGN(const AccessScope scope, context.scope());
    SearchOptions options;
    options.limit = 1000;
    std::set<std::string> seen;
    for (;; options.offset += options.limit) {
      TRY_ASSIGN(const Hits hits, searcher->search(query, scope, options));
      for (const Hit& hit : hits.hits) {
        if (!hit.item.matter || !seen.insert(hit.item.matter->value).second) continue;
        TRY_ASSIGN(auto matter, room.registry->book().by_id(*hit.item.matter));
        if (matter) matters.push_back(std::move(*matter));
      }
      if (hits.hits.size() < options.limit) return matters;
    }
  }
  static Result<ExitCode> preview(Context& context, const std::vector<MatterRow>& matters) {
    json::array list;
    for (const MatterRow& matter : matters) {
      if (!context.json) context.out.line(padded(matter.name, 28) + shortened(text_in(matter.record, "subject"), 50));
      list.push_back(json::object{{"matter", matter.matter.value}, {"number", matter.name}, {"subject", text_in(matter.record, "subject")}});
    }
    if (context.json) context.out.json_line(json::object{{"matters", std::move(list)}});
    else context.out.line(fmt::format("会冻结 {} 件事项", list.size()));
    return ExitCode::done;
  }

  std::vector<std::string> m_matters;
  std::string m_query, m_reason;
  bool m_preview = false;
  ActOptions m_act;
};

class HoldReleaseCommand final : public DisposalChange {
 public:
  std::string_view name() const override { return "hold release"; }
  std::string_view help() const override { return "经领导批准解除冻结"; }
  std::string_view examples() const override { return "  anjuan hold release 冻结〔2026〕第1号 --reason 结案 --approver 赵部长"; }

 private:
  const char* kind() const override { return retention::kind::k_hold; }
  void declare_more(Arguments& arguments) override {
    arguments.option("--reason", m_reason, "理由");
    arguments.option("--approver", m_approver, "批准人（领导）");
  }
  Result<DisposalRow> change(Context&, DisposalRoom& room, Transaction& transaction, const registry::Act& act) override {
    return room.disposal->release(transaction, number(), m_reason, m_approver, act);
  }
  std::string m_reason, m_approver;
};

/// `hold list`, `appraisal list`, `destruction list`.
class DisposalListCommand final : public Command {
 public:
  DisposalListCommand(const char* name, const char* kind, const char* help) : m_name(name), m_kind(kind), m_help(help) {}
  std::string_view name() const override { return m_name; }
  std::string_view help() const override { return m_help; }
  std::string_view group() const override { return k_disposal_group; }
  std::string_view examples() const override { return m_example; }
  void declare(Arguments& arguments) override { arguments.option("--state", m_state, "只要这一状态的"); }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(DisposalRoom room, DisposalRoom::open(context));
    TRY_ASSIGN(const std::vector<DisposalRow> rows, room.disposal->book().all(m_kind, m_state));
    TRY_ASSIGN(const AccessScope scope, context.scope());
    json::array list;
    for (const DisposalRow& row : rows) {
      const DisposalRow shown = visible(row, scope);
      const std::size_t count = list_in(shown.record, "entries").size() + list_in(shown.record, "matters").size();
      if (count == 0) continue;  // all of it is about what this reader does not see
      if (context.json) list.push_back(json_of(shown));
      else context.out.line(padded(row.number, 24) + padded(row.state, 10) + padded(text_in(row.record, "opened"), 12) + fmt::format("{} 件", count) + "  " + text_in(row.record, "reason"));
    }
    if (context.json) context.out.json_line(json::object{{"list", std::move(list)}});
    return ExitCode::done;
  }

 private:
  std::string m_name, m_kind, m_help, m_state;
  std::string m_example = "  anjuan " + m_name;
};

/// `appraisal show`, `destruction show`.
class DisposalShowCommand final : public Command {
 public:
  DisposalShowCommand(const char* name, const char* kind, const char* help) : m_name(name), m_kind(kind), m_help(help) {}
  std::string_view name() const override { return m_name; }
  std::string_view help() const override { return m_help; }
  std::string_view group() const override { return k_disposal_group; }
  std::string_view examples() const override { return m_example; }
  void declare(Arguments& arguments) override { arguments.positional("NUMBER", m_number, "编号"); }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(DisposalRoom room, DisposalRoom::open(context));
    TRY_ASSIGN(const DisposalRow row, room.visible_row(context, m_number, m_kind));
    if (context.json) context.out.json_line(json_of(row));
    else print_disposal(context, row);
    return ExitCode::done;
  }

 private:
  std::string m_name, m_kind, m_help, m_number;
  std::string m_example = "  anjuan " + m_name + " " + m_kind + "〔2026〕第1号";
};

class AppraisalOpenCommand final : public Command {
 public:
  std::string_view name() const override { return "appraisal open"; }
  std::string_view help() const override { return "对期满的档案开始鉴定：负责人、档案人员、形成部门组成小组（R-221）"; }
  std::string_view group() const override { return k_disposal_group; }
  std::string_view examples() const override { return "  anjuan appraisal open --member 陈主任 --member 方档案 --member 王五 --for 方档案\n  anjuan appraisal open --by 2036-01-01 --member …"; }
  void declare(Arguments& arguments) override {
    arguments.option("--by", m_by, "到这一天期满的（缺省今天）");
    arguments.repeated("--member", m_group, "鉴定小组的人，可多次");
    arguments.repeated("--code", m_codes, "只鉴定这些档号，可多次");
    m_act.declare(arguments);
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY(context.require_right("归档"));
    TRY_ASSIGN(DisposalRoom room, DisposalRoom::open(context));
    CivilDate by = room.registry->today();
    if (!m_by.empty()) {
      TRY_ASSIGN(by, CivilDate::parse(m_by));
    }
    TRY_ASSIGN(const std::vector<FilingId> chosen, seen(context, room, by));
    TRY_ASSIGN(const DisposalRow row, room.change(context, m_act, [&](Transaction& transaction, const registry::Act& act) {
      return room.disposal->open_appraisal(transaction, by, m_group, chosen, act);
    }));
    if (context.json) context.out.json_line(json_of(row));
    else print_disposal(context, row);
    return ExitCode::done;
  }

 private:
  /// Those named, or all that whoever opens it may see: what is hidden from him is for another to appraise.
  Result<std::vector<FilingId>> seen(Context& context, DisposalRoom& room, CivilDate by) const {
    std::vector<FilingId> filings;
    for (const std::string& code : m_codes) {
      TRY_ASSIGN(const FilingRow row, visible_filing(context, room.disposal->filings(), code));
      filings.push_back(row.filing);
    }
    if (!filings.empty() || context.sees_all()) return filings;
    TRY_ASSIGN(const AccessScope scope, context.scope());
    TRY_ASSIGN(const std::vector<DueFiling> due, room.disposal->due(by));
    for (const DueFiling& one : due) {
      if (!one.row.matter || may_see(scope, *one.row.matter)) filings.push_back(one.row.filing);
    }
    if (filings.empty()) return fail(ErrorCode::invalid_argument, by.to_string() + " 以前没有可以鉴定的：没有期满的档案");
    return filings;
  }
  std::string m_by;
  std::vector<std::string> m_group, m_codes;
  ActOptions m_act;
};

class AppraisalDecideCommand final : public Command {
 public:
  std::string_view name() const override { return "appraisal decide"; }
  std::string_view help() const override { return "逐件写鉴定意见：续存（新的期限）或销毁（R-220、R-221）"; }
  std::string_view group() const override { return k_disposal_group; }
  std::string_view examples() const override {
    return "  anjuan appraisal decide 鉴定〔2036〕第1号 J021-WS·2025-D10-0001 --verdict 销毁 --reason 无继续保存价值 --for 王五\n"
           "  anjuan appraisal decide 鉴定〔2036〕第1号 J021-WS·2025-D10-0002 --verdict 续存 --period 30年 --reason 涉及土地权属 --for 王五";
  }
  void declare(Arguments& arguments) override {
    arguments.positional("NUMBER", m_number, "鉴定的编号");
    arguments.positionals("CODE", m_codes, "档号，可多个");
    arguments.option("--verdict", m_verdict.what, "续存 或 销毁");
    arguments.option("--period", m_verdict.period, "续存的期限：10年、30年、永久");
    arguments.option("--reason", m_verdict.reason, "理由");
    m_act.declare(arguments);
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(DisposalRoom room, DisposalRoom::open(context));
    TRY(room.visible_row(context, m_number, retention::kind::k_appraisal));
    std::vector<FilingId> filings;
    for (const std::string& code : m_codes) {
      TRY_ASSIGN(const FilingRow row, visible_filing(context, room.disposal->filings(), code));
      filings.push_back(row.filing);
    }
    TRY_ASSIGN(const DisposalRow row, room.change(context, m_act, [&](Transaction& transaction, const registry::Act& act) -> Result<DisposalRow> {
      DisposalRow after;
      for (const FilingId& filing : filings) {
        TRY_ASSIGN(after, room.disposal->decide(transaction, m_number, filing, m_verdict, act));
      }
      return after;
    }));
    TRY_ASSIGN(const AccessScope scope, context.scope());
    const DisposalRow shown = visible(row, scope);
    if (context.json) context.out.json_line(json_of(shown));
    else print_disposal(context, shown);
    return ExitCode::done;
  }

 private:
  std::string m_number;
  std::vector<std::string> m_codes;
  retention::Verdict m_verdict;
  ActOptions m_act;
};

class AppraisalConcludeCommand final : public Command {
 public:
  std::string_view name() const override { return "appraisal conclude"; }
  std::string_view help() const override { return "结束鉴定：续存的改期限，销毁的列入清册（R-220）"; }
  std::string_view group() const override { return k_disposal_group; }
  std::string_view examples() const override { return "  anjuan appraisal conclude 鉴定〔2036〕第1号 --approver 赵部长 --for 方档案"; }
  void declare(Arguments& arguments) override {
    arguments.positional("NUMBER", m_number, "鉴定的编号");
    arguments.option("--approver", m_approver, "批准鉴定意见的领导（不在小组里）");
    m_act.declare(arguments);
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY(context.require_right("归档"));
    TRY_ASSIGN(DisposalRoom room, DisposalRoom::open(context));
    TRY(room.visible_row(context, m_number, retention::kind::k_appraisal));
    std::optional<DisposalRow> list;
    TRY_ASSIGN(const DisposalRow row, room.change(context, m_act, [&](Transaction& transaction, const registry::Act& act) -> Result<DisposalRow> {
      TRY_ASSIGN(auto concluded, room.disposal->conclude(transaction, m_number, m_approver, act));
      list = std::move(concluded.destruction);
      return std::move(concluded.appraisal);
    }));
    if (context.json) context.out.json_line(json_of(row));
    else context.out.line(row.number + " 已结束" + (list ? "，" + list->number + "：" + std::to_string(list_in(list->record, "entries").size()) + " 件（卷）待批准销毁" : "，没有要销毁的"));
    return ExitCode::done;
  }

 private:
  std::string m_number, m_approver;
  ActOptions m_act;
};

}  // namespace

std::vector<CommandPtr> make_disposal_commands() {
  std::vector<CommandPtr> commands;
  commands.push_back(std::make_unique<RetentionDueCommand>());
  commands.push_back(std::make_unique<HoldPlaceCommand>());
  commands.push_back(std::make_unique<HoldReleaseCommand>());
  commands.push_back(std::make_unique<DisposalListCommand>("hold list", retention::kind::k_hold, "列出冻结"));
  commands.push_back(std::make_unique<AppraisalOpenCommand>());
  commands.push_back(std::make_unique<DisposalListCommand>("appraisal list", retention::kind::k_appraisal, "列出鉴定"));
  commands.push_back(std::make_unique<DisposalShowCommand>("appraisal show", retention::kind::k_appraisal, "一次鉴定：小组、逐件意见、没有列入的和为什么"));
  commands.push_back(std::make_unique<AppraisalDecideCommand>());
  commands.push_back(std::make_unique<AppraisalConcludeCommand>());
  commands.push_back(std::make_unique<DisposalListCommand>("destruction list", retention::kind::k_destruction, "列出销毁清册"));
  commands.push_back(std::make_unique<DisposalShowCommand>("destruction show", retention::kind::k_destruction, "一份销毁清册（R-223）"));
  for (CommandPtr& command : make_destruction_steps()) commands.push_back(std::move(command));
  return commands;
}

}  // namespace anjuan::cli
