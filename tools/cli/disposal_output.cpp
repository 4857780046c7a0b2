#include "tools/cli/disposal_output.hpp"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "archive/base/utf8.hpp"
#include "query/access/principal.hpp"
#include "tools/cli/filing_output.hpp"

namespace anjuan::cli {

namespace json = boost::json;
using registry::flag_in;
using registry::list_in;
using registry::number_in;
using registry::text_in;

Result<DisposalRoom> DisposalRoom::open(Context& context) {
  DisposalRoom room;
  TRY_ASSIGN(room.archive, context.archive());
  TRY_ASSIGN(room.registry, context.registry());
  TRY_ASSIGN(room.filing, open_filing(context));
  room.disposal = std::make_unique<retention::Disposal>(*room.archive, *room.registry, room.filing->retention());
  return room;
}

Result<DisposalRow> DisposalRoom::change(Context& context, const ActOptions& options, const Change& made) const {
  TRY_ASSIGN(registry::Act act, options.act());
  if (act.by.empty()) act.by = context.as_option;  // whoever types as himself acts
  // What another one decided is entered by those who file; whether he may decide it, the step itself asks.
  const auto acting = registry::find_person(registry->book(), act.by);
  if (!acting || acting->account != context.as_option) TRY(context.require_right("归档"));
  TRY_ASSIGN(Transaction transaction, archive->begin());
  TRY(transaction.lock());
  TRY_ASSIGN(DisposalRow row, made(transaction, act));
  TRY(transaction.commit());
  return row;
}

DisposalRow visible(DisposalRow row, const AccessScope& scope) {
  for (const char* list : {"entries", "matters"}) {
    json::value* const entries = row.record.if_contains(list);
    if (entries == nullptr || !entries->is_array()) continue;
    json::array shown;
    for (const json::value& entry : entries->get_array()) {
      const std::string matter = text_in(entry.get_object(), "matter");
      if (matter.empty() || may_see(scope, MatterId{matter})) shown.push_back(entry);
    }
    *entries = std::move(shown);
  }
  return row;
}

Result<DisposalRow> DisposalRoom::visible_row(Context& context, const std::string& number, const std::string& kind) const {
  const auto absent = [&] { return fail(ErrorCode::not_found, "没有" + kind + "“" + to_shown_utf8(number) + "”"); };
  auto row = disposal->book().find(number);
  if (!row || row->kind != kind) return absent();
  TRY_ASSIGN(const AccessScope scope, context.scope());
  DisposalRow shown = visible(std::move(*row), scope);
  if (list_in(shown.record, "entries").empty() && list_in(shown.record, "matters").empty()) return absent();
  return shown;
}

json::object json_of(const DisposalRow& row) {
  json::object out{{"id", row.disposal.value}, {"kind", row.kind}, {"number", row.number}};
  for (const auto& member : row.record) {
    if (member.key() != "subjects" && !out.contains(member.key())) out.emplace(member.key(), member.value());
  }
  return out;
}

namespace {

std::string verdict_of(const json::object& entry) {
  const std::string verdict = text_in(entry, "verdict");
  if (verdict.empty()) return "（还没有意见）";
  const std::string kept = text_in(entry, "kept_for");
  return verdict + (kept.empty() ? "" : " " + kept) + "：" + text_in(entry, "reason") + "（" + text_in(entry, "by") + "）";
}

}  // namespace

void print_disposal(Context& context, const DisposalRow& row) {
  const json::object& record = row.record;
  context.out.line(row.number + "  " + row.state + "  " + text_in(record, "opened") + " " + text_in(record, "by"));
  const auto line = [&](std::string_view title, const std::string& value) {
    if (!value.empty()) context.out.line("  " + padded(title, 12) + value);
  };
  line("鉴定", text_in(record, "appraisal"));
  std::string group;
  for (const json::value& member : list_in(record, "group")) group += (group.empty() ? "" : "、") + text_in(member.get_object(), "name");
  line("鉴定小组", group);
  if (const json::value* consent = record.if_contains("consent")) line("检举控告", text_in(consent->get_object(), "by") + " 同意，" + text_in(consent->get_object(), "on"));
  line("批准", text_in(record, "approver") + (text_in(record, "approved").empty() ? "" : "，" + text_in(record, "approved")));
  line("签字清册", text_in(record, "scan"));
  line("执行", text_in(record, "executor") + (text_in(record, "executed").empty() ? "" : "，" + text_in(record, "executed") + "，" + text_in(record, "method")));
  std::string supervisors;
  for (const json::value& name : list_in(record, "supervisors")) supervisors += (supervisors.empty() ? "" : "、") + std::string(name.get_string());
  line("监销", supervisors);
  line("清册", text_in(record, "destruction"));
  std::size_t position = 0;
  for (const json::value& value : list_in(record, "entries")) {
    const json::object& entry = value.get_object();
    context.out.line(fmt::format("  {:>3}  ", ++position) + padded(text_in(entry, "code"), 28) + padded(text_in(entry, "period"), 8) + padded(text_in(entry, "due"), 12) +
                     fmt::format("{:>4} 页  ", number_in(entry, "pages")) + shortened(text_in(entry, "title"), 40));
    context.out.line("       " + verdict_of(entry) + (flag_in(entry, "restricted") ? "　检举控告" : ""));
  }
  for (const json::value& value : list_in(record, "left_out")) context.out.line("  未列入  " + text_in(value.get_object(), "code") + "  " + text_in(value.get_object(), "reason"));
  for (const json::value& value : list_in(record, "remains")) {
    context.out.line("  仍在    " + text_in(value.get_object(), "item") + "  " + text_in(value.get_object(), "why"));
  }
}

void DisposalChange::declare(Arguments& arguments) {
  arguments.positional("NUMBER", m_number, "编号");
  declare_more(arguments);
  m_act.declare(arguments);
}

Result<ExitCode> DisposalChange::run(Context& context) {
  TRY_ASSIGN(DisposalRoom room, DisposalRoom::open(context));
  if (!may_type_for_himself()) TRY(context.require_right("归档"));
  TRY(room.visible_row(context, m_number, kind()));
  TRY_ASSIGN(const DisposalRow row, room.change(context, m_act, [&](Transaction& transaction, const registry::Act& act) { return change(context, room, transaction, act); }));
  TRY_ASSIGN(const AccessScope scope, context.scope());
  const DisposalRow shown = visible(row, scope);
  if (context.json) context.out.json_line(json_of(shown));
  else context.out.line(shown.number + " 现为“" + shown.state + "”");
  return ExitCode::done;
}

}  // namespace anjuan::cli
