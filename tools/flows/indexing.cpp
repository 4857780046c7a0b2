#include "tools/flows/indexing.hpp"

#include <algorithm>

#include "indexer/index/index_reader.hpp"
#include "indexer/index/index_writer.hpp"
#include "indexer/schema/index_schema.hpp"
#include "indexer/text/positioned_text.hpp"
#include "tools/flows/stopwatch.hpp"

namespace anjuan::flows {

namespace {

constexpr std::size_t k_ids_at_once = 10'000;

IndexDocument document_of(const Item& item) {
  IndexDocument document;
  document.item = item.item.value;
  document.matter = item.matter ? item.matter->value : "";
  document.kind = item.kind;
  document.date = item.date;
  document.title = item.title;
  document.sender = item.sender;
  document.number = item.number;
  document.media_type = item.media_type;
  document.scope_terms = {schema::scope_term(schema::k_scope_open)};
  document.unreadable = item.state == ItemState::unreadable;
  return document;
}

Status add_body(Archive& archive, const Item& item, IndexDocument& document) {
  if (!item.text) return {};
  MemorySink sink;
  TRY(archive.read_object(*item.text, sink));
  TRY_ASSIGN(const PositionedText text, decode_positioned_text(sink.bytes()));
  for (const TextPage& page : text.pages) document.body += plain_text(page);
  // What a document calls itself stands in for a title that nobody gave it.
  if (document.title.empty()) document.title = text.title;
  return {};
}

class Indexing {
 public:
  Indexing(Archive& archive, const CancelFlag* cancel, Observer& observer, Summary& summary)
      : m_archive(archive), m_cancel(cancel), m_observer(observer), m_summary(summary) {}

  Status run(const IndexOptions& options) {
    m_progress.phase = Phase::index;
    TRY_ASSIGN(const auto writer, IndexWriter::open(m_archive.root(), options));
    bool more = true;
    while (more && !is_set(m_cancel)) {
      TRY_ASSIGN(const Archive::Changes changes, m_archive.changes_after(writer->cursor(), IndexWriter::k_batch));
      // No items, but entries that changed none: the cursor still moves, or every later run would look at them again.
      const bool moved = !writer->cursor() || changes.upto > *writer->cursor();
      if (changes.items.empty() && !moved) break;
      TRY(add(*writer, changes));
      more = changes.more;
    }
    return m_fault ? Status(fail(*m_fault)) : Status();
  }

 private:
  Status add(IndexWriter& writer, const Archive::Changes& changes) {
    TRY_ASSIGN(const std::vector<Item> items, m_archive.items(changes.items));
    for (const Item& item : items) {
      // A batch has one cursor: what was put of it is left, and comes again next time.
      if (is_set(m_cancel)) return {};
      if (item.state == ItemState::destroyed) {
        TRY(writer.remove(item.item.value));
        continue;
      }
      IndexDocument document = document_of(item);
      if (const Status body = add_body(m_archive, item, document); !body && !m_fault) {
        m_fault = fail_in(item.item.value, body.error()).value();
      }
      TRY(writer.put(document));
      ++m_progress.done;
      m_observer.progress(m_progress);
    }
    TRY(writer.commit(changes.upto));
    m_summary.indexed += items.size();
    return {};
  }

  Archive& m_archive;
  const CancelFlag* m_cancel;
  Observer& m_observer;
  Summary& m_summary;
  Progress m_progress;
  std::optional<Error> m_fault;
};

Status index_with(Archive& archive, const IndexOptions& options, const CancelFlag* cancel, Observer& observer, Summary& summary) {
  const Stopwatch watch(summary.index_seconds);
  const Status done = Indexing(archive, cancel, observer, summary).run(options);
  if (is_set(cancel)) summary.interrupted = true;
  return done;
}

/// Ids of all items changed after `after`, sorted.
Result<std::vector<std::string>> ids_after(Archive& archive, std::optional<Sequence> after) {
  std::vector<std::string> ids;
  for (bool more = true; more;) {
    TRY_ASSIGN(const Archive::Changes changes, archive.changes_after(after, k_ids_at_once));
    for (const ItemId& id : changes.items) ids.push_back(id.value);
    after = changes.upto;
    more = changes.more;
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

Result<std::vector<std::string>> destroyed_ids(Archive& archive) {
  TRY_ASSIGN(const std::vector<ItemId> items, archive.destroyed_items());
  std::vector<std::string> ids;
  for (const ItemId& id : items) ids.push_back(id.value);
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace

Status update_index(Archive& archive, const CancelFlag* cancel, Observer& observer, Summary& summary) {
  return index_with(archive, IndexOptions{}, cancel, observer, summary);
}

Status rebuild_index(Archive& archive, const CancelFlag* cancel, Observer& observer, Summary& summary) {
  IndexOptions options;
  options.start_afresh = true;
  return index_with(archive, options, cancel, observer, summary);
}

Status purge_index(Archive& archive, const CancelFlag* cancel, Observer& observer, Summary& summary) {
  const auto reader = IndexReader::open(archive.root());
  if (!reader && reader.error().code == ErrorCode::not_found) return {};
  TRY(update_index(archive, cancel, observer, summary));
  TRY_ASSIGN(const std::optional<Sequence> last, archive.last_destroyed());
  if (!last || is_set(cancel)) return {};
  TRY_ASSIGN(const auto writer, IndexWriter::open(archive.root(), IndexOptions{}));
  if (writer->clean_to() && *writer->clean_to() >= *last) return {};
  const Stopwatch watch(summary.index_seconds);
  return writer->compact(*last);
}

IndexState index_state(Archive& archive) {
  IndexState state;
  const auto reader = IndexReader::open(archive.root());
  if (reader) {
    state.cursor = (*reader)->cursor();
    const auto documents = (*reader)->documents();
    state.usable = documents.has_value();
    if (documents) {
      state.documents = *documents;
    } else {
      state.trouble = documents.error().message;
    }
  } else {
    state.trouble = reader.error().code == ErrorCode::not_found ? "尚未建立（运行 anjuan index）" : reader.error().message;
  }
  const auto changes = archive.changes_after(state.cursor, k_count_behind);
  if (changes) state.behind = changes->items.size();
  return state;
}

Status verify_index(Archive& archive, const std::function<void(const Finding&)>& report) {
  const auto fault = [&](std::string subject, std::string message) {
    report({Severity::fault, std::move(subject), std::move(message)});
  };
  const auto reader = IndexReader::open(archive.root());
  if (!reader) {
    if (reader.error().code == ErrorCode::not_found) {
      report({Severity::note, "索引", "尚未建立（运行 anjuan index）"});
    } else {
      fault("索引", reader.error().message + "（运行 anjuan rebuild --index-only）");
    }
    return {};
  }
  if (const Status files = check_index_files(archive.root()); !files) fault("索引", files.error().message);
  const std::optional<Sequence> cursor = (*reader)->cursor();
  TRY_ASSIGN(const ArchiveStatus status, archive.status());
  if (cursor && *cursor > status.last) fault("索引", "游标 " + std::to_string(*cursor) + " 超过日志末尾 " + std::to_string(status.last));
  TRY_ASSIGN(const std::vector<std::string> known, ids_after(archive, std::nullopt));
  TRY_ASSIGN(const std::vector<std::string> later, ids_after(archive, cursor));
  TRY_ASSIGN(const std::vector<std::string> destroyed, destroyed_ids(archive));
  std::vector<std::string> wanted;
  std::set_difference(known.begin(), known.end(), destroyed.begin(), destroyed.end(), std::back_inserter(wanted));
  std::vector<std::string> indexed;
  const Status visited = (*reader)->for_each_item([&](std::string_view item) -> Status {
    indexed.emplace_back(item);
    return {};
  });
  if (!visited) {
    fault("索引", visited.error().message);
    return {};
  }
  std::sort(indexed.begin(), indexed.end());
  for (std::size_t i = 1; i < indexed.size(); ++i) {
    if (indexed[i] == indexed[i - 1]) fault(indexed[i], "在索引中出现两次");
  }
  std::vector<std::string> surplus, foreign, missing;
  std::set_difference(indexed.begin(), indexed.end(), wanted.begin(), wanted.end(), std::back_inserter(surplus));
  // Destroyed behind the cursor: it leaves with the next update.
  std::set_difference(surplus.begin(), surplus.end(), later.begin(), later.end(), std::back_inserter(foreign));
  for (const std::string& id : foreign) {
    fault(id, std::binary_search(destroyed.begin(), destroyed.end(), id) ? "索引中有，而此件已销毁（运行 anjuan gc）" : "索引中有，目录中没有");
  }
  std::set_difference(wanted.begin(), wanted.end(), indexed.begin(), indexed.end(), std::back_inserter(missing));
  std::vector<std::string> lost;
  std::set_difference(missing.begin(), missing.end(), later.begin(), later.end(), std::back_inserter(lost));
  for (const std::string& id : lost) fault(id, "目录中有，索引中没有");
  if (!later.empty()) report({Severity::note, "索引", "落后日志 " + std::to_string(later.size()) + " 件（运行 anjuan index）"});
  return {};
}

}  // namespace anjuan::flows
