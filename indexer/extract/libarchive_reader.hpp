// libarchive's handle with an owner, and its errors as ours.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <string>
#include <string_view>

#include "archive/base/result.hpp"

namespace anjuan::extract {

struct CloseReader {
  void operator()(struct ::archive* a) const { archive_read_free(a); }
};
using Reader = std::unique_ptr<struct ::archive, CloseReader>;

/// The reason a person can act on: encrypted, a missing volume, an unsupported method, or damage.
Error reader_error(struct ::archive* reader);

/// While it lives, this thread converts names as UTF-8 (or not at all). Does not touch the process's locale.
class NameLocale {
 public:
  enum class Kind { utf8, bytes };
  explicit NameLocale(Kind kind);
  ~NameLocale();
  NameLocale(const NameLocale&) = delete;
  NameLocale& operator=(const NameLocale&) = delete;

 private:
  void* m_mine = nullptr;
  void* m_before = nullptr;
};

}  // namespace anjuan::extract
