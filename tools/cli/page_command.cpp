#include <fmt/core.h>

#include <boost/json.hpp>

#include "indexer/worker/worker.hpp"
#include "query/search/search.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/item_text.hpp"
#include "tools/cli/output_file.hpp"

namespace anjuan::cli {

namespace {

class PageCommand final : public Command {
 public:
  std::string_view name() const override { return "page"; }
  std::string_view help() const override { return "一页的图像（PNG），可标出检索词所在"; }
  std::string_view examples() const override { return "  anjuan page i4k9m 2 -o 第2页.png --mark 离休待遇"; }
  void declare(Arguments& arguments) override {
    arguments.positional("ITEM", m_id, "件的编号，或其前五位以上");
    arguments.positional("N", m_page, "页号，从 1 起", 1, 1'000'000);
    arguments.option("-o,--output", m_output, "写入的 PNG 文件；- 为标准输出", Need::required);
    arguments.option("--mark", m_query, "标出这一检索式在页上的位置");
    arguments.option("--dpi", m_dpi, "分辨率", 18, 600);
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(const Item item, context.visible_item(m_id));
    if (item.state == ItemState::read) TRY(check_page(item, m_page));
    TRY_ASSIGN(const std::vector<RenderedMark> marks, places(context, item));
    Worker worker(default_helper(), WorkerLimits{});
    worker.cancel_when(context.cancel());
    const auto copy_input = [&](ByteSink& sink) { return archive->read_object(item.object, sink); };
    auto png = worker.render(copy_input, item.file_name, m_page, m_dpi, marks);
    if (!png) return fail_in(fmt::format("件 {} 第 {} 页", item.item.value, m_page), std::move(png).error());
    TRY_ASSIGN(const auto file, OutputFile::open(m_output));
    TRY(file->write(*png));
    TRY(record_content_read(*archive, {item.item, "page", m_page}));
    TRY(file->finish());
    if (m_output == "-") return ExitCode::done;
    if (context.json) {
      context.out.json_line(boost::json::object{
          {"item", item.item.value}, {"page", m_page}, {"file", m_output}, {"bytes", png->size()}, {"marks", marks.size()}});
    } else {
      context.note(fmt::format("已写入 {}（第 {} 页，标出 {} 处）", m_output, m_page, marks.size()));
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

  std::string m_id, m_output, m_query;
  std::uint32_t m_page = 1, m_dpi = 150;
};

}  // namespace

CommandPtr make_page_command() { return std::make_unique<PageCommand>(); }

}  // namespace anjuan::cli
