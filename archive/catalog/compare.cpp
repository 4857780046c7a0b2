#include "archive/catalog/compare.hpp"

#include <boost/json/serialize.hpp>

namespace anjuan {

namespace {

struct Table {
  const char* name;
  const char* rows;  ///< ordered by its first column
};
constexpr Table k_tables[] = {
    {"archive", "SELECT id, fonds_code, fonds_name, created FROM archive ORDER BY id"},
    {"pack", "SELECT pack, promised, sealed FROM pack ORDER BY pack"},
    {"object", "SELECT digest, pack, at, length, sm3 FROM object ORDER BY digest"},
    {"destroyed", "SELECT digest, seq FROM destroyed ORDER BY digest"},
    {"batch", "SELECT first, count, pack, at, length FROM batch ORDER BY first"},
    {"entry", "SELECT seq, time, actor, action, subject, leaf, private_pack, private_at, private_length FROM entry ORDER BY seq"},
    {"tree", "SELECT position, hash FROM tree ORDER BY position"},
    {"matter", "SELECT matter, name, import_source, import_row, number, state, received, registered, channel, category, scope, section, handler,"
               " closed, alarm, external, restricted, record, changed FROM matter ORDER BY matter"},
    {"matter_event", "SELECT seq, matter, move, on_date, actor, acted, evidence, fields, changes FROM matter_event ORDER BY seq"},
    {"party", "SELECT matter || '|' || position, role, name FROM party ORDER BY 1"},
    {"party_key", "SELECT kind || '|' || key || '|' || matter || '|' || position, role FROM party_key ORDER BY 1"},
    {"number_series", "SELECT series || '|' || year, last FROM number_series ORDER BY 1"},
    {"account", "SELECT account, name, unit, record FROM account ORDER BY account"},
    {"unit", "SELECT unit, name, kind, record FROM unit ORDER BY unit"},
    {"disposal", "SELECT disposal, number, kind, state, record, changed FROM disposal ORDER BY disposal"},
    {"disposal_subject", "SELECT subject || '|' || disposal FROM disposal_subject ORDER BY 1"},
    {"disposal_event", "SELECT seq, disposal, move, on_date, actor, acted, evidence, fields, changes FROM disposal_event ORDER BY seq"},
    {"filing", "SELECT filing, matter, code, regime, year, period, due, state, record, changed FROM filing ORDER BY filing"},
    {"filing_paper", "SELECT filing || '|' || position, item FROM filing_paper ORDER BY 1"},
    {"filing_event", "SELECT seq, filing, move, on_date, actor, acted, evidence, fields, changes FROM filing_event ORDER BY seq"},
    {"item", "SELECT added, item, object, kind, title, date, sender, number, source, file_name, matter, parent, raw_name, name_charset,"
             " import_source, import_row, state, reason, media_type, pages, text, changed, version_of FROM item ORDER BY added"},
};

std::string row_text(const Statement& row) {
  std::string text;
  for (int i = 0; i < row.columns(); ++i) {
    if (i > 0) text.push_back('|');
    switch (row.type(i)) {
      case ColumnType::null: text.push_back('-'); break;
      case ColumnType::integer: text += std::to_string(row.integer(i)); break;
      case ColumnType::text: text += boost::json::serialize(row.text(i)); break;
      case ColumnType::blob: text += to_hex(row.blob(i)); break;
    }
  }
  return text;
}

/// The rows of one table, one ahead.
class Cursor {
 public:
  Cursor(Statement statement) : m_statement(std::move(statement)) {}
  Status next() {
    TRY_ASSIGN(m_there, m_statement.step());
    if (m_there) {
      m_text = row_text(m_statement);
      m_key = m_statement.type(0) == ColumnType::integer ? Bytes{} : Bytes(m_statement.blob(0).begin(), m_statement.blob(0).end());
      m_number = m_statement.integer(0);
    }
    return {};
  }
  bool there() const { return m_there; }
  const std::string& text() const { return m_text; }
  bool before(const Cursor& other) const {
    return m_key.empty() && other.m_key.empty() ? m_number < other.m_number
                                                : std::lexicographical_compare(m_key.begin(), m_key.end(), other.m_key.begin(), other.m_key.end());
  }

 private:
  Statement m_statement;
  bool m_there = false;
  std::string m_text;
  Bytes m_key;
  std::int64_t m_number = 0;
};

}  // namespace

Result<std::string> dump_of(Database& db) {
  std::string dump;
  for (const Table& table : k_tables) {
    TRY_ASSIGN(Statement statement, db.prepare(table.rows));
    Cursor cursor(std::move(statement));
    TRY(cursor.next());
    for (; cursor.there();) {
      dump += std::string(table.name) + "|" + cursor.text() + "\n";
      TRY(cursor.next());
    }
  }
  return dump;
}

Status compare(Database& a, Database& b,
               const std::function<void(const std::string& table, const std::string& in_a, const std::string& in_b)>& differs) {
  for (const Table& table : k_tables) {
    TRY_ASSIGN(Statement rows_a, a.prepare(table.rows));
    TRY_ASSIGN(Statement rows_b, b.prepare(table.rows));
    Cursor left(std::move(rows_a));
    Cursor right(std::move(rows_b));
    TRY(left.next());
    TRY(right.next());
    while (left.there() || right.there()) {
      const bool take_left = left.there() && (!right.there() || !right.before(left));
      const bool take_right = right.there() && (!left.there() || !left.before(right));
      if (left.text() != right.text() || take_left != take_right) {
        differs(table.name, take_left ? left.text() : "", take_right ? right.text() : "");
      }
      if (take_left) TRY(left.next());
      if (take_right) TRY(right.next());
    }
  }
  return {};
}

}  // namespace anjuan
