#include "archive/filing/shelving.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "archive/filing/filing_record.hpp"
#include "archive/filing/signer.hpp"
#include "archive/registry/record.hpp"

namespace anjuan::filing {

namespace json = boost::json;
using registry::list_in;
using registry::number_in;
using registry::text_in;

namespace {

constexpr std::int64_t k_um = 1000;  // in a millimetre

json::object member_of(const json::object& record, std::string_view name) {
  const json::value* const value = record.if_contains(name);
  return value != nullptr && value->is_object() ? value->get_object() : json::object();
}

std::int64_t box_number(const FilingRow& row) { return number_in(member_of(row.record, "box"), "number"); }

std::int64_t thickness_of(const FilingRow& row, const BoxRule& rule) {
  const std::int64_t pages = number_in(row.record, "pages");
  return (pages + rule.pages_per_sheet - 1) / rule.pages_per_sheet * rule.sheet + rule.piece;
}

std::int64_t room_in(int spine, const BoxRule& rule) { return spine * k_um - rule.spare; }

/// Boxes of one class being filled.
class Filler {
 public:
  Filler(std::string series, std::int64_t last, const BoxRule& rule, int spine)
      : m_series(std::move(series)), m_last(last), m_rule(rule), m_spine(spine) {}

  void add_recorded(FilingRow row) {
    const json::object made = member_of(row.record, "box");
    const std::int64_t number = number_in(made, "number");
    auto box = std::find_if(m_boxes.begin(), m_boxes.end(), [&](const Box& one) { return one.number == number; });
    if (box == m_boxes.end()) {
      m_boxes.push_back({m_series, number, static_cast<int>(number_in(made, "spine")), 0, false, false, {}});
      box = m_boxes.end() - 1;
    }
    box->thickness += thickness_of(row, m_rule);
    box->rows.push_back(std::move(row));
    m_last = std::max(m_last, number);
  }

  void add_new(FilingRow row) {
    const std::int64_t thickness = thickness_of(row, m_rule);
    // Only the last box of the class has room that nobody counts on; and only while nobody else's lies behind it.
    const auto last = std::max_element(m_boxes.begin(), m_boxes.end(),
                                       [](const Box& a, const Box& b) { return a.number < b.number; });
    const bool fits =
        last != m_boxes.end() && last->number == m_last && last->thickness + thickness <= room_in(last->spine, m_rule);
    if (!fits)
      m_boxes.push_back({m_series, ++m_last, m_spine != 0 ? m_spine : m_rule.spines.back(), 0, true, false, {}});
    Box& box = fits ? *last : m_boxes.back();
    box.is_new = true;
    box.thickness += thickness;
    box.is_overfull = box.thickness > room_in(box.spine, m_rule);
    box.rows.push_back(std::move(row));
  }

  std::vector<Box> take() {
    for (Box& box : m_boxes) {
      const bool is_recorded =
          std::any_of(box.rows.begin(), box.rows.end(), [](const FilingRow& row) { return box_number(row) != 0; });
      if (m_spine != 0 || is_recorded) continue;
      const auto enough = std::find_if(m_rule.spines.begin(), m_rule.spines.end(),
                                       [&](int spine) { return box.thickness <= room_in(spine, m_rule); });
      if (enough != m_rule.spines.end()) box.spine = *enough;
    }
    std::sort(m_boxes.begin(), m_boxes.end(), [](const Box& a, const Box& b) { return a.number < b.number; });
    return std::move(m_boxes);
  }

 private:
  std::string m_series;
  std::int64_t m_last;
  const BoxRule& m_rule;
  int m_spine;
  std::vector<Box> m_boxes;
};

void sort_by_code(std::vector<FilingRow>& rows) {
  std::sort(rows.begin(), rows.end(), [](const FilingRow& a, const FilingRow& b) { return a.code < b.code; });
}

std::map<std::string, std::vector<FilingRow>> by_class(std::vector<FilingRow> rows, const CodeRules& codes) {
  sort_by_code(rows);
  std::map<std::string, std::vector<FilingRow>> classes;
  for (FilingRow& row : rows) {
    if (text_in(row.record, "regime") != "件")
      continue;  // volumes stand by themselves, with a spine of their own (F-2)
    std::string name = class_of(row, codes);
    classes[std::move(name)].push_back(std::move(row));
  }
  return classes;
}

}  // namespace

std::string class_of(const FilingRow& row, const CodeRules& codes) {
  // 年度, 机构 and 保管期限; what stands before the serial says all three. An old code need not, nor one whose
  // period was changed afterwards.
  const std::string year = std::to_string(number_in(row.record, "year")), period = text_in(row.record, "period");
  const std::string kept = text_in(row.record, "fonds") + "·" + year + "·" + period;
  const auto read = codes.read(row.code);
  if (!read) return kept;
  std::string series = read->series;
  while (series.ends_with("-")) series.pop_back();
  const auto says = [&](const char* part, const std::string& value) {
    const auto found = read->parts.find(part);
    return found != read->parts.end() && found->second == value;
  };
  const auto known = retention::Period::parse(period);
  return says("年度", year) && known && says("期限", known->code()) ? series : series + "（" + kept + "）";
}

Result<std::vector<Box>> plan_boxes(std::vector<FilingRow> rows, const std::map<std::string, std::int64_t>& taken,
                                    const CodeRules& codes, const BoxRule& rule, int spine) {
  if (spine != 0 && std::find(rule.spines.begin(), rule.spines.end(), spine) == rule.spines.end()) {
    std::string widths;
    for (const int width : rule.spines) widths += (widths.empty() ? "" : "、") + std::to_string(width);
    return fail(ErrorCode::invalid_argument,
                "没有盒脊 " + std::to_string(spine) + " 毫米的盒：有 " + widths + "（R-146）");
  }
  std::vector<Box> boxes;
  for (auto& [name, members] : by_class(std::move(rows), codes)) {
    const auto before = taken.find(name);
    Filler filler(name, before == taken.end() ? 0 : before->second, rule, spine);
    for (const FilingRow& row : members) {
      if (box_number(row) != 0) filler.add_recorded(row);
    }
    for (FilingRow& row : members) {
      if (box_number(row) == 0) filler.add_new(std::move(row));
    }
    std::vector<Box> made = filler.take();
    boxes.insert(boxes.end(), std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
  }
  return boxes;
}

std::vector<Box> boxes_of(std::vector<FilingRow> rows, const CodeRules& codes) {
  std::vector<Box> boxes;
  for (auto& [name, members] : by_class(std::move(rows), codes)) {
    std::map<std::int64_t, Box> numbered;
    for (FilingRow& row : members) {
      const json::object made = member_of(row.record, "box");
      Box& box = numbered[number_in(made, "number")];
      box.series = name, box.number = number_in(made, "number"), box.spine = static_cast<int>(number_in(made, "spine"));
      box.rows.push_back(std::move(row));
    }
    for (auto& [number, box] : numbered) boxes.push_back(std::move(box));
  }
  return boxes;
}

Shelving::Shelving(Archive& archive, registry::Registry& registry) : m_archive(archive), m_registry(registry) {}

Status Shelving::put_in_box(Transaction& transaction, const Box& box, const registry::Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "shelving: the transaction is not locked");
  if (box.is_overfull)
    return fail(ErrorCode::invalid_argument, box.rows.back().code + " 比 " + std::to_string(box.spine) +
                                                 " 毫米的盒还厚：用更宽的盒（--box），或核对页数（R-146）");
  TRY_ASSIGN(const Signer signer, signer_of(m_archive, m_registry, act));
  FilingBook book(m_archive);
  for (const FilingRow& planned : box.rows) {
    TRY_ASSIGN(const FilingRow row, book.find(planned.filing.value));
    if (box_number(row) == box.number) continue;
    if (box_number(row) != 0)
      return fail(ErrorCode::invalid_argument,
                  row.code + " 已在第 " + std::to_string(box_number(row)) + " 盒；有人同时装了盒，请再看一次装盒建议");
    TRY(record_filing_event(transaction, row, "box", {{"number", box.number}, {"spine", box.spine}},
                            {{"box", {{"number", box.number}, {"spine", std::int64_t{box.spine}}}}}, signer.on,
                            signer.by));
  }
  return {};
}

Result<FilingRow> Shelving::place(Transaction& transaction, const FilingRow& before, const Location& location,
                                  const registry::Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "shelving: the transaction is not locked");
  FilingBook book(m_archive);
  TRY_ASSIGN(const FilingRow row, book.find(before.filing.value));
  if (location.room.empty()) return fail(ErrorCode::invalid_argument, row.code + "：没有写库房（--room）（R-389）");
  TRY_ASSIGN(const Signer signer, signer_of(m_archive, m_registry, act));
  json::object where{{"room", location.room}};
  if (!location.cabinet.empty()) where.emplace("cabinet", location.cabinet);
  if (!location.shelf.empty()) where.emplace("shelf", location.shelf);
  json::object made = where;
  made.emplace("on", signer.on.to_string());
  made.emplace("by", signer.name);
  return record_filing_event(transaction, row, "place", std::move(where), {{"location", std::move(made)}}, signer.on,
                             signer.by);
}

Result<FilingRow> Shelving::count(Transaction& transaction, const FilingRow& before, std::int64_t paper_pages,
                                  const std::string& reason, const registry::Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "shelving: the transaction is not locked");
  FilingBook book(m_archive);
  TRY_ASSIGN(const FilingRow row, book.find(before.filing.value));
  const std::int64_t pages = number_in(row.record, "pages");
  const bool differs = paper_pages != pages;
  if (differs && reason.empty()) {
    return fail(ErrorCode::invalid_argument, row.code + "：纸质 " + std::to_string(paper_pages) + " 页，图像 " +
                                                 std::to_string(pages) +
                                                 " 页，不相符：补扫或改正，确实如此的写理由（--reason）（R-389）");
  }
  TRY_ASSIGN(const Signer signer, signer_of(m_archive, m_registry, act));
  json::object set{{"counted", {{"pages", paper_pages}, {"on", signer.on.to_string()}, {"by", signer.name}}}};
  if (differs) {
    json::array notes = list_in(row.record, "notes");
    notes.push_back(json::object{{"on", signer.on.to_string()},
                                 {"by", signer.name},
                                 {"text", "装订时纸质 " + std::to_string(paper_pages) + " 页，图像 " +
                                              std::to_string(pages) + " 页：" + reason}});
    set["notes"] = std::move(notes);
  }
  json::object fields{{"pages", paper_pages}};
  if (differs) fields.emplace("reason", reason);
  return record_filing_event(transaction, row, "count", std::move(fields), std::move(set), signer.on, signer.by);
}

}  // namespace anjuan::filing
