#include "archive/store/pack_store.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <mutex>

#include "archive/store/pack_reader.hpp"
#include "archive/store/pack_rewrite.hpp"
#include "archive/store/pack_session.hpp"

namespace anjuan {

namespace {

constexpr std::size_t k_scan_window = 1 << 20;
constexpr std::uint64_t k_forget_every = 16 << 20;
constexpr std::size_t k_open_files = 64;

std::optional<PackNumber> pack_number(const std::string& name) {
  PackNumber number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || number == 0 || pack_file_name(number) != name) return std::nullopt;
  return number;
}

/// The beginning of every message about a record.
std::string place(PackNumber number, std::uint64_t offset) {
  return fmt::format("pack {}, offset {}: ", number, offset);
}

class PackStoreImpl final : public PackStore {
 public:
  PackStoreImpl(std::shared_ptr<FileSystem> fs, Path folder, const PackLimits& limits)
      : m_fs(std::move(fs)), m_folder(std::move(folder)), m_limits(limits) {}

  Result<std::unique_ptr<PackSession>> begin_session(PromiseBook& book) override;
  Status read(const RecordLocation& location, ByteSink& sink, Record* record) override;
  Status read_object(const ObjectId& id, const RecordLocation& location, ByteSink& sink) override;
  Status scan(PackNumber number, const ScanOptions& options, const std::function<Status(const Record&, ByteView)>& good,
              const std::function<Status(std::uint64_t, const Error&)>& bad) override;
  Result<std::unique_ptr<PackRewrite>> begin_rewrite(PromiseBook& book, const PackState& from) override;
  Status clear(PackNumber pack) override;
  Status remove_drafts() override;
  Status outline(PackNumber pack, std::uint64_t end, const std::vector<std::uint64_t>& known,
                 const std::function<Status(const Record&)>& record) override;
  Result<std::chrono::system_clock::time_point> pack_modified(PackNumber pack) override { return m_fs->modified(path_of(pack)); }
  Status remove(PackNumber pack) override;
  Result<std::vector<PackNumber>> packs() override;
  Result<std::uint64_t> pack_size(PackNumber number) override;
  Result<bool> is_sealed(PackNumber number) override;

 private:
  struct Candidate {
    std::unique_ptr<File> file;
    PackState promised;
    std::uint64_t size;
  };
  Path path_of(PackNumber number) const { return m_folder / pack_file_name(number); }
  Status make_names_durable();
  Result<std::vector<Candidate>> unlocked_packs(const std::vector<PackState>& known, PackSessionImpl::Start& start);
  Result<std::shared_ptr<File>> open_for_reading(PackNumber number);
  std::unique_ptr<PackWriter> take_if_empty(PackNumber number);

  const std::shared_ptr<FileSystem> m_fs;
  const Path m_folder;
  const PackLimits m_limits;
  std::mutex m_mutex;
  std::map<PackNumber, std::shared_ptr<File>> m_files;
  std::optional<Status> m_names_durable;
};

// A process killed between making a folder and syncing its parent leaves a folder that a power cut may still take away,
// with everything that was promised in it since. So a writer syncs the names above it once, whoever made them (clean
// folders cost next to nothing). Nothing is promised yet, so a failure is an error; it is remembered, because a second
// sync would claim success.
Status PackStoreImpl::make_names_durable() {
  const std::lock_guard lock(m_mutex);
  if (m_names_durable) return *m_names_durable;
  m_names_durable = Status();
  std::error_code error;
  const Path folder = std::filesystem::absolute(m_folder, error).lexically_normal();
  bool nearest = true;
  for (Path above = folder; above.has_relative_path(); nearest = false) {
    above = above.parent_path();
    Status synced = m_fs->sync_directory(above);
    // A folder that we may not even open is none that we made.
    if (!synced && (nearest || synced.error().code == ErrorCode::io)) m_names_durable = std::move(synced);
  }
  return *m_names_durable;
}

/// Whole journal batches in [from, size).
std::size_t batches_past(File& file, PackNumber number, std::uint64_t from, std::uint64_t size) {
  PackReader reader(file, number, size, 8 << 10);
  std::size_t batches = 0;
  for (std::uint64_t at = std::max<std::uint64_t>(from, pack::k_file_header_size); at < size;) {
    Record record{};
    if (!reader.read(at, CheckDepth::structure, nullptr, record)) break;
    if (record.kind == RecordKind::journal_batch) ++batches;
    at = record.end;
  }
  return batches;
}

Result<std::vector<PackStoreImpl::Candidate>> PackStoreImpl::unlocked_packs(const std::vector<PackState>& known,
                                                                            PackSessionImpl::Start& start) {
  std::map<PackNumber, PackState> open;
  TRY_ASSIGN(const std::vector<PackNumber> numbers, packs());
  for (const PackNumber number : numbers) open[number] = {number, 0, false};
  for (const PackState& state : known) open[state.pack] = state;
  if (!open.empty()) start.next_number = open.rbegin()->first + 1;

  std::vector<Candidate> candidates;
  for (const auto& [number, state] : open) {
    if (state.sealed) continue;
    auto file = m_fs->open(path_of(number), OpenMode::read_write);
    if (!file && file.error().code == ErrorCode::not_found && state.promised == 0) continue;
    if (!file && file.error().code == ErrorCode::not_found)
      return fail(ErrorCode::corrupt, "pack " + std::to_string(number) + " is missing");
    if (!file) return fail(file.error());
    if (Status locked = (*file)->try_lock(); !locked) {
      if (locked.error().code == ErrorCode::busy) continue;
      return fail(locked.error());
    }
    TRY_ASSIGN(const std::uint64_t size, (*file)->size());
    if (size < state.promised) {
      return fail(ErrorCode::corrupt, "pack " + std::to_string(number) + " holds " + std::to_string(size) + " of " +
                                          std::to_string(state.promised) + " promised bytes");
    }
    candidates.push_back({std::move(*file), state, size});
  }
  return candidates;
}

Result<std::unique_ptr<PackSession>> PackStoreImpl::begin_session(PromiseBook& book) {
  TRY(make_names_durable());
  TRY_ASSIGN(const std::vector<PackState> known, book.packs());
  PackSessionImpl::Start start{m_fs, m_folder, m_limits, nullptr, {}, 1};
  TRY_ASSIGN(std::vector<Candidate> candidates, unlocked_packs(known, start));

  // First look at all, then cut: an old book must not cost a single byte.
  for (const Candidate& c : candidates) {
    if (c.size > c.promised.promised && batches_past(*c.file, c.promised.pack, c.promised.promised, c.size) > 1) {
      return fail(ErrorCode::corrupt,
                  "the catalog is older than pack " + std::to_string(c.promised.pack) + ": run anjuan rebuild");
    }
  }
  for (Candidate& c : candidates) {
    if (c.size > c.promised.promised) TRY(c.file->truncate(c.promised.promised));
    if (c.promised.promised == 0) {
      start.empty_packs.push_back(std::make_unique<PackWriter>(std::move(c.file), c.promised));
      continue;
    }
    if (start.open_pack) continue;
    PackReader reader(*c.file, c.promised.pack, c.promised.promised, pack::k_file_header_size);
    if (const Status header = reader.check_header(); !header) {
      if (header.error().code == ErrorCode::unsupported) return fail(header.error());
      continue;  // rotten: nothing more is entrusted to it, and verify names it
    }
    start.open_pack = std::make_unique<PackWriter>(std::move(c.file), c.promised);
  }
  // Lowest numbers first, and no more locks than one session can use: another process may want the others.
  if (start.empty_packs.size() > 1) start.empty_packs.erase(start.empty_packs.begin() + 1, start.empty_packs.end());
  return std::make_unique<PackSessionImpl>(book, std::move(start));
}

Result<std::shared_ptr<File>> PackStoreImpl::open_for_reading(PackNumber number) {
  const std::lock_guard lock(m_mutex);
  if (const auto found = m_files.find(number); found != m_files.end()) return found->second;
  TRY_ASSIGN(std::unique_ptr<File> opened, m_fs->open(path_of(number), OpenMode::read));
  std::shared_ptr<File> file = std::move(opened);
  // A rotten header is verify's business: the records prove themselves. A newer format is not ours to read.
  PackReader reader(*file, number, UINT64_MAX, pack::k_file_header_size);
  if (Status header = reader.check_header(); !header && header.error().code != ErrorCode::corrupt)
    return fail(header.error());
  if (m_files.size() >= k_open_files) m_files.erase(m_files.begin());
  m_files.emplace(number, file);
  return file;
}

Status PackStoreImpl::read(const RecordLocation& location, ByteSink& sink, Record* record) {
  TRY_ASSIGN(const std::shared_ptr<File> file, open_for_reading(location.pack));
  // A small record comes with one system call.
  const std::uint64_t expected =
      location.length + pack::k_record_header_size + 2 * pack::k_frame_header_size + pack::k_trailer_size;
  PackReader reader(*file, location.pack, UINT64_MAX, std::min<std::uint64_t>(expected, k_scan_window));
  Record found{};
  TRY(reader.read(
      location.offset, CheckDepth::full, [&](ByteView bytes) { return sink.write(bytes); }, found));
  if (found.location != location) {
    return fail(ErrorCode::corrupt,
                place(location.pack, location.offset) + "the record has another length than the catalog says");
  }
  if (record != nullptr) *record = found;
  return {};
}

Status PackStoreImpl::read_object(const ObjectId& id, const RecordLocation& location, ByteSink& sink) {
  Record record{};
  TRY(read(location, sink, &record));
  if (record.kind != RecordKind::object || record.digest != id.digest()) {
    return fail(ErrorCode::corrupt,
                place(location.pack, location.offset) + "another record stands in the place of " + id.to_string());
  }
  return {};
}

/// One pass over a pack. Keeps what a footer must agree with.
class Scan {
 public:
  Scan(File& file, PackNumber number, std::uint64_t end, const PackStore::ScanOptions& options)
      : m_file(file), m_number(number), m_options(options), m_end(end), m_reader(file, number, end, k_scan_window) {}

  Status run(const std::function<Status(const Record&, ByteView)>& good,
             const std::function<Status(std::uint64_t, const Error&)>& bad) {
    if (const Status header = m_reader.check_header(); !header) {
      if (header.error().code == ErrorCode::unsupported) return fail(header.error());
      TRY(bad(0, header.error()));
    }
    for (std::uint64_t at = pack::k_file_header_size; at < m_end;) {
      Record record{};
      m_payload.clear();
      Status status = read(at, record);
      if (status && m_sealed) status = fault(at, "bytes behind the footer");
      if (status && static_cast<std::uint8_t>(record.kind) == pack::k_footer_kind) {
        m_sealed = true;
        status = check_footer(at);
      } else if (status) {
        TRY(good(record, m_payload));
        m_summary.add(static_cast<std::uint8_t>(record.kind), record.location.length, record.digest, m_hasher);
      }
      if (status) {
        at = record.end;
      } else {
        m_gap = true;
        TRY(bad(at, status.error()));
        at = next_behind(at);
      }
      forget_up_to(at);
    }
    return {};
  }

 private:
  Status read(std::uint64_t at, Record& record) {
    const bool wanted =
        m_options.wants_payload && m_options.wants_payload(static_cast<RecordKind>(m_reader.claimed_kind(at)));
    if (!wanted) return m_reader.read(at, CheckDepth::full, nullptr, record);
    const auto collect = [&](ByteView bytes) -> Status {
      m_payload.insert(m_payload.end(), bytes.begin(), bytes.end());
      return {};
    };
    return m_reader.read(at, CheckDepth::full, collect, record);
  }

  Status fault(std::uint64_t at, std::string_view what) const {
    return fail(ErrorCode::corrupt, place(m_number, at) + std::string(what));
  }

  Status check_footer(std::uint64_t at) const {
    const pack::FooterClaim& claim = m_reader.footer();
    const bool agrees = claim.at == at && (m_gap || claim.summary == m_summary);
    return agrees ? Status() : fault(at, "the footer does not agree with the records");
  }

  std::uint64_t next_behind(std::uint64_t at) const {
    const auto known = std::upper_bound(m_options.known.begin(), m_options.known.end(), at);
    const std::uint64_t behind = m_reader.behind_bad_record();
    // A sound trailer cannot lead past a known record, unless it is a forgery inside a payload: the catalog knows
    // better.
    if (known != m_options.known.end() && (behind == 0 || *known < behind)) return *known;
    return behind > at ? behind : m_end;
  }

  void forget_up_to(std::uint64_t at) {
    if (at - m_forgotten < k_forget_every && at < m_end) return;
    m_file.forget_cached(m_forgotten, at - m_forgotten);
    m_forgotten = at;
  }

  File& m_file;
  const PackNumber m_number;
  const PackStore::ScanOptions& m_options;
  const std::uint64_t m_end;
  PackReader m_reader;
  Bytes m_payload;
  pack::Summary m_summary;
  Hasher m_hasher{DigestKind::sha256};
  std::uint64_t m_forgotten = 0;
  bool m_gap = false, m_sealed = false;
};

Status PackStoreImpl::scan(PackNumber number, const ScanOptions& options,
                           const std::function<Status(const Record&, ByteView)>& good,
                           const std::function<Status(std::uint64_t, const Error&)>& bad) {
  TRY_ASSIGN(const std::unique_ptr<File> file, m_fs->open(path_of(number), OpenMode::read));
  TRY_ASSIGN(const std::uint64_t size, file->size());
  const std::uint64_t end = std::min(options.end, size);
  if (end > 0) TRY(Scan(*file, number, end, options).run(good, bad));
  if (options.end == UINT64_MAX || size >= options.end) return {};
  return bad(size, {ErrorCode::corrupt, "pack " + std::to_string(number) + " holds " + std::to_string(size) + " of " +
                                            std::to_string(options.end) + " promised bytes"});
}

Result<std::unique_ptr<PackRewrite>> PackStoreImpl::begin_rewrite(PromiseBook& book, const PackState& from) {
  TRY(make_names_durable());
  TRY_ASSIGN(const std::vector<PackState> known, book.packs());
  TRY_ASSIGN(const std::vector<PackNumber> numbers, packs());
  PackNumber next = from.pack + 1;
  for (const PackNumber number : numbers) next = std::max(next, number + 1);
  for (const PackState& state : known) next = std::max(next, state.pack + 1);
  for (const PackNumber number : numbers) {
    const auto is_it = [number](const PackState& state) { return state.pack == number; };
    if (number <= from.pack || std::any_of(known.begin(), known.end(), is_it)) continue;
    if (auto empty = take_if_empty(number)) return open_rewrite(m_fs, m_folder, from, std::move(empty));
  }
  TRY_ASSIGN(auto fresh, make_pack(*m_fs, m_folder, next));
  return open_rewrite(m_fs, m_folder, from, std::move(fresh));
}

/// An unused pack that nobody holds, locked. A destruction of a thousand packs would leave a thousand of them otherwise.
std::unique_ptr<PackWriter> PackStoreImpl::take_if_empty(PackNumber number) {
  auto file = m_fs->open(path_of(number), OpenMode::read_write);
  if (!file || !(*file)->try_lock()) return nullptr;
  const auto size = (*file)->size();
  if (!size || *size != 0) return nullptr;
  return std::make_unique<PackWriter>(std::move(*file), PackState{number, 0, false});
}

Status PackStoreImpl::clear(PackNumber pack) {
  auto file = m_fs->open(path_of(pack), OpenMode::read_write);
  if (!file && file.error().code == ErrorCode::not_found) return {};
  if (!file) return fail(file.error());
  TRY((*file)->try_lock());
  TRY((*file)->truncate(0));
  sync_or_die(**file, "pack " + std::to_string(pack));
  return {};
}

Status PackStoreImpl::outline(PackNumber pack, std::uint64_t end, const std::vector<std::uint64_t>& known,
                              const std::function<Status(const Record&)>& record) {
  TRY_ASSIGN(const std::unique_ptr<File> file, m_fs->open(path_of(pack), OpenMode::read));
  PackReader reader(*file, pack, end, 8 << 10);
  for (std::uint64_t at = pack::k_file_header_size; at < end;) {
    Record found{};
    if (Status read = reader.read(at, CheckDepth::structure, nullptr, found); !read) {
      if (read.error().code != ErrorCode::corrupt) return read;
      const auto next = std::upper_bound(known.begin(), known.end(), at);
      if (next == known.end()) return {};
      at = *next;
      continue;
    }
    if (static_cast<std::uint8_t>(found.kind) != pack::k_footer_kind) TRY(record(found));
    at = found.end;
  }
  return {};
}

Status PackStoreImpl::remove_drafts() {
  TRY_ASSIGN(const std::vector<std::string> names, m_fs->list(m_folder));
  bool any = false;
  for (const std::string& name : names) {
    if (!is_draft_name(name)) continue;
    TRY(m_fs->remove(m_folder / name));
    any = true;
  }
  if (any) sync_directory_or_die(*m_fs, m_folder);
  return {};
}

Status PackStoreImpl::remove(PackNumber pack) {
  {
    const std::lock_guard lock(m_mutex);
    m_files.erase(pack);
  }
  TRY_ASSIGN(const bool there, m_fs->exists(path_of(pack)));
  if (there) TRY(m_fs->remove(path_of(pack)));
  // Also when it was gone already: whoever removed it may have died before the folder was synced.
  sync_directory_or_die(*m_fs, m_folder);
  return {};
}

Result<std::vector<PackNumber>> PackStoreImpl::packs() {
  TRY_ASSIGN(const std::vector<std::string> names, m_fs->list(m_folder));
  std::vector<PackNumber> numbers;
  for (const std::string& name : names) {
    if (const auto number = pack_number(name)) numbers.push_back(*number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

Result<std::uint64_t> PackStoreImpl::pack_size(PackNumber number) {
  TRY_ASSIGN(const std::unique_ptr<File> file, m_fs->open(path_of(number), OpenMode::read));
  return file->size();
}

Result<bool> PackStoreImpl::is_sealed(PackNumber number) {
  TRY_ASSIGN(const std::unique_ptr<File> file, m_fs->open(path_of(number), OpenMode::read));
  TRY_ASSIGN(const std::uint64_t size, file->size());
  if (size < pack::k_file_header_size + pack::k_footer_size) return false;
  const std::uint64_t at = size - pack::k_footer_size;
  PackReader reader(*file, number, size, pack::k_footer_size);
  Record record{};
  if (Status read = reader.read(at, CheckDepth::full, nullptr, record); !read) {
    if (read.error().code == ErrorCode::corrupt) return false;
    return fail(read.error());
  }
  return static_cast<std::uint8_t>(record.kind) == pack::k_footer_kind && reader.footer().at == at;
}

}  // namespace

Result<std::unique_ptr<PackStore>> PackStore::open(std::shared_ptr<FileSystem> fs, const Path& folder,
                                                   const PackLimits& limits) {
  TRY(fs->make_directories(folder));
  return std::make_unique<PackStoreImpl>(std::move(fs), folder, limits);
}

}  // namespace anjuan
