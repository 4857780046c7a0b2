#include "tools/flows/import.hpp"

#include <algorithm>

#include "tools/flows/group_commit.hpp"
#include "tools/flows/letters.hpp"
#include "tools/flows/line_reader.hpp"
#include "tools/flows/names.hpp"
#include "tools/flows/stopwatch.hpp"

namespace anjuan::flows {

namespace {

constexpr std::size_t k_longest_row = 16u << 20;

/// One item a row asks for.
struct Wanted {
  std::string kind, title, day, sender;
  std::string row;         ///< of (source, row), by which it is added once only
  const std::string& text;
};

class Import {
 public:
  Import(Archive* archive, const ImportOptions& options, Observer& observer, Summary& summary)
      : m_archive(archive), m_options(options), m_observer(observer), m_summary(summary) {
    if (archive != nullptr) m_group.emplace(*archive, observer, summary);
    m_path = shown_name(options.file.string()).text;
    std::string name = shown_name(options.file.filename().string()).text;
    if (name.ends_with(".zst")) name.resize(name.size() - 4);
    m_stem = title_of(name);
  }

  Status run() {
    auto reader = LineReader::open(m_options.file, k_longest_row);
    if (!reader) return fail(std::move(reader).error());
    m_progress.bytes_total = (*reader)->size();
    const Status rows = take_all(**reader);
    const Status committed = m_group ? m_group->commit() : Status();
    return rows ? committed : rows;
  }

 private:
  Status take_all(LineReader& reader) {
    while (!is_set(m_options.cancel)) {
      auto line = reader.next();
      if (!line) return fail_in(m_path, std::move(line).error());
      if (!*line) return {};
      TRY(take(**line));
      ++m_progress.done;
      ++m_summary.rows;
      m_progress.bytes_done = reader.position();
      if (m_group) TRY(m_group->commit_if_due());
      m_observer.progress(m_progress);
    }
    return {};
  }

  Status take(const LineReader::Line& line) {
    if (line.text.find_first_not_of(" \t") == std::string::npos) return {};
    ItemEvent event;
    event.path = m_path + ":" + std::to_string(line.number);
    auto row = line.too_long ? Result<LetterRow>(fail(ErrorCode::invalid_argument, "一行超过 16 MiB")) : parse_letter_row(line.text);
    if (!row) {
      event.reason = std::move(row).error().message;
      tell(std::move(event));
      return {};
    }
    if (row->source.empty()) row->source = m_stem;
    // Without an id of its own a row is known by its bytes.
    if (row->id.empty()) row->id = ObjectId::of(as_bytes(line.text)).to_string();
    if (m_options.dry_run) return {};
    return add(*row, event);
  }

  Status add(const LetterRow& row, const ItemEvent& event) {
    const std::string reply_title = "复函：" + (row.subject.empty() ? row.id : row.subject);
    const Wanted letter{"来信", row.subject, row.day, row.user, row.id, row.text};
    const Wanted reply{"复函", reply_title, row.reply_day, "", row.id + "#复函", row.reply};
    TRY_ASSIGN(Transaction* transaction, m_group->transaction());
    TRY_ASSIGN(const auto known, transaction->find_imported(row.source, letter.row));
    std::optional<MatterId> matter;
    if (known) {
      TRY_ASSIGN(matter, matter_of(*known, row));
      TRY_ASSIGN(transaction, m_group->transaction());  // matter_of() may have ended the one before
    } else {
      const std::string name = row.source + ":" + row.id;
      // "a:b" + "c" and "a" + "b:c" are two rows with one name: such rows share the matter that has it.
      if (std::count(name.begin(), name.end(), ':') > 1) {
        TRY(m_group->commit());
        TRY_ASSIGN(matter, m_archive->matter_by_name(name));
        TRY_ASSIGN(transaction, m_group->transaction());
      }
      if (!matter) {
        matter = new_matter_id();
        transaction->open_matter({*matter, name, row.source, row.id});
      }
    }
    TRY(add_item(*transaction, row, letter, matter, event));
    if (!row.reply.empty()) TRY(add_item(*transaction, row, reply, matter, event));
    return {};
  }

  /// A row seen before belongs to the matter it opened then, perhaps in this very transaction.
  Result<std::optional<MatterId>> matter_of(const ItemId& letter, const LetterRow& row) {
    if (const auto item = m_archive->item(letter.value)) return item->matter;
    TRY(m_group->commit());
    return m_archive->matter_by_name(row.source + ":" + row.id);
  }

  Status add_item(Transaction& transaction, const LetterRow& row, const Wanted& wanted, const std::optional<MatterId>& matter,
                  ItemEvent event) {
    event.digest = ObjectId::of(as_bytes(wanted.text));
    event.bytes = wanted.text.size();
    TRY_ASSIGN(const auto known, transaction.find_imported(row.source, wanted.row));
    if (known) {
      event.status = ItemStatus::duplicate;
      event.item = known;
      // Once only goes by the row's id; that its words changed since is worth a word, not a second letter.
      const auto item = m_archive->item(known->value);
      if (item && item->object != *event.digest) event.reason = "同一编号的内容与已收存的不同，未更改";
      tell(std::move(event));
      return {};
    }
    MemorySource bytes(as_bytes(wanted.text));
    TRY_ASSIGN(const PutResult put, transaction.put(bytes, wanted.text.size()));
    NewItem item;
    item.item = new_item_id();
    item.object = put.id;
    item.kind = wanted.kind;
    item.title = wanted.title;
    item.date = wanted.day;
    item.sender = wanted.sender;
    item.source = row.source + ":" + row.id;
    item.matter = matter;
    item.import_source = row.source;
    item.import_row = wanted.row;
    transaction.add_item(item);
    event.status = ItemStatus::stored;
    event.item = item.item;
    tell(std::move(event));
    return {};
  }

  void tell(ItemEvent event) {
    if (m_group) return m_group->tell(std::move(event));
    count(m_summary, event);
    m_observer.event(event);
  }

  Archive* m_archive;
  const ImportOptions& m_options;
  Observer& m_observer;
  Summary& m_summary;
  std::optional<GroupCommit> m_group;
  std::string m_path, m_stem;
  Progress m_progress;
};

}  // namespace

Status import_letters(Archive* archive, const ImportOptions& options, Observer& observer, Summary& summary) {
  const Stopwatch watch(summary.capture_seconds);
  const Status done = Import(options.dry_run ? nullptr : archive, options, observer, summary).run();
  if (is_set(options.cancel)) summary.interrupted = true;
  return done;
}

}  // namespace anjuan::flows
