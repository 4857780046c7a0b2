#include "query/reports/catalogues.hpp"

#include <algorithm>
#include <set>

#include "archive/base/utf8.hpp"
#include "archive/filing/contents.hpp"
#include "archive/filing/filing_record.hpp"
#include "archive/registry/record.hpp"
#include "archive/registry/typed_text.hpp"
#include "query/access/principal.hpp"
#include "query/reports/catalogue.hpp"

namespace anjuan::reports {

namespace json = boost::json;
using registry::list_in;
using registry::number_in;
using registry::text_in;

namespace {

struct Call {
  const CatalogueSources& from;
  const CatalogueRequest& request;
  const NameSorter& sorter;
  CivilDate as_of;
};

/// Each 件 or volume within the scope, in the order of the book.
Status each_visible(const Call& call, const FilingFilter& filter, const std::function<void(const FilingRow&)>& take) {
  return call.from.book.each(filter, [&](FilingRow&& row) -> Result<bool> {
    if (!row.matter || may_see(call.from.scope, *row.matter)) take(row);
    return true;
  });
}

FilingFilter volumes_of(const Call& call) {
  FilingFilter filter = call.request.filter;
  filter.regime = "卷";
  return filter;
}

std::string number_text(const json::object& record, std::string_view member) {
  return std::to_string(number_in(record, member));
}

std::string between(const filing::DaySpan& days) {
  const std::string first = filing::compact_day(days.first), last = filing::compact_day(days.last);
  return first == last ? first : first + "—" + last;
}

std::vector<Cell> cells_of(std::vector<std::string> texts, const FilingRow& row) {
  std::vector<Cell> cells;
  for (std::string& text : texts) cells.push_back(Cell::of(std::move(text)));
  if (row.matter) cells.front().matters = {*row.matter};
  return cells;
}

/// The lowest class and, within it, the number of a volume; an old code outside all grammars stands whole.
std::pair<std::string, std::string> class_and_serial(const Call& call, const std::string& code) {
  const auto read = call.from.codes.read(code);
  if (!read) return {"旧档号", code};
  std::string series = read->series;
  while (series.ends_with("-")) series.pop_back();
  return {std::move(series), read->serial};
}

std::map<std::string, std::string> cover_of(const Call& call, const std::string& title, const json::object& record) {
  return {{"目录名称", title},
          {"全宗号", text_in(record, "fonds")},
          {"全宗名称", call.request.fonds_name},
          {"年度", number_text(record, "year")},
          {"保管期限", text_in(record, "period")}};
}

//
Result<Report> volume_list(const Call& call) {
  Report report{"volumes", "案卷目录", std::nullopt, call.as_of, {}, {}};
  TRY(each_visible(call, volumes_of(call), [&](const FilingRow& row) {
    const json::object& record = row.record;
    const auto [name, serial] = class_and_serial(call, row.code);
    if (report.tables.empty() || report.tables.back().name != name) {
      report.tables.push_back({name,
                               {"案卷号", "案卷题名", "起止日期", "页数", "保管期限", "备注"},
                               {},
                               cover_of(call, report.title, record)});
    }
    report.tables.back().rows.push_back(
        cells_of({serial, text_in(record, "title"), between(filing::days_of(record)), number_text(record, "pages"),
                  text_in(record, "period"), text_in(record, "number")},
                 row));
  }));
  report.formulas = {"案卷号前面是表名：全宗、类目、年度、期限（R-133）", "页数为有文字或图像的面数（R-144）"};
  return report;
}

// the entry of each volume, and below it what lies in it.
Result<Report> full_list(const Call& call) {
  Report report{"full", "全引目录", std::nullopt, call.as_of, {}, {}};
  TRY(each_visible(call, volumes_of(call), [&](const FilingRow& row) {
    const json::object& record = row.record;
    const auto [name, serial] = class_and_serial(call, row.code);
    if (report.tables.empty() || report.tables.back().name != name) {
      report.tables.push_back({name,
                               {"案卷号", "顺序号", "文号", "责任者", "题名", "日期", "页号", "备注"},
                               {},
                               cover_of(call, report.title, record)});
    }
    auto& rows = report.tables.back().rows;
    rows.push_back(cells_of({serial, "", "", "", text_in(record, "title"), between(filing::days_of(record)),
                             number_text(record, "pages") + "页", text_in(record, "period")},
                            row));
    for (filing::ContentsRow& paper : filing::contents_of(record, call.from.rules, call.request.fonds_name)) {
      rows.push_back(cells_of({serial, std::move(paper.serial), std::move(paper.document), std::move(paper.responsible),
                               std::move(paper.title), std::move(paper.date), std::move(paper.pages), std::string()},
                              row));
    }
  }));
  report.formulas = {"没有顺序号的一行是案卷：题名、起止日期、页数、保管期限；以下是卷内文件",
                     "页号为每件材料的首页，最后一件为起止页（R-151）"};
  return report;
}

Result<Report> piece_list(const Call& call) {
  return filing_catalogue(call.from.book, call.from.scope, call.request.filter, call.request.fonds_name, call.as_of);
}

/// A filing by which its people are found: 档号 with the first page of the letter.
struct Place {
  FilingRow row;
  std::string text;
};

Result<std::vector<Place>> places_of(const Call& call) {
  std::vector<Place> places;
  TRY(each_visible(call, call.request.filter, [&](const FilingRow& row) {
    if (!row.matter) return;
    std::uint32_t page = 1;
    for (const filing::ArrangedPaper& paper : filing::papers_of(row.record)) {
      if (call.from.rules.part(paper.kind).need != "来信来访" || paper.numbers.first == 0) continue;
      page = paper.numbers.first;
      break;
    }
    places.push_back({{row.filing, row.matter, row.code, {}}, row.code + "[" + std::to_string(page) + "]"});
  }));
  return places;
}

/// Whoever bears a name and works there; people of one name and no unit stand in one line, for the reader to tell
/// apart.
struct Person {
  std::string name, unit;
  std::vector<std::string> places;
  std::vector<MatterId> matters;
};

Result<std::vector<Person>> people_of(const Call& call, const std::set<std::string_view>& roles) {
  TRY_ASSIGN(const std::vector<Place> places, places_of(call));
  std::map<std::pair<std::string, std::string>, Person> found;
  for (const Place& place : places) {
    TRY_ASSIGN(const auto matter, call.from.registry.book().by_id(*place.row.matter));
    if (!matter) continue;
    std::set<std::pair<std::string, std::string>> named;  // a name that stands twice in a matter is one person
    for (const json::value& value : list_in(matter->record, "parties")) {
      const json::object* party = value.if_object();
      if (party == nullptr || !roles.contains(text_in(*party, "role")) || text_in(*party, "name").empty()) continue;
      named.emplace(text_in(*party, "name"), text_in(*party, "unit") + text_in(*party, "post"));
    }
    for (const auto& key : named) {
      Person& person = found[key];
      person.name = key.first, person.unit = key.second;
      person.places.push_back(place.text);
      person.matters.push_back(*place.row.matter);
    }
  }
  std::vector<Person> people;
  for (auto& [key, person] : found) people.push_back(std::move(person));
  std::sort(people.begin(), people.end(), [&](const Person& a, const Person& b) {
    return a.name != b.name ? call.sorter.precedes(a.name, b.name) : a.unit < b.unit;
  });
  return people;
}

Table people_table(const std::string& name, const std::vector<Person>& people) {
  Table table{name, {"序号", "姓名", "单位职务", "档号[页号]"}, {}};
  for (const Person& person : people) {
    std::string places;
    for (const std::string& place : person.places) places += (places.empty() ? "" : "；") + place;
    std::vector<Cell> cells{Cell::of(std::to_string(table.rows.size() + 1)), Cell::of(person.name),
                            Cell::of(person.unit), Cell::of(places)};
    cells.front().matters = person.matters;
    table.rows.push_back(std::move(cells));
  }
  return table;
}

// two indexes, never in one list: who wrote, and who was complained of.
Result<Report> petitioner_index(const Call& call) {
  Report report{"petitioners", "人名索引（信访人）", std::nullopt, call.as_of, {}, {}};
  TRY_ASSIGN(const std::vector<Person> people, people_of(call, {"来信人", "代表"}));
  report.tables.push_back(people_table("信访人", people));
  report.formulas = {"档号后方括号内为来信或接访记录的首页", "被反映人另成一册，不在这里（R-403）"};
  return report;
}

Result<Report> accused_index(const Call& call) {
  TRY(require_accusations(call.from.scope, "被反映人索引"));
  Report report{"accused", "人名索引（被反映人）", std::nullopt, call.as_of, {}, {}};
  TRY_ASSIGN(const std::vector<Person> people, people_of(call, {"被反映人"}));
  report.tables.push_back(people_table("被反映人", people));
  report.formulas = {"档号后方括号内为来信或接访记录的首页",
                     "限看得到检举控告的人使用，不得给被反映的人和单位（R-340、R-403）"};
  return report;
}

Result<Report> document_index(const Call& call) {
  Report report{"documents", "文号索引", std::nullopt, call.as_of, {}, {}};
  std::vector<std::pair<std::string, std::vector<Cell>>> rows;
  TRY(each_visible(call, call.request.filter, [&](const FilingRow& row) {
    const std::string document = text_in(row.record, "document");
    if (!document.empty())
      rows.emplace_back(document, cells_of({"", document, text_in(row.record, "title"), row.code}, row));
  }));
  std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
    return a.first != b.first && call.sorter.precedes_as_text(a.first, b.first);
  });
  Table table{"发文字号", {"序号", "发文字号", "题名", "档号"}, {}};
  for (auto& [document, cells] : rows) {
    cells.front().text = std::to_string(table.rows.size() + 1);
    table.rows.push_back(std::move(cells));
  }
  report.tables.push_back(std::move(table));
  return report;
}

/// what a matter is about, 受理范围 where it has one, else 类别.
std::string topic_of(const json::object& matter) {
  const std::string scope = text_in(matter, "scope");
  return scope.empty() ? text_in(matter, "category") : scope;
}

Result<Report> topic_list(const Call& call) {
  Report report{"topics", "专题目录", std::nullopt, call.as_of, {}, {}};
  std::vector<FilingRow> rows;
  TRY(each_visible(call, call.request.filter, [&](const FilingRow& row) { rows.push_back(row); }));
  const std::u32string wanted = registry::compared_form(call.request.topic);
  std::map<std::string, Table> tables;
  for (const FilingRow& row : rows) {
    std::string topic = "其他";
    if (row.matter) {
      TRY_ASSIGN(const auto matter, call.from.registry.book().by_id(*row.matter));
      if (matter && !topic_of(matter->record).empty()) topic = topic_of(matter->record);
    }
    if (!wanted.empty()) {
      const bool is_about = registry::compared_form(topic) == wanted ||
                            registry::compared_form(text_in(row.record, "title")).find(wanted) != std::u32string::npos;
      if (!is_about) continue;
      topic = call.request.topic;
    }
    Table& table =
        tables.try_emplace(topic, Table{topic, {"序号", "档号", "题名", "责任者", "日期", "年度", "页数"}, {}})
            .first->second;
    table.rows.push_back(cells_of({std::to_string(table.rows.size() + 1), row.code, text_in(row.record, "title"),
                                   text_in(row.record, "responsible"), filing::compact_day(text_in(row.record, "date")),
                                   number_text(row.record, "year"), number_text(row.record, "pages")},
                                  row));
  }
  for (auto& [name, table] : tables) report.tables.push_back(std::move(table));
  std::sort(report.tables.begin(), report.tables.end(),
            [&](const Table& a, const Table& b) { return call.sorter.precedes_as_text(a.name, b.name); });
  report.formulas = {"专题为受理范围（R-339），没有的为类别（R-321）；--topic 按题名里的词"};
  return report;
}

struct Kind {
  std::string_view name;
  Result<Report> (*make)(const Call&);
};
constexpr Kind k_kinds[] = {{"归档文件目录", piece_list},    {"案卷目录", volume_list},
                            {"全引目录", full_list},         {"人名索引", petitioner_index},
                            {"被反映人索引", accused_index}, {"文号索引", document_index},
                            {"专题目录", topic_list}};
constexpr std::string_view k_topics = "专题目录";

}  // namespace

std::vector<std::string_view> catalogue_kinds() {
  std::vector<std::string_view> names;
  for (const Kind& kind : k_kinds) names.push_back(kind.name);
  return names;
}

Result<Report> catalogue(std::string_view kind, const CatalogueSources& sources, const CatalogueRequest& request,
                         CivilDate as_of) {
  if (!request.topic.empty() && kind != k_topics)
    return fail(ErrorCode::invalid_argument, "--topic 只用于专题目录（R-403）");
  TRY_ASSIGN(const NameSorter sorter, NameSorter::open(request.order));
  std::string known;
  for (const Kind& each : k_kinds) {
    if (each.name == kind) return each.make({sources, request, sorter, as_of});
    known += (known.empty() ? "" : "、") + std::string(each.name);
  }
  return fail(ErrorCode::invalid_argument, "没有“" + to_shown_utf8(kind) + "”这种目录：有 " + known);
}

}  // namespace anjuan::reports
