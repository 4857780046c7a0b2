#include "archive/registry/repeats.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <tuple>

#include "archive/registry/text_likeness.hpp"

namespace anjuan::registry {

namespace {

// On the real messages (repeats_test.cpp): 0.25 shows 85 % of the letters whose matter came earlier, and 96 % of what it shows first among them is right; 0.15
// shows nearly all, but one in six is wrong, so it takes a person or an accused in common besides.
constexpr double k_shown = 0.25;
constexpr double k_shown_with_person = 0.15;
/// One letter sent to several organs, or sent again: nobody writes so much in the same words by chance. Decides where one of the two bears no name.
constexpr double k_same_letter = 0.8;

struct PersonMatch {
  PersonLevel level = PersonLevel::none;
  std::vector<std::string> reasons;
};

bool meet(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& value) { return std::find(b.begin(), b.end(), value) != b.end(); });
}

PersonMatch match_person(const RepeatPerson& a, const RepeatPerson& b) {
  const NameMatch name = similarity(a.name, b.name);
  const bool same_id = !a.id_hash.empty() && a.id_hash == b.id_hash;
  const bool other_id = !a.id_hash.empty() && !b.id_hash.empty() && a.id_hash != b.id_hash;
  // A whole number decides; a tail alone helps where only the tail is known of one of the two.
  const bool same_tail = !a.id_tail_hash.empty() && a.id_tail_hash == b.id_tail_hash && (a.id_hash.empty() || b.id_hash.empty());
  const bool same_phone = meet(a.phone_hashes, b.phone_hashes);
  const bool same_address = !a.address_hash.empty() && a.address_hash == b.address_hash;
  PersonMatch match;
  if (same_id) match.reasons.push_back(name.level >= NameLevel::variant ? "证件号相同" : "证件号相同而姓名不同，请核对");
  if (!name.reason.empty()) match.reasons.push_back(name.reason);
  if (same_tail) match.reasons.push_back("证件号尾数相同");
  if (same_phone) match.reasons.push_back("电话相同");
  if (same_address) match.reasons.push_back("地址相同");
  if (other_id && name.level != NameLevel::none) match.reasons.push_back("但证件号不同，可能是同名的另一人");
  if (same_id) match.level = PersonLevel::id;
  else if (other_id) match.level = PersonLevel::none;
  else if (name.level != NameLevel::none && (same_phone || same_tail || (same_address && name.level >= NameLevel::sound_alike))) match.level = PersonLevel::phone;
  else if (name.level >= NameLevel::variant) match.level = PersonLevel::name;
  else if (name.level != NameLevel::none || same_phone) match.level = PersonLevel::near_name;
  else match.reasons.clear();  // an address alone is a house with many people
  return match;
}

PersonMatch best_person(const ArrivingMatter& arriving, const EarlierMatter& earlier) {
  PersonMatch best;
  for (const RepeatPerson& a : arriving.petitioners) {
    for (const RepeatPerson& b : earlier.petitioners) {
      PersonMatch match = match_person(a, b);
      if (match.level > best.level || (best.reasons.empty() && !match.reasons.empty())) best = std::move(match);
    }
  }
  return best;
}

/// The reason when somebody or some unit complained of is the same; empty otherwise.
std::string same_accused(const ArrivingMatter& arriving, const EarlierMatter& earlier) {
  for (const NameKeys& a : arriving.accused) {
    for (const NameKeys& b : earlier.accused) {
      if (similarity(a, b).level >= NameLevel::variant) return "被反映人相同：" + b.exact;
    }
  }
  for (const UnitKeys& a : arriving.accused_units) {
    for (const UnitKeys& b : earlier.accused_units) {
      if (similarity(a, b).level >= NameLevel::variant) return "被反映单位相同：" + b.exact;
    }
  }
  return {};
}

/// Nobody is named by whom it could be told from another's.
bool is_anonymous(const std::vector<RepeatPerson>& petitioners) {
  return std::all_of(petitioners.begin(), petitioners.end(),
                     [](const RepeatPerson& person) { return person.name.partial && person.id_hash.empty() && person.phone_hashes.empty(); });
}

bool is_one_of(const std::string& state, std::initializer_list<std::string_view> states) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

/// What the state of the first matter means for the second one of the same person, with the reason.
RepeatVerdict verdict_of(const EarlierMatter& earlier, CivilDate received, std::vector<std::string>& reasons) {
  if (earlier.state == "终结") {
    reasons.push_back("原件已经复核终结，以同一事实和理由再提的不再受理（条例第36条，R-312）；有新的事实和理由的作新事项");
    return RepeatVerdict::closed_for_good;
  }
  const bool answered = is_one_of(earlier.state, {"已答复", "已送达", "复查答复", "办结"});
  for (const auto& [until, what, rule] : {std::tuple{earlier.rereview_until, "复核", "R-309"}, {earlier.review_until, "复查", "R-307"}}) {
    if (!answered || !until || *until < received) continue;
    reasons.push_back("原件已答复，可在 " + until->to_string() + "（含）前申请" + what + "（" + rule + "），请告知信访人");
    return RepeatVerdict::may_ask_review;
  }
  if (is_one_of(earlier.state, {"办结", "存查", "不予受理", "并入", "撤回", "退还", "已答复", "已送达", "复查答复"})) {
    reasons.push_back("原件已处理（" + earlier.state + (earlier.outcome.empty() ? "" : "，" + earlier.outcome) + "），同一事项重复提出");
    return RepeatVerdict::repeat;
  }
  reasons.push_back("原件正在办理（" + earlier.state + "），重复提出的上级不再受理，并入原件（条例第19条，R-312）");
  return RepeatVerdict::in_hand;
}

std::string percent(double share) { return std::to_string(static_cast<int>(std::lround(share * 100))) + "%"; }

std::optional<RepeatCandidate> compare(const ArrivingMatter& arriving, const TextProfile& text, const EarlierMatter& earlier) {
  if (earlier.state == "作废") return std::nullopt;
  const PersonMatch person = best_person(arriving, earlier);
  const std::string accused = same_accused(arriving, earlier);
  RepeatCandidate candidate{earlier.matter, earlier.number, earlier.state, earlier.outcome, person.level, 0, false, RepeatVerdict::new_matter, person.reasons};
  candidate.likeness = likeness(text, TextProfile::of(earlier.text));
  const bool linked = person.level >= PersonLevel::name || !accused.empty();
  const bool same_letter = candidate.likeness >= k_same_letter && (is_anonymous(arriving.petitioners) || is_anonymous(earlier.petitioners));
  candidate.same_matter = candidate.likeness >= (linked ? k_shown_with_person : k_shown);
  if (!candidate.same_matter && person.level < PersonLevel::name) return std::nullopt;
  if (!accused.empty()) candidate.reasons.push_back(accused);
  candidate.reasons.push_back("内容相似 " + percent(candidate.likeness));
  if (!candidate.same_matter) {
    candidate.reasons.push_back("同一信访人的另一事项");
  } else if (person.level >= PersonLevel::name || same_letter) {
    candidate.verdict = verdict_of(earlier, arriving.received, candidate.reasons);
  } else {
    candidate.verdict = RepeatVerdict::others_same;
    candidate.reasons.push_back("信访人不同或不详，反映同一事项，可并案办理、分别答复（R-387）");
  }
  return candidate;
}

}  // namespace

std::string_view name_of(PersonLevel level) {
  switch (level) {
    case PersonLevel::none: return "none";
    case PersonLevel::near_name: return "near-name";
    case PersonLevel::name: return "name";
    case PersonLevel::phone: return "phone";
    case PersonLevel::id: return "id";
  }
  return "";
}

std::string_view title_of(RepeatVerdict verdict) {
  switch (verdict) {
    case RepeatVerdict::new_matter: return "新事项";
    case RepeatVerdict::others_same: return "他人同一事项";
    case RepeatVerdict::repeat: return "重复件";
    case RepeatVerdict::may_ask_review: return "已答复可申请复查";
    case RepeatVerdict::in_hand: return "在办重复";
    case RepeatVerdict::closed_for_good: return "已终结不再受理";
  }
  return "";
}

Result<RepeatVerdict> verdict_from(std::string_view title) {
  std::string known;
  for (const RepeatVerdict verdict : {RepeatVerdict::new_matter, RepeatVerdict::others_same, RepeatVerdict::repeat, RepeatVerdict::may_ask_review, RepeatVerdict::in_hand,
                                      RepeatVerdict::closed_for_good}) {
    if (title == title_of(verdict)) return verdict;
    known += (known.empty() ? "" : "、") + std::string(title_of(verdict));
  }
  return fail(ErrorCode::invalid_argument, "“" + std::string(title) + "”不是判重的结论：" + known);
}

bool counts_as_repeat(RepeatVerdict verdict) { return verdict != RepeatVerdict::new_matter && verdict != RepeatVerdict::others_same; }

std::vector<RepeatCandidate> rank_repeats(const ArrivingMatter& arriving, const std::vector<EarlierMatter>& earlier, std::size_t limit) {
  const TextProfile text = TextProfile::of(arriving.text);
  std::vector<RepeatCandidate> ranked;
  for (const EarlierMatter& matter : earlier) {
    if (auto candidate = compare(arriving, text, matter)) ranked.push_back(std::move(*candidate));
  }
  // The same matter first; then R-347's order of certainty about the person; among equals the more alike. Equal in all: the number decides, so that two runs agree.
  std::sort(ranked.begin(), ranked.end(), [](const RepeatCandidate& a, const RepeatCandidate& b) {
    if (a.same_matter != b.same_matter) return a.same_matter;
    if (a.person != b.person) return a.person > b.person;
    if (a.likeness != b.likeness) return a.likeness > b.likeness;
    return std::tie(a.number, a.matter) < std::tie(b.number, b.matter);
  });
  if (ranked.size() > limit) ranked.resize(limit);
  return ranked;
}

RepeatVerdict suggested_verdict(const std::vector<RepeatCandidate>& candidates) {
  RepeatVerdict gravest = RepeatVerdict::new_matter;
  for (const RepeatCandidate& candidate : candidates) gravest = std::max(gravest, candidate.verdict);
  return gravest;
}

}  // namespace anjuan::registry
