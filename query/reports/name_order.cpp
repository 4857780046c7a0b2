#include "query/reports/name_order.hpp"

#include <unicode/coll.h>

#include <algorithm>
#include <vector>

#include "archive/base/utf8.hpp"
#include "archive/registry/name_reading.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::reports {

struct NameSorter::Impl {
  NameOrder order;
  std::unique_ptr<icu::Collator> collator;

  int compare(const std::string& a, const std::string& b) const {
    UErrorCode status = U_ZERO_ERROR;
    return collator->compareUTF8(
        a, b, status);  // fails only without memory, and says equal then: the caller's tie-break decides
  }
};

namespace {

std::vector<std::string> syllables_of(std::u32string_view folded) {
  const std::vector<std::string> readings = registry::name_readings(folded);
  std::vector<std::string> syllables(1);
  if (readings.empty()) return {};
  for (const char c : readings.front()) {
    if (c == ' ')
      syllables.emplace_back();
    else
      syllables.back() += c;
  }
  return syllables;
}

}  // namespace

Result<NameOrder> name_order_of(std::string_view text) {
  if (text == "拼音") return NameOrder::pinyin;
  if (text == "笔画") return NameOrder::stroke;
  return fail(ErrorCode::invalid_argument, "--order “" + to_shown_utf8(text) + "”：拼音 或 笔画（R-403）");
}

NameSorter::NameSorter(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
NameSorter::NameSorter(NameSorter&&) noexcept = default;
NameSorter::~NameSorter() = default;

Result<NameSorter> NameSorter::open(NameOrder order) {
  UErrorCode status = U_ZERO_ERROR;
  auto impl = std::make_unique<Impl>();
  impl->order = order;
  impl->collator.reset(icu::Collator::createInstance(
      icu::Locale(order == NameOrder::pinyin ? "zh@collation=pinyin" : "zh@collation=stroke"), status));
  if (U_FAILURE(status)) return fail(ErrorCode::internal, std::string("ICU 没有中文排序：") + u_errorName(status));
  impl->collator->setAttribute(UCOL_NUMERIC_COLLATION, UCOL_ON, status);
  if (U_FAILURE(status)) return fail(ErrorCode::internal, std::string("ICU 排序：") + u_errorName(status));
  return NameSorter(std::move(impl));
}

bool NameSorter::precedes(const std::string& a, const std::string& b) const {
  if (m_impl->order == NameOrder::pinyin) {
    // Character by character: the syllable as the reading table has it, then what ICU says of the two (tone, stroke).
    // ICU alone reads every 曾 as céng.
    const std::u32string left = registry::compared_form(a), right = registry::compared_form(b);
    const std::vector<std::string> one = syllables_of(left), other = syllables_of(right);
    const std::size_t most = std::min({one.size(), other.size(), left.size(), right.size()});
    for (std::size_t i = 0; i < most; ++i) {
      if (one[i] != other[i]) return one[i] < other[i];
      if (left[i] == right[i]) continue;
      const int compared = m_impl->compare(registry::utf8_of(left.substr(i, 1)), registry::utf8_of(right.substr(i, 1)));
      if (compared != 0) return compared < 0;
    }
  }
  return precedes_as_text(a, b);
}

bool NameSorter::precedes_as_text(const std::string& a, const std::string& b) const {
  const int compared = m_impl->compare(a, b);
  return compared != 0 ? compared < 0 : a < b;
}

}  // namespace anjuan::reports
