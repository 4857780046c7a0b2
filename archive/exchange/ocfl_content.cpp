// What the inventories of an object say of one another, and of the bytes.
#include <algorithm>
#include <set>

#include "archive/exchange/digests.hpp"
#include "archive/exchange/ocfl.hpp"
#include "archive/exchange/ocfl_parts.hpp"

namespace anjuan::exchange {

namespace {

/// By logical path: the digest where both use one algorithm, otherwise the content paths that it stands for.
using State = std::map<std::string, std::set<std::string>>;
/// By digest, in lower case.
using ContentPaths = std::map<std::string, std::set<std::string>>;

ContentPaths content_of(const Inventory& inventory) {
  ContentPaths all;
  for (const auto& [digest, paths] : inventory.manifest) all[lower_ascii(digest)].insert(paths.begin(), paths.end());
  return all;
}

State state_of(const VersionBlock& block, const ContentPaths* content) {
  State state;
  for (const auto& [digest, paths] : block.state) {
    std::set<std::string> stands_for = {lower_ascii(digest)};
    if (content != nullptr) {
      const auto found = content->find(lower_ascii(digest));
      stands_for = found == content->end() ? std::set<std::string>() : found->second;
    }
    for (const std::string& path : paths) state[path] = stands_for;
  }
  return state;
}

// An older manifest knows fewer copies of the same bytes: that one of its content paths is known to the newer is
// enough.
bool is_same_state(const State& older, const State& newer) {
  return older.size() == newer.size() &&
         std::equal(older.begin(), older.end(), newer.begin(), [](const auto& a, const auto& b) {
           return a.first == b.first && std::any_of(a.second.begin(), a.second.end(),
                                                    [&](const std::string& one) { return b.second.contains(one); });
         });
}

}  // namespace

void compare_histories(const Inventory& older, const Inventory& now, OcflReport& report) {
  const bool by_digest = older.algorithm == now.algorithm;
  const ContentPaths older_content = by_digest ? ContentPaths() : content_of(older);
  const ContentPaths content = by_digest ? ContentPaths() : content_of(now);
  for (const auto& [name, block] : older.versions) {
    const VersionBlock* const current = now.version(name);
    if (current == nullptr) {
      report.error("E066", older.file, "有版本 " + in_quotes(name) + "，对象的清单没有");
      continue;
    }
    // Most are written by one hand, word for word.
    const bool is_same = (by_digest && block.state == current->state) ||
                         is_same_state(state_of(block, by_digest ? nullptr : &older_content),
                                       state_of(*current, by_digest ? nullptr : &content));
    if (!is_same) report.error("E066", older.file, name + " 的 state 与对象的清单不同");
    if (block.created != current->created || block.message != current->message ||
        block.user_name != current->user_name || block.user_address != current->user_address) {
      report.warn("W011", older.file, name + " 的 created、message 或 user 与对象的清单不同");
    }
  }
}

void ContentCheck::expect(const Inventory& inventory) {
  add(inventory.manifest, inventory.algorithm, "E092", inventory);
  for (const auto& [algorithm, block] : inventory.fixity) add(block, algorithm, "E093", inventory);
}

void ContentCheck::add(const DigestBlock& block, const std::string& algorithm, const char* code,
                       const Inventory& inventory) {
  for (const auto& [digest, paths] : block) {
    if (!is_hex(digest) || digest.size() != digest_digits(algorithm)) continue;  // named already
    const std::string lower = lower_ascii(digest);
    for (const std::string& path : paths) {
      if (has_bad_elements(path)) continue;
      auto& all = m_expected[path];
      const bool is_known = std::any_of(all.begin(), all.end(), [&](const Expected& other) {
        return other.algorithm == algorithm && other.digest == lower && std::string_view(other.code) == code;
      });
      if (!is_known) all.push_back({algorithm, lower, code, inventory.file, inventory.is_content_path(path)});
    }
  }
}

void ContentCheck::run(const ObjectFiles& files, const std::vector<std::string>& excused) {
  for (const auto& [path, expected] : m_expected) {
    if (files.contains(path)) {
      check_file(path, expected);
      continue;
    }
    const std::string& name = path;
    if (std::any_of(excused.begin(), excused.end(), [&](const std::string& begin) { return name.starts_with(begin); }))
      continue;
    std::set<std::string_view> codes;
    for (const Expected& one : expected) {
      if (one.is_well_placed && codes.insert(one.code).second)
        m_report.error(one.code, joined(m_at, path), one.inventory + " 里有，文件没有");
    }
  }
}

void ContentCheck::check_file(const std::string& path, const std::vector<Expected>& expected) {
  const std::string place = joined(m_at, path);
  std::vector<std::string> algorithms;
  for (const Expected& one : expected) {
    if (std::find(algorithms.begin(), algorithms.end(), one.algorithm) == algorithms.end())
      algorithms.push_back(one.algorithm);
  }
  const auto source = m_folder.read(place);
  if (!source) return m_report.error(k_ocfl_unreadable, place, source.error().message);
  const auto digests = digests_of(**source, algorithms);
  if (!digests) return m_report.error(k_ocfl_unreadable, place, digests.error().message);
  ++m_files;
  m_bytes += digests->bytes;
  for (const Expected& one : expected) {
    const auto at = std::find(algorithms.begin(), algorithms.end(), one.algorithm) - algorithms.begin();
    const std::string& actual = digests->hex[static_cast<std::size_t>(at)];
    if (actual.empty() || actual == one.digest) continue;
    m_report.error(one.code, place,
                   one.inventory + " 写的 " + one.algorithm + " 是 " + one.digest + "，实为 " + actual);
  }
}

}  // namespace anjuan::exchange
