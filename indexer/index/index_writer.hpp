// The full-text index of an archive: a view of the journal that may be lost whole. Layout:
// schemas/formats/fulltext-index.md. Xapian's types stay in the .cpp files. Proof: tests/indexer/index_test.cpp.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/base/result.hpp"

namespace anjuan {

/// Everything of one item that can be found. What is empty is not indexed.
struct IndexDocument {
  std::string item;                   ///< item id; required
  std::string matter;                 ///< matter id
  std::string kind;                   ///< 来信, 复函, …
  std::string date;                   ///< YYYY-MM-DD
  std::string title, sender, number;  ///< 题名, 来信人, 文号
  std::string media_type;
  std::vector<std::string> scope_terms;  ///< schema::scope_term(…); at least one, or nobody could ever find the item
  std::string body;  ///< original text of all pages joined, lines ended by '\n', so that runs over their ends are found
  bool unreadable = false;
};

struct IndexOptions {
  bool start_afresh = false;  ///< throw away what is there
};

/// The one writer of an index: holds its lock for life. For one thread.
///   I1  nothing that was put or removed is visible or durable before commit(); then all of it is, and the cursor with
///   it; I2  the index never depends on the order or number of puts: an index kept up to date equals a rebuilt one.
/// After an error of put, remove or commit the writer is spent: every further call fails; open it again and go on from
/// the cursor.
class IndexWriter {
 public:
  /// Documents to put between two commits: more cost memory and, by measurement, 1.25 to 1.7 times the CPU.
  static constexpr std::size_t k_batch = 1000;

  /// Creates or opens `ROOT/index`. busy: another process writes it. unsupported: made by another analyser or a newer
  /// layout
  /// ("run anjuan rebuild"). corrupt, no_space, denied, io.
  static Result<std::unique_ptr<IndexWriter>> open(const std::filesystem::path& archive_root,
                                                   const IndexOptions& options = {});
  ~IndexWriter();
  IndexWriter(const IndexWriter&) = delete;

  /// Journal sequence up to which everything is in the index; nullopt before the first commit.
  std::optional<std::uint64_t> cursor() const;

  /// Adds the item, or replaces what the index has of it. invalid_argument (the writer stays usable): no item or no
  /// scope term, or a date that is none.
  Status put(const IndexDocument& document);
  /// No error when the index has nothing of it.
  Status remove(const std::string& item);
  Status commit(std::uint64_t cursor);

  /// Up to which journal sequence nothing of what was removed is left in the files; nullopt: nobody knows.
  std::optional<std::uint64_t> clean_to() const;
  /// Removing frees blocks without wiping them: this copies the committed index without them into a new folder, and puts that in the place of
  /// the old one, which is removed. Then clean_to() is `sequence`. Spends the writer. May be cut short at any instruction: the index is the old
  /// one or the new one. Needs room for a second index while it runs.
  Status compact(std::uint64_t sequence);

 private:
  struct Impl;
  explicit IndexWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace anjuan
