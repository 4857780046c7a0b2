#include "tools/extract/print/document.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace anjuan::press {

namespace {

namespace json = boost::json;

bool is_of_kind(const json::value& value, char kind) {
  switch (kind) {
    case '-': return value.is_string();
    case '#': return value.is_number();
    case '?': return value.is_bool();
    case '[': return value.is_array();
    case '{': return value.is_object();
    default: return false;
  }
}

template <class T, std::size_t N>
Result<T> named(const std::array<std::pair<std::string_view, T>, N>& names, const std::string& word, T otherwise) {
  if (word.empty()) return otherwise;
  for (const auto& [name, value] : names) {
    if (name == word) return value;
  }
  return fail(ErrorCode::internal, "版式中有不认识的词：" + word);
}

constexpr std::array<std::pair<std::string_view, Face>, k_faces> k_face_names = {{
    {"song", Face::song}, {"fang", Face::fang}, {"hei", Face::hei}, {"kai", Face::kai}, {"title", Face::title}}};
constexpr std::array<std::pair<std::string_view, Align>, 4> k_align_names = {{
    {"left", Align::left}, {"center", Align::center}, {"right", Align::right}, {"justify", Align::justify}}};
constexpr std::array<std::pair<std::string_view, Ink>, 3> k_ink_names = {{{"black", Ink::black}, {"red", Ink::red}, {"grey", Ink::grey}}};

/// What stands for one place, "name", "name=otherwise" or "name:8".
Run filled(const Values& values, std::string_view place) {
  const std::size_t mark = place.find_first_of("=:");
  const std::string_view name = place.substr(0, mark), rest = mark == std::string_view::npos ? std::string_view() : place.substr(mark + 1);
  const std::string_view value = values.get(name);
  if (!value.empty() || mark == std::string_view::npos) return {std::string(value)};
  if (place[mark] == '=') return {std::string(rest)};
  int count = 0;
  std::from_chars(rest.data(), rest.data() + rest.size(), count);
  std::string blank;
  for (int i = 0; i < std::clamp(count, 1, 40); ++i) blank += "　";
  return {blank, Run::Kind::blank};
}

}  // namespace

Status Spec::check(std::initializer_list<std::string_view> names) const {
  for (const json::key_value_pair& member : *m_object) {
    const bool known = std::any_of(names.begin(), names.end(), [&](std::string_view name) { return name.substr(1) == std::string_view(member.key()) && is_of_kind(member.value(), name[0]); });
    if (!known) return fail(ErrorCode::internal, "版式中有不认识的项，或类型不对：" + std::string(member.key()));
  }
  return {};
}

std::string Spec::text(std::string_view name, std::string_view otherwise) const {
  const json::value* value = m_object->if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string(otherwise);
}

double Spec::number(std::string_view name, double otherwise) const {
  const json::value* value = m_object->if_contains(name);
  return value != nullptr && value->is_number() ? value->to_number<double>() : otherwise;
}

bool Spec::flag(std::string_view name) const {
  const json::value* value = m_object->if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::vector<double> Spec::numbers(std::string_view name) const {
  std::vector<double> numbers;
  const json::value* value = m_object->if_contains(name);
  if (value == nullptr || !value->is_array()) return numbers;
  for (const json::value& each : value->get_array()) {
    if (each.is_number()) numbers.push_back(each.to_number<double>());
  }
  return numbers;
}

std::vector<Spec> Spec::tables(std::string_view name) const {
  std::vector<Spec> tables;
  const json::value* value = m_object->if_contains(name);
  if (value == nullptr || !value->is_array()) return tables;
  for (const json::value& each : value->get_array()) {
    if (each.is_object()) tables.emplace_back(each.get_object());
  }
  return tables;
}

Spec Spec::table(std::string_view name) const {
  static const json::object k_empty;
  const json::value* value = m_object->if_contains(name);
  return Spec(value != nullptr && value->is_object() ? value->get_object() : k_empty);
}

std::string_view Values::get(std::string_view name) const {
  const json::value* value = m_object->if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

std::vector<Values> Values::rows(std::string_view name) const {
  std::vector<Values> rows;
  const json::value* value = m_object->if_contains(name);
  if (value == nullptr || !value->is_array()) return rows;
  for (const json::value& each : value->get_array()) {
    if (each.is_object()) rows.emplace_back(each.get_object());
  }
  return rows;
}

std::vector<Run> Values::expand(std::string_view text) const {
  std::vector<Run> runs;
  while (!text.empty()) {
    const std::size_t open = text.find('{'), close = text.find('}', open == std::string_view::npos ? text.size() : open);
    if (close == std::string_view::npos) break;
    if (open > 0) runs.push_back({std::string(text.substr(0, open))});
    Run run = filled(*this, text.substr(open + 1, close - open - 1));
    if (!run.text.empty()) runs.push_back(std::move(run));
    text.remove_prefix(close + 1);
  }
  if (!text.empty()) runs.push_back({std::string(text)});
  return runs;
}

std::string plain(const std::vector<Run>& runs) {
  std::string text;
  for (const Run& run : runs) text += run.text;
  return text;
}

Result<TextStyle> style_of(const Spec& spec, const TextStyle& base) {
  TextStyle style = base;
  TRY_ASSIGN(style.face, named(k_face_names, spec.text("face"), base.face));
  TRY_ASSIGN(style.align, named(k_align_names, spec.text("align"), base.align));
  TRY_ASSIGN(style.ink, named(k_ink_names, spec.text("ink"), base.ink));
  style.size = spec.number("size", base.size);
  style.leading = spec.number("leading", base.leading);
  style.indent = spec.number("indent", base.indent);
  if (!(style.size >= 4 && style.size <= 72 && style.leading >= 0.8 && style.leading <= 5)) return fail(ErrorCode::internal, "版式中的字号或行距不合理");
  return style;
}

}  // namespace anjuan::press
