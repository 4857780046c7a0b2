#include "archive/filing/filing_record.hpp"

#include <boost/json/array.hpp>

#include "archive/base/json.hpp"
#include "archive/registry/record.hpp"

namespace anjuan::filing {

namespace json = boost::json;
using registry::list_in;
using registry::number_in;
using registry::text_in;

void put_papers(json::object& record, const std::vector<ArrangedPaper>& papers) {
  std::vector<Faces> faces;
  std::int64_t pages = 0;
  for (const ArrangedPaper& paper : papers) {
    faces.push_back(paper.faces);
    pages += paper.pages();
  }
  const std::vector<PageSpan> numbers = number_pages(faces);
  json::array out;
  for (std::size_t i = 0; i < papers.size(); ++i) {
    const ArrangedPaper& paper = papers[i];
    json::object one{{"item", paper.item.value}, {"digest", paper.digest}, {"role", paper.role}, {"group", paper.group}, {"kind", paper.kind},
                     {"title", paper.title}, {"date", paper.date}, {"pages", std::int64_t{paper.pages()}}, {"faces", std::int64_t{paper.faces.count}}, {"first", std::int64_t{numbers[i].first}}};
    if (!paper.faces.blank.empty()) {
      json::array blank;  // signed, as they are read back
      for (const std::uint32_t face : paper.faces.blank) blank.emplace_back(std::int64_t{face});
      one.emplace("blank", std::move(blank));
    }
    out.push_back(std::move(one));
  }
  record["papers"] = std::move(out);
  record["pages"] = pages;
}

std::vector<ArrangedPaper> papers_of(const json::object& record) {
  std::vector<ArrangedPaper> papers;
  for (const json::value& value : list_in(record, "papers")) {
    const json::object& one = value.get_object();
    ArrangedPaper paper;
    paper.item = ItemId{text_in(one, "item")};
    paper.digest = text_in(one, "digest");
    paper.role = text_in(one, "role");
    paper.group = text_in(one, "group");
    paper.kind = text_in(one, "kind");
    paper.title = text_in(one, "title");
    paper.date = text_in(one, "date");
    paper.faces.count = static_cast<std::uint32_t>(number_in(one, one.contains("faces") ? "faces" : "pages"));
    for (const json::value& face : list_in(one, "blank")) paper.faces.blank.push_back(face.to_number<std::uint32_t>());
    papers.push_back(std::move(paper));
  }
  std::vector<Faces> faces;
  for (const ArrangedPaper& paper : papers) faces.push_back(paper.faces);
  const std::vector<PageSpan> numbers = number_pages(faces);
  for (std::size_t i = 0; i < papers.size(); ++i) papers[i].numbers = numbers[i];
  return papers;
}

Result<std::string> sealed_digest(const json::object& record) {
  json::object covered;
  for (const char* member : {"code", "regime", "fonds", "year", "period", "title", "responsible", "date", "document", "pages", "left_out", "excused", "papers"}) {
    if (const json::value* value = record.if_contains(member)) covered.emplace(member, *value);
  }
  TRY_ASSIGN(const std::string text, canonical_json(covered));
  return to_hex(sha256(as_bytes(text)));
}

}  // namespace anjuan::filing
