#include "archive/catalog/filing_book.hpp"

#include "archive/catalog/archive_impl.hpp"
#include "archive/catalog/matter_book.hpp"
#include "archive/catalog/payloads.hpp"
#include "archive/catalog/record_columns.hpp"

namespace anjuan {

namespace {

Result<FilingRow> filing_row(const Statement& row) {
  FilingRow out;
  out.filing = {std::string(row.text(0))};
  if (!row.is_null(1)) out.matter = MatterId{std::string(row.text(1))};
  if (!row.is_null(2)) out.code = row.text(2);
  TRY_ASSIGN(out.record, object_from(row.text(3)));
  return out;
}

std::optional<std::string_view> given(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

}  // namespace

FilingBook::FilingBook(Archive& archive) : m_archive(*archive.m_impl) {}

Result<std::vector<FilingRow>> FilingBook::rows_where(const char* sql, const std::string& value) {
  const std::lock_guard lock(m_archive.mutex);
  TRY_ASSIGN(Statement statement, m_archive.db->prepare(sql));
  statement.bind(value);
  std::vector<FilingRow> rows;
  while (true) {
    TRY_ASSIGN(const bool there, statement.step());
    if (!there) return rows;
    TRY_ASSIGN(FilingRow row, filing_row(statement));
    rows.push_back(std::move(row));
  }
}

Result<FilingRow> FilingBook::find(const std::string& name) {
  for (const char* sql : {"SELECT filing, matter, code, record FROM filing WHERE code = ?", "SELECT filing, matter, code, record FROM filing WHERE filing = ?"}) {
    TRY_ASSIGN(std::vector<FilingRow> rows, rows_where(sql, name));
    if (!rows.empty()) return std::move(rows.front());
  }
  return fail(ErrorCode::not_found, "没有档号“" + name + "”");
}

Result<std::vector<FilingRow>> FilingBook::of_matter(const MatterId& matter) {
  return rows_where("SELECT filing, matter, code, record FROM filing WHERE matter = ? ORDER BY code", matter.value);
}

Status FilingBook::each(const FilingFilter& filter, const std::function<Result<bool>(FilingRow&&)>& row) {
  const std::lock_guard lock(m_archive.mutex);
  TRY_ASSIGN(Statement statement,
             m_archive.db->prepare("SELECT filing, matter, code, record FROM filing WHERE (?1 = 0 OR year = ?1) AND (?2 IS NULL OR period = ?2) AND (?3 IS NULL OR regime = ?3)"
                                   " AND (?4 IS NULL OR due <= ?4) ORDER BY year, regime, period, length(code), code"));
  statement.bind(static_cast<std::int64_t>(filter.year), given(filter.period), given(filter.regime), given(filter.due_to));
  while (true) {
    TRY_ASSIGN(const bool there, statement.step());
    if (!there) return {};
    TRY_ASSIGN(FilingRow found, filing_row(statement));
    TRY_ASSIGN(const bool go_on, row(std::move(found)));
    if (!go_on) return {};
  }
}

Result<std::vector<FilingBook::Series>> FilingBook::series(const std::string& prefix) {
  const std::lock_guard lock(m_archive.mutex);
  TRY_ASSIGN(Statement statement, m_archive.db->prepare("SELECT series, year, last FROM number_series WHERE substr(series, 1, length(?1)) = ?1 ORDER BY year, series"));
  statement.bind(prefix);
  std::vector<Series> all;
  while (true) {
    TRY_ASSIGN(const bool there, statement.step());
    if (!there) return all;
    all.push_back({std::string(statement.text(0)), static_cast<int>(statement.integer(1)), statement.integer(2)});
  }
}

Result<FilingRow> record_filing_event(Transaction& transaction, FilingRow row, const std::string& move, boost::json::object fields, boost::json::object set, CivilDate on,
                                      const std::string& by, boost::json::object series) {
  // An accusation's catalogue entry names people: it is private under the key of its matter, like the matter's own events.
  Draft draft{action::k_filing_event, row.filing.value, {}, {}, row.matter ? row.matter->value : row.filing.value};
  draft.payload = {{"filing", row.filing.value}, {"move", move}, {"on", on.to_string()}, {"fields", std::move(fields)}, {"set", set}};
  if (!series.empty()) draft.payload["series"] = std::move(series);
  if (!by.empty()) draft.payload["by"] = by;
  transaction.record(std::move(draft));
  TRY(transaction.status());
  merge_changes(row.record, set);
  row.code = text_of(row.record, "code");
  return row;
}

}  // namespace anjuan
