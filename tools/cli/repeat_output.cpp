#include "tools/cli/repeat_output.hpp"

#include <boost/json.hpp>
#include <cmath>

#include "query/access/principal.hpp"
#include "query/search/candidates.hpp"

namespace anjuan::cli {

namespace json = boost::json;
using registry::RepeatCandidate;
using registry::RepeatVerdict;

RepeatAsker::RepeatAsker(registry::Registry& registry, AccessScope scope, std::unique_ptr<registry::CandidateFinder> finder)
    : m_registry(&registry), m_scope(std::move(scope)), m_finder(std::move(finder)) {}

Result<RepeatAsker> RepeatAsker::open(Context& context, WithoutIndex otherwise) {
  TRY_ASSIGN(registry::Registry* const registry, context.registry());
  TRY_ASSIGN(Archive* const archive, context.archive());
  TRY_ASSIGN(AccessScope scope, context.scope());
  auto finder = open_candidates(*archive, scope);
  if (finder) return RepeatAsker(*registry, std::move(scope), std::move(*finder));
  if (finder.error().code != ErrorCode::not_found) {
    if (otherwise == WithoutIndex::fail) {
      context.advise("请运行 anjuan rebuild 重建索引");
      return fail(std::move(finder).error());
    }
    context.note("索引不能用，判重只比对了人（请运行 anjuan rebuild）");
  }
  return RepeatAsker(*registry, std::move(scope), nullptr);
}

registry::RepeatCheck RepeatAsker::check() {
  return {*m_registry, m_finder.get(), [this](const MatterId& matter) { return may_see(m_scope, matter); }};
}

json::array json_of(const std::vector<RepeatCandidate>& candidates) {
  json::array out;
  for (const RepeatCandidate& candidate : candidates) {
    json::array reasons;
    for (const std::string& reason : candidate.reasons) reasons.emplace_back(json::string(reason));
    json::object one{{"matter", candidate.matter.value}, {"number", candidate.number}, {"state", candidate.state}};
    if (!candidate.outcome.empty()) one.emplace("outcome", candidate.outcome);
    one.emplace("person", registry::name_of(candidate.person));
    one.emplace("likeness", std::round(candidate.likeness * 1000) / 1000);
    one.emplace("same_matter", candidate.same_matter);
    one.emplace("verdict", registry::title_of(candidate.verdict));
    one.emplace("reasons", std::move(reasons));
    out.push_back(std::move(one));
  }
  return out;
}

void print_repeats(Context& context, const std::string& number, const std::vector<RepeatCandidate>& candidates) {
  if (candidates.empty()) return;
  const std::string verdict(registry::title_of(registry::suggested_verdict(candidates)));
  context.out.line((number.empty() ? "" : number + " ") + "可能相关的先前事项 " + std::to_string(candidates.size()) + " 件，建议认定：" + verdict);
  for (const RepeatCandidate& candidate : candidates) {
    context.out.line("  " + padded(candidate.number, 24) + padded(candidate.state, 10) + std::string(registry::title_of(candidate.verdict)));
    for (const std::string& reason : candidate.reasons) context.out.line("      " + reason);
  }
  if (number.empty()) return;
  const std::string earlier = candidates.front().verdict == RepeatVerdict::new_matter ? "" : " --of " + candidates.front().number;
  context.out.line("  认定由人作出：anjuan judge " + number + " --verdict " + std::string(registry::title_of(candidates.front().verdict)) + earlier);
}

Result<std::string> earlier_number(Context& context, const std::string& name) {
  TRY_ASSIGN(const MatterRow earlier, context.visible_matter(name));
  TRY(context.refuse_void(earlier, "不是别的来信的前件"));
  return earlier.name;
}

}  // namespace anjuan::cli
