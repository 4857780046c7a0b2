#include "query/search/searcher.hpp"

#include <algorithm>

#include "indexer/text/fold.hpp"

namespace anjuan {
namespace detail {
namespace {

class PortSearcher final : public Searcher {
 public:
  PortSearcher(std::unique_ptr<IndexReader> index, SearchPorts ports)
      : m_index(std::move(index)), m_ports(std::move(ports)) {}

  Result<Hits> search(const Query& query, const AccessScope& scope, const SearchOptions& options) override {
    TRY_ASSIGN(const Clause clause, prepare(query.root, m_analyser, m_ports.matter_by_name));
    TRY_ASSIGN(const FoundPage page, m_index->search(clause, scope, options.offset, options.limit));
    TRY_ASSIGN(const IndexReader::Needles needles, m_index->needles(clause, scope));
    std::vector<ItemId> ids;
    for (const Found& found : page.found) ids.push_back(found.item);
    TRY_ASSIGN(std::vector<Item> items, m_ports.items(ids));
    Hits out;
    out.total = page.total;
    out.total_is_exact = page.total_is_exact;
    std::size_t next = 0;
    for (const Found& found : page.found) {
      // The catalog has the last word: the index may lag behind an item that moved into a denied matter, or was destroyed.
      const bool known = next < items.size() && items[next].item == found.item;
      if (!known || items[next].state == ItemState::destroyed || !may_see(scope, items[next])) {
        if (known) ++next;
        if (out.total > 0) --out.total;
        continue;
      }
      Hit hit;
      hit.item = std::move(items[next++]);
      hit.score = found.score;
      hit.title_matched = title_matches(hit.item, needles);
      if (options.snippets) add_pages(hit, needles, options.pages_per_hit);
      out.hits.push_back(std::move(hit));
    }
    return out;
  }

  Result<std::uint64_t> count(const Query& query, const AccessScope& scope) override {
    TRY_ASSIGN(const Clause clause, prepare(query.root, m_analyser, m_ports.matter_by_name));
    return m_index->count(clause, scope);
  }

  Result<std::vector<PageHit>> places(const Query& query, const AccessScope& scope, const ItemId& id) override {
    TRY_ASSIGN(const Clause clause, prepare(query.root, m_analyser, m_ports.matter_by_name));
    TRY_ASSIGN(const std::vector<Item> items, m_ports.items({id}));
    if (items.empty() || !may_see(scope, items.front())) return fail(ErrorCode::not_found, "no item " + id.value);
    TRY_ASSIGN(const IndexReader::Needles needles, m_index->needles(clause, scope));
    if (!items.front().text || needles.text.empty()) return std::vector<PageHit>{};
    TRY_ASSIGN(const PositionedText text, m_ports.text(items.front()));
    return find_pages(text, needles.text, PageOrder::by_number, SIZE_MAX);
  }

  Status reopen() override { return m_index->reopen(); }

 private:
  static bool title_matches(const Item& item, const IndexReader::Needles& needles) {
    const std::string title = fold(item.title);
    return std::any_of(needles.title.begin(), needles.title.end(),
                       [&](const std::string& run) { return holds(title, run); });
  }

  void add_pages(Hit& hit, const IndexReader::Needles& needles, std::uint32_t most) const {
    if (!hit.item.text || needles.text.empty()) return;
    const auto text = m_ports.text(hit.item);
    if (text) {
      hit.pages = find_pages(*text, needles.text, PageOrder::best_first, most);
    } else {
      // One rotten object must not hide the other hits.
      hit.fault = text.error().message;
    }
  }

  std::unique_ptr<IndexReader> m_index;
  SearchPorts m_ports;
  Analyser m_analyser;
};

}  // namespace

Result<std::unique_ptr<Searcher>> open_searcher(const std::filesystem::path& index_folder, SearchPorts ports) {
  TRY_ASSIGN(auto index, IndexReader::open(index_folder));
  return std::unique_ptr<Searcher>(new PortSearcher(std::move(index), std::move(ports)));
}

}  // namespace detail

Result<std::unique_ptr<Searcher>> Searcher::open(Archive& archive) {
  detail::SearchPorts ports;
  ports.items = [&archive](const std::vector<ItemId>& ids) { return archive.items(ids); };
  ports.matter_by_name = [&archive](const std::string& name) { return archive.matter_by_name(name); };
  ports.text = [&archive](const Item& item) -> Result<PositionedText> {
    MemorySink sink;
    TRY(archive.read_object(*item.text, sink));
    return decode_positioned_text(sink.bytes());
  };
  return detail::open_searcher(schema::index_folder(archive.root()), std::move(ports));
}

}  // namespace anjuan
