#include "archive/registry/sections.hpp"

#include <algorithm>

#include "archive/registry/record.hpp"

namespace anjuan::registry {

namespace json = boost::json;

std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> names;
  std::string name;
  const auto end_name = [&] {
    if (!name.empty()) names.push_back(std::move(name));
    name.clear();
  };
  for (std::size_t i = 0; i < list.size();) {
    const std::string_view rest = list.substr(i);
    std::size_t mark = 0;
    for (const std::string_view each : {"、", "，", "；", ",", ";"}) {
      if (rest.starts_with(each)) mark = each.size();
    }
    if (mark > 0) {
      end_name();
      i += mark;
    } else {
      name.push_back(list[i++]);
    }
  }
  end_name();
  return names;
}

std::vector<const json::object*> open_decisions(const json::object& record) {
  std::vector<const json::object*> open;
  for (const json::value& value : list_in(record, "decisions")) {
    if (value.is_object() && !value.get_object().contains("done")) open.push_back(&value.get_object());
  }
  return open;
}

bool leads(const json::object& record, const std::string& section) {
  if (section.empty()) return false;
  if (text_in(record, "lead_section") == section) return true;
  const auto open = open_decisions(record);
  return std::any_of(open.begin(), open.end(),
                     [&](const json::object* decision) { return text_in(*decision, "section") == section; });
}

const json::object* section_assignment(const json::object& record) {
  const json::array& all = list_in(record, "assignments");
  for (std::size_t i = all.size(); i-- > 0;) {
    const json::object* one = all[i].if_object();
    if (one != nullptr && (one->contains("section") || one->contains("co_sections"))) return one;
  }
  return nullptr;
}

std::string section_part(const json::object& record, const std::string& section) {
  if (section.empty()) return {};
  if (text_in(record, "section") == section) return "承办";
  if (leads(record, section)) return "牵头";
  auto sharing = open_decisions(record);
  if (const json::object* assignment = section_assignment(record)) sharing.push_back(assignment);
  for (const json::object* each : sharing) {
    const auto names = names_in(text_in(*each, "co_sections"));
    if (std::find(names.begin(), names.end(), section) != names.end()) return "会办";
  }
  return {};
}

}  // namespace anjuan::registry
