// What a child of anjuan-extract locks itself into: rlimits, no_new_privs, Landlock, seccomp. Each part by itself, as far as the kernel has it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "archive/base/result.hpp"

namespace anjuan::helper {

struct Confinement {
  std::uint64_t address_space = 0;  ///< bytes, in all
  std::uint32_t cpu_seconds = 0;    ///< soft: the zygote extends it
};

class Sandbox {
 public:
  /// Builds the rules once, in the zygote. `readable` are files and folders with the data that libraries load while they work; those that do not
  /// exist are left out.
  static Result<Sandbox> prepare(const std::vector<std::string>& readable);
  Sandbox(Sandbox&&) noexcept;
  ~Sandbox();

  /// The descriptor of the Landlock rules, which must survive until enter(); -1 without Landlock.
  int rules_fd() const;

  /// Locks this process in, for good. `rules_fd` is where rules_fd() stands by now. Returns the parts that hold, "rlimits no_new_privs landlock(7) seccomp".
  /// An error means that a part which this kernel has was refused: go no further.
  struct Held {
    std::string parts;
    bool complete = false;
  };
  Result<Held> enter(int rules_fd, const Confinement& confinement) const;

 private:
  struct Impl;
  explicit Sandbox(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

/// Folders of fonts, character maps, language models and conversion tables.
std::vector<std::string> library_data_folders();

}  // namespace anjuan::helper
