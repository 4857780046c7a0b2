// Lines of a text file, plain or compressed with zstd (decided by its content), in memory that does not grow with the file.
#pragma once

#include <optional>
#include <string>

#include "archive/store/file_system.hpp"

namespace anjuan::flows {

class LineReader {
 public:
  /// `longest`: a longer line is cut there and delivered with `too_long` set; its rest is skipped.
  static Result<std::unique_ptr<LineReader>> open(const Path& path, std::size_t longest);
  ~LineReader();

  struct Line {
    std::string text;        ///< without line end
    std::uint64_t number;    ///< 1-based
    bool too_long = false;
  };
  /// Nothing at the end. corrupt for a damaged or cut zstd stream (after the lines before the damage), io.
  Result<std::optional<Line>> next();
  /// How far the file itself has been read, and its size: for progress.
  std::uint64_t position() const;
  std::uint64_t size() const;

 private:
  struct Impl;
  explicit LineReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace anjuan::flows
