#include "tools/cli/capture.hpp"

#include <sched.h>

#include <algorithm>
#include <thread>

#include "tools/flows/digesting.hpp"
#include "tools/flows/indexing.hpp"
#include "tools/flows/reading.hpp"

namespace anjuan::cli {

static bool archive_cannot_be_written(const Error& error) {
  return error.code == ErrorCode::no_space || error.code == ErrorCode::io || error.code == ErrorCode::busy;
}

namespace {

class Silence final : public flows::Observer {
 public:
  void event(const flows::ItemEvent& /*event*/) override {}
};

/// Those this process may run on: std::thread::hardware_concurrency() counts those that taskset or a container's cpuset took away too.
unsigned usable_processors() {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return std::max(1U, std::thread::hardware_concurrency());
  return std::max(1U, static_cast<unsigned>(CPU_COUNT(&allowed)));
}

Status read_and_index(Context& context, Archive& archive, flows::Observer& reporter, flows::Summary& summary,
                      const std::function<std::string(const Item&)>& shown_path) {
  const unsigned cores = usable_processors();
  flows::ReadingOptions reading;
  reading.helper = default_helper();
  reading.workers = cores;
  reading.shown_path = shown_path;
  reading.cancel = context.cancel();
  Status first = flows::read_items(archive, reading, reporter, summary);
  if (!first && archive_cannot_be_written(first.error())) return first;
  Status next = flows::digest_objects(archive, cores, context.cancel(), reporter, summary);
  if (first) first = next;
  if (!next && archive_cannot_be_written(next.error())) return next;
  next = flows::update_index(archive, context.cancel(), reporter, summary);
  if (first) first = next;
  return first;
}

Status bring_up_quietly(Context& context, Archive& archive) {
  Silence silence;
  flows::Summary untold;
  const Status status = read_and_index(context, archive, silence, untold, nullptr);
  if (status || context.sees_all()) return status;
  return fail(status.error().code, "有的件没有读完或没有编入索引");
}

}  // namespace

void catch_up(Context& context, Archive& archive, const std::string& kept) {
  const auto held = archive.lock_for_capture();
  if (!held) return;
  const Status status = bring_up_quietly(context, archive);
  if (!status) context.note(kept + "已保存；读取和索引未完成：" + status.error().message + "（以后运行 anjuan index）");
}

Status bring_up_to_date(Context& context, Archive& archive, Reporter& reporter, flows::Summary& summary,
                        const std::function<std::string(const Item&)>& shown_path) {
  if (context.sees_all()) return read_and_index(context, archive, reporter, summary, shown_path);
  return bring_up_quietly(context, archive);
}

static Result<std::unique_ptr<File>> lock(Context& context, Archive& archive, bool wait) {
  for (;;) {
    auto held = archive.lock_for_capture();
    if (held || held.error().code != ErrorCode::busy || !wait) return held;
    if (flows::is_set(context.cancel())) return fail(ErrorCode::cancelled, "等待档案");
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

Result<ExitCode> run_capture(Context& context, const CapturePlan& plan) {
  TRY_ASSIGN(Archive* const archive, context.archive());
  TRY_ASSIGN(const auto held, lock(context, *archive, plan.wait));
  flows::Summary summary;
  Status status;
  {
    Reporter reporter(context);
    status = plan.work(*archive, reporter, summary);
    if (status && !plan.defer && !flows::is_set(context.cancel())) {
      status = bring_up_to_date(context, *archive, reporter, summary, plan.shown_path);
    }
  }
  print_summary(context, summary);
  if (!status && status.error().code != ErrorCode::cancelled) return fail(status.error());
  if (summary.interrupted || flows::is_set(context.cancel())) return ExitCode::interrupted;
  return summary.refused > 0 ? ExitCode::some_refused : ExitCode::done;
}

}  // namespace anjuan::cli
