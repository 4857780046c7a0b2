#include "tools/print/expand.hpp"

#include <charconv>
#include <string>
#include <string_view>

#include "archive/base/utf8.hpp"

namespace anjuan::print {

namespace {

namespace json = boost::json;

/// Paper that any printer takes: a spine of 10 mm, a sheet of A2.
constexpr double k_least_mm = 5, k_most_mm = 600;

/// "{脊宽=20}": what the value says, else what stands behind the '='.
Result<double> length_of(std::string_view place, const json::object& fields) {
  const std::string_view inner = place.size() > 2 ? place.substr(1, place.size() - 2) : std::string_view();
  const std::size_t equals = inner.find('=');
  const std::string name(inner.substr(0, equals));
  std::string text = equals == std::string_view::npos ? std::string() : std::string(inner.substr(equals + 1));
  if (const json::value* given = fields.if_contains(name);
      given != nullptr && given->is_string() && !given->get_string().empty())
    text = std::string(given->get_string());
  double length = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), length);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() ||
      !(length >= k_least_mm && length <= k_most_mm)) {
    return fail(ErrorCode::invalid_argument, "“" + name + "”应是毫米数，如 20，不是“" + to_shown_utf8(text) + "”");
  }
  return length;
}

/// Places and conditions of a copy name the values of its own row.
void rename_places(json::value& value, const std::string& prefix) {
  if (json::string* text = value.if_string()) {
    std::string renamed;
    for (const char c : *text) {
      renamed += c;
      if (c == '{') renamed += prefix;
    }
    *text = renamed;
  } else if (json::array* array = value.if_array()) {
    for (json::value& each : *array) rename_places(each, prefix);
  } else if (json::object* object = value.if_object()) {
    for (json::key_value_pair& member : *object) {
      const std::string_view key = member.key();
      if (json::string* name = member.value().if_string(); name != nullptr && (key == "if" || key == "unless"))
        *name = prefix + std::string(*name);
      else
        rename_places(member.value(), prefix);
    }
  }
}

void repeat(const json::object& block, json::object& fields, json::array& out) {
  const std::string list(block.at("list").as_string());
  json::array rows;
  if (const json::value* given = fields.if_contains(list); given != nullptr && given->is_array())
    rows = given->get_array();
  std::size_t number = 0;
  for (const json::value& row : rows) {
    const std::string prefix = list + "#" + std::to_string(++number) + "/";
    for (const json::key_value_pair& member : row.get_object())
      fields[prefix + std::string(member.key())] = member.value();
    for (const json::value& inner : block.at("blocks").as_array()) {
      json::value copy = inner;
      rename_places(copy, prefix);
      out.push_back(std::move(copy));
    }
  }
}

}  // namespace

Status expand(json::object& layout, json::object& fields) {
  if (json::value* const size = layout.if_contains("size")) {
    for (json::value& length : size->as_array()) {
      if (const json::string* place = length.if_string()) {
        TRY_ASSIGN(length, length_of(*place, fields));
      }
    }
  }
  json::array blocks;
  for (const json::value& value : layout.at("block").as_array()) {
    const json::object& block = value.as_object();
    if (block.at("kind") == "repeat")
      repeat(block, fields, blocks);
    else
      blocks.push_back(value);
  }
  layout["block"] = std::move(blocks);
  return {};
}

}  // namespace anjuan::print
