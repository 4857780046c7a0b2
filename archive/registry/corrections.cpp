// What a correction changed, read from the history itself: every event says what it set, so what stood before it is
// what those before it set.
#include "archive/registry/corrections.hpp"

#include <algorithm>
#include <array>

#include "archive/registry/record.hpp"

namespace anjuan::registry {

namespace json = boost::json;

namespace {

/// What a correction may change of the record, asked for or as a consequence, in the order of the register. People are
/// told apart below.
constexpr std::array<std::pair<std::string_view, std::string_view>, 20> k_titles = {{{"number", "编号"},
                                                                                     {"subject", "题名"},
                                                                                     {"summary", "摘要"},
                                                                                     {"channel", "渠道"},
                                                                                     {"category", "类别"},
                                                                                     {"scope", "受理范围"},
                                                                                     {"lead_section", "牵头科室"},
                                                                                     {"signature", "署名"},
                                                                                     {"heads", "人数"},
                                                                                     {"letter_date", "来信日期"},
                                                                                     {"received", "收到"},
                                                                                     {"handed_in", "交办公室"},
                                                                                     {"important", "重要"},
                                                                                     {"assigner_number", "交办文号"},
                                                                                     {"assigned_due", "交办限期"},
                                                                                     {"transferrer_number", "转送文号"},
                                                                                     {"external", "外部编号"},
                                                                                     {"enclosures", "附件"},
                                                                                     {"visit_time", "来访时间"},
                                                                                     {"place", "来访地点"}}};

std::string shown(const json::value* value) {
  if (value == nullptr || value->is_null()) return {};
  if (const json::string* text = value->if_string()) return std::string(*text);
  if (const bool* flag = value->if_bool()) return *flag ? "是" : "否";
  return value->is_int64() ? std::to_string(value->get_int64()) : std::string();
}

}  // namespace

std::string title_of_member(std::string_view member) {
  const auto found =
      std::find_if(k_titles.begin(), k_titles.end(), [&](const auto& row) { return row.first == member; });
  return found == k_titles.end() ? std::string() : std::string(found->second);
}

std::vector<Correction> corrections_of(const json::object& before, const MatterEvent& event) {
  std::vector<Correction> all;
  const auto add = [&](Correction correction) {
    if (correction.before != correction.after) all.push_back(std::move(correction));
  };
  for (const auto& [member, title] : k_titles) {
    const json::value* now = event.changes.if_contains(member);
    if (now != nullptr) add({std::string(member), std::string(title), shown(before.if_contains(member)), shown(now)});
  }
  for (const json::key_value_pair& field : event.fields) {
    const std::string member(field.key());
    if (!is_people_field(member) || !title_of_member(member).empty())
      continue;  // heads and signature stand in the record itself
    add({member, title_of_people(member), people_value(before, member),
         people_value_after(before, member, shown(&field.value()))});
  }
  return all;
}

}  // namespace anjuan::registry
