// The order of names and titles in an index: by pinyin or by stroke, as ICU has them for Chinese; surnames as
// they are read (曾 zeng, 解 xie). Thread safety: one object, one thread. Proof: tests/query/catalogues_test.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "archive/base/result.hpp"

namespace anjuan::reports {

enum class NameOrder : std::uint8_t { pinyin, stroke };

/// 拼音 or 笔画; invalid_argument.
Result<NameOrder> name_order_of(std::string_view text);

class NameSorter {
 public:
  static Result<NameSorter> open(NameOrder order);
  NameSorter(NameSorter&&) noexcept;
  ~NameSorter();

  /// Both are total: different texts are never equal. A person's name.
  bool precedes(const std::string& a, const std::string& b) const;
  /// Any text, numbers in it by their value: 第9号 before 第10号.
  bool precedes_as_text(const std::string& a, const std::string& b) const;

 private:
  struct Impl;
  explicit NameSorter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace anjuan::reports
