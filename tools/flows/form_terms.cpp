#include "tools/flows/form_terms.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace anjuan::flows {

namespace json = boost::json;
using registry::ClockReading;
using registry::date_in;
using registry::last_in;
using registry::text_in;

namespace {

/// Whose clock says by which article the form is written.
const std::map<std::string, std::string, std::less<>> k_clocks = {{"acceptance-notice", "notice"}, {"refusal-notice", "notice"}, {"referral-notice", "notice"},
                                                                  {"extension-notice", "conclude"}, {"reply-opinion", "ask-review"}};

/// As an article is cited in a letter: without the year that tells two Regulations of one name apart for us, our rule's number and remarks.
std::string cited(std::string source) {
  source = source.substr(0, source.find("；"));
  for (std::size_t open = source.find("（"); open != std::string::npos; open = source.find("（")) {
    const std::size_t close = source.find("）", open);
    if (close == std::string::npos) break;
    source.erase(open, close + std::string_view("）").size() - open);
  }
  return source;
}

int days_in(const json::object& extension) {
  const std::string text = text_in(extension, "days");
  int days = 0;
  std::from_chars(text.data(), text.data() + text.size(), days);
  return days;
}

const registry::RuleSet* set_of(const registry::ClockRules& rules, const json::object& record) {
  if (const std::string chosen = text_in(record, "rule_set"); !chosen.empty()) return rules.find_set(chosen);
  const auto received = date_in(record, "received");
  return received ? rules.national(*received) : nullptr;
}

}  // namespace

Result<FormTerms> terms_of(registry::Registry& registry, const MatterRow& matter) {
  FormTerms terms;
  TRY_ASSIGN(const std::vector<ClockReading> clocks, registry.clocks(matter, std::nullopt));
  for (const ClockReading& clock : clocks) {
    if (clock.state == registry::ClockState::not_owed) continue;
    // The national term comes first; the organ's own where the national one binds nobody.
    if (clock.clock == "conclude" && !terms.conclude) terms.conclude = clock.nominal;
    if (clock.clock == "report-up") terms.report = clock.nominal;
  }
  if (const auto named = date_in(matter.record, "assigned_due")) terms.report = named;
  if (const json::object* extension = last_in(matter.record, "extensions"); extension != nullptr && terms.conclude) {
    terms.extended = terms.conclude;
    terms.conclude = terms.conclude->plus_days(-days_in(*extension));
  }
  return terms;
}

std::string basis_of(const registry::OfficeRules& rules, const json::object& record, const std::string& form) {
  const auto name = k_clocks.find(form);
  const registry::RuleSet* set = set_of(rules.clocks, record);
  if (name == k_clocks.end() || set == nullptr) return {};
  for (const registry::ClockRule& clock : rules.clocks.clocks()) {
    if (clock.set != set->name || clock.clock != name->second) continue;
    if (form != "extension-notice") return cited(clock.source);
    const registry::ExtensionRule* extension = rules.clocks.extension(clock, date_in(record, "received").value_or(CivilDate()));
    return extension == nullptr ? std::string() : cited(extension->source);
  }
  return {};
}

}  // namespace anjuan::flows
