#include "tools/flows/ingest.hpp"

#include <sys/stat.h>

#include "archive/base/utf8.hpp"
#include "archive/catalog/matter_book.hpp"
#include "tools/flows/file_source.hpp"
#include "tools/flows/group_commit.hpp"
#include "tools/flows/names.hpp"
#include "tools/flows/stopwatch.hpp"
#include "tools/flows/walk.hpp"

namespace anjuan::flows {

namespace {

class Ingest {
 public:
  Ingest(Archive& archive, const IngestOptions& options, Observer& observer, Summary& summary)
      : m_archive(archive), m_options(options), m_observer(observer), m_group(archive, observer, summary) {}

  Status run() {
    if (m_options.count_first) TRY(count());
    const Status walked = walk(m_options.paths, [&](const Found& found) { return take(found); });
    // Also after a failure: what is complete so far is worth keeping, and a full disk may still have room for it.
    const Status committed = m_group.commit();
    if (!walked && walked.error().code != ErrorCode::cancelled) return walked;
    return committed;
  }

 private:
  Status count() {
    return walk(m_options.paths, [&](const Found& found) -> Status {
      struct ::stat info {};
      ++m_progress.total;
      if (found.refused.empty() && ::stat(found.path.c_str(), &info) == 0) {
        m_progress.bytes_total += static_cast<std::uint64_t>(info.st_size);
      }
      return is_set(m_options.cancel) ? Status(fail(ErrorCode::cancelled, "已中断")) : Status();
    });
  }

  Status take(const Found& found) {
    if (is_set(m_options.cancel)) return fail(ErrorCode::cancelled, "已中断");
    ItemEvent event;
    event.path = shown_name(found.path.string()).text;
    if (found.refused.empty()) {
      TRY(capture(found, event));
    } else {
      event.reason = found.refused;
    }
    ++m_progress.done;
    m_progress.bytes_done += event.bytes;
    m_group.tell(std::move(event));
    TRY(m_group.commit_if_due());
    m_observer.progress(m_progress);
    return {};
  }

  Status capture(const Found& found, ItemEvent& event) {
    auto source = FileSource::open(found.path, found.named, m_options.cancel);
    if (!source) {
      event.reason = source.error().message;
      return {};
    }
    event.bytes = (*source)->size();
    TRY_ASSIGN(Transaction* const transaction, m_group.transaction());
    auto put = transaction->put(**source, (*source)->size());
    if (!put) {
      if (!(*source)->failed()) return fail_in("收存 " + event.path, std::move(put).error());
      event.reason = (*source)->failure();
      return {};
    }
    event.digest = put->id;
    TRY_ASSIGN(const auto existing, put->duplicate ? transaction->find_item(put->id, m_options.matter, std::nullopt)
                                                   : Result<std::optional<ItemId>>(std::nullopt));
    event.status = existing ? ItemStatus::duplicate : ItemStatus::stored;
    event.item = existing ? existing : std::optional(new_item_id());
    if (!existing && put->duplicate) TRY(tell_of_others(put->id, event));
    if (!existing) transaction->add_item(item_of(found.path, *event.item, put->id));
    return {};
  }

  /// The same paper may belong to two matters, and may have been taken in for the wrong one.
  Status tell_of_others(const ObjectId& object, ItemEvent& event) {
    TRY_ASSIGN(const std::vector<Item> others, MatterBook(m_archive).items_with(object));
    if (!others.empty()) event.reason = "同样的内容已在 " + others.front().matter_name + "（件 " + others.front().item.value + "）里";
    return {};
  }

  NewItem item_of(const Path& path, const ItemId& id, const ObjectId& object) const {
    NewItem item;
    item.item = id;
    item.object = object;
    item.kind = m_options.kind;
    item.sender = m_options.sender;
    item.date = m_options.date;
    item.number = m_options.number;
    item.matter = m_options.matter;
    item.source = source_of(path);
    const std::string raw = path.filename().string();
    const ShownName name = shown_name(raw);
    item.file_name = name.text;
    item.title = title_of(name.text);
    if (!name.charset.empty()) {
      item.raw_name = to_bytes(raw);
      item.name_charset = name.charset;
    }
    return item;
  }

  Archive& m_archive;
  const IngestOptions& m_options;
  Observer& m_observer;
  GroupCommit m_group;
  Progress m_progress;
};

}  // namespace

Status ingest(Archive& archive, const IngestOptions& options, Observer& observer, Summary& summary) {
  const Stopwatch watch(summary.capture_seconds);
  const Status done = Ingest(archive, options, observer, summary).run();
  if (is_set(options.cancel)) summary.interrupted = true;
  return done;
}

}  // namespace anjuan::flows
