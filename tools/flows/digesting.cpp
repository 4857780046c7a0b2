#include "tools/flows/digesting.hpp"

#include <set>
#include <thread>

#include "tools/flows/stopwatch.hpp"

namespace anjuan::flows {

namespace {

constexpr std::size_t k_batch = 512;

class HashSink final : public ByteSink {
 public:
  Status write(ByteView bytes) override {
    m_hasher.update(bytes);
    return {};
  }
  Digest finish() { return m_hasher.finish(); }

 private:
  Hasher m_hasher{DigestKind::sm3};
};

struct Outcome {
  std::optional<Digest> digest;
  Error error;
};

/// The digests of `objects`, in their order; nothing where the flag was set before.
std::vector<Outcome> digest_batch(Archive& archive, const std::vector<ObjectId>& objects, unsigned threads, const CancelFlag* cancel) {
  std::vector<Outcome> outcomes(objects.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < objects.size() && !is_set(cancel); i = next++) {
      HashSink sink;
      const Status read = archive.read_object(objects[i], sink);
      if (read) {
        outcomes[i].digest = sink.finish();
      } else {
        outcomes[i].error = fail_in(objects[i].to_string(), read.error()).value();
      }
    }
  };
  std::vector<std::thread> helpers;
  for (unsigned i = 1; i < threads; ++i) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
  return outcomes;
}

}  // namespace

Status digest_objects(Archive& archive, unsigned threads, const CancelFlag* cancel, Observer& observer, Summary& summary) {
  const Stopwatch watch(summary.digest_seconds);
  std::set<ObjectId> damaged;
  std::optional<Error> fault;
  Progress progress;
  progress.phase = Phase::digest;
  while (!is_set(cancel)) {
    TRY_ASSIGN(std::vector<ObjectId> objects, archive.objects_without_sm3(k_batch + damaged.size()));
    std::erase_if(objects, [&](const ObjectId& id) { return damaged.contains(id); });
    if (objects.empty()) break;
    const std::vector<Outcome> outcomes = digest_batch(archive, objects, threads, cancel);
    std::vector<std::pair<ObjectId, Digest>> digests;
    for (std::size_t i = 0; i < objects.size(); ++i) {
      if (outcomes[i].digest) {
        digests.emplace_back(objects[i], *outcomes[i].digest);
      } else if (!outcomes[i].error.message.empty()) {
        damaged.insert(objects[i]);
        if (!fault) fault = outcomes[i].error;
      }
    }
    if (!digests.empty()) {
      TRY_ASSIGN(Transaction transaction, archive.begin());
      transaction.record_sm3(digests);
      TRY(transaction.commit());
    }
    summary.digested += digests.size();
    progress.done += digests.size();
    observer.progress(progress);
  }
  if (is_set(cancel)) summary.interrupted = true;
  return fault ? Status(fail(*fault)) : Status();
}

}  // namespace anjuan::flows
