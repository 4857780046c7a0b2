#include "tools/print/layout.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>

namespace anjuan::print {

namespace {

namespace json = boost::json;

json::value to_json(const toml::node& node);

json::object to_json(const toml::table& table) {
  json::object object;
  for (const auto& [key, value] : table) object[std::string(key.str())] = to_json(value);
  return object;
}

json::value to_json(const toml::node& node) {
  if (const toml::table* table = node.as_table()) return to_json(*table);
  if (const toml::array* array = node.as_array()) {
    json::array out;
    for (const toml::node& each : *array) out.push_back(to_json(each));
    return out;
  }
  if (const auto* text = node.as_string()) return json::string(text->get());
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  if (const auto* truth = node.as_boolean()) return truth->get();
  return nullptr;  // dates: no layout has them, and the helper refuses the null
}

/// Filled in by the typesetter itself.
constexpr std::array<std::string_view, 2> k_own_places = {"页码", "总页数"};

class FieldFinder {
 public:
  void walk(const json::value& value, const std::string& list) {
    if (const json::string* text = value.if_string()) {
      places(*text, list);
    } else if (const json::array* array = value.if_array()) {
      for (const json::value& each : *array) walk(each, list);
    } else if (const json::object* object = value.if_object()) {
      table(*object, list);
    }
  }
  std::vector<FormField> take() { return std::move(m_fields); }

 private:
  void table(const json::object& object, const std::string& outer) {
    const json::value* named = object.if_contains("list");
    const std::string list = named != nullptr && named->is_string() ? std::string(named->get_string()) : outer;
    if (list != outer) field(list);
    for (const json::key_value_pair& member : object) {
      const std::string_view key = member.key();
      if (key == "list") continue;
      const bool of_whole_form = key == "foot" || key == "foot_mark_if" || key == "start" || key == "if" || key == "unless";
      const std::string& scope = of_whole_form ? outer : list;
      if (const json::string* text = member.value().if_string(); text != nullptr && (key == "if" || key == "unless" || key == "mark_if" || key == "foot_mark_if")) {
        add(*text, scope);
      } else {
        walk(member.value(), scope);
      }
    }
  }

  void places(std::string_view text, const std::string& list) {
    for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
      const std::size_t close = text.find('}', open);
      if (close == std::string_view::npos) return;
      const std::string_view place = text.substr(open + 1, close - open - 1);
      const std::string_view name = place.substr(0, place.find_first_of("=:"));
      if (std::find(k_own_places.begin(), k_own_places.end(), name) == k_own_places.end()) add(name, list);
    }
  }

  FormField& field(std::string_view name) {
    for (FormField& each : m_fields) {
      if (each.name == name) return each;
    }
    return m_fields.emplace_back(FormField{std::string(name), {}});
  }

  void add(std::string_view name, const std::string& list) {
    FormField& found = field(list.empty() ? name : std::string_view(list));
    if (list.empty() || std::find(found.columns.begin(), found.columns.end(), name) != found.columns.end()) return;
    found.columns.emplace_back(name);
  }

  std::vector<FormField> m_fields;
};

}  // namespace

Result<json::object> layout_of_toml(std::string_view id, std::string_view toml) {
  try {
    return to_json(toml::parse(toml));
  } catch (const toml::parse_error& error) {
    return fail(ErrorCode::internal, "版式 " + std::string(id) + ".toml：" + std::string(error.description()));
  }
}

std::vector<FormField> fields_of_layout(const json::object& layout) {
  FieldFinder finder;
  finder.walk(layout, "");
  return finder.take();
}

}  // namespace anjuan::print
