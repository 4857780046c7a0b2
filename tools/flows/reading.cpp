#include "tools/flows/reading.hpp"

#include <map>
#include <set>
#include <thread>
#include <variant>

#include "tools/flows/group_commit.hpp"
#include "tools/flows/names.hpp"
#include "tools/flows/result_queue.hpp"
#include "tools/flows/spool.hpp"
#include "tools/flows/stopwatch.hpp"

namespace anjuan::flows {

namespace {

constexpr std::uint64_t k_waiting_bytes = 64u << 20;
constexpr std::chrono::milliseconds k_patience{200};

struct Job {
  Item item;
  int depth = 0;  ///< 0: captured by itself; a member of that: 1; …
};
using JobPtr = std::shared_ptr<const Job>;

struct MemberFound {
  JobPtr container;
  ExtractedMember member;
  std::optional<Spool> bytes;
};

struct JobDone {
  enum class How { readable, unreadable, damaged, cancelled, broken } how = How::broken;
  JobPtr job;
  ExtractOutcome outcome;  ///< its text has been encoded into `text`
  Bytes text;
  std::uint32_t pages = 0;
  Error error;             ///< of damaged and broken
};

using Message = std::variant<MemberFound, JobDone>;
using Results = ResultQueue<Message>;
using Jobs = ResultQueue<JobPtr>;

/// Runs in a worker's thread: spools each member and hands it on.
class MemberHandler final : public MemberReceiver {
 public:
  MemberHandler(const JobPtr& job, const Path& folder, Results& results) : m_job(job), m_folder(folder), m_results(results) {}

  Status member(const ExtractedMember& member, ByteSource& bytes) override {
    MemberFound found{m_job, member, std::nullopt};
    if (member.refused.empty()) {
      bool source_failed = false;
      auto spool = Spool::fill(bytes, m_folder, source_failed);
      // The supervisor itself knows that its stream broke, and what that says of the container.
      if (!spool && source_failed) return {};
      if (!spool) return fail(std::move(spool).error());
      found.bytes.emplace(std::move(*spool));
    }
    const std::uint64_t weight = 4096 + (found.bytes ? found.bytes->memory() : 0);
    if (!m_results.push(std::move(found), weight)) return fail(ErrorCode::cancelled, "已中断");
    return {};
  }

 private:
  const JobPtr& m_job;
  const Path& m_folder;
  Results& m_results;
};

JobDone read_one(Archive& archive, Worker& worker, const JobPtr& job, Results& results) {
  JobDone done;
  done.job = job;
  MemberHandler members(job, archive.root(), results);
  Status copied;
  const auto copy_input = [&](ByteSink& sink) { return copied = archive.read_object(job->item.object, sink); };
  const std::string& name = job->item.file_name;
  auto outcome = worker.extract(copy_input, name, members);
  if (!copied && (copied.error().code == ErrorCode::corrupt || copied.error().code == ErrorCode::not_found)) {
    done.how = JobDone::How::damaged;
    done.error = {ErrorCode::corrupt, job->item.item.value + ": " + copied.error().message};
    return done;
  }
  if (!outcome) {
    done.how = outcome.error().code == ErrorCode::cancelled ? JobDone::How::cancelled : JobDone::How::broken;
    done.error = std::move(outcome).error();
    return done;
  }
  done.outcome = std::move(*outcome);
  done.how = done.outcome.readable ? JobDone::How::readable : JobDone::How::unreadable;
  if (!done.outcome.readable) return done;
  done.pages = static_cast<std::uint32_t>(done.outcome.text.pages.size());
  auto text = encode(done.outcome.text);
  done.outcome.text.pages.clear();
  if (text) {
    done.text = std::move(*text);
  } else {
    done.how = JobDone::How::unreadable;
    done.outcome.reason = "读出的文字无法保存：" + text.error().message;
  }
  return done;
}

void work(Archive& archive, const ReadingOptions& options, const CancelFlag& stop, Jobs& jobs, Results& results) {
  Worker worker(options.helper, options.limits);
  worker.cancel_when(&stop);
  while (!jobs.closed()) {
    const auto job = jobs.pop(k_patience);
    if (!job) continue;
    JobDone done;
    if (stop.load()) {
      done.job = *job;
      done.how = JobDone::How::cancelled;
    } else {
      done = read_one(archive, worker, *job, results);
    }
    const std::uint64_t weight = 4096 + done.text.size();
    if (!results.push(std::move(done), weight)) return;
  }
}

class Reading {
 public:
  Reading(Archive& archive, const ReadingOptions& options, Observer& observer, Summary& summary)
      : m_archive(archive),
        m_options(options),
        m_observer(observer),
        m_group(archive, observer, summary),
        m_jobs(UINT64_MAX),
        m_results(k_waiting_bytes) {}

  ~Reading() {
    m_stop = true;
    m_jobs.close();
    m_results.close();
    for (std::thread& thread : m_threads) thread.join();
  }

  Status run() {
    m_progress.phase = Phase::read;
    TRY(schedule());
    while (m_running > 0) {
      if (is_set(m_options.cancel)) m_stop = true;
      auto message = m_results.pop(std::min(m_group.due_in().value_or(k_patience), k_patience));
      if (message) TRY(std::visit([&](auto& content) { return take(content); }, *message));
      TRY(m_group.commit_if_due());
      settle();
      if (m_running < 2 * workers() && m_more) TRY(schedule());
      if (m_running == 0) TRY(finish_round());
    }
    TRY(m_group.commit());
    return m_fault ? Status(fail(*m_fault)) : Status();
  }

 private:
  unsigned workers() const { return std::max(1U, m_options.workers); }

  Status finish_round() {
    TRY(m_group.commit());
    settle();
    return schedule();
  }

  /// What is done and committed need not be told apart from what is still to do any more.
  void settle() {
    if (m_group.due_in()) return;
    for (const ItemId& id : m_done) m_unsettled.erase(id);
    m_done.clear();
  }

  Status schedule() {
    if (is_set(m_options.cancel)) return {};
    const std::size_t limit = m_unsettled.size() + 8 * workers() + 64;
    TRY_ASSIGN(auto items, m_archive.items_to_read(limit));
    m_more = items.size() == limit;
    for (Item& item : items) {
      if (!m_unsettled.insert(item.item).second) continue;
      TRY_ASSIGN(const int depth, depth_of(item));
      m_jobs.push(std::make_shared<const Job>(Job{std::move(item), depth}), 0);
      ++m_running;
      ++m_progress.total;
    }
    // Started with the first job: a run with nothing to read starts no helper.
    while (m_running > 0 && m_threads.size() < std::min<std::size_t>(workers(), m_running)) {
      m_threads.emplace_back([this] { work(m_archive, m_options, m_stop, m_jobs, m_results); });
    }
    return {};
  }

  Result<int> depth_of(const Item& item) {
    int depth = 0;
    std::optional<ItemId> parent = item.parent;
    for (; parent && depth <= k_deepest_nesting; ++depth) {
      TRY_ASSIGN(const Item above, m_archive.item(parent->value));
      parent = above.parent;
    }
    return depth;
  }

  Status take(MemberFound& found) {
    const Item& container = found.container->item;
    ItemEvent event;
    event.path = shown(container) + "!/" + found.member.name;
    if (!found.member.refused.empty()) {
      event.reason = found.member.refused;
    } else if (found.bytes->size() == 0) {
      event.reason = "空文件";
    } else if (found.container->depth >= k_deepest_nesting) {
      event.reason = "容器嵌套超过 " + std::to_string(k_deepest_nesting) + " 层";
    } else {
      TRY(add_member(found, event));
    }
    m_group.tell(std::move(event));
    return {};
  }

  Status add_member(const MemberFound& found, ItemEvent& event) {
    const Item& container = found.container->item;
    const auto bytes = found.bytes->source();
    TRY_ASSIGN(Transaction* const transaction, m_group.transaction());
    TRY_ASSIGN(const PutResult put, transaction->put(*bytes, found.bytes->size()));
    event.digest = put.id;
    event.bytes = found.bytes->size();
    TRY_ASSIGN(const auto existing, transaction->find_item(put.id, container.matter, container.item));
    event.status = existing ? ItemStatus::duplicate : ItemStatus::stored;
    event.item = existing ? existing : std::optional(new_item_id());
    if (existing) return {};
    NewItem item;
    item.item = *event.item;
    item.object = put.id;
    item.kind = container.kind;
    item.matter = container.matter;
    item.parent = container.item;
    item.source = container.source + "!/" + found.member.name;
    item.file_name = found.member.name;
    item.title = title_of(found.member.name);
    item.raw_name = found.member.raw_name;
    item.name_charset = found.member.name_charset;
    transaction->add_item(item);
    m_more = true;
    return {};
  }

  Status take(JobDone& done) {
    --m_running;
    ++m_progress.done;
    switch (done.how) {
      case JobDone::How::cancelled: return {};
      case JobDone::How::broken: return fail(std::move(done.error));
      case JobDone::How::damaged:
        if (!m_fault) m_fault = std::move(done.error);
        return {};
      default: break;
    }
    TRY(record(done));
    m_done.push_back(done.job->item.item);
    m_observer.progress(m_progress);
    return {};
  }

  Status record(const JobDone& done) {
    const Item& item = done.job->item;
    ItemEvent event;
    event.path = shown(item);
    event.item = item.item;
    event.digest = item.object;
    event.bytes = item.bytes;
    event.pages = done.pages;
    TRY_ASSIGN(Transaction* const transaction, m_group.transaction());
    if (done.how == JobDone::How::readable) {
      MemorySource bytes(done.text);
      TRY_ASSIGN(const PutResult put, transaction->put(bytes, done.text.size()));
      transaction->record_read({item.item, put.id, done.outcome.text.media_type, done.pages, done.outcome.text.engines});
      event.status = ItemStatus::read;
    } else {
      event.status = ItemStatus::unreadable;
      event.reason = done.outcome.reason;
      transaction->record_unreadable({item.item, done.outcome.text.media_type, done.outcome.reason});
    }
    m_group.tell(std::move(event));
    return {};
  }

  std::string shown(const Item& item) const { return m_options.shown_path ? m_options.shown_path(item) : item.source; }

  Archive& m_archive;
  const ReadingOptions& m_options;
  Observer& m_observer;
  GroupCommit m_group;
  Jobs m_jobs;
  Results m_results;
  std::vector<std::thread> m_threads;
  std::set<ItemId> m_unsettled;  ///< handed out, and not yet committed as done
  std::vector<ItemId> m_done;    ///< of these, what waits for its commit
  std::size_t m_running = 0;
  bool m_more = false;       ///< whether the catalog may have items that were not handed out yet
  CancelFlag m_stop{false};  ///< what the workers look at: the user's flag, or the end of this flow
  std::optional<Error> m_fault;
  Progress m_progress;
};

}  // namespace

Status read_items(Archive& archive, const ReadingOptions& options, Observer& observer, Summary& summary) {
  const Stopwatch watch(summary.read_seconds);
  const Status done = Reading(archive, options, observer, summary).run();
  if (is_set(options.cancel)) summary.interrupted = true;
  return done;
}

}  // namespace anjuan::flows
