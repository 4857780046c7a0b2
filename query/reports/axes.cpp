#include <algorithm>

#include "archive/registry/record.hpp"
#include "query/reports/counting.hpp"

namespace anjuan::reports {

using registry::flag_in;
using registry::list_in;
using registry::text_in;

namespace {

using Values = std::vector<std::string>;

std::string or_else(std::string text, const char* otherwise) { return text.empty() ? std::string(otherwise) : text; }

Values names_of(const std::vector<registry::IntakeChoice>& choices) {
  Values names;
  for (const registry::IntakeChoice& choice : choices) {
    if (std::find(names.begin(), names.end(), choice.name) == names.end()) names.push_back(choice.name);  // rows of several times
  }
  return names;
}

Values channel(const CountingContext&, const Case& one) { return {or_else(text_in(one.record, "channel"), "未写明")}; }
Values category(const CountingContext&, const Case& one) { return {or_else(text_in(one.record, "category"), "其他")}; }
Values signature(const CountingContext&, const Case& one) { return {or_else(text_in(one.record, "signature"), "未写明")}; }
Values scope(const CountingContext&, const Case& one) { return {or_else(text_in(one.record, "scope"), "不属受理范围")}; }
Values repeat(const CountingContext&, const Case& one) { return {flag_in(one.record, "repeat") ? "重复" : "初次"}; }
Values state(const CountingContext&, const Case& one) { return {or_else(text_in(one.record, "state"), "登记")}; }
Values section(const CountingContext&, const Case& one) { return {or_else(text_in(one.record, "section"), "未分办")}; }
Values unit(const CountingContext& context, const Case& one) {
  Values units = complained_units(context.snapshot, one.record);
  if (units.empty()) units.emplace_back(k_unnamed);
  return units;
}

// the way a matter went, by its last turn; a transfer that came back for handling is still a transfer.
Values handling(const CountingContext&, const Case& one) {
  const std::string now = text_in(one.record, "state");
  if (now == "存查" || now == "不予受理" || now == "退还") return {now};
  if (now == "并入") return {"并案"};
  if (registry::is_settled_on_the_spot(one.record)) return {registry::k_settled_on_the_spot};
  if (!text_in(one.record, "routed_elsewhere").empty()) return {"导入其他程序"};
  if (const auto* transfer = registry::last_in(one.record, "transfers")) return {or_else(text_in(*transfer, "mode"), "转送")};
  if (!text_in(one.record, "section").empty()) return {"直接办理"};
  if (!list_in(one.record, "escalations").empty()) return {"呈报"};
  return {"未定"};
}

Values channels(const registry::Registry& registry) { return names_of(registry.intake_rules().channels()); }
Values categories(const registry::Registry& registry) { return names_of(registry.intake_rules().categories()); }
Values signatures(const registry::Registry& registry) { return names_of(registry.intake_rules().signatures()); }
Values scopes(const registry::Registry& registry) { return names_of(registry.intake_rules().scopes()); }
Values repeats(const registry::Registry&) { return {"初次", "重复"}; }
Values handlings(const registry::Registry&) { return {"直接办理", registry::k_settled_on_the_spot, "转送", "交办", "转请", "呈报", "导入其他程序", "存查", "不予受理", "退还", "并案", "未定"}; }
Values occurring(const registry::Registry&) { return {}; }

}  // namespace

const std::vector<Axis>& axes() {
  static const std::vector<Axis> k_axes = {
      {"渠道", channel, channels},   {"类别", category, categories},   {"初重", repeat, repeats},   {"署名", signature, signatures}, {"被反映单位", unit, occurring, true},
      {"办理方式", handling, handlings}, {"状态", state, occurring}, {"受理范围", scope, scopes}, {"承办科室", section, occurring},
  };
  return k_axes;
}

Result<const Axis*> find_axis(std::string_view name) {
  std::string known;
  for (const Axis& axis : axes()) {
    if (axis.name == name) return &axis;
    known += (known.empty() ? "" : "、") + std::string(axis.name);
  }
  return fail(ErrorCode::invalid_argument, "没有“" + std::string(name) + "”这个分项：可用 " + known + "（R-361）");
}

}  // namespace anjuan::reports
