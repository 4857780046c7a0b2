// A look at the index from outside the query path: for status, verify, and tests that compare two indexes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "archive/base/result.hpp"

namespace anjuan {

/// What was committed when it was opened. One per thread.
class IndexReader {
 public:
  /// not_found: there is no index. unsupported: made by another analyser or a newer layout. corrupt, denied, io.
  static Result<std::unique_ptr<IndexReader>> open(const std::filesystem::path& archive_root);
  ~IndexReader();
  IndexReader(const IndexReader&) = delete;

  std::optional<std::uint64_t> cursor() const;
  Result<std::uint64_t> documents() const;

  /// Every item id, ascending.
  Status for_each_item(const std::function<Status(std::string_view item)>& visit) const;
  /// Terms with their weights, values and text of one item, as lines: two indexes are equal when they say the same of
  /// the same items. not_found when the index has nothing of it.
  Result<std::string> describe(const std::string& item) const;

 private:
  struct Impl;
  explicit IndexReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

/// Reads every block of every shard. corrupt with Xapian's words for the first fault of each.
Status check_index_files(const std::filesystem::path& archive_root);

}  // namespace anjuan
