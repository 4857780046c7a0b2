#include "archive/registry/repeat_check.hpp"

#include <algorithm>
#include <set>

#include "archive/registry/party.hpp"
#include "archive/registry/record.hpp"

namespace anjuan::registry {

namespace json = boost::json;

namespace {

constexpr std::size_t k_alike = 40;         // texts compared
constexpr std::size_t k_same_person = 100;  // matters for one key: whoever wrote more letters has the newest among the alike ones
constexpr std::size_t k_shown = 10;

bool is_petitioner(const json::object& party) {
  const std::string role = text_in(party, "role");
  return role == "来信人" || role == "代表";
}

std::vector<std::string> aliases_of(const json::object& party) {
  std::vector<std::string> aliases;
  for (const json::value& alias : list_in(party, "aliases")) aliases.emplace_back(alias.get_string());
  return aliases;
}

/// (kind, key) of a party, as party.cpp wrote them.
std::vector<std::pair<std::string, std::string>> keys_of(const json::object& party) {
  std::vector<std::pair<std::string, std::string>> keys;
  for (const json::value& value : list_in(party, "keys")) {
    const json::array& key = value.get_array();
    keys.emplace_back(key.at(0).get_string(), key.at(1).get_string());
  }
  return keys;
}

RepeatPerson person_from(const json::object& party) {
  RepeatPerson person;
  person.name = name_keys(text_in(party, "name"), aliases_of(party));
  for (auto& [kind, key] : keys_of(party)) {
    if (kind == "id") person.id_hash = key;
    if (kind == "id_tail") person.id_tail_hash = key;
    if (kind == "address") person.address_hash = key;
    if (kind == "phone") person.phone_hashes.push_back(key);
  }
  return person;
}

std::string text_of(const json::object& record) { return text_in(record, "subject") + "\n" + text_in(record, "summary"); }

/// The parties in the form in which either side of the comparison has them.
template <class Matter>
void take_parties(const json::object& record, Matter& matter) {
  for (const json::value& value : list_in(record, "parties")) {
    const json::object& party = value.get_object();
    const std::string role = text_in(party, "role");
    if (is_petitioner(party)) matter.petitioners.push_back(person_from(party));
    if (role == "被反映人") matter.accused.push_back(name_keys(text_in(party, "name"), aliases_of(party)));
    if (role == "被反映单位") matter.accused_units.push_back(unit_keys(text_in(party, "name"), aliases_of(party)));
  }
}

std::string outcome_of(const json::object& record) {
  const std::string outcome = text_in(record, "outcome");
  const std::string organ = text_in(record, "transfer_organ");
  if (outcome.empty() && !organ.empty()) return "转往" + organ;
  return outcome;
}

}  // namespace

Result<std::vector<RepeatCandidate>> RepeatCheck::before(const Intake& intake) {
  MatterRow arriving;
  const bool accusation = intake.category == "检举控告";
  TRY_ASSIGN(json::array parties, parties_of(intake.parties, accusation, intake.irregular, m_registry.vault()));
  arriving.record = {{"subject", intake.subject}, {"summary", intake.summary}, {"received", intake.received.to_string()}, {"parties", std::move(parties)}};
  return compare(arriving);
}

Result<std::vector<RepeatCandidate>> RepeatCheck::of(const MatterRow& matter) { return compare(matter); }

Result<std::vector<RepeatCandidate>> RepeatCheck::compare(const MatterRow& arriving) {
  ArrivingMatter matter;
  take_parties(arriving.record, matter);
  matter.text = text_of(arriving.record);
  const auto received = date_in(arriving.record, "received");
  if (!received) return fail(ErrorCode::invalid_argument, "没有收到日期");
  matter.received = *received;
  TRY_ASSIGN(const std::vector<EarlierMatter> earlier, gather(arriving));
  return rank_repeats(matter, earlier, k_shown);
}

Status RepeatCheck::gather_by_person(const MatterRow& arriving, std::vector<MatterId>& found) {
  for (const json::value& value : list_in(arriving.record, "parties")) {
    const json::object& party = value.get_object();
    if (!is_petitioner(party)) continue;
    auto keys = keys_of(party);
    std::erase_if(keys, [](const auto& key) { return key.first == "deny"; });
    TRY_ASSIGN(const std::vector<PartyHit> hits, m_registry.book().parties_with(keys, k_same_person));
    for (const PartyHit& hit : hits) {
      if (hit.role == "来信人" || hit.role == "代表") found.push_back(hit.matter);
    }
  }
  return {};
}

Result<std::vector<EarlierMatter>> RepeatCheck::gather(const MatterRow& arriving) {
  std::vector<MatterId> found;
  if (m_finder != nullptr) {
    TRY_ASSIGN(const std::vector<TextCandidate> alike, m_finder->similar(text_of(arriving.record), k_alike));
    for (const TextCandidate& candidate : alike) found.push_back(candidate.matter);
  }
  TRY(gather_by_person(arriving, found));
  const auto received = date_in(arriving.record, "received");
  std::vector<EarlierMatter> earlier;
  std::set<MatterId> seen{arriving.matter};
  for (const MatterId& id : found) {
    if (!seen.insert(id).second || (m_sees && !m_sees(id))) continue;
    TRY_ASSIGN(const auto row, m_registry.book().by_id(id));
    if (!row || row->record.empty()) continue;
    const auto when = date_in(row->record, "received");
    if (!when || *when > *received) continue;
    if (*when == *received && !arriving.name.empty() && row->name > arriving.name) continue;
    EarlierMatter matter;
    matter.matter = id;
    matter.number = row->name;
    take_parties(row->record, matter);
    matter.text = text_of(row->record);
    matter.received = *when;
    matter.state = text_in(row->record, "state");
    matter.outcome = outcome_of(row->record);
    TRY(add_review_days(*row, matter, *received));
    earlier.push_back(std::move(matter));
  }
  return earlier;
}

// only of what was answered a review can be asked; the terms are long over for nearly all.
Status RepeatCheck::add_review_days(const MatterRow& row, EarlierMatter& earlier, CivilDate received) {
  const auto answered = date_in(row.record, "review_answered") ? date_in(row.record, "review_answered") : date_in(row.record, "replied");
  constexpr int k_longest_term = 120;  // 30 days, and what holidays, delivery and a late reply may add
  if (!answered || answered->plus_days(k_longest_term) < received) return {};
  TRY_ASSIGN(const std::vector<ClockReading> clocks, m_registry.clocks(row, received));
  for (const ClockReading& clock : clocks) {
    if (!clock.open()) continue;
    if (clock.rule == "R-307") earlier.review_until = clock.due;
    if (clock.clock == "ask-rereview") earlier.rereview_until = clock.due;
  }
  return {};
}

}  // namespace anjuan::registry
