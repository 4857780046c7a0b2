#include "tools/flows/volume_book.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <numeric>

#include "archive/filing/filing_record.hpp"
#include "archive/registry/record.hpp"
#include "tools/binding/bound_book.hpp"
#include "tools/flows/item_text.hpp"
#include "tools/flows/page_stamps.hpp"

namespace anjuan::flows {

namespace {

using binding::BoundBook;
using binding::Link;
using binding::PdfFile;
using filing::ArrangedPaper;
using registry::list_in;
using registry::text_in;
using CopyInput = std::function<Status(ByteSink&)>;

/// The 顺序号 of 卷内文件目录 stand left of this, and a row reaches so far above and below its middle (schemas/forms/volume-contents.toml: rows of 13 mm).
constexpr std::int32_t k_first_column = 1700, k_half_row = 215;
constexpr std::int32_t k_table_left = 950, k_table_width = 8480;

class NoMembers final : public MemberReceiver {
 public:
  Status member(const ExtractedMember&, ByteSource&) override { return {}; }
};

/// The newest day that stands in the record: what the document is of.
std::string newest_day(const boost::json::object& record) {
  std::string day = text_in(record, "filed_on");
  if (const auto* seal = record.if_contains("seal"); seal != nullptr && seal->is_object()) day = std::max(day, text_in(seal->get_object(), "on"));
  for (const char* list : {"notes", "seals"}) {
    for (const auto& one : list_in(record, list)) day = std::max({day, text_in(one.get_object(), "on"), text_in(one.get_object(), "reopened")});
  }
  return day;
}

/// One export under way.
class Binder {
 public:
  Binder(Archive& archive, Worker& worker, const VolumeForms& forms, const FilingRow& row, double dpi, ByteSink& sink)
      : m_archive(archive), m_worker(worker), m_forms(forms), m_row(row), m_dpi(dpi), m_papers(filing::papers_of(row.record)), m_book(sink) {}

  Result<BoundVolume> bind(const std::vector<Item>& items) {
    for (std::size_t i = 0; i < m_papers.size(); ++i) m_first_pages.push_back(m_book.reserve_page());
    const bool is_volume = text_in(m_row.record, "regime") == "卷";
    if (is_volume) {
      TRY(add_form(m_forms.cover(m_row), "封面"));
      TRY(add_form(m_forms.contents(m_row), "卷内文件目录"));
    }
    for (std::size_t i = 0; i < m_papers.size(); ++i) {
      const auto item = std::find_if(items.begin(), items.end(), [&](const Item& one) { return one.item == m_papers[i].item; });
      const std::string name = "第 " + std::to_string(i + 1) + " 件材料 " + m_papers[i].item.value + "（" + m_papers[i].kind + "）";
      if (item == items.end()) return fail(ErrorCode::not_found, m_row.code + "：" + name + "不在档案里");
      if (Status added = add_paper(i, *item); !added) return fail_in(m_row.code + "：" + name, std::move(added).error());
    }
    if (is_volume) {
      TRY_ASSIGN(const print::FormDocument notes, m_forms.notes(m_row));
      TRY(add_form(notes, "备考表"));
    }
    TRY(m_book.finish(about()));
    m_made.pages = m_book.pages();
    return std::move(m_made);
  }

 private:
  binding::AboutBook about() const {
    const std::string title = m_row.code + "　" + text_in(m_row.record, "title");
    return {title, newest_day(m_row.record) + "T00:00:00+08:00", m_row.filing.value, boost::json::serialize(m_row.record) + "@" + std::to_string(m_dpi)};
  }

  /// All pages of a document; the first under `first` when that is reserved.
  Status add_pages(const CopyInput& copy, const std::string& name, const PositionedText& text, std::size_t pages, PdfFile::Ref first, const std::vector<PageStamp>& stamps,
                   const std::function<std::vector<Link>(const TextPage&)>& links = nullptr) {
    std::vector<std::uint32_t> numbers(pages);
    std::iota(numbers.begin(), numbers.end(), 1U);
    return m_worker.leaves(copy, name, numbers, m_dpi, stamps, [&](Leaf&& leaf) -> Status {
      const TextPage nothing;
      const TextPage& words = leaf.page <= text.pages.size() ? text.pages[leaf.page - 1] : nothing;
      return m_book.add(leaf.page == 1 ? first : m_book.reserve_page(), leaf, m_dpi, words, links ? links(words) : std::vector<Link>());
    });
  }

  Status add_print(const Bytes& pdf, const std::string& name, PdfFile::Ref first, const std::function<std::vector<Link>(const TextPage&)>& links) {
    TRY_ASSIGN(const PositionedText text, m_worker.text_of_print(pdf));
    return add_pages([&](ByteSink& sink) { return sink.write(pdf); }, name, text, text.pages.size(), first, {}, links);
  }

  Status add_form(const print::FormDocument& document, const std::string& mark) {
    TRY_ASSIGN(const Bytes pdf, print::render(m_worker, document));
    const PdfFile::Ref first = m_book.reserve_page();
    m_book.mark(mark, first);
    std::size_t next = 0;  // papers whose row has been found
    const auto links = [&](const TextPage& page) { return links_of(page, next); };
    return add_print(pdf, mark + ".pdf", first, document.form == "volume-contents" ? links : std::function<std::vector<Link>(const TextPage&)>());
  }

  /// Rows of 卷内文件目录: each begins with its number.
  std::vector<Link> links_of(const TextPage& page, std::size_t& next) const {
    std::vector<const TextLine*> lines;
    for (const TextLine& line : page.lines) {
      if (line.box.x < k_first_column) lines.push_back(&line);
    }
    std::stable_sort(lines.begin(), lines.end(), [](const TextLine* a, const TextLine* b) { return a->box.y < b->box.y; });
    std::vector<Link> links;
    for (const TextLine* line : lines) {
      if (next == m_first_pages.size()) break;
      const std::string number = std::to_string(next + 1);
      const bool is_row = line->text == number || line->text.starts_with(number + " ");
      if (!is_row) continue;
      const std::int32_t middle = line->box.y + line->box.h / 2;
      links.push_back({{k_table_left, middle - k_half_row, k_table_width, 2 * k_half_row}, m_first_pages[next++]});
    }
    return links;
  }

  Status add_paper(std::size_t position, const Item& item) {
    const ArrangedPaper& paper = m_papers[position];
    m_book.mark((paper.title.empty() ? paper.kind : paper.title) + numbers_of(paper), m_first_pages[position]);
    if (item.state != ItemState::read || item.pages == 0 || !item.text) return add_note_for(position, item);
    TRY_ASSIGN(const PositionedText text, read_text(m_archive, *item.text));
    TRY_ASSIGN(const std::vector<PageStamp> stamps, stamps_of(m_row, m_papers, position, m_forms));
    return add_pages([&](ByteSink& sink) { return m_archive.read_object(item.object, sink); }, item.file_name, text, item.pages, m_first_pages[position], stamps);
  }

  /// Nothing is left out without a word.
  Status add_note_for(std::size_t position, const Item& item) {
    m_made.unshown.push_back(item.item);
    std::string text = "本件材料没有可以显示的页面\n\n顺序号：" + std::to_string(position + 1) + "\n题名：" + m_papers[position].title + "\n种类：" + m_papers[position].kind +
                       "\n文件名：" + item.file_name + "\n原件：" + item.object.to_string() + "\n";
    if (!item.reason.empty()) text += "原因：" + item.reason + "\n";
    const CopyInput copy = [&](ByteSink& sink) { return sink.write(as_bytes(text)); };
    NoMembers none;
    TRY_ASSIGN(const ExtractOutcome read, m_worker.extract(copy, "说明.txt", none));
    return add_pages(copy, "说明.txt", read.text, read.text.pages.size(), m_first_pages[position], {});
  }

  static std::string numbers_of(const ArrangedPaper& paper) {
    if (paper.numbers.first == 0) return {};
    const std::string first = std::to_string(paper.numbers.first);
    return "（" + (paper.numbers.first == paper.numbers.last ? first : first + "—" + std::to_string(paper.numbers.last)) + "）";
  }

  Archive& m_archive;
  Worker& m_worker;
  const VolumeForms& m_forms;
  const FilingRow& m_row;
  double m_dpi;
  std::vector<ArrangedPaper> m_papers;
  std::vector<PdfFile::Ref> m_first_pages;
  BoundBook m_book;
  BoundVolume m_made;
};

}  // namespace

Result<BoundVolume> bind_volume(Archive& archive, Worker& worker, const VolumeForms& forms, const FilingRow& row, const std::vector<Item>& items, double dpi, ByteSink& sink) {
  return Binder(archive, worker, forms, row, dpi, sink).bind(items);
}

}  // namespace anjuan::flows
