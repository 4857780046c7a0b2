#include "archive/registry/record.hpp"

namespace anjuan::registry {

namespace json = boost::json;

std::string text_in(const json::object& record, std::string_view name) {
  const json::value* member = record.if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
}

bool flag_in(const json::object& record, std::string_view name) {
  const json::value* member = record.if_contains(name);
  return member != nullptr && member->is_bool() && member->get_bool();
}

std::int64_t number_in(const json::object& record, std::string_view name) {
  const json::value* member = record.if_contains(name);
  return member != nullptr && member->is_int64() ? member->get_int64() : 0;
}

std::optional<CivilDate> date_in(const json::object& record, std::string_view name) {
  const auto date = CivilDate::parse(text_in(record, name));
  if (!date) return std::nullopt;
  return *date;
}

const json::array& list_in(const json::object& record, std::string_view name) {
  static const json::array k_none;
  const json::value* member = record.if_contains(name);
  return member != nullptr && member->is_array() ? member->get_array() : k_none;
}

const json::object* last_in(const json::object& record, std::string_view name) {
  const json::array& list = list_in(record, name);
  return list.empty() || !list.back().is_object() ? nullptr : &list.back().get_object();
}

json::object record_as_of(const std::vector<MatterEvent>& events, CivilDate day) {
  json::object record;
  const std::string last = day.to_string();
  for (const MatterEvent& event : events) {
    if (event.on > last) continue;
    merge_changes(record, event.changes);
  }
  return record;
}

}  // namespace anjuan::registry
