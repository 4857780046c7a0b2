#include "tools/flows/ledger.hpp"

#include <boost/json/object.hpp>
#include <map>
#include <set>

#include "archive/base/json.hpp"
#include "archive/registry/history.hpp"
#include "tools/flows/intake_rows.hpp"
#include "tools/flows/office_date.hpp"
#include "tools/flows/register_rows.hpp"
#include "tools/flows/registering.hpp"

namespace anjuan::flows {

namespace json = boost::json;
using registry::PastMatter;

namespace {

/// What once only goes by, with the row's digest: a copy of the ledger under another name is the same ledger.
constexpr std::string_view k_source = "台账";
/// Gaps are told one by one up to here; a ledger that begins at number 5000 has lost a book, not 4999 letters.
constexpr std::size_t k_most_missing = 200;

class LedgerRun {
 public:
  LedgerRun(Archive& archive, registry::Registry& registry, const LedgerOptions& options, const RowTeller& teller, RowSummary& summary)
      : m_registry(registry), m_options(options), m_summary(summary), m_group(archive, options.dry_run, teller, summary) {}

  Status run(const std::vector<SheetRow>& rows) {
    if (rows.empty()) return fail(ErrorCode::invalid_argument, "没有标题行");
    TRY(read_titles(rows.front()));
    Status taken;
    for (std::size_t i = 1; i < rows.size() && taken && !is_set(m_options.cancel); ++i) {
      ++m_summary.rows;
      taken = take(rows[i]);
    }
    // Before the dry run's transaction goes, and with it what it knows.
    if (taken) taken = find_missing();
    const Status committed = m_group.commit();
    m_summary.interrupted = is_set(m_options.cancel);
    return taken ? committed : taken;
  }

 private:
  Status read_titles(const SheetRow& row) {
    std::map<std::string, std::string> seen;
    for (const std::string& title : row.cells) {
      const std::string member = title.empty() ? std::string("ignore") : m_options.map.member(title);
      if (member.empty()) {
        return fail(ErrorCode::invalid_argument, "第 " + std::to_string(row.number) + " 行：不知道“" + title +
                                                     "”这一列：在列对照（--map）里写 [[column]] title = \"" + title + "\"，member = 各项的名字或 \"ignore\"");
      }
      const auto [other, added] = seen.emplace(member, title);
      if (!added && member != "ignore") {
        return fail(ErrorCode::invalid_argument, "第 " + std::to_string(row.number) + " 行：“" + title + "”和“" + other->second + "”是同一项");
      }
      m_members.push_back(member);
      m_titles.emplace(member, title);
    }
    return {};
  }

  Status take(const SheetRow& row) {
    RowEvent event;
    event.row = row.number;
    if (Status status = import(row, event); !status) {
      if (!is_refusal(status.error())) return status;
      event.status = RowStatus::refused;
      event.reason = cited(titled(status.error().message));
    }
    m_group.tell(std::move(event));
    return m_group.commit_if_due();
  }

  /// The members of a row, by the map; `text` is what its digest goes over.
  Result<std::map<std::string, std::string>> members_of(const SheetRow& row) const {
    std::map<std::string, std::string> members;
    TRY(check_width(row.cells, m_members.size()));
    for (std::size_t i = 0; i < m_members.size(); ++i) {
      if (row.cells[i].empty()) continue;
      if (m_members[i] != "ignore") members[m_members[i]] = m_options.map.value(m_members[i], row.cells[i]);
    }
    for (const auto& [member, value] : m_options.map.fallbacks()) {
      // A day to close by is for matters that have a result and lack the day, not for those that are open still.
      if (member == "closed" && !members.contains("outcome")) continue;
      members.emplace(member, value);
    }
    return members;
  }

  Status import(const SheetRow& row, RowEvent& event) {
    TRY_ASSIGN(const auto members, members_of(row));
    json::object text;
    for (const auto& [member, value] : members) text.emplace(member, value);
    TRY_ASSIGN(const std::string canonical, canonical_json(text));
    const std::string digest = ObjectId::of(as_bytes(canonical)).to_string();
    note_number(members);
    TRY_ASSIGN(Transaction* const transaction, m_group.transaction());
    TRY_ASSIGN(const auto known, m_registry.book().imported(std::string(k_source), digest));
    if (known) {
      TRY_ASSIGN(const auto matter, m_registry.book().by_id(*known));
      event.status = RowStatus::duplicate;
      event.matter = known;
      if (matter) event.number = matter->name;
      if (matter) note_year(matter->name, registry::date_in(matter->record, "registered"));
      return {};
    }
    TRY_ASSIGN(PastMatter past, past_from(members));
    note_year(past.intake.number, past.registered);
    past.intake.import_source = k_source;
    past.intake.import_row = digest;
    past.source = m_options.name;
    past.row = std::to_string(row.number);
    TRY_ASSIGN(const MatterRow matter, m_registry.import_matter(*transaction, past, m_options.act));
    if (m_options.dry_run == DryRun::no) TRY(add_summary(*transaction, matter));
    event.status = RowStatus::registered;
    event.matter = matter.matter;
    event.number = matter.name;
    return {};
  }

  Result<PastMatter> past_from(const std::map<std::string, std::string>& members) const {
    if (m_titles.contains("number") && !members.contains("number")) {
      return fail(ErrorCode::invalid_argument, "number：没有编号，补上后再导入（R-346）");
    }
    json::object row;
    for (const auto& [member, value] : members) {
      if (!is_ending(member)) row.emplace(member, value);
    }
    // After the digest was taken, so that a ledger taken before is known again.
    if (const auto from = members.find("from"); from != members.end() && m_options.map.is_nameless(from->second)) {
      row.erase("from");
      row.insert_or_assign("signature", "匿名");
    }
    TRY(spell_dates(row));
    PastMatter past;
    TRY_ASSIGN(past.intake, intake_from(row));
    past.intake.irregular = registry::Irregular::keep;  // an old paper's numbers are kept as written
    past.intake.number_of_other_year = m_options.map.other_years();
    const auto text = [&](const char* member) {
      const auto found = members.find(member);
      return found == members.end() ? std::string() : found->second;
    };
    past.section = text("section");
    past.handler = text("handler");
    past.outcome = text("outcome");
    past.document = text("document");
    TRY_ASSIGN(past.replied, day(members, "replied"));
    TRY_ASSIGN(past.closed, day(members, "closed"));
    TRY_ASSIGN(const auto registered, day(members, "registered"));
    past.registered = registered.value_or(past.intake.received);
    // A ledger with one column for both says when the matter ended.
    if (!past.closed && !m_titles.contains("closed") && !past.outcome.empty()) past.closed = past.replied;
    return past;
  }

  static Result<std::optional<CivilDate>> day(const std::map<std::string, std::string>& members, const std::string& member) {
    const auto found = members.find(member);
    if (found == members.end()) return std::optional<CivilDate>();
    auto date = read_office_date(found->second);
    if (!date) return fail(ErrorCode::invalid_argument, member + "：" + date.error().message + "（R-330）");
    return std::optional(*date);
  }

  /// The column's own title instead of the member's name, which the ledger's people never saw.
  std::string titled(const std::string& message) const {
    for (const auto& [member, title] : m_titles) {
      if (!member.empty() && message.starts_with(member + "：")) return title + message.substr(member.size());
    }
    return message;
  }

  void note_number(const std::map<std::string, std::string>& members) {
    const auto number = members.find("number");
    if (number == members.end()) return;
    if (const auto found = m_registry.number_rules().recognise(number->second)) {
      m_serials[{found->number.series, found->parts.year}].insert(found->parts.serial);
      m_forms.insert_or_assign(found->number.series, found->number);
    }
  }

  /// A book is one of its rows' own series and year; a stray number of another year makes none.
  void note_year(const std::string& number, const std::optional<CivilDate>& registered) {
    const auto found = m_registry.number_rules().recognise(number);
    if (found && registered && found->parts.year == registered->year()) m_books.emplace(found->number.series, found->parts.year);
  }

  // a number that neither the ledger nor the archive has is a letter that somebody should look for.
  Status find_missing() {
    for (const auto& [series, serials] : m_serials) {
      if (!m_books.contains(series)) continue;
      const registry::NumberTemplate& form = m_forms.at(series.first);
      for (std::int64_t serial = 1; serial < *serials.rbegin() && m_summary.missing.size() < k_most_missing; ++serial) {
        if (serials.contains(serial)) continue;
        const std::string number = registry::format(form, series.second, serial);
        if (!m_registry.book().find(number)) m_summary.missing.push_back(number);
      }
    }
    return {};
  }

  registry::Registry& m_registry;
  const LedgerOptions& m_options;
  RowSummary& m_summary;
  RowGroup m_group;
  std::vector<std::string> m_members;
  std::map<std::string, std::string> m_titles;  ///< by member
  std::map<std::pair<std::string, int>, std::set<std::int64_t>> m_serials;
  std::map<std::string, registry::NumberTemplate> m_forms;
  std::set<std::pair<std::string, int>> m_books;  ///< series and years of which the ledger is a book
};

}  // namespace

Status import_ledger(Archive& archive, registry::Registry& registry, const std::vector<SheetRow>& rows, const LedgerOptions& options, const RowTeller& teller,
                     RowSummary& summary) {
  return LedgerRun(archive, registry, options, teller, summary).run(rows);
}

}  // namespace anjuan::flows
