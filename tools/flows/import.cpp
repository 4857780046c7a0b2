#include "tools/flows/import.hpp"

#include <algorithm>
#include <unordered_set>

#include "archive/registry/history.hpp"
#include "tools/flows/group_commit.hpp"
#include "tools/flows/letters.hpp"
#include "tools/flows/line_reader.hpp"
#include "tools/flows/names.hpp"
#include "tools/flows/stopwatch.hpp"

namespace anjuan::flows {

namespace {

constexpr std::size_t k_longest_row = 16u << 20;
/// From which day on channels and categories have names (schemas/rules/intake.toml).
constexpr std::string_view k_first_day = "1949-10-01";

/// One item a row asks for.
struct Wanted {
  std::string kind, title, day, sender;
  std::string row;         ///< of (source, row), by which it is added once only
  const std::string& text;
};

class Import {
 public:
  Import(Archive* archive, registry::Registry* registry, const ImportOptions& options, Observer& observer, Summary& summary)
      : m_archive(archive), m_registry(registry), m_options(options), m_observer(observer), m_summary(summary) {
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
    row->own_id = !row->id.empty();
    if (!row->own_id) row->id = ObjectId::of(as_bytes(line.text)).to_string();
    if (m_options.dry_run) return {};
    return add(*row, event);
  }

  Status add(const LetterRow& row, ItemEvent event) {
    const std::string reply_title = "复函：" + (row.subject.empty() ? row.id : row.subject);
    const Wanted letter{"来信", row.subject, row.day, row.user, row.id, row.text};
    const Wanted reply{"复函", reply_title, row.reply_day, "", row.id + "#复函", row.reply};
    TRY_ASSIGN(Transaction* transaction, m_group->transaction());
    TRY_ASSIGN(const auto known, transaction->find_imported(row.source, letter.row));
    std::optional<MatterId> matter;
    bool opened = false;
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
        opened = true;
        transaction->open_matter({*matter, name, row.source, row.id});
      }
    }
    event.reason = why_unregistered(row);
    TRY(add_item(*transaction, row, letter, matter, event));
    const bool closed = !row.reply.empty() && event.reason.empty();
    event.reason.clear();
    if (!row.reply.empty()) TRY(add_item(*transaction, row, reply, matter, event));
    if (closed && matter) TRY(register_closed(*transaction, row, *matter, !opened));
    return {};
  }

  // A letter without a reply is no matter that ran its course: it waits to be registered like any other.
  std::string why_unregistered(const LetterRow& row) const {
    if (row.reply.empty()) return {};
    const std::string today = m_registry->today().to_string();
    const char* why = row.day.empty()              ? "没有来信日期"
                      : row.reply_day.empty()      ? "没有答复日期"
                      : row.reply_day < row.day    ? "答复日期早于来信日期"
                      : row.day < k_first_day       ? "来信日期早于登记规则的第一天"
                      : row.reply_day > today      ? "答复日期还没有到"
                                                   : nullptr;
    return why == nullptr ? std::string() : "已收存，未登记为办结事项：" + std::string(why);
  }

  Status register_closed(Transaction& transaction, const LetterRow& row, const MatterId& matter, bool seen_before) {
    if (seen_before) {
      if (!m_looked_up.insert(matter.value).second) return {};
      TRY_ASSIGN(const auto stored, m_registry->book().by_id(matter));
      if (stored) return {};  // registered already
    }
    registry::PastMatter past;
    TRY_ASSIGN(past.intake.received, CivilDate::parse(row.day));
    TRY_ASSIGN(past.replied, CivilDate::parse(row.reply_day));
    past.closed = past.replied;
    past.registered = past.intake.received;
    past.intake.channel = "信息网络";
    if (m_registry->intake_rules().category(row.label, past.registered)) past.intake.category = row.label;
    if (!row.user.empty()) {
      registry::Party& party = past.intake.parties.emplace_back();
      party.role = "来信人";
      party.name = row.user;
    }
    past.intake.subject = row.subject;
    past.intake.import_source = row.source;
    past.intake.import_row = row.id;
    if (row.own_id) past.intake.external = row.id;
    past.source = row.source;
    past.row = row.id;
    past.matter = matter;
    past.name = row.source + ":" + row.id;
    past.numbering = registry::Numbering::none;
    auto registered = m_registry->import_matter(transaction, past, {});
    return registered ? Status() : fail_in("登记 " + past.name, std::move(registered).error());
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
      event.reason.clear();
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
  registry::Registry* m_registry;
  std::unordered_set<std::string> m_looked_up;  ///< matters of earlier imports, each registered once only in this run
  const ImportOptions& m_options;
  Observer& m_observer;
  Summary& m_summary;
  std::optional<GroupCommit> m_group;
  std::string m_path, m_stem;
  Progress m_progress;
};

}  // namespace

Status import_letters(Archive* archive, registry::Registry* registry, const ImportOptions& options, Observer& observer, Summary& summary) {
  const Stopwatch watch(summary.capture_seconds);
  const Status done = Import(options.dry_run ? nullptr : archive, registry, options, observer, summary).run();
  if (is_set(options.cancel)) summary.interrupted = true;
  return done;
}

}  // namespace anjuan::flows
