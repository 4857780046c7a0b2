// A file the user asked for with -o: it appears complete or not at all.
#pragma once

#include <memory>
#include <string>

#include "archive/store/file_system.hpp"

namespace anjuan::cli {

/// Writes beside the target and renames in the end; "-" is standard output, which sees nothing before finish().
class OutputFile final : public ByteSink {
 public:
  static Result<std::unique_ptr<OutputFile>> open(const std::string& path);
  ~OutputFile() override;
  Status write(ByteView bytes) override;
  /// Durable (a file), or handed on completely (standard output).
  Status finish();
  std::uint64_t size() const { return m_size; }

 private:
  OutputFile(int fd, std::string target, std::string temporary)
      : m_fd(fd), m_target(std::move(target)), m_temporary(std::move(temporary)) {}
  Status copy_to(int descriptor);
  int m_fd;
  std::string m_target, m_temporary;  ///< temporary: empty when the file has no name
  std::uint64_t m_size = 0;
};

}  // namespace anjuan::cli
