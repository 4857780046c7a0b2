#include "archive/registry/text_likeness.hpp"

#include <algorithm>
#include <cmath>

#include "archive/registry/typed_text.hpp"

namespace anjuan::registry {

TextProfile TextProfile::of(std::string_view text) {
  const std::u32string form = compared_form(text);
  std::vector<std::uint64_t> all;
  for (std::size_t i = 1; i < form.size(); ++i) all.push_back(static_cast<std::uint64_t>(form[i - 1]) << 32 | form[i]);
  std::sort(all.begin(), all.end());
  TextProfile profile;
  for (std::size_t i = 0; i < all.size();) {
    std::size_t end = i;
    while (end < all.size() && all[end] == all[i]) ++end;
    const double weight = 1 + std::log(static_cast<double>(end - i));
    profile.m_grams.emplace_back(all[i], static_cast<float>(weight));
    profile.m_length += weight * weight;
    i = end;
  }
  profile.m_length = std::sqrt(profile.m_length);
  return profile;
}

double likeness(const TextProfile& a, const TextProfile& b) {
  if (a.empty() || b.empty()) return 0;
  double product = 0;
  auto left = a.m_grams.begin(), right = b.m_grams.begin();
  while (left != a.m_grams.end() && right != b.m_grams.end()) {
    if (left->first < right->first) ++left;
    else if (right->first < left->first) ++right;
    else product += static_cast<double>(left++->second) * static_cast<double>(right++->second);
  }
  return std::min(1.0, product / (a.m_length * b.m_length));
}

}  // namespace anjuan::registry
