// which earlier matters a new one may repeat, and what Art. 19 and 36 suggest. The measure of likeness is tried on real messages.
#include <boost/test/unit_test.hpp>
#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <numeric>
#include <random>
#include <sstream>

#include "archive/registry/candidate_finder.hpp"
#include "archive/registry/move_rules.hpp"
#include "archive/registry/repeats.hpp"
#include "archive/registry/text_likeness.hpp"
#include "tests/indexer/real_text.hpp"
#include "tests/support/shared_data.hpp"

using namespace anjuan;
using namespace anjuan::registry;

namespace {

CivilDate day(std::string_view text) { return CivilDate::parse(text).value(); }
bool says(const std::vector<std::string>& reasons, std::string_view part) {
  return std::any_of(reasons.begin(), reasons.end(), [&](const std::string& reason) { return reason.find(part) != std::string::npos; });
}

RepeatPerson person(std::string_view name, std::string id = {}, std::vector<std::string> phones = {}, std::string address = {}) {
  return {name_keys(name), std::move(id), {}, std::move(address), std::move(phones)};
}

const std::string k_text = "反映玉山镇某村村委会违规发展党员，要求查处";
const std::string k_other_text = "离休干部护理费标准何时调整";

ArrivingMatter arriving(std::vector<RepeatPerson> petitioners, const std::string& text = k_text) {
  return {std::move(petitioners), {}, {}, text, day("2023-06-01")};
}

EarlierMatter earlier(std::vector<RepeatPerson> petitioners, const std::string& state = "办理", const std::string& text = k_text, const std::string& number = "甲") {
  EarlierMatter matter;
  matter.matter = MatterId{"m" + number};
  matter.number = number;
  matter.petitioners = std::move(petitioners);
  matter.text = text;
  matter.received = day("2023-03-01");
  matter.state = state;
  return matter;
}

/// The one candidate there should be.
RepeatCandidate only(const ArrivingMatter& now, const EarlierMatter& before) {
  const auto ranked = rank_repeats(now, {before}, 10);
  BOOST_REQUIRE(ranked.size() == 1u);
  return ranked.front();
}

RepeatVerdict verdict(const EarlierMatter& before) { return only(arriving({person("张三")}), before).verdict; }

}  // namespace

namespace anjuan::registry {
std::ostream& operator<<(std::ostream& out, RepeatVerdict verdict) { return out << title_of(verdict); }
std::ostream& operator<<(std::ostream& out, PersonLevel level) { return out << static_cast<int>(level); }
}  // namespace anjuan::registry

BOOST_AUTO_TEST_SUITE(repeats)

// R-312, Art. 19: every state of an open matter makes a second letter of the same person a repeat in hand.
BOOST_AUTO_TEST_CASE(r312_a_repeat_during_handling_is_not_accepted_again) {
  for (const char* state : {"登记", "拟办", "阅批", "办理", "转出", "审核", "立案", "复查", "复核"}) {
    const RepeatCandidate candidate = only(arriving({person("张三")}), earlier({person("张三")}, state));
    BOOST_TEST(candidate.verdict == RepeatVerdict::in_hand, state);
    BOOST_TEST(says(candidate.reasons, "条例第19条，R-312"));
    BOOST_TEST(says(candidate.reasons, state));
  }
}

// R-312, Art. 36: only a matter that ended with 复核 bars its facts for good.
BOOST_AUTO_TEST_CASE(r312_after_reexamination_the_same_facts_are_not_accepted) {
  const RepeatCandidate candidate = only(arriving({person("张三")}), earlier({person("张三")}, "终结"));
  BOOST_TEST(candidate.verdict == RepeatVerdict::closed_for_good);
  BOOST_TEST(says(candidate.reasons, "条例第36条，R-312"));
  for (const char* state : {"办结", "存查", "不予受理", "撤回", "并入"}) BOOST_TEST(verdict(earlier({person("张三")}, state)) == RepeatVerdict::repeat, state);
}

// Counter-examples to R-312: another person, other facts, or a voided matter are not barred.
BOOST_AUTO_TEST_CASE(r312_other_people_and_other_facts_are_not_barred) {
  BOOST_TEST(only(arriving({person("李四")}), earlier({person("张三")}, "终结")).verdict == RepeatVerdict::others_same);
  const RepeatCandidate same_person = only(arriving({person("张三")}, k_other_text), earlier({person("张三")}, "终结"));
  BOOST_TEST(same_person.verdict == RepeatVerdict::new_matter);
  BOOST_TEST(!same_person.same_matter);
  BOOST_TEST(says(same_person.reasons, "同一信访人的另一事项"));
  BOOST_TEST(rank_repeats(arriving({person("张三")}), {earlier({person("张三")}, "作废")}, 10).empty());
  BOOST_TEST(rank_repeats(arriving({person("李四")}, k_other_text), {earlier({person("张三")})}, 10).empty());
  BOOST_TEST(suggested_verdict({}) == RepeatVerdict::new_matter);
}

// while the term runs, the way is 复查 or 复核; on the day after, and where no term runs, it is a plain repeat.
BOOST_AUTO_TEST_CASE(r307_r309_r317_an_answered_matter_may_be_reviewed) {
  EarlierMatter answered = earlier({person("张三")}, "已送达");
  answered.review_until = day("2023-06-01");  // the day of arrival is the last one
  const RepeatCandidate candidate = only(arriving({person("张三")}), answered);
  BOOST_TEST(candidate.verdict == RepeatVerdict::may_ask_review);
  BOOST_TEST(says(candidate.reasons, "可在 2023-06-01（含）前申请复查（R-307）"));
  answered.review_until = day("2023-05-31");
  BOOST_TEST(verdict(answered) == RepeatVerdict::repeat);
  answered.review_until.reset();
  BOOST_TEST(verdict(answered) == RepeatVerdict::repeat);
  EarlierMatter closed = earlier({person("张三")}, "办结");
  closed.review_until = day("2023-06-20");
  BOOST_TEST(verdict(closed) == RepeatVerdict::may_ask_review);
  EarlierMatter reviewed = earlier({person("张三")}, "复查答复");
  reviewed.rereview_until = day("2023-06-20");
  reviewed.review_until = day("2023-06-10");
  BOOST_TEST(verdict(reviewed) == RepeatVerdict::may_ask_review);
  BOOST_TEST(says(only(arriving({person("张三")}), reviewed).reasons, "申请复核（R-309）"));
  // A term that still stands on an open matter opens nothing before the answer.
  EarlierMatter open = earlier({person("张三")}, "办理");
  open.review_until = day("2023-06-20");
  BOOST_TEST(verdict(open) == RepeatVerdict::in_hand);
}

// Every state that the steps know has its verdict; a new one must be thought of here.
BOOST_AUTO_TEST_CASE(r320_every_state_has_its_verdict) {
  const MoveRules moves = MoveRules::defaults().value();
  const std::map<std::string, RepeatVerdict> expected = {
      {"登记", RepeatVerdict::in_hand}, {"拟办", RepeatVerdict::in_hand}, {"阅批", RepeatVerdict::in_hand}, {"办理", RepeatVerdict::in_hand},
      {"转出", RepeatVerdict::in_hand}, {"审核", RepeatVerdict::in_hand}, {"立案", RepeatVerdict::in_hand}, {"复查", RepeatVerdict::in_hand},
      {"复核", RepeatVerdict::in_hand}, {"已答复", RepeatVerdict::repeat}, {"已送达", RepeatVerdict::repeat}, {"复查答复", RepeatVerdict::repeat},
      {"办结", RepeatVerdict::repeat}, {"存查", RepeatVerdict::repeat}, {"不予受理", RepeatVerdict::repeat}, {"并入", RepeatVerdict::repeat},
      {"撤回", RepeatVerdict::repeat}, {"退还", RepeatVerdict::repeat}, {"终结", RepeatVerdict::closed_for_good}};
  std::size_t states = 0;
  for (const MoveRule& move : moves.all()) {
    for (const std::string& state : move.from) {
      if (state == "作废") continue;
      BOOST_REQUIRE_MESSAGE(expected.contains(state), "no verdict thought of for " << state);
      BOOST_TEST(verdict(earlier({person("张三")}, state)) == expected.at(state), state);
      ++states;
    }
  }
  BOOST_TEST(states > 30u);
}

// exact name + ID, then name + phone, then the text; each says its reasons.
BOOST_AUTO_TEST_CASE(r347_candidates_come_in_the_order_of_certainty) {
  const RepeatPerson who = person("张伟", "id1", {"ph1", "ph2"}, "ad1");
  const std::vector<EarlierMatter> before = {
      earlier({person("李四")}, "办理", k_text, "文"),
      earlier({person("張偉")}, "办理", k_text, "名"),
      earlier({person("章伟", {}, {"ph2"})}, "办理", k_text, "电"),
      earlier({person("王五"), person("张伟", "id1")}, "办理", k_text, "证"),
      earlier({person("张伟", "id1")}, "办理", k_other_text, "另"),
      earlier({person("赵六")}, "办理", k_other_text, "无"),
  };
  const auto ranked = rank_repeats(arriving({who}), before, 10);
  std::string order;
  for (const RepeatCandidate& candidate : ranked) order += candidate.number;
  BOOST_TEST(order == "证电名文另");
  BOOST_TEST(ranked[0].person == PersonLevel::id);
  BOOST_TEST(says(ranked[0].reasons, "证件号相同"));
  BOOST_TEST(says(ranked[1].reasons, "同音"));
  BOOST_TEST(says(ranked[1].reasons, "电话相同"));
  BOOST_TEST(says(ranked[2].reasons, "写法不同"));
  BOOST_TEST(says(ranked[3].reasons, "内容相似 100%"));
  BOOST_TEST(suggested_verdict(ranked) == RepeatVerdict::in_hand);
  BOOST_TEST(rank_repeats(arriving({who}), before, 2).size() == 2u);
  // The order does not hang on that of the candidates.
  std::vector<EarlierMatter> shuffled = before;
  std::mt19937 random(347);
  for (int i = 0; i < 20; ++i) {
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    std::string again;
    for (const RepeatCandidate& candidate : rank_repeats(arriving({who}), shuffled, 10)) again += candidate.number;
    BOOST_TEST(again == order);
  }
}

// Counter-examples to R-347: one name is not one person when the ID numbers differ; an address is a house.
BOOST_AUTO_TEST_CASE(r347_equal_names_with_other_ids_are_other_people) {
  const RepeatCandidate namesake = only(arriving({person("张伟", "id1", {"ph1"})}), earlier({person("张伟", "id2", {"ph1"})}));
  BOOST_TEST(namesake.person == PersonLevel::none);
  BOOST_TEST(says(namesake.reasons, "证件号不同，可能是同名的另一人"));
  BOOST_TEST(namesake.verdict == RepeatVerdict::others_same);
  BOOST_TEST(rank_repeats(arriving({person("张伟", "id1")}, k_other_text), {earlier({person("张伟", "id2")})}, 10).empty());
  const RepeatCandidate renamed = only(arriving({person("张伟", "id1")}), earlier({person("王芳", "id1")}));
  BOOST_TEST(renamed.person == PersonLevel::id);
  BOOST_TEST(says(renamed.reasons, "证件号相同而姓名不同，请核对"));
  const RepeatCandidate neighbours = only(arriving({person("张伟", {}, {}, "ad1")}), earlier({person("王芳", {}, {}, "ad1")}));
  BOOST_TEST(neighbours.person == PersonLevel::none);
  BOOST_TEST(!says(neighbours.reasons, "地址"));
  // Empty hashes are unknown, not equal.
  BOOST_TEST(only(arriving({person("张伟", "", {}, "")}), earlier({person("王芳", "", {}, "")})).person == PersonLevel::none);
  // A shared phone with a name that is another: worth a look, not the same person.
  const RepeatCandidate family = only(arriving({person("张伟", {}, {"ph1"})}), earlier({person("王芳", {}, {"ph1"})}));
  BOOST_TEST(family.person == PersonLevel::near_name);
  BOOST_TEST(family.verdict == RepeatVerdict::others_same);
  // 张某某 is nobody.
  BOOST_TEST(only(arriving({person("张某某")}), earlier({person("张某某")})).person == PersonLevel::none);
}

// a letter without a name, or to several organs, repeats another when it is nearly the same letter; else it is another voice about the same thing.
BOOST_AUTO_TEST_CASE(r387_the_same_letter_without_a_name) {
  const std::string longer = k_text + "。该村去年以来先后有三名不符合条件的人员入党，群众意见很大，请组织部门派人核实。";
  BOOST_TEST(only(arriving({}, longer), earlier({}, "办理", longer)).verdict == RepeatVerdict::in_hand);
  const RepeatCandidate other = only(arriving({}, longer), earlier({}, "办理", "玉山镇某村村委会发展党员不讲条件，三名不符合条件的人入了党，请派人核实查处"));
  BOOST_TEST(other.verdict == RepeatVerdict::others_same);
  BOOST_TEST(other.likeness < 0.8);
  // Two people who hand in one printed text are two people.
  BOOST_TEST(only(arriving({person("张三")}, longer), earlier({person("李四")}, "终结", longer)).verdict == RepeatVerdict::others_same);
  BOOST_TEST(only(arriving({person("张某")}, longer), earlier({person("李四")}, "终结", longer)).verdict == RepeatVerdict::closed_for_good);
  BOOST_TEST(says(other.reasons, "R-387"));
}

// A person or unit complained of in common makes a weaker likeness count.
BOOST_AUTO_TEST_CASE(r347_the_same_accused_counts_as_a_link) {
  ArrivingMatter now = arriving({}, "某局长违规提拔亲属，任人唯亲");
  EarlierMatter before = earlier({}, "办理", "有人违规提拔干部，收受财物，影响恶劣，请查处");
  const double alike = likeness(TextProfile::of(now.text), TextProfile::of(before.text));
  BOOST_TEST(alike > 0.15);
  BOOST_TEST(alike < 0.25);
  BOOST_TEST(rank_repeats(now, {before}, 10).empty());
  now.accused = {name_keys("王强局长")};
  before.accused = {name_keys("王強")};
  BOOST_TEST(says(only(now, before).reasons, "被反映人相同：王強"));
  now.accused = {name_keys("王刚")};
  BOOST_TEST(rank_repeats(now, {before}, 10).empty());
  now.accused_units = {unit_keys("市某局", {}, "昆山市")};
  before.accused_units = {unit_keys("昆山市某局", {}, "昆山市")};
  BOOST_TEST(says(only(now, before).reasons, "被反映单位相同：昆山市某局"));
}

BOOST_AUTO_TEST_CASE(r347_likeness_keeps_its_laws) {
  std::mt19937 random(3470);
  std::vector<std::string> texts = {"", "一", "党员", "黨員", "党 员！", k_text, k_other_text};
  for (int i = 0; i < 60; ++i) {
    std::string text;
    for (std::size_t n = random() % 40; n > 0; --n) text += std::vector<std::string>{"村", "委", "会", "党", "员", "查", "A", "1", "，"}[random() % 9];
    texts.push_back(text);
  }
  for (const std::string& a : texts) {
    const TextProfile profile = TextProfile::of(a);
    BOOST_TEST(likeness(profile, profile) == (profile.empty() ? 0.0 : 1.0), boost::test_tools::tolerance(1e-6));
    for (const std::string& b : texts) {
      const double there = likeness(profile, TextProfile::of(b));
      BOOST_TEST(there == likeness(TextProfile::of(b), profile));
      BOOST_TEST((there >= 0 && there <= 1));
    }
  }
  BOOST_TEST(likeness(TextProfile::of("党员"), TextProfile::of("黨 員")) == 1.0, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(likeness(TextProfile::of("党员发展"), TextProfile::of("护理费用")) == 0.0);
}

// Item 2 of what registration owes: under 50 ms with everything, so the pure part over 200 candidates must be far below it.
BOOST_AUTO_TEST_CASE(r347_two_hundred_candidates_are_ranked_at_once) {
  static const char* const k_characters[] = {"村", "委", "会", "党", "员", "干", "部", "查", "请", "的"};
  std::mt19937 random(50);
  std::vector<EarlierMatter> before;
  for (int i = 0; i < 200; ++i) {
    std::string text;
    for (int n = 0; n < 300; ++n) text += k_characters[random() % std::size(k_characters)];
    before.push_back(earlier({person("张三"), person("李四"), person("王五", "id", {"a", "b"})}, "办理", text, std::to_string(i)));
  }
  const auto begin = std::chrono::steady_clock::now();
  const auto ranked = rank_repeats(arriving({person("张三", "id", {"b"})}, before[7].text), before, 10);
  const auto taken = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count();
  BOOST_TEST_MESSAGE("200 candidates of 300 characters: " << taken << " us");
  BOOST_TEST(ranked.size() == 10u);
  BOOST_TEST(ranked.front().number == "7");
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

std::vector<std::vector<std::string>> words_of(const std::string& name) {
  std::ifstream file(test::source_dir() / "tests/data/repeats" / name);
  std::vector<std::vector<std::string>> lines;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream in(line);
    lines.emplace_back();
    for (std::string word; in >> word;) lines.back().push_back(word);
  }
  return lines;
}

/// The messages in the order of their time, with what each says and the group it belongs to (−1: none).
struct Corpus {
  std::vector<std::string> ids;
  std::vector<TextProfile> profiles;
  std::vector<int> groups;
  std::map<std::string, std::size_t> at;
};

std::optional<Corpus> corpus() {
  const std::string path = "letters/taidi2020_att3_hot.jsonl.zst";
  std::vector<std::vector<std::string>> columns;
  for (const char* field : {"time", "id", "subject", "text"}) columns.push_back(test::real_texts(path, field, 100000));
  const std::size_t count = columns[0].size();
  if (count == 0) return std::nullopt;
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return std::tie(columns[0][a], columns[1][a]) < std::tie(columns[0][b], columns[1][b]); });
  Corpus made;
  for (const std::size_t i : order) {
    made.at[columns[1][i]] = made.ids.size();
    made.ids.push_back(columns[1][i]);
    made.profiles.push_back(TextProfile::of(columns[2][i] + "。" + columns[3][i]));
  }
  made.groups.assign(count, -1);
  int group = 0;
  for (const auto& line : words_of("att3_groups.txt")) {
    for (const std::string& id : line) made.groups[made.at.at(id)] = group;
    ++group;
  }
  return made;
}

struct Hit {
  std::size_t letter = 0;
  double likeness = 0;
};

std::vector<Hit> best_earlier(const Corpus& corpus, std::size_t letter, std::size_t limit) {
  std::vector<Hit> hits;
  for (std::size_t i = 0; i < letter; ++i) hits.push_back({i, likeness(corpus.profiles[letter], corpus.profiles[i])});
  const auto middle = hits.begin() + static_cast<std::ptrdiff_t>(std::min(limit, hits.size()));
  std::partial_sort(hits.begin(), middle, hits.end(), [](const Hit& a, const Hit& b) { return a.likeness > b.likeness; });
  hits.resize(std::min(limit, hits.size()));
  return hits;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(repeats_in_real_letters)

// How: 2,578 messages in the order of time, each against all earlier ones. Recall on the 48 matters of att3_groups.txt (letters whose matter came earlier);
// precision there, and outside them on the judged sample of att3_judged.txt.
BOOST_AUTO_TEST_CASE(r347_the_measure_finds_what_was_reposted_and_signed_by_many) {
  const auto letters = corpus();
  if (!letters) return;
  std::size_t owed = 0, first = 0, among_five = 0, found = 0, shown = 0, right = 0;
  for (std::size_t i = 0; i < letters->ids.size(); ++i) {
    const int group = letters->groups[i];
    if (group < 0) continue;
    const std::vector<Hit> hits = best_earlier(*letters, i, 5);
    if (!hits.empty() && hits[0].likeness >= 0.25) {
      ++shown;
      right += letters->groups[hits[0].letter] == group ? 1 : 0;
    }
    const auto begin = letters->groups.begin();
    if (std::find(begin, begin + static_cast<std::ptrdiff_t>(i), group) == begin + static_cast<std::ptrdiff_t>(i)) continue;
    ++owed;
    first += letters->groups[hits[0].letter] == group ? 1 : 0;
    among_five += std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) { return letters->groups[hit.letter] == group; }) ? 1 : 0;
    found += std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) { return hit.likeness >= 0.25 && letters->groups[hit.letter] == group; }) ? 1 : 0;
  }
  std::map<bool, std::size_t> judged, strongly;
  for (const auto& line : words_of("att3_judged.txt")) {
    const double alike = likeness(letters->profiles[letters->at.at(line[0])], letters->profiles[letters->at.at(line[1])]);
    const bool same = line[2] == "1";
    if (alike >= 0.25) ++judged[same];
    if (alike >= 0.40) ++strongly[same];
  }
  BOOST_TEST_MESSAGE("letters with an earlier one " << owed << ": first hit right " << first << ", among five " << among_five << ", at 25 % or more " << found
                                                    << "; shown at 25 % " << shown << ", first of them right " << right << "; outside, judged right at 25 % "
                                                    << judged[true] << " of " << judged[true] + judged[false] << ", at 40 % " << strongly[true] << " of "
                                                    << strongly[true] + strongly[false]);
  BOOST_TEST(owed > 200u);
  BOOST_TEST(static_cast<double>(first) >= 0.95 * static_cast<double>(owed));
  BOOST_TEST(static_cast<double>(among_five) >= 0.97 * static_cast<double>(owed));
  BOOST_TEST(static_cast<double>(found) >= 0.83 * static_cast<double>(owed));
  BOOST_TEST(static_cast<double>(right) >= 0.94 * static_cast<double>(shown));
  BOOST_TEST(judged[true] + judged[false] > 120u);
  BOOST_TEST(static_cast<double>(judged[true]) >= 0.70 * static_cast<double>(judged[true] + judged[false]));
  BOOST_TEST(static_cast<double>(strongly[true]) >= 0.90 * static_cast<double>(strongly[true] + strongly[false]));
}

BOOST_AUTO_TEST_SUITE_END()
