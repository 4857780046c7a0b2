#include <fmt/core.h>

#include <boost/json.hpp>

#include "indexer/worker/worker.hpp"
#include "query/search/search.hpp"
#include "archive/filing/filing_record.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/item_text.hpp"
#include "tools/cli/output_file.hpp"
#include "tools/flows/page_stamps.hpp"

namespace anjuan::cli {

namespace {

class PageCommand final : public Command {
 public:
  std::string_view name() const override { return "page"; }
  std::string_view help() const override { return "一页的图像（PNG），可标出检索词所在，可盖页号和归档章（R-141、F-5）"; }
  std::string_view examples() const override { return "  anjuan page i4k9m 2 -o 第2页.png --mark 离休待遇\n  anjuan page i4k9m 1 -o 首页.png --stamped"; }
  void declare(Arguments& arguments) override {
    arguments.positional("ITEM", m_id, "件的编号，或其前五位以上");
    arguments.positional("N", m_page, "页号，从 1 起", 1, 1'000'000);
    arguments.option("-o,--output", m_output, "写入的 PNG 文件；- 为标准输出", Need::required);
    arguments.option("--mark", m_query, "标出这一检索式在页上的位置");
    arguments.flag("--stamped", m_stamped, "盖上归档编的页号，首页加归档章；原件不动");
    arguments.option("--dpi", m_dpi, "分辨率", 18, 600);
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(const Item item, context.visible_item(m_id));
    TRY(check_not_destroyed(item));
    if (item.state == ItemState::read) TRY(check_page(item, m_page));
    TRY_ASSIGN(const std::vector<RenderedMark> marks, places(context, item));
    std::vector<PageStamp> stamps;
    if (m_stamped) {
      TRY_ASSIGN(stamps, stamps_for(context, item));
    }
    Worker worker(default_helper(), WorkerLimits{});
    worker.cancel_when(context.cancel());
    const auto copy_input = [&](ByteSink& sink) { return archive->read_object(item.object, sink); };
    auto png = worker.render(copy_input, item.file_name, m_page, m_dpi, marks, stamps);
    if (!png) return fail_in(fmt::format("件 {} 第 {} 页", item.item.value, m_page), std::move(png).error());
    TRY_ASSIGN(const auto file, OutputFile::open(m_output));
    TRY(file->write(*png));
    TRY(record_content_read(*archive, {item.item, "page", m_page}));
    TRY(file->finish());
    if (m_output == "-") return ExitCode::done;
    if (context.json) {
      context.out.json_line(boost::json::object{
          {"item", item.item.value}, {"page", m_page}, {"file", m_output}, {"bytes", png->size()}, {"marks", marks.size()}, {"number", stamps.empty() ? "" : stamps.front().number}});
    } else {
      const std::string number = !m_stamped ? "" : stamps.empty() ? "，空白面，没有页号" : "，页号 " + stamps.front().number;
      context.note(fmt::format("已写入 {}（第 {} 页，标出 {} 处{}）", m_output, m_page, marks.size(), number));
    }
    return ExitCode::done;
  }

 private:
  Result<std::vector<RenderedMark>> places(Context& context, const Item& item) {
    std::vector<RenderedMark> marks;
    if (m_query.empty()) return marks;
    TRY_ASSIGN(const Query query, parse_query(m_query));
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(const auto searcher, Searcher::open(*archive));
    TRY_ASSIGN(const AccessScope scope, context.scope());
    TRY_ASSIGN(const std::vector<PageHit> pages, searcher->places(query, scope, item.item));
    for (const PageHit& page : pages) {
      if (page.page != m_page) continue;
      for (const Box& box : page.boxes) marks.push_back({box});
    }
    return marks;
  }

  /// The one of this page; none on a blank face.
  Result<std::vector<PageStamp>> stamps_for(Context& context, const Item& item) const {
    TRY_ASSIGN(Archive* const archive, context.archive());
    FilingBook book(*archive);
    TRY_ASSIGN(const auto filed, flows::filed_paper(book, item));
    if (!filed) return fail(ErrorCode::invalid_argument, "件 " + item.item.value + " 没有归档，没有页号可盖：先 anjuan file --accept（R-140）");
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(const ArchiveStatus status, archive->status());
    TRY_ASSIGN(const flows::VolumeForms forms, flows::VolumeForms::open(*registry, status.fonds));
    TRY_ASSIGN(std::vector<PageStamp> stamps, flows::stamps_of(filed->row, filing::papers_of(filed->row.record), filed->position, forms));
    std::erase_if(stamps, [&](const PageStamp& stamp) { return stamp.page != m_page; });
    return stamps;
  }

  bool m_stamped = false;
  std::string m_id, m_output, m_query;
  std::uint32_t m_page = 1, m_dpi = 150;
};

}  // namespace

CommandPtr make_page_command() { return std::make_unique<PageCommand>(); }

}  // namespace anjuan::cli
