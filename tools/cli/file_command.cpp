#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "query/access/principal.hpp"
#include "tools/cli/act_options.hpp"
#include "tools/cli/filing_output.hpp"
#include "tools/cli/matter_output.hpp"

namespace anjuan::cli {

namespace json = boost::json;
using filing::Arrangement;
using filing::Filing;
using registry::list_in;
using registry::number_in;
using registry::text_in;

namespace {

json::object proposal_json(const MatterRow& matter, const Arrangement& made) {
  json::array papers, left_out, missing, why;
  for (const auto& paper : made.papers) {
    papers.push_back(json::object{{"item", paper.item.value}, {"role", paper.role}, {"group", paper.group}, {"kind", paper.kind}, {"title", paper.title}, {"date", paper.date},
                                  {"pages", paper.pages()}});
  }
  for (const auto& one : made.left_out) left_out.push_back(json::object{{"item", one.item.value}, {"kind", one.kind}, {"reason", one.reason}});
  for (const auto& part : made.missing) missing.push_back(json::object{{"role", part.role}, {"reason", part.reason}});
  for (const std::string& sentence : made.why) why.emplace_back(json::string(sentence));
  return {{"matter", matter.matter.value}, {"number", matter.name}, {"filed", false}, {"archived", made.is_filed}, {"regime", made.regime}, {"year", made.year},
          {"period", made.period->period.name()}, {"period_row", made.period->code}, {"title", made.title}, {"responsible", made.responsible}, {"date", made.date},
          {"pages", made.pages()}, {"papers", std::move(papers)}, {"left_out", std::move(left_out)}, {"missing", std::move(missing)}, {"why", std::move(why)}};
}

void print(Context& context, const MatterRow& matter, const Arrangement& made, bool why) {
  context.out.line(matter.name + "  " + (made.is_filed ? "建议：" + made.period->period.name() + " · " + std::to_string(made.year) + "年 · 以" + made.regime + "为单位"
                                                       : "建议：不归档（" + made.period->code + "）"));
  context.out.line("  题名  " + made.title);
  std::size_t position = 0;
  for (const auto& paper : made.papers) {
    context.out.line(fmt::format("  {:>3}  ", ++position) + padded(paper.role, 26) + padded(paper.kind, 18) + padded(paper.date, 12) + fmt::format("{:>3} 页  ", paper.pages()) +
                     paper.item.value);
  }
  for (const auto& one : made.left_out) context.out.line("  剔除  " + padded(one.kind, 12) + one.item.value + "  " + one.reason);
  for (const auto& part : made.missing) context.out.line("  缺    " + part.role + "：" + part.reason + "；--excuse '" + part.role + "=理由'");
  if (!why) return;
  for (const std::string& sentence : made.why) context.out.line("  依据  " + sentence);
}

/// "3 页，1–3"; what was filed before pages were numbered shows its count alone.
std::string pages_of(const json::object& paper) {
  const std::int64_t pages = number_in(paper, "pages"), first = number_in(paper, "first");
  const std::string count = fmt::format("{:>3} 页", pages);
  if (first == 0) return count;
  return count + (pages == 1 ? fmt::format("，{}", first) : fmt::format("，{}–{}", first, first + pages - 1));
}

class FileCommand final : public Command {
 public:
  std::string_view name() const override { return "file"; }
  std::string_view help() const override { return "立卷归档：先看建议，--accept 编定档号（R-101…R-138、R-350…R-354）"; }
  std::string_view group() const override { return k_filing_group; }
  std::string_view examples() const override {
    return "  anjuan file 〔2025〕组信字第0001号 --why\n  anjuan file --closed-in 2025                 # 办结而未归档的全部建议\n"
           "  anjuan file --closed-in 2025 --accept        # 没有缺件的照建议归档\n"
           "  anjuan file 〔2025〕组信字第0001号 --accept --retention 永久 --reason 部务会议要求\n"
           "  anjuan file 〔2025〕组信字第0001号 --accept --excuse '信访件原件或接访记录=原件被上级调走'";
  }
  void declare(Arguments& arguments) override {
    arguments.positionals("MATTER", m_matters, "信访编号，可多个", Need::optional);
    arguments.option("--closed-in", m_closed_in, "这一年办结而未归档的全部，如 2025");
    arguments.flag("--accept", m_accept, "归档并编定档号；不写只看建议");
    arguments.flag("--why", m_why, "说明每项建议的依据");
    arguments.option("--retention", m_decision.period, "改定保管期限：永久、30年、10年");
    arguments.option("--regime", m_decision.regime, "改定：件 或 卷");
    arguments.option("--title", m_decision.title, "改定题名");
    arguments.option("--year", m_year, "改定归档年度");
    arguments.option("--code", m_decision.code, "旧档号，照旧保留（R-137）");
    arguments.repeated("--leave-out", m_leave_out, "剔除一件材料，可多次");
    arguments.repeated("--excuse", m_excuses, "材料=没有的理由，可多次（R-354）");
    arguments.repeated("--pages", m_pages, "件=页数，人数的，可多次；不写的自动看有没有空白面（R-140、R-144）");
    arguments.option("--reason", m_decision.reason, "改动建议的理由");
    m_act.declare(arguments);
  }
  Reach reach() const override { return Reach::scope; }

  Result<ExitCode> run(Context& context) override {
    if (m_accept) TRY(context.require_right("归档"));
    TRY(read_decision());
    if (m_matters.empty() == m_closed_in.empty()) return fail(ErrorCode::invalid_argument, "写信访编号，或 --closed-in 年份");
    const bool single = !m_decision.title.empty() || !m_decision.code.empty() || !m_decision.leave_out.empty() || !m_pages.empty();
    if (single && m_matters.size() != 1) return fail(ErrorCode::invalid_argument, "--title、--code、--leave-out、--pages 一次只用于一个事项");
    TRY_ASSIGN(const auto filing, open_filing(context));
    TRY_ASSIGN(const std::vector<MatterRow> matters, chosen(context));
    if (!context.json && !filing->retention().schedule().is_approved()) {
      context.note("保管期限表“" + filing->retention().schedule().name + "”为" + filing->retention().schedule().state + "，未经同级档案主管部门审查同意（R-204）");
    }
    for (const MatterRow& matter : matters) TRY(m_accept ? accept(context, *filing, matter) : propose(context, *filing, matter));
    if (!context.json) context.out.line(m_accept ? fmt::format("归档 {} 件，未归档 {} 件", m_done, m_refused) : fmt::format("共 {} 件", matters.size()));
    if (context.json) context.out.json_line(json::object{{"summary", {{"matters", matters.size()}, {"filed", m_done}, {"refused", m_refused}}}});
    return m_refused > 0 ? ExitCode::some_refused : ExitCode::done;
  }

 private:
  Status read_decision() {
    for (const std::string& item : m_leave_out) m_decision.leave_out.push_back(ItemId{item});
    for (const std::string& excuse : m_excuses) {
      const std::size_t equals = excuse.find('=');
      if (equals == std::string::npos) return fail(ErrorCode::invalid_argument, "--excuse “" + excuse + "”应写作 材料=理由");
      m_decision.excused[excuse.substr(0, equals)] = excuse.substr(equals + 1);
    }
    TRY_ASSIGN(m_decision.faces, counted_pages(m_pages));
    if (m_year.empty()) return {};
    TRY_ASSIGN(m_decision.year, year_from("--year", m_year));
    return {};
  }

  /// Those named, or all closed in the year that are not filed and that whoever asks may see.
  Result<std::vector<MatterRow>> chosen(Context& context) {
    std::vector<MatterRow> matters;
    for (const std::string& name : m_matters) {
      TRY_ASSIGN(MatterRow matter, context.visible_matter(name));
      if (matter.record.empty()) return fail(ErrorCode::not_found, matter.name + " 没有登记过");
      matters.push_back(std::move(matter));
    }
    if (m_closed_in.empty()) return matters;
    TRY(year_from("--closed-in", m_closed_in));
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(const AccessScope scope, context.scope());
    MatterFilter closed;
    closed.closed_from = m_closed_in + "-01-01";
    closed.closed_to = m_closed_in + "-12-31";
    TRY(registry->book().each(closed, [&](MatterRow&& matter) -> Result<bool> {
      if (filing::can_be_filed(text_in(matter.record, "state")) && !matter.record.contains("filed") && may_see(scope, matter.matter)) matters.push_back(std::move(matter));
      return true;
    }));
    return matters;
  }

  Status propose(Context& context, Filing& filing, const MatterRow& matter) {
    TRY_ASSIGN(const std::vector<FilingRow> filed, filing.book().of_matter(matter.matter));
    for (const FilingRow& row : filed) {
      if (context.json) context.out.json_line(json_of(row));
      else context.out.line(matter.name + "  已归档 " + row.code);
    }
    auto made = filing.propose(matter);
    if (!made && !filed.empty() && made.error().code == ErrorCode::already_exists) return {};
    if (!made) return fail(std::move(made).error());
    if (context.json) context.out.json_line(proposal_json(matter, *made));
    else print(context, matter, *made, m_why);
    return {};
  }

  // One matter a transaction: what cannot be filed keeps nobody else from it. Named alone, its refusal is the command's.
  Status accept(Context& context, Filing& filing, const MatterRow& matter) {
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(const registry::Act act, m_act.act());
    const auto decision = with_faces(context, filing, matter);
    if (!decision) return refused(context, matter, decision.error());
    TRY_ASSIGN(Transaction transaction, archive->begin());
    TRY(transaction.lock());
    const auto rows = filing.file(transaction, matter, *decision, act);
    if (!rows) return refused(context, matter, rows.error());
    TRY(transaction.commit());
    ++m_done;
    for (const FilingRow& row : *rows) {
      if (context.json) context.out.json_line(json_of(row));
      else context.out.line("已归档  " + padded(row.code, 28) + padded(text_in(row.record, "period"), 8) + shortened(text_in(row.record, "title"), 60));
    }
    return {};
  }

  Status refused(Context& context, const MatterRow& matter, const Error& error) {
    if (m_matters.size() == 1 || (error.code != ErrorCode::invalid_argument && error.code != ErrorCode::already_exists))
      return fail(error);
    ++m_refused;
    if (context.json)
      context.out.json_line(json::object{
          {"matter", matter.matter.value}, {"number", matter.name}, {"filed", false}, {"reason", error.message}});
    else
      context.out.line("未归档  " + error.message);
    return {};
  }

  // pages are looked at before anybody has to wait for the lock. What cannot even be proposed is refused by
  // filing itself, with all its reasons.
  Result<filing::FilingDecision> with_faces(Context& context, Filing& filing, const MatterRow& matter) const {
    filing::FilingDecision decision = m_decision;
    const auto made = filing.propose(matter, decision.period.empty() ? filing::Keep::as_ruled : filing::Keep::anyway);
    if (!made) return decision;
    std::vector<ItemId> papers;
    for (const auto& paper : made->papers) {
      if (std::find(decision.leave_out.begin(), decision.leave_out.end(), paper.item) == decision.leave_out.end())
        papers.push_back(paper.item);
    }
    TRY_ASSIGN(decision.faces, faces_seen(context, papers, decision.faces));
    return decision;
  }

  std::vector<std::string> m_matters, m_leave_out, m_excuses, m_pages;
  std::string m_closed_in, m_year;
  bool m_accept = false, m_why = false;
  std::size_t m_done = 0, m_refused = 0;
  filing::FilingDecision m_decision;
  ActOptions m_act;
};

/// The paper: counted, in which box, where.
void print_paper(Context& context, const json::object& record) {
  if (const json::value* counted = record.if_contains("counted")) {
    const json::object& made = counted->as_object();
    context.out.line(fmt::format("  核页  纸质 {} 页  ", number_in(made, "pages")) + text_in(made, "on") + " " + text_in(made, "by"));
  }
  if (const json::value* box = record.if_contains("box")) {
    const json::object& made = box->as_object();
    context.out.line(fmt::format("  装盒  第 {} 盒，盒脊 {} 毫米", number_in(made, "number"), number_in(made, "spine")));
  }
  if (const json::value* location = record.if_contains("location")) {
    const json::object& made = location->as_object();
    std::string where = text_in(made, "room");
    for (const char* part : {"cabinet", "shelf"}) where += text_in(made, part).empty() ? "" : " " + text_in(made, part);
    context.out.line("  存放  " + where + "  " + text_in(made, "on") + " " + text_in(made, "by"));
  }
}

class FilingShowCommand final : public Command {
 public:
  std::string_view name() const override { return "filing show"; }
  std::string_view help() const override { return "一个档号：著录、材料的次序、剔除和缺件"; }
  std::string_view group() const override { return k_filing_group; }
  std::string_view examples() const override { return "  anjuan filing show J021-WS·2025-D30-0001"; }
  void declare(Arguments& arguments) override { arguments.positional("CODE", m_code, "档号"); }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(const auto filing, open_filing(context));
    TRY_ASSIGN(const FilingRow row, visible_filing(context, filing->book(), m_code));
    if (context.json) {
      context.out.json_line(json_of(row));
      return ExitCode::done;
    }
    const json::object& record = row.record;
    context.out.line(row.code + "  " + text_in(record, "state") + "  " + text_in(record, "period") + (text_in(record, "due").empty() ? "" : "，" + text_in(record, "due") + " 期满"));
    for (const auto& [member, title] : {std::pair{"title", "题名"}, {"responsible", "责任者"}, {"date", "日期"}, {"document", "文号"}, {"number", "信访编号"}}) {
      if (!text_in(record, member).empty()) context.out.line("  " + padded(title, 12) + text_in(record, member));
    }
    const json::object& decided = record.at("period_row").as_object();
    context.out.line("  " + padded("期限依据", 12) + text_in(decided, "code") + " " + text_in(decided, "material") + "（" + text_in(decided, "source") + "）" +
                     (decided.at("approved").as_bool() ? "" : "；表为草案（R-204）"));
    std::size_t position = 0;
    for (const json::value& value : list_in(record, "papers")) {
      const json::object& paper = value.as_object();
      context.out.line(fmt::format("  {:>3}  ", ++position) + padded(text_in(paper, "role"), 26) + padded(text_in(paper, "date"), 12) + padded(pages_of(paper), 14) +
                       text_in(paper, "item"));
    }
    if (const json::value* seal = record.if_contains("seal")) {
      const json::object& made = seal->as_object();
      context.out.line("  封卷  " + text_in(made, "on") + " " + text_in(made, "by") + "  " + text_in(made, "digest"));
    }
    for (const json::value& value : list_in(record, "seals")) {
      const json::object& broken = value.as_object();
      context.out.line("  启封  " + text_in(broken, "reopened") + "  " + text_in(broken, "approver") + "批准：" + text_in(broken, "reason") + "（" + text_in(broken, "on") + " 所封）");
    }
    print_paper(context, record);
    for (const json::value& value : list_in(record, "notes")) {
      const json::object& note = value.as_object();
      context.out.line("  备考  " + text_in(note, "on") + " " + text_in(note, "by") + "：" + text_in(note, "text"));
    }
    for (const json::value& value : list_in(record, "see_also")) context.out.line("  参见  " + std::string(value.as_string()));
    for (const json::value& value : list_in(record, "left_out")) context.out.line("  剔除  " + text_in(value.as_object(), "item") + "  " + text_in(value.as_object(), "reason"));
    for (const json::value& value : list_in(record, "excused")) context.out.line("  缺    " + text_in(value.as_object(), "role") + "：" + text_in(value.as_object(), "reason"));
    for (const json::value& value : list_in(record, "changed")) {
      const json::object& one = value.as_object();
      context.out.line("  改定  " + text_in(one, "member") + "：" + text_in(one, "proposed") + " → " + text_in(one, "chosen") + "（" + text_in(one, "reason") + "）");
    }
    return ExitCode::done;
  }

 private:
  std::string m_code;
};

class FilingGapsCommand final : public Command {
 public:
  std::string_view name() const override { return "filing gaps"; }
  std::string_view help() const override { return "最低一级类目内缺的件号、卷号（R-138）"; }
  std::string_view group() const override { return k_filing_group; }
  std::string_view examples() const override { return "  anjuan filing gaps"; }
  void declare(Arguments& /*arguments*/) override {}
  Reach reach() const override { return Reach::whole; }  // a gap is told by what everybody filed
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(const auto filing, open_filing(context));
    TRY_ASSIGN(const std::vector<filing::Gap> gaps, filing->gaps());
    json::array list;
    for (const filing::Gap& gap : gaps) {
      std::string text;
      for (const std::int64_t serial : gap.missing) text += (text.empty() ? "" : "、") + std::to_string(serial);
      if (context.json) {
        list.push_back(json::object{{"series", gap.series}, {"year", gap.year}, {"missing", json::array(gap.missing.begin(), gap.missing.end())}});
      } else {
        context.out.line(gap.series + "  缺 " + text);
      }
    }
    if (context.json) context.out.json_line(json::object{{"gaps", std::move(list)}});
    else if (gaps.empty()) context.out.line("没有缺号");
    return ExitCode::done;
  }
};

}  // namespace

std::vector<CommandPtr> make_filing_commands() {
  std::vector<CommandPtr> commands;
  commands.push_back(std::make_unique<FileCommand>());
  commands.push_back(std::make_unique<FilingShowCommand>());
  commands.push_back(std::make_unique<FilingGapsCommand>());
  return commands;
}

}  // namespace anjuan::cli
