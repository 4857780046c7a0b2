#include "tools/cli/report_output.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "indexer/worker/worker.hpp"
#include "query/reports/xlsx.hpp"
#include "tools/cli/output_file.hpp"
#include "tools/print/form.hpp"

namespace anjuan::cli {

namespace json = boost::json;
using reports::Cell;
using reports::Report;
using reports::Table;

namespace {

constexpr std::size_t k_widest = 30;

std::string days_of(const Report& report) {
  return (report.period ? "期间 " + report.period->to_string() + "　" : std::string()) + "截至 " + report.as_of.to_string();
}

std::vector<std::size_t> widths_of(const Table& table) {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    std::size_t width = display_width(table.columns[c]);
    for (const auto& row : table.rows) width = std::max(width, std::min(k_widest, display_width(row[c].text)));
    widths.push_back(width);
  }
  return widths;
}

bool is_number(const Cell& cell) { return cell.count.has_value() || cell.masked; }

std::string line_of(const std::vector<Cell>& row, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t c = 0; c < row.size(); ++c) {
    const std::string text = shortened(row[c].text, std::max(widths[c], std::size_t{1}));
    const std::size_t width = display_width(text);
    line += "  ";
    line += is_number(row[c]) && width < widths[c] ? std::string(widths[c] - width, ' ') + text : padded(text, widths[c]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

json::object list_block(const Table& table, std::size_t index) {
  json::array columns;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    std::size_t width = display_width(table.columns[c]);
    std::size_t total = 0;
    for (const auto& row : table.rows) total += std::min(k_widest, display_width(row[c].text));
    if (!table.rows.empty()) width = std::max(width, total / table.rows.size());
    columns.push_back(json::object{{"title", table.columns[c]}, {"text", "{c" + std::to_string(c) + "}"}, {"width", static_cast<double>(std::max<std::size_t>(width, 4))}});
  }
  return {{"kind", "list"}, {"list", "t" + std::to_string(index)}, {"size", 9}, {"min_size", 6.5}, {"leading", 1.2}, {"head_height", 8}, {"row_height", 7},
          {"columns", std::move(columns)}};
}

json::array list_rows(const Table& table) {
  json::array rows;
  for (const auto& row : table.rows) {
    json::object made;
    for (std::size_t c = 0; c < row.size(); ++c) made.emplace("c" + std::to_string(c), row[c].text);
    rows.push_back(std::move(made));
  }
  return rows;
}

}  // namespace

void print_report(Output& out, const Report& report) {
  out.line(report.title + "　" + days_of(report));
  for (const Table& table : report.tables) {
    out.line("\n" + table.name);
    const std::vector<std::size_t> widths = widths_of(table);
    std::string head;
    for (std::size_t c = 0; c < table.columns.size(); ++c) head += "  " + padded(table.columns[c], widths[c]);
    head.erase(head.find_last_not_of(' ') + 1);
    out.line(head);
    for (const auto& row : table.rows) out.line(line_of(row, widths));
    if (table.rows.empty()) out.line("  （无）");
  }
  out.line("");
  for (const std::string& formula : report.formulas) out.line("注：" + formula);
}

json::object json_of(const Report& report) {
  json::object out{{"report", report.name}, {"title", report.title}, {"as_of", report.as_of.to_string()}};
  if (report.period) {
    out["from"] = report.period->from.to_string();
    out["to"] = report.period->to.to_string();
  }
  json::array formulas, tables;
  for (const std::string& formula : report.formulas) formulas.emplace_back(json::string(formula));
  for (const Table& table : report.tables) {
    json::array columns, rows;
    for (const std::string& column : table.columns) columns.emplace_back(json::string(column));
    for (const auto& row : table.rows) {
      json::array cells;
      for (const Cell& cell : row) {
        json::object made{{"text", cell.text}};
        if (cell.count) made["count"] = *cell.count;
        if (cell.masked) made["masked"] = true;
        json::array matters;
        for (const MatterId& matter : cell.matters) matters.emplace_back(json::string(matter.value));
        if (!matters.empty()) made["matters"] = std::move(matters);
        cells.push_back(std::move(made));
      }
      rows.push_back(std::move(cells));
    }
    tables.push_back(json::object{{"name", table.name}, {"columns", std::move(columns)}, {"rows", std::move(rows)}});
  }
  out["formulas"] = std::move(formulas);
  out["tables"] = std::move(tables);
  return out;
}

namespace {

/// One document: `tables` of the report beneath its title.
json::object document_of(const Report& report, const std::vector<const Table*>& tables, const std::string& organ, bool wide, bool with_notes) {
  json::array blocks;
  json::object fields{{"题", report.title}, {"单位", "填报单位：" + organ}, {"期间", days_of(report)}};
  blocks.push_back(json::object{{"kind", "text"}, {"text", "{题}"}, {"face", "title"}, {"size", 18}, {"align", "center"}, {"after", 2}});
  blocks.push_back(json::object{{"kind", "line"}, {"size", 10}, {"after", 1.5},
                                {"cells", json::array{json::object{{"text", "{单位}"}, {"width", 2}}, json::object{{"text", "{期间}"}, {"width", 3}, {"align", "right"}}}}});
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const std::string name = "表" + std::to_string(i);
    fields[name] = tables[i]->name;
    fields["t" + std::to_string(i)] = list_rows(*tables[i]);
    blocks.push_back(json::object{{"kind", "text"}, {"text", "{" + name + "}"}, {"size", 11}, {"before", 3}, {"after", 1}});
    blocks.push_back(list_block(*tables[i], i));
  }
  for (std::size_t i = 0; with_notes && i < report.formulas.size(); ++i) {
    const std::string name = "注" + std::to_string(i);
    fields[name] = "注：" + report.formulas[i];
    blocks.push_back(json::object{{"kind", "text"}, {"text", "{" + name + "}"}, {"size", 8}, {"before", i == 0 ? 3 : 0}});
  }
  json::object layout{{"size", wide ? json::array{297, 210} : json::array{210, 297}}, {"margins", json::array{14, 12, 15, 15}},
                      {"footer", "第 {页码} 页　共 {总页数} 页"}, {"block", std::move(blocks)}};
  return {{"layout", std::move(layout)}, {"fields", std::move(fields)}};
}

}  // namespace

Result<std::string> print_request(const Report& report, const std::string& organ) {
  json::array documents;
  std::vector<const Table*> tables;
  bool wide = false;
  for (const Table& table : report.tables) {
    tables.push_back(&table);
    wide = wide || table.columns.size() > 8;
  }
  const bool bound = std::any_of(tables.begin(), tables.end(), [](const Table* table) { return !table->cover.empty(); });
  if (!bound) documents.push_back(document_of(report, tables, organ, wide, true));
  for (const Table* table : bound ? tables : std::vector<const Table*>()) {
    // A4 landscape, each part behind its cover.
    TRY_ASSIGN(json::object cover, print::request_of({"catalogue-cover", table->cover, {}}));
    documents.push_back(std::move(cover));
    documents.push_back(document_of(report, {table}, organ, true, table == tables.back()));
  }
  return json::serialize(json::object{{"documents", std::move(documents)}});
}

static Status write(Context& context, const std::string& path, const Bytes& bytes) {
  TRY_ASSIGN(const auto file, OutputFile::open(path));
  TRY(file->write(bytes));
  TRY(file->finish());
  if (path != "-") context.note("已写入 " + path + "（" + human_bytes(bytes.size()) + "）");
  return {};
}

Status deliver(Context& context, const Report& report, const ReportFiles& files) {
  if (!files.xlsx.empty()) {
    TRY_ASSIGN(const Bytes bytes, reports::xlsx_of(report));
    TRY(write(context, files.xlsx, bytes));
  }
  if (!files.pdf.empty()) {
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(const ArchiveStatus about, archive->status());
    Worker worker(default_helper(), WorkerLimits{});
    TRY_ASSIGN(const std::string request, print_request(report, about.fonds.name));
    TRY_ASSIGN(const Bytes bytes, worker.print(request));
    TRY(write(context, files.pdf, bytes));
  }
  if (context.json) {
    context.out.json_line(json_of(report));
  } else if (files.xlsx.empty() && files.pdf.empty()) {
    print_report(context.out, report);
  }
  return {};
}

}  // namespace anjuan::cli
