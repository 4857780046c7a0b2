#include "archive/catalog/disposal_book.hpp"

#include "archive/catalog/archive_impl.hpp"
#include "archive/catalog/matter_book.hpp"
#include "archive/catalog/payloads.hpp"
#include "archive/catalog/record_columns.hpp"

namespace anjuan {

#define ANJUAN_DISPOSAL_COLUMNS "SELECT d.disposal, d.number, d.kind, d.state, d.record FROM disposal d "
#define ANJUAN_DISPOSAL_ORDER " ORDER BY d.kind, length(d.number), d.number, d.disposal"

DisposalBook::DisposalBook(Archive& archive) : m_archive(*archive.m_impl) {}

static Result<std::vector<DisposalRow>> rows(Statement& statement) {
  std::vector<DisposalRow> rows;
  while (true) {
    TRY_ASSIGN(const bool there, statement.step());
    if (!there) return rows;
    DisposalRow row{{std::string(statement.text(0))}, {}, std::string(statement.text(2)), std::string(statement.text(3)), {}};
    if (!statement.is_null(1)) row.number = statement.text(1);
    TRY_ASSIGN(row.record, object_from(statement.text(4)));
    rows.push_back(std::move(row));
  }
}

Result<DisposalRow> DisposalBook::find(const std::string& name) {
  const std::lock_guard lock(m_archive.mutex);
  TRY_ASSIGN(Statement statement, m_archive.db->prepare(ANJUAN_DISPOSAL_COLUMNS "WHERE d.number = ?1 OR d.disposal = ?1"));
  statement.bind(name);
  TRY_ASSIGN(std::vector<DisposalRow> found, rows(statement));
  if (found.empty()) return fail(ErrorCode::not_found, "没有“" + name + "”");
  return std::move(found.front());
}

Result<std::vector<DisposalRow>> DisposalBook::all(const std::string& kind, const std::string& state) {
  const std::lock_guard lock(m_archive.mutex);
  TRY_ASSIGN(Statement statement, m_archive.db->prepare(ANJUAN_DISPOSAL_COLUMNS "WHERE (?1 = '' OR d.kind = ?1) AND (?2 = '' OR d.state = ?2)" ANJUAN_DISPOSAL_ORDER));
  statement.bind(kind, state);
  return rows(statement);
}

Result<std::vector<DisposalRow>> DisposalBook::about(const std::string& subject) {
  const std::lock_guard lock(m_archive.mutex);
  TRY_ASSIGN(Statement statement, m_archive.db->prepare(ANJUAN_DISPOSAL_COLUMNS
                                                        "JOIN disposal_subject s ON s.disposal = d.disposal WHERE s.subject = ?1" ANJUAN_DISPOSAL_ORDER));
  statement.bind(subject);
  return rows(statement);
}

Result<DisposalRow> record_disposal_event(Transaction& transaction, DisposalRow row, const std::string& move, boost::json::object fields, boost::json::object set,
                                          CivilDate on, const std::string& by, const std::optional<ItemId>& evidence, boost::json::object series) {
  // Titles and names of what is appraised or destroyed stand in it: private, under a key of its own, so that it outlives the keys of the matters.
  Draft draft{action::k_disposal_event, row.disposal.value, {}, {}, row.disposal.value};
  draft.payload = {{"disposal", row.disposal.value}, {"kind", row.kind}, {"move", move}, {"on", on.to_string()}, {"fields", std::move(fields)}, {"set", set}};
  if (!by.empty()) draft.payload["by"] = by;
  if (evidence) draft.payload["item"] = evidence->value;
  if (!series.empty()) draft.payload["series"] = std::move(series);
  transaction.record(std::move(draft));
  TRY(transaction.status());
  merge_changes(row.record, set);
  row.number = text_of(row.record, "number");
  row.state = text_of(row.record, "state");
  return row;
}

}  // namespace anjuan
