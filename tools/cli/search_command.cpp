#include "query/search/search.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cmath>
#include <fstream>

#include "tools/cli/command.hpp"

namespace anjuan::cli {

namespace json = boost::json;

namespace {

double fraction(std::int32_t units) { return static_cast<double>(units) / k_page_units; }
double rounded(double value) { return std::round(value * 10000) / 10000; }

json::object json_of(const PageHit& page) {
  json::object out;
  out["page"] = page.page;
  std::string snippet;
  json::array runs;
  for (const SnippetRun& run : page.snippet) {
    snippet += run.text;
    runs.push_back({{"text", run.text}, {"marked", run.marked}});
  }
  out["snippet"] = snippet;
  out["runs"] = std::move(runs);
  json::array boxes;
  for (const Box& box : page.boxes) boxes.push_back({fraction(box.x), fraction(box.y), fraction(box.w), fraction(box.h)});
  out["boxes"] = std::move(boxes);
  return out;
}

json::object json_of(const Hit& hit) {
  json::object out;
  out["item"] = hit.item.item.value;
  out["title"] = hit.item.title;
  out["kind"] = hit.item.kind;
  out["date"] = hit.item.date;
  out["score"] = rounded(hit.score);
  out["source"] = hit.item.source;
  if (!hit.item.matter_name.empty()) out["matter"] = hit.item.matter_name;
  if (hit.title_matched) out["title_matched"] = true;
  if (!hit.fault.empty()) out["fault"] = hit.fault;
  json::array pages;
  for (const PageHit& page : hit.pages) pages.push_back(json_of(page));
  out["pages"] = std::move(pages);
  return out;
}

class SearchCommand final : public Command {
 public:
  std::string_view name() const override { return "search"; }
  std::string_view help() const override { return "检索：词、“原文”、或、非、括号、题名: 来信人: 文号: 类别: 日期:"; }
  std::string_view examples() const override {
    return "  anjuan search 离休 待遇\n  anjuan search '“离休待遇” 非 类别:复函'\n  anjuan search '(低保 或 救助) 日期:2019..2021' --limit 20\n"
           "  anjuan search --count 拆迁\n  anjuan search -- -复函";
  }
  void declare(Arguments& arguments) override {
    arguments.positionals("QUERY", m_words, "检索式；几个参数以空格相连", Need::optional);
    arguments.option("--limit", m_options.limit, "最多显示几件", 0, 10'000);
    arguments.option("--offset", m_options.offset, "从第几件之后开始", 0, 100'000'000);
    arguments.flag("--count", m_count, "只要精确的总数");
    arguments.option("--color", m_color, "标出命中：auto、always 或 never");
    arguments.hidden_option("--batch", m_batch);
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    if (m_color != "auto" && m_color != "always" && m_color != "never") {
      return fail(ErrorCode::invalid_argument, "--color " + m_color + "（可用 auto、always、never）");
    }
    m_colours = m_color == "always" || (m_color == "auto" && has_colours());
    if (m_batch.empty() == m_words.empty()) return fail(ErrorCode::invalid_argument, "缺少检索式");
    TRY(open(context));
    if (!m_batch.empty()) return run_batch(context);
    std::string text;
    for (const std::string& word : m_words) text += (text.empty() ? "" : " ") + word;
    TRY(answer(context, text));
    return ExitCode::done;
  }

 private:
  Status open(Context& context) {
    TRY_ASSIGN(Archive* const archive, context.archive());
    auto searcher = Searcher::open(*archive);
    if (searcher) {
      m_searcher = std::move(*searcher);
      return {};
    }
    if (searcher.error().code == ErrorCode::not_found) {
      TRY_ASSIGN(const bool anything, has_visible_items(context, *archive));
      if (!anything) return {};  // a new archive: nothing is there to be found
      context.advise("请先运行 anjuan index");
    } else if (searcher.error().code == ErrorCode::unsupported) {
      context.advise("请运行 anjuan rebuild 重建索引");
    }
    return fail(std::move(searcher).error());
  }

  static Result<bool> has_visible_items(Context& context, Archive& archive) {
    TRY_ASSIGN(const AccessScope scope, context.scope());
    std::optional<Sequence> after;
    for (;;) {
      TRY_ASSIGN(const Archive::Changes changes, archive.changes_after(after, 100));
      TRY_ASSIGN(const std::vector<Item> items, archive.items(changes.items));
      if (std::any_of(items.begin(), items.end(), [&](const Item& item) { return may_see(scope, item); })) return true;
      if (!changes.more) return false;
      after = changes.upto;
    }
  }

  Status answer(Context& context, const std::string& text) {
    const auto began = std::chrono::steady_clock::now();
    TRY_ASSIGN(const Query query, parse_query(text));
    TRY_ASSIGN(const AccessScope scope, context.scope());
    Hits hits;
    if (m_count && m_searcher) {
      TRY_ASSIGN(hits.total, m_searcher->count(query, scope));
    } else if (m_searcher) {
      TRY_ASSIGN(hits, m_searcher->search(query, scope, m_options));
    }
    const double took = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
    if (context.json) {
      print_json(context, query, hits, took);
    } else {
      print_table(context, query, hits, took);
    }
    return {};
  }

  void print_json(Context& context, const Query& query, const Hits& hits, double took) const {
    json::object out;
    out["query"] = query.text;
    out["parsed"] = explain(query);
    out["total"] = hits.total;
    if (!m_count) out["total_is_exact"] = hits.total_is_exact;
    out["took_ms"] = std::round(took * 100) / 100;
    if (!m_count) {
      json::array list;
      for (const Hit& hit : hits.hits) list.push_back(json_of(hit));
      out["hits"] = std::move(list);
    }
    context.out.json_line(out);
  }

  void print_table(Context& context, const Query& query, const Hits& hits, double took) const {
    if (m_count) return context.out.line(std::to_string(hits.total));
    if (hits.total == 0) return context.out.line("没有找到：" + explain(query));
    context.out.line(fmt::format("{}{} 件（{:.1f} 毫秒）：{}", hits.total_is_exact ? "共 " : "约 ", hits.total, took, explain(query)));
    std::uint32_t number = m_options.offset;
    for (const Hit& hit : hits.hits) print_hit(context, ++number, hit);
  }

  void print_hit(Context& context, std::uint32_t number, const Hit& hit) const {
    const Item& item = hit.item;
    context.out.line("");
    context.out.line(fmt::format("{:>3}  {}  {}  {}  {:.2f}  {}", number, padded(shortened(item.title.empty() ? "（无题名）" : item.title, 48), 48),
                                 padded(item.kind.empty() ? "-" : item.kind, 8), padded(item.date.empty() ? "-" : item.date, 10), hit.score,
                                 item.item.value));
    for (const PageHit& page : hit.pages) {
      std::string text = fmt::format("     第 {} 页  ", page.page);
      for (const SnippetRun& run : page.snippet) text += m_colours && run.marked ? "\033[1;7m" + run.text + "\033[0m" : run.text;
      context.out.line(text);
    }
    if (!hit.fault.empty()) context.out.line("     文字无法读取：" + hit.fault);
    context.out.line("     " + item.source);
  }

  /// One query a line: a thousand questions cost one start of the program.
  Result<ExitCode> run_batch(Context& context) {
    std::ifstream file(m_batch);
    if (!file) return fail(ErrorCode::not_found, m_batch);
    for (std::string line; std::getline(file, line);) {
      const Status answered = answer(context, line);
      if (answered) continue;
      if (answered.error().code != ErrorCode::invalid_argument) return fail(answered.error());
      context.out.json_line(json::object{{"query", line}, {"error", answered.error().message}});
    }
    return ExitCode::done;
  }

  std::vector<std::string> m_words;
  std::string m_batch, m_color = "auto";
  bool m_count = false, m_colours = false;
  SearchOptions m_options;
  std::unique_ptr<Searcher> m_searcher;
};

}  // namespace

CommandPtr make_search_command() { return std::make_unique<SearchCommand>(); }

}  // namespace anjuan::cli
