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

json::object record_on(const json::object& now, const std::vector<MatterEvent>& events, CivilDate day) {
  if (is_former_number(now)) {
    const auto registered = date_in(now, "registered");
    if (registered && *registered > day) return {};
    json::object record = now;
    if (const auto closed = date_in(now, "closed"); closed && *closed > day) record.erase("closed");
    return record;
  }
  json::object record = record_as_of(events, day);
  if (record.empty() || (!is_accusation(now) && !flag_in(now, "restricted"))) return record;
  for (const char* member : {"number", "former_number", "former_reason", "category", "restricted"}) {
    if (const json::value* value = now.if_contains(member)) record[member] = *value;
  }
  return record;
}

}  // namespace anjuan::registry
