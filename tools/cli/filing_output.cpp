#include "tools/cli/filing_output.hpp"

#include <boost/json.hpp>
#include <charconv>

#include "archive/base/utf8.hpp"
#include "query/access/principal.hpp"
#include "tools/flows/faces.hpp"

namespace anjuan::cli {

Result<std::unique_ptr<filing::Filing>> open_filing(Context& context) {
  TRY_ASSIGN(registry::Registry* const registry, context.registry());
  TRY_ASSIGN(Archive* const archive, context.archive());
  return filing::Filing::open(*archive, *registry);
}

Result<FilingRow> visible_filing(Context& context, FilingBook& book, const std::string& code) {
  TRY_ASSIGN(const AccessScope scope, context.scope());
  auto row = book.find(code);
  if (!row || (row->matter && !may_see(scope, *row->matter))) return fail(ErrorCode::not_found, "没有档号“" + to_shown_utf8(code) + "”");
  return row;
}

void ChosenFilings::declare(Arguments& arguments) {
  arguments.positionals("CODE", m_codes, "档号，可多个", Need::optional);
  arguments.option("--year", m_year, "这一归档年度的全部");
}

Result<std::vector<FilingRow>> ChosenFilings::rows(Context& context, FilingBook& book) const {
  if (m_codes.empty() == m_year.empty()) return fail(ErrorCode::invalid_argument, "写档号，或 --year 年度");
  std::vector<FilingRow> rows;
  for (const std::string& code : m_codes) {
    TRY_ASSIGN(FilingRow row, visible_filing(context, book, code));
    rows.push_back(std::move(row));
  }
  if (m_year.empty()) return rows;
  FilingFilter filter;
  TRY_ASSIGN(filter.year, year_from("--year", m_year));
  TRY_ASSIGN(const AccessScope scope, context.scope());
  TRY(book.each(filter, [&](FilingRow&& row) -> Result<bool> {
    if (!row.matter || may_see(scope, *row.matter)) rows.push_back(std::move(row));
    return true;
  }));
  return rows;
}

boost::json::object json_of(const FilingRow& row) {
  boost::json::object out{{"filing", row.filing.value}, {"code", row.code}, {"filed", true}};
  for (const auto& member : row.record) {
    if (!out.contains(member.key())) out.emplace(member.key(), member.value());
  }
  return out;
}

Result<std::map<ItemId, filing::Faces>> faces_seen(Context& context, const std::vector<ItemId>& papers,
                                                   const std::map<ItemId, filing::Faces>& counted) {
  TRY_ASSIGN(Archive* const archive, context.archive());
  std::vector<ItemId> to_see;
  for (const ItemId& paper : papers) {
    if (!counted.contains(paper)) to_see.push_back(paper);
  }
  TRY_ASSIGN(const std::vector<Item> items, archive->items(to_see));
  Worker worker(default_helper(), WorkerLimits{});
  worker.cancel_when(context.cancel());
  TRY_ASSIGN(auto faces, flows::faces_of(*archive, worker, items));
  faces.insert(counted.begin(), counted.end());
  return faces;
}

Result<int> year_from(const char* option, const std::string& text) {
  const auto first = CivilDate::parse(text + "-01-01");
  if (!first) return fail(ErrorCode::invalid_argument, std::string(option) + " “" + text + "”应写作四位年份，如 2025");
  return first->year();
}

Result<std::map<ItemId, filing::Faces>> counted_pages(const std::vector<std::string>& options) {
  constexpr std::uint32_t k_most = 10000;  // of one paper; a slip of the finger gives more
  std::map<ItemId, filing::Faces> faces;
  for (const std::string& option : options) {
    const std::size_t equals = option.find('=');
    std::uint32_t count = 0;
    const char* const begin = option.data() + (equals == std::string::npos ? option.size() : equals + 1);
    const char* const end = option.data() + option.size();
    const auto read = std::from_chars(begin, end, count);
    if (begin == end || read.ec != std::errc() || read.ptr != end || count == 0 || count > k_most) {
      return fail(ErrorCode::invalid_argument, "--pages “" + to_shown_utf8(option) + "”应写作 件=页数，如 i4k9m=12");
    }
    faces[ItemId{option.substr(0, equals)}] = {count, {}};
  }
  return faces;
}

}  // namespace anjuan::cli
