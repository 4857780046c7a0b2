#include "archive/registry/names.hpp"

#include <unicode/uchar.h>

#include <algorithm>
#include <unordered_map>

#include "archive/registry/dictionaries.hpp"
#include "archive/registry/name_reading.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::registry {

namespace {

struct Words {
  std::vector<std::u32string> titles, aliases;
  std::unordered_map<char32_t, char32_t> shapes, surnames;  ///< 异体字; 二简字 of surnames
};

const Words& words() {
  static const Words k_words = [] {
    Words made;
    for (const auto& row : dictionary("name-words", 2).value_or(DictionaryRows())) (row[1] == "title" ? made.titles : made.aliases).push_back(code_points(row[0]));
    for (const auto& row : dictionary("name-variants", 3).value_or(DictionaryRows())) {
      (row[2] == "Y" ? made.shapes : made.surnames)[code_points(row[0])[0]] = code_points(row[1])[0];
    }
    const auto longest_first = [](const std::u32string& a, const std::u32string& b) { return a.size() > b.size(); };
    std::stable_sort(made.titles.begin(), made.titles.end(), longest_first);
    std::stable_sort(made.aliases.begin(), made.aliases.end(), longest_first);
    return made;
  }();
  return k_words;
}

bool is_one_of(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }
bool is_han(char32_t c) { return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_IDEOGRAPHIC) != 0; }

void add(std::vector<std::string>& list, std::string value) {
  if (!value.empty() && std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

/// Where an alias word begins that is no part of a name, and its length.
std::pair<std::size_t, std::size_t> alias_word(std::u32string_view text) {
  std::pair<std::size_t, std::size_t> first{std::u32string_view::npos, 0};
  for (const std::u32string& word : words().aliases) {
    const std::size_t at = text.find(word);
    if (at < first.first) first = {at, word.size()};
  }
  return first;
}

struct Written {
  std::u32string name;
  std::vector<std::u32string> aliases;
};

/// The name before brackets, commas and alias words; what follows an alias word is another name, other remarks (女, 已故) are not.
Written parts_of(std::u32string_view form) {
  Written written;
  std::size_t at = 0;
  bool alias = false;
  while (at < form.size()) {
    std::u32string_view rest = form.substr(at);
    const std::size_t end = std::min(rest.find_first_of(U"()[]【】〔〕,，;；。、/"), rest.size());
    std::u32string_view part = rest.substr(0, end);
    for (;;) {
      const auto [begin, length] = alias_word(part);
      const std::u32string_view name = part.substr(0, std::min(begin, part.size()));
      if (!name.empty() && alias) written.aliases.emplace_back(name);
      else if (!name.empty() && written.name.empty()) written.name = name;
      if (begin == std::u32string_view::npos) break;
      alias = true;
      part = part.substr(begin + length);
      while (!part.empty() && is_one_of(part[0], U":：为叫是“”\"")) part.remove_prefix(1);
    }
    // 、 goes on with aliases; a bracket or a comma ends them.
    alias = alias && end < rest.size() && is_one_of(rest[end], U"、/");
    at += end + 1;
  }
  return written;
}

/// Without dots, in one script and one shape, without titles behind it.
std::u32string core_of(std::u32string_view name) {
  std::u32string core = compared_form(utf8_of(name));
  for (char32_t& c : core) {
    const auto found = words().shapes.find(c);
    if (found != words().shapes.end()) c = found->second;
  }
  for (bool again = true; again;) {
    again = false;
    for (const std::u32string& title : words().titles) {
      if (core.size() <= title.size() || !core.ends_with(title)) continue;
      core.resize(core.size() - title.size());
      again = true;
      break;
    }
  }
  return core;
}

/// 张某, 张某某, 张××, 张XX, 张*, 张□: a name that hides itself; or no more than a surname or a post.
bool is_partial(std::u32string_view written, std::u32string_view core) {
  if (core.size() < 2 || std::find(words().titles.begin(), words().titles.end(), core) != words().titles.end()) return true;
  const bool han = std::any_of(written.begin(), written.end(), is_han);
  return han && std::any_of(written.begin(), written.end(), [](char32_t c) { return is_one_of(c, U"某×xX*＊?？□○〇_"); });
}

void add_name(NameKeys& keys, std::u32string_view name) {
  const std::u32string core = core_of(name);
  if (is_partial(name, core)) return;
  add(keys.variants, utf8_of(core));
  const auto surname = words().surnames.find(core[0]);
  if (surname != words().surnames.end()) add(keys.variants, utf8_of(std::u32string(1, surname->second) + core.substr(1)));
  for (const std::string& reading : name_readings(core)) add(keys.pinyin, reading);
}

std::string shared(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  const auto found = std::find_if(a.begin(), a.end(), [&](const std::string& value) { return std::find(b.begin(), b.end(), value) != b.end(); });
  return found == a.end() ? std::string() : *found;
}

std::string quoted(const std::string& text) { return "“" + text + "”"; }

/// Near readings of one side against readings and near readings of the other, since `near` leaves out what is its own reading.
std::string shared_near(const NameKeys& a, const NameKeys& b) {
  std::vector<std::string> all_a = a.near, all_b = b.near;
  for (const std::string& reading : a.pinyin) add(all_a, near_reading(reading));
  for (const std::string& reading : b.pinyin) add(all_b, near_reading(reading));
  return shared(all_a, all_b);
}

}  // namespace

NameKeys name_keys(std::string_view name, const std::vector<std::string>& aliases) {
  NameKeys keys;
  keys.exact = typed_form(name);
  const Written written = parts_of(code_points(keys.exact));
  keys.partial = is_partial(written.name, core_of(written.name));
  if (!keys.partial) add_name(keys, written.name);
  if (!keys.pinyin.empty()) keys.initials = initials_of(keys.pinyin.front());
  for (const std::u32string& alias : written.aliases) add_name(keys, alias);
  for (const std::string& alias : aliases) add_name(keys, code_points(typed_form(alias)));
  // A hidden name with an alias that is none is known by the alias.
  keys.partial = keys.variants.empty();
  for (const std::string& reading : keys.pinyin) add(keys.near, near_reading(reading));
  std::erase_if(keys.near, [&](const std::string& reading) { return std::find(keys.pinyin.begin(), keys.pinyin.end(), reading) != keys.pinyin.end(); });
  return keys;
}

NameMatch similarity(const NameKeys& a, const NameKeys& b) {
  for (const NameKeys* keys : {&a, &b}) {
    if (keys->partial && !keys->exact.empty()) return {NameLevel::none, quoted(keys->exact) + "不是全名，不能比对"};
    if (keys->partial) return {};
  }
  if (a.exact == b.exact) return {NameLevel::same, "姓名相同：" + a.exact};
  if (const std::string name = shared(a.variants, b.variants); !name.empty()) {
    return {NameLevel::variant, quoted(a.exact) + "与" + quoted(b.exact) + "写法不同，都可写作" + quoted(name)};
  }
  const std::string both = quoted(a.exact) + "与" + quoted(b.exact);
  if (const std::string reading = shared(a.pinyin, b.pinyin); !reading.empty()) return {NameLevel::sound_alike, both + "同音：" + reading};
  if (!shared_near(a, b).empty()) {
    return {NameLevel::near, both + "音近：" + a.pinyin.front() + "、" + b.pinyin.front() + "（平翘舌、前后鼻音或 n、l 不分）"};
  }
  return {};
}

std::vector<std::pair<std::string, std::string>> lookup_keys(const NameKeys& keys) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const std::string& variant : keys.variants) all.emplace_back("name", variant);
  std::vector<std::string> near;
  for (const std::string& reading : keys.pinyin) {
    all.emplace_back("pinyin", reading);
    add(near, near_reading(reading));
  }
  for (const std::string& reading : near) all.emplace_back("near", reading);
  return all;
}

}  // namespace anjuan::registry
