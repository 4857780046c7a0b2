#include <boost/json/array.hpp>

#include "archive/base/json.hpp"
#include "archive/catalog/matter_book.hpp"
#include "archive/catalog/record_columns.hpp"

namespace anjuan {

namespace json = boost::json;

namespace {

std::optional<std::int64_t> number_column(const json::object& record, std::string_view name) {
  const json::value* member = record.if_contains(name);
  if (member == nullptr || !member->is_int64()) return std::nullopt;
  return member->get_int64();
}

Status save_filing(Database& database, const EntryHead& head, std::string_view filing, const json::object& record) {
  TRY_ASSIGN(const std::string text, canonical_json(record));
  return database.run("INSERT INTO filing (filing, matter, code, regime, year, period, due, state, record, changed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
                      " ON CONFLICT (filing) DO UPDATE SET matter = ?2, code = ?3, regime = ?4, year = ?5, period = ?6, due = ?7, state = ?8, record = ?9, changed = ?10",
                      filing, column(record, "matter"), column(record, "code"), column(record, "regime"), number_column(record, "year"), column(record, "period"),
                      column(record, "due"), column(record, "state"), text, head.seq);
}

Status replace_papers(Database& database, std::string_view filing, const json::value& papers) {
  if (!papers.is_array()) return fail(ErrorCode::corrupt, "papers is no array");
  TRY(database.run("DELETE FROM filing_paper WHERE filing = ?", filing));
  std::int64_t position = 0;
  for (const json::value& paper : papers.get_array()) {
    if (!paper.is_object() || text_of(paper.get_object(), "item").empty()) return fail(ErrorCode::corrupt, "a paper names no item");
    TRY(database.run("INSERT INTO filing_paper (filing, position, item) VALUES (?, ?, ?)", filing, ++position, text_of(paper.get_object(), "item")));
  }
  return {};
}

}  // namespace

Status apply_filing_event(Database& database, const EntryHead& head, PayloadReader& payload) {
  const std::string_view filing = payload.text("filing");
  const json::object* changes = payload.members("set");
  const json::object* fields = payload.members("fields");
  TRY(payload.status());
  TRY_ASSIGN(json::object record, stored_object(database, "SELECT record FROM filing WHERE filing = ?", filing));
  merge_changes(record, *changes);
  TRY(save_filing(database, head, filing, record));
  if (const json::value* papers = changes->if_contains("papers")) TRY(replace_papers(database, filing, *papers));
  if (const auto* series = payload.optional_members("series")) TRY(note_serial(database, *series));
  return insert_event(database, head, "INSERT INTO filing_event (seq, filing, move, on_date, actor, acted, evidence, fields, changes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      filing, payload, *fields, *changes);
}

}  // namespace anjuan
