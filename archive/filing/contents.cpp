#include "archive/filing/contents.hpp"

#include "archive/filing/filing_record.hpp"
#include "archive/registry/record.hpp"

namespace anjuan::filing {

using registry::text_in;

std::string compact_day(std::string day) {
  std::erase(day, '-');
  return day;
}

DaySpan days_of(const boost::json::object& record) {
  DaySpan days;
  for (const ArrangedPaper& paper : papers_of(record)) {
    if (!CivilDate::parse(paper.date)) continue;
    if (days.first.empty() || paper.date < days.first) days.first = paper.date;
    if (days.last < paper.date) days.last = paper.date;
  }
  if (days.first.empty()) days.first = days.last = text_in(record, "date");
  return days;
}

std::vector<ContentsRow> contents_of(const boost::json::object& record, const FilingRules& rules,
                                     const std::string& fonds_name) {
  std::vector<ContentsRow> rows;
  const std::vector<ArrangedPaper> papers = papers_of(record);
  bool is_answered = false;  // 文号: of the answer, which stands before its drafts
  for (const ArrangedPaper& paper : papers) {
    const PartRule& part = rules.part(paper.kind);
    ContentsRow row{std::to_string(rows.size() + 1), {}, {}, paper.title.empty() ? "[" + paper.kind + "]" : paper.title,
                    compact_day(paper.date),         {}};
    if (part.responsible == "来信人") row.responsible = text_in(record, "responsible");
    if (part.responsible == "本机关") row.responsible = fonds_name;
    if (part.need == "答复" && !is_answered) {
      row.document = text_in(record, "document");
      is_answered = true;
    }
    const bool is_last = rows.size() + 1 == papers.size();
    if (paper.numbers.first != 0)
      row.pages = std::to_string(paper.numbers.first) + (is_last ? "—" + std::to_string(paper.numbers.last) : "");
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace anjuan::filing
