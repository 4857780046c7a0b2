#include "query/reports/catalogue.hpp"

#include "archive/filing/contents.hpp"
#include "archive/registry/record.hpp"
#include "query/access/principal.hpp"

namespace anjuan::reports {

using registry::list_in;
using registry::number_in;
using registry::text_in;

namespace {

std::string note_of(const boost::json::object& record) {
  std::string note = text_in(record, "number");
  for (const boost::json::value& excused : list_in(record, "excused")) {
    note += "；缺" + text_in(excused.get_object(), "role") + "：" + text_in(excused.get_object(), "reason");
  }
  if (const boost::json::value* gone = record.if_contains("destroyed")) {
    note += "；已销毁 " + text_in(gone->get_object(), "on") + "，" + text_in(gone->get_object(), "list");
  }
  return note;
}

}  // namespace

Result<Report> filing_catalogue(FilingBook& book, const AccessScope& scope, const FilingFilter& filter, const std::string& fonds_name, CivilDate as_of) {
  Report report;
  report.name = "catalogue";
  report.title = "归档文件目录";
  report.as_of = as_of;
  TRY(book.each(filter, [&](FilingRow&& row) -> Result<bool> {
    if (row.matter && !may_see(scope, *row.matter)) return true;
    const boost::json::object& record = row.record;
    const std::string name = std::to_string(number_in(record, "year")) + "年 " + text_in(record, "period") + "（" + text_in(record, "regime") + "）";
    if (report.tables.empty() || report.tables.back().name != name) {
      std::map<std::string, std::string> cover{{"全宗号", text_in(record, "fonds")}, {"全宗名称", fonds_name}, {"年度", std::to_string(number_in(record, "year"))}, {"保管期限", text_in(record, "period")}};
      report.tables.push_back({name, {"序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注"}, {}, std::move(cover)});
    }
    Table& table = report.tables.back();
    std::vector<Cell> cells{Cell::of(std::to_string(table.rows.size() + 1)), Cell::of(row.code), Cell::of(text_in(record, "document")),
                            Cell::of(text_in(record, "responsible")), Cell::of(text_in(record, "title")), Cell::of(filing::compact_day(text_in(record, "date"))), Cell::of(""),
                            Cell::of(std::to_string(number_in(record, "pages"))), Cell::of(note_of(record))};
    if (row.matter) cells.front().matters = {*row.matter};
    table.rows.push_back(std::move(cells));
    return true;
  }));
  report.formulas = {"责任者：来信人；匿名的记 [匿名]（R-124）", "页数为有文字或图像的面数（R-144）", "检举控告件的题名和责任者只给可以看的人（R-343）"};
  return report;
}

}  // namespace anjuan::reports
