#include "archive/store/pack_session.hpp"

#include <fmt/core.h>

namespace anjuan {

std::string pack_file_name(PackNumber number) { return fmt::format("{:08}.pack", number); }

PackSessionImpl::PackSessionImpl(PromiseBook& book, Start start)
    : m_book(book),
      m_fs(std::move(start.fs)),
      m_folder(std::move(start.folder)),
      m_limits(start.limits),
      m_current(std::move(start.open_pack)),
      m_empty(std::move(start.empty_packs)),
      m_next_number(start.next_number),
      // An empty pack may have been made by a process that died before it synced the folder.
      m_folder_dirty(!m_empty.empty()) {}

// No SQL lock need be held here, so another process may look at the new file before it is locked. It cannot take it away
// (empty packs are never removed), but it may use it: only a file that is still empty once it is ours is ours.
Result<std::unique_ptr<PackWriter>> make_pack(FileSystem& fs, const Path& folder, PackNumber& next) {
  while (true) {
    const PackNumber number = next++;
    auto file = fs.open(folder / pack_file_name(number), OpenMode::create_new);
    if (!file && file.error().code == ErrorCode::already_exists) continue;
    if (!file) return fail(file.error());
    if (Status locked = (*file)->try_lock(); !locked) {
      if (locked.error().code == ErrorCode::busy) continue;
      return fail(locked.error());
    }
    TRY_ASSIGN(const std::uint64_t size, (*file)->size());
    if (size != 0) continue;
    return std::make_unique<PackWriter>(std::move(*file), PackState{number, 0, false});
  }
}

Result<std::unique_ptr<PackWriter>> PackSessionImpl::take_empty_pack() {
  if (!m_empty.empty()) {
    auto writer = std::move(m_empty.back());
    m_empty.pop_back();
    return writer;
  }
  m_folder_dirty = true;
  return make_pack(*m_fs, m_folder, m_next_number);
}

Status PackSessionImpl::need_room() {
  if (m_current && m_current->state().promised >= m_limits.seal_at) {
    TRY_ASSIGN([[maybe_unused]] const bool sealed, m_current->seal(m_hasher));
    m_done.push_back(std::move(m_current));
  }
  if (!m_current) {
    TRY_ASSIGN(m_current, take_empty_pack());
  }
  return {};
}

Result<std::optional<RecordLocation>> PackSessionImpl::find(const ObjectId& id) {
  if (const auto fresh = m_fresh.find(id); fresh != m_fresh.end()) return std::optional(fresh->second);
  return m_book.find(id);
}

Result<PutResult> PackSessionImpl::stream_into(PackWriter& writer, ByteSource& source) {
  TRY(writer.begin(static_cast<std::uint8_t>(RecordKind::object)));
  while (true) {
    TRY_ASSIGN(const std::size_t n, writer.add_frame(source, m_hasher));
    if (n == 0) break;
  }
  const Digest digest = m_hasher.finish();
  const ObjectId id(digest);
  TRY_ASSIGN(const auto there, find(id));
  // Length and digest stand in the trailer, so a scanner's stream is read once; the price is that a duplicate is cut
  // back. Rejected: hashing first, which reads every scan twice.
  if (there) {
    TRY(writer.cut_begun());
    return PutResult{id, *there, true};
  }
  TRY_ASSIGN(const RecordLocation location, writer.finish(digest, m_hasher));
  m_fresh.emplace(id, location);
  return PutResult{id, location, false};
}

Result<PutResult> PackSessionImpl::put_into(PackWriter& writer, ByteSource& source) {
  auto result = stream_into(writer, source);
  if (!result) {
    (void)m_hasher.finish();
    // Should this fail too, the writer remembers to cut before it writes again.
    (void)writer.cut_begun();
  }
  return result;
}

Result<PutResult> PackSessionImpl::put_into_own_pack(ByteSource& source) {
  TRY_ASSIGN(auto writer, take_empty_pack());
  auto result = put_into(*writer, source);
  Status sealed;
  if (result && !result->duplicate) {
    if (auto done = writer->seal(m_hasher); !done) sealed = fail(done.error());
  }
  if (!result || result->duplicate) {
    m_empty.push_back(std::move(writer));
  } else if (!sealed) {
    m_fresh.erase(result->id);
    (void)writer->cut_to_kept();
    m_empty.push_back(std::move(writer));
    return fail(sealed.error());
  } else {
    m_done.push_back(std::move(writer));
  }
  return result;
}

Result<PutResult> PackSessionImpl::put(ByteSource& source, std::uint64_t size_hint) {
  if (size_hint > m_limits.own_pack_over) return put_into_own_pack(source);
  TRY(need_room());
  return put_into(*m_current, source);
}

Result<RecordLocation> PackSessionImpl::append(RecordKind kind, ByteView payload) {
  if (kind == static_cast<RecordKind>(0) || static_cast<std::uint8_t>(kind) == pack::k_footer_kind) {
    return fail(ErrorCode::invalid_argument, "append: record kind " + std::to_string(static_cast<int>(kind)));
  }
  TRY(need_room());
  const auto write = [&]() -> Result<RecordLocation> {
    MemorySource source(payload);
    TRY(m_current->begin(static_cast<std::uint8_t>(kind)));
    while (true) {
      TRY_ASSIGN(const std::size_t n, m_current->add_frame(source, m_hasher));
      if (n == 0) break;
    }
    return m_current->finish(m_hasher.finish(), m_hasher);
  };
  auto result = write();
  if (!result) {
    (void)m_hasher.finish();
    (void)m_current->cut_begun();
  }
  return result;
}

Status PackSessionImpl::sync() {
  for (const auto& writer : m_done) TRY(writer->flush());
  if (m_current) TRY(m_current->flush());
  for (const auto& writer : m_done) writer->sync();
  if (m_current) m_current->sync();
  if (m_folder_dirty) sync_directory_or_die(*m_fs, m_folder);
  m_folder_dirty = false;
  return {};
}

std::vector<PackState> PackSessionImpl::written() const {
  std::vector<PackState> states;
  for (const auto& writer : m_done) {
    if (writer->changed()) states.push_back(writer->state());
  }
  if (m_current && m_current->changed()) states.push_back(m_current->state());
  return states;
}

void PackSessionImpl::keep() {
  for (const auto& writer : m_done) {
    // The open pack stays cached: its newest objects are read next, by extraction. A finished one has had its time.
    writer->file().forget_cached(0, writer->state().promised);
  }
  m_done.clear();
  if (m_current) m_current->keep();
  m_fresh.clear();
}

Status PackSessionImpl::roll_back() {
  m_fresh.clear();
  std::vector<std::unique_ptr<PackWriter>> writers = std::move(m_done);
  m_done.clear();
  if (m_current) writers.push_back(std::move(m_current));
  Status result;
  for (auto& writer : writers) {
    if (Status cut = writer->cut_to_kept(); !cut && result) result = std::move(cut);
    if (writer->is_empty()) {
      m_empty.push_back(std::move(writer));
    } else if (!m_current) {
      m_current = std::move(writer);
    }
  }
  return result;
}

}  // namespace anjuan
