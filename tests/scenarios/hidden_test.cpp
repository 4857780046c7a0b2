// Promise 5, R-340…: what an account may not see is as if absent.
//
// Two archives get the same letters from the same commands; one also gets matters that are hidden from the account: accusations of it under any of its names, of
// its unit or a unit above, and matters denied to it. Every command, asked as the account, must then answer both byte for byte the same: standard output, standard
// error and exit code. Ids are drawn at random by each archive and are mapped; times of day and milliseconds are masked.
//
// The test would see a gate that is missing: each command is also asked without an account, and there the two archives must differ. Beside that it was tried by
// hand, taking `may_see` out of one place at a time (Context::visible_matter, MatterListCommand, DueCommand, Context::visible_item, the denied terms of
// query/search/plan.cpp), and the scope out of Frequencies: each time the command in question failed here.
//
// Numbers are gapless, so a hidden matter in a series that the account sees leaves a gap there: SECURITY.md says so. The hidden ones of a series come last here.
#include <sched.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <random>
#include <regex>
#include <set>

#include "tests/scenarios/run_program.hpp"
#include "tests/support/shared_data.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan::test;
namespace json = boost::json;

namespace {

using Words = std::vector<std::string>;

Words operator+(Words a, const Words& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// One of the two archives.
class World {
 public:
  explicit World(const std::filesystem::path& folder) : m_anjuan(folder) { m_anjuan.init(); }

  RunResult ask(const Words& command) const { return m_anjuan.run(command); }
  void must(const Words& command) const {
    const RunResult result = ask(command);
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, command.front() + ": " + result.err);
  }

  /// The number. Ids get `label` as their name in what is compared.
  std::string enter(const Words& options, const std::string& label) {
    const RunResult result = ask(Words{"register", "--json", "--defer"} + options);
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, label + ": " + result.err);
    const json::object matter = json_lines(result.out).front();
    m_labels[text_of(matter, "matter")] = "<" + label + ">";
    std::size_t count = 0;
    for (const json::value& item : matter.at("items").as_array()) {
      items[label].emplace_back(item.as_string());
      m_labels[items[label].back()] = "<" + label + "." + std::to_string(++count) + ">";
    }
    numbers[label] = text_of(matter, "number");
    ids[label] = text_of(matter, "matter");
    return numbers[label];
  }

  /// As it is compared.
  std::string masked(std::string text) const {
    for (const auto& [id, label] : m_labels) {
      for (std::size_t at = text.find(id); at != std::string::npos; at = text.find(id, at)) text.replace(at, id.size(), label);
    }
    static const std::regex k_time("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{5,8}(\\.[0-9]+)?Z?"), k_took("\"took_ms\":[0-9.eE+-]+"), k_milliseconds("[0-9.]+ 毫秒");
    text = std::regex_replace(text, k_time, "<time>");
    text = std::regex_replace(text, k_took, "<took>");
    return std::regex_replace(text, k_milliseconds, "<took>");
  }

  /// An error repeats what was asked: ids that only the other archive has are told apart by nobody.
  void mask_also(const World& other) { m_labels.insert(other.m_labels.begin(), other.m_labels.end()); }

  std::map<std::string, std::string> numbers, ids;
  std::map<std::string, Words> items;

 private:
  Anjuan m_anjuan;
  std::map<std::string, std::string> m_labels;
};

/// The account that asks, and everything it might be called in a letter.
struct Person {
  Words names;  ///< the first is the account's
  Words units;  ///< names and aliases of its unit and those above
};
const std::vector<Person> k_people = {
    {{"张国伟", "張國偉", "张国玮"}, {"市教育局人事科", "市教育局", "教育局"}},
    {{"欧阳丽华", "歐陽麗華", "欧阳莉华"}, {"市水利局规划科", "市水利局", "水利局"}},
};
const Words k_topics = {"离休待遇", "职称评定", "征地补偿", "学校收费", "水库移民", "工资拖欠", "干部选拔", "违建拆除"};
const Words k_writers = {"李明", "王芳", "赵六", "陈静", "周强", "吴敏"};
constexpr const char* k_secret = "绝密线索";
const std::filesystem::path k_package = std::filesystem::temp_directory_path() / ("anjuan-hidden-" + std::to_string(::getpid()));

/// Documents of equal score come in the order in which they were read. Two workers finish in any order, so the archives are read by one: programs started from
/// here see one processor.
void read_with_one_worker() {
  cpu_set_t allowed, first;
  CPU_ZERO(&first);
  BOOST_REQUIRE(sched_getaffinity(0, sizeof allowed, &allowed) == 0);
  for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&first) == 0; ++cpu) {
    if (CPU_ISSET(cpu, &allowed)) CPU_SET(cpu, &first);
  }
  BOOST_REQUIRE(sched_setaffinity(0, sizeof first, &first) == 0);
}

class Pair {
 public:
  explicit Pair(unsigned seed) : m_random(seed), m_seed(seed), m_person(k_people[seed % k_people.size()]) {
    read_with_one_worker();
    for (World* world : {&with, &without}) set_up(*world);
    for (int i = 0; i < 3; ++i) accuse_another(i);
    for (int i = 0; i < 10; ++i) {
      if (m_random() % 2 == 0) hide(i);
      visible(i);
    }
    hide(10);
    if (denies_by_name()) deny(11);
    for (World* world : {&with, &without}) file(*world, "claim1", "10年");
    file(with, *m_hidden.begin(), "永久");  // of another class: a serial in one that the account sees would leave its gap (SECURITY.md)
    for (World* world : {&with, &without}) world->must({"index"});
  }

  /// Then the general series has a hidden matter, and registering as the account would meet its gap.
  bool denies_by_name() const { return m_seed % 2 == 0; }
  const std::set<std::string>& hidden() const { return m_hidden; }
  int judged() const { return m_judged; }
  const std::set<std::string>& shown() const { return m_shown; }

  TempDir dir;
  World with{dir / "with"}, without{dir / "without"};

 private:
  std::string any(const Words& words) { return words[m_random() % words.size()]; }

  void set_up(World& world) const {
    const std::vector<Words> units = {{"bgs", "--name", "办公室", "--kind", "科室"},
                                      {"gbjd", "--name", "干部监督科", "--kind", "科室"},
                                      {"above", "--name", m_person.units[1], "--kind", "其他", "--alias", m_person.units[2]},
                                      {"own", "--name", m_person.units[0], "--kind", "其他", "--parent", "above"}};
    for (const Words& unit : units) world.must(Words{"unit", "add"} + unit);
    // The office's role sees accusations: only the deny-list stands between them and x. The colleague has no role at all.
    world.must({"user", "add", "x", "--name", m_person.names[0], "--alias", m_person.names[2], "--unit", "own", "--role", "办公室"});
    world.must({"user", "add", "y", "--name", "同事", "--unit", "own", "--role", "科室"});
    world.must({"user", "add", "li", "--name", "李四", "--unit", "gbjd", "--role", "科室"});
    world.must({"user", "add", "boss", "--name", "部长", "--role", "领导"});
  }

  Words letter(const std::string& topic, const std::string& more) {
    return {"--received", "2026-0" + std::to_string(1 + m_random() % 9) + "-1" + std::to_string(m_random() % 9), "--from", any(k_writers) + "，某厂",
            "--address", "昆山市玉山镇前进路1号", "--subject", topic, "--summary", "关于" + topic + "的来信，" + any(k_topics) + "。" + more};
  }

  void both(const Words& options, const std::string& label) {
    with.enter(options, label);
    without.enter(options, label);
    m_shown.insert(label);
  }

  void accuse_another(int i) {
    both(letter("干部选拔", "反映用人问题") + Words{"--category", "检举控告", "--accused", "孙某一，市卫生局，局长"}, "accusation" + std::to_string(i));
  }

  void visible(int i) {
    const std::string label = "claim" + std::to_string(i);
    Words options = letter(any(k_topics), "请予答复") + Words{"--category", "申诉求决"};
    if (i % 3 == 0 && !m_hidden.empty()) {
      // A visible matter that the office found to repeat a hidden one must not say so.
      with.enter(options + Words{"--repeat-of", with.numbers[*m_hidden.begin()], "--repeat-verdict", "重复件"}, label);
      without.enter(options, label);
      m_shown.insert(label);
    } else {
      both(options, label);
    }
    // Nor may a decision made later; refused where the hidden one came in after it.
    if (i % 3 == 1 && !m_hidden.empty()) m_judged += with.ask({"judge", with.numbers[label], "--verdict", "他人同一事项", "--of", with.numbers[*m_hidden.begin()]}).exit_code == 0 ? 1 : 0;
    if (i % 2 != 0) return;
    for (World* world : {&with, &without}) {
      world->must({"instruct", world->numbers[label], "--text", "请阅处", "--for", "boss"});
      world->must({"assign", world->numbers[label], "--section", "干部监督科", "--handler", "li"});
    }
  }

  void hide(int i) {
    const std::string label = "hidden" + std::to_string(i);
    Words options = letter(any(k_topics), k_secret) + Words{"--category", "检举控告", "--external", "EXT-" + std::to_string(i)};
    switch (m_random() % 4) {
      case 0: options = options + Words{"--accused", any(m_person.names)}; break;
      case 1: options = options + Words{"--accused", any(m_person.names) + "，某单位，科长"}; break;
      case 2: options = options + Words{"--accused-unit", any(m_person.units)}; break;
      case 3: options = options + Words{"--accused", "何某二，" + any(m_person.units)}; break;
    }
    with.enter(options, label);
    m_hidden.insert(label);
    if (m_random() % 2 == 0) with.must({"instruct", with.numbers[label], "--text", std::string(k_secret), "--for", "boss"});
  }

  void file(World& world, const std::string& label, const std::string& period) {
    const std::string number = world.numbers[label];
    world.must({"instruct", number, "--text", "存查", "--for", "boss"});
    world.must({"shelve", number, "--reason", "一般性来信"});
    world.must({"file", number, "--accept", "--retention", period, "--reason", "试", "--excuse", "信访件原件或接访记录=试"});
  }

  void deny(int i) {
    const std::string label = "hidden" + std::to_string(i);
    with.enter(letter(any(k_topics), k_secret) + Words{"--category", "申诉求决", "--external", "EXT-" + std::to_string(i)}, label);
    with.must({"deny", with.numbers[label], "--unit", m_person.units[0], "--reason", "涉及该单位"});
    m_hidden.insert(label);
  }

  std::mt19937 m_random;
  unsigned m_seed;
  Person m_person;
  std::set<std::string> m_hidden, m_shown;
  int m_judged = 0;
};

/// One question, put to both archives; where it names a thing of the archive, each in its own words.
struct Question {
  std::string kind;
  std::function<Words(World&)> words;
};

std::vector<Question> lists() {
  std::vector<Question> all;
  const auto add = [&](const std::string& kind, Words words) { all.push_back({kind, [words](World&) { return words; }}); };
  for (const Words& form : std::vector<Words>{{}, {"--json"}, {"--count"}, {"--json", "--offset", "2", "--limit", "3"}}) {
    for (const char* query : {"离休待遇", "的来信", "关于离休待遇和学校收费的来信怎么处理", "“请予答复”", "非 答复", "信", "绝密线索", "(补偿 或 收费) 题名:征地", "类别:来信",
                              "-绝密线索", "“", "EXT-1"}) {
      add("search", Words{"search"} + form + Words{"--", query});
    }
  }
  for (const Words& words : std::vector<Words>{{"matter", "list"}, {"matter", "list", "--json"}, {"matter", "list", "--category", "检举控告"},
                                               {"matter", "list", "--open", "--limit", "4"}, {"matter", "list", "--section", "干部监督科", "--json"}}) {
    add("matter list", words);
  }
  for (const Words& words : std::vector<Words>{{"matter", "find", "--name", "李明"}, {"matter", "find", "--address", "江苏省昆山市玉山镇前进路１号", "--json"},
                                               {"matter", "find", "--name", "张国伟"}}) {
    add("matter find", words);
  }
  for (const Words& words : std::vector<Words>{{"report", "control"}, {"report", "register", "--year", "2026"}, {"report", "register", "--year", "2026", "--json"},
                                               {"report", "visits", "--year", "2026"}, {"report", "ledger", "--year", "2026", "--json"}}) {
    add("report", words);
  }
  for (const Words& words : std::vector<Words>{{"file", "--closed-in", "2026"}, {"filing", "catalogue"}, {"filing", "catalogue", "--json"}, {"filing", "boxes", "--year", "2026", "--json"}}) {
    add("filing", words);
  }
  for (const char* kind : {"人名索引", "被反映人索引", "文号索引", "专题目录", "案卷目录", "全引目录"}) add("filing", {"filing", "catalogue", "--kind", kind, "--json"});
  for (const Words& words : std::vector<Words>{{"repeats"}, {"repeats", "--json"}, {"repeats", "--from", "李明", "--summary", "关于离休待遇的来信，征地补偿。请予答复"},
                                               {"repeats", "--from", "張国偉", "--summary", std::string(k_secret) + "关于干部选拔的来信", "--json"}}) {
    add("repeats", words);
  }
  for (const Words& words : std::vector<Words>{{"due"}, {"due", "--within", "900d"}, {"due", "--within", "900d", "--json"}}) add("due", words);
  return all;
}

/// What the account may see: it must be there, and be told the same.
std::vector<Question> shown_things(const std::set<std::string>& labels) {
  std::vector<Question> all;
  for (const std::string& label : labels) {
    const auto matter = [&](const std::string& kind, const Words& before, const Words& after) {
      all.push_back({kind, [=](World& world) { return before + Words{world.numbers[label]} + after; }});
    };
    matter("matter show", {"matter", "show"}, {"--why"});
    matter("matter show", {"matter", "show"}, {"--json"});
    matter("matter show", {"matter", "show"}, {"--json", "--as-of", "2026-06-30"});
    matter("matter history", {"matter", "history"}, {"--json"});
    matter("matter history", {"matter", "history"}, {});
    matter("repeats", {"repeats"}, {"--json"});
    matter("package export", {"package", "export", "--ocfl"}, {"-o", k_package.string()});
    const auto item = [&](const std::string& kind, const Words& before, const Words& after) {
      all.push_back({kind, [=](World& world) { return before + Words{world.items[label].at(0)} + after; }});
    };
    item("item show", {"item", "show"}, {"--json"});
    item("item show", {"item", "show"}, {});
    item("item text", {"item", "text"}, {});
    item("get", {"get"}, {"-o", "-"});
    if (label == "claim1") item("page", {"page"}, {"1", "-o", "-", "--mark", "来信", "--dpi", "20"});
  }
  return all;
}

/// Names of hidden things, typed by someone who guesses: the words are those of the archive that has them.
std::vector<Question> guesses(World& with, const std::set<std::string>& hidden, const std::string& seen) {
  std::vector<Question> all;
  const auto add = [&](const std::string& kind, Words words) { all.push_back({kind, [words](World&) { return words; }}); };
  for (const std::string& label : hidden) {
    for (const std::string& name : {with.numbers[label], with.ids[label]}) {
      add("matter show", {"matter", "show", name});
      add("matter history", {"matter", "history", name, "--json"});
    }
    const std::string name = with.numbers[label];
    add("package export", {"package", "export", "--bagit", seen, name, "-o", k_package.string()});
    add("step", {"instruct", name, "--text", "阅", "--for", "boss"});
    add("step", {"close", name});
    add("matter contact", {"matter", "contact", name});
    add("merge", {"merge", seen, "--into", name});
    add("matter amend", {"matter", "amend", name, "--set", "subject=改", "--reason", "试"});
    add("matter split", {"matter", "split", name, "--subject", "分"});
    add("register", {"register", "--from", "试", "--summary", "试", "--defer", "--repeat-of", name, "--on", "2099-01-01"});
    add("search", {"search", "--json", "信访事项:" + name});
    const std::string item = with.items[label].at(0);
    for (const std::string& id : {item, item.substr(0, 6)}) {
      add("item show", {"item", "show", id});
      add("item text", {"item", "text", id});
      add("get", {"get", id, "-o", "-"});
      add("page", {"page", id, "1", "-o", "-"});
    }
  }
  return all;
}

struct Answer {
  int code;
  std::string out, err;
};

/// The content of a package that was just exported, taken away again; inventories aside, which are in the order of digests
/// over random ids.
std::string exported() {
  std::map<std::string, std::string> files;
  if (!std::filesystem::exists(k_package)) return "";
  for (const auto& found : std::filesystem::recursive_directory_iterator(k_package)) {
    const std::string path = found.path().lexically_relative(k_package).string();
    if (found.is_regular_file() && path.find("inventory.json") == std::string::npos) files[path] = read_file(found.path());
  }
  std::filesystem::remove_all(k_package);
  std::string all;
  for (const auto& [path, content] : files) all += path + "\n" + content + "\n";
  return all;
}

Answer answer(World& world, const Question& question, const Words& as) {
  RunResult result = world.ask(as + question.words(world));
  if (question.kind == "package export") result.out += exported();
  return {result.exit_code, world.masked(result.out), world.masked(result.err)};
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += " " + word;
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(r_343_hidden_matters_are_as_if_absent_for_every_command) {
  std::set<std::string> asked, told_apart;
  int judged = 0;
  for (unsigned seed = 1; seed <= 2; ++seed) {
    Pair pair(seed);
    pair.without.mask_also(pair.with);
    judged += pair.judged();
    std::vector<Question> questions = lists();
    for (auto& more : {shown_things(pair.shown()), guesses(pair.with, pair.hidden(), pair.with.numbers["claim1"])}) {
      questions.insert(questions.end(), more.begin(), more.end());
    }
    for (const Question& question : questions) {
      asked.insert(question.kind);
      for (const char* account : {"x", "y"}) {
        const Answer full = answer(pair.with, question, {"--as", account}), bare = answer(pair.without, question, {"--as", account});
        const bool same = full.code == bare.code && full.out == bare.out && full.err == bare.err;
        BOOST_TEST(same, "seed " << seed << " as " << account << ":" << joined(question.words(pair.with)) << "\n--- with hidden: " << full.code << "\n"
                                 << full.out << full.err << "--- without: " << bare.code << "\n" << bare.out << bare.err);
        BOOST_TEST((full.out.find(k_secret) == std::string::npos || question.kind == "search"), joined(question.words(pair.with)));
      }
      // Steps that the whole office could take would change the archive; what only looks may be asked without an account.
      static const std::set<std::string> k_looks = {"search", "matter list", "report", "repeats", "filing", "due", "matter show", "matter history", "matter find", "item show", "item text", "get", "page", "package export"};
      if (!k_looks.contains(question.kind) || told_apart.contains(question.kind)) continue;
      const Answer full = answer(pair.with, question, {}), bare = answer(pair.without, question, {});
      if (full.code != bare.code || full.out != bare.out) told_apart.insert(question.kind);
    }
  }
  BOOST_TEST(judged > 0, "no visible matter was judged against a hidden one");
  for (const char* kind : {"search", "matter list", "report", "repeats", "filing", "due", "matter show", "matter history", "matter find", "item show", "item text", "get", "page", "package export"}) {
    BOOST_TEST(told_apart.contains(kind), kind << " would not notice a missing gate");
  }
}

BOOST_AUTO_TEST_CASE(r_383_answers_from_the_whole_archive_are_refused_to_accounts_with_one_line) {
  Pair pair(1);
  const std::string digest = [&] {
    const RunResult shown = pair.with.ask({"item", "show", pair.with.items["hidden10"].at(0), "--json"});
    static const std::regex k_digest("sha256-[0-9a-f]{64}");
    std::smatch found;
    BOOST_REQUIRE(std::regex_search(shown.out, found, k_digest));
    return found.str();
  }();
  for (const Words& command : std::vector<Words>{{"status"}, {"verify"}, {"rebuild"}, {"index"}, {"ingest", "."}, {"import", "none.jsonl"}, {"get", digest, "-o", "-"},
                                                 {"user", "add", "z", "--name", "某"}, {"unit", "add", "u", "--name", "某", "--kind", "其他"}}) {
    for (const char* account : {"x", "y", "nobody"}) {
      for (World* world : {&pair.with, &pair.without}) {
        const RunResult result = world->ask(Words{"--as", account} + command);
        BOOST_TEST(result.exit_code == 12, joined(command) << ": " << result.exit_code << result.err);
        BOOST_TEST(result.out.empty(), joined(command));
        BOOST_TEST(std::count(result.err.begin(), result.err.end(), '\n') == 1, result.err);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(r_343_a_number_of_a_hidden_matter_counts_as_unused) {
  Pair pair(1);
  BOOST_REQUIRE(!pair.denies_by_name());
  const Words letter = {"--as", "x", "register", "--received", "2026-11-01", "--from", "钱某", "--summary", "另一封信", "--external", "EXT-10", "--defer"};
  const RunResult full = pair.with.ask(letter), bare = pair.without.ask(letter);
  BOOST_TEST(full.exit_code == 0, full.err);
  BOOST_TEST(full.out == bare.out);
  // It now means to x what x registered, and to the office the first of the two.
  const Words show = {"matter", "show", "EXT-10"};
  const auto shown = [&](const World& world) {
    static const std::regex k_item("i[0-9a-z]{16}");
    return std::regex_replace(world.ask(Words{"--as", "x"} + show).out, k_item, "<item>");
  };
  BOOST_TEST(shown(pair.with) == shown(pair.without));
  // The counter-example: a number that x can see is used.
  const RunResult again = pair.with.ask(letter);
  BOOST_TEST(again.exit_code == 1, again.err);
}

BOOST_AUTO_TEST_CASE(r_343_an_unknown_account_may_nothing) {
  Pair pair(1);
  for (const Words& command : std::vector<Words>{{"search", "信"}, {"matter", "list"}, {"due"}, {"user", "list"}, {"matter", "show", pair.with.numbers["claim1"]}}) {
    const RunResult result = pair.with.ask(Words{"--as", "nobody"} + command);
    BOOST_TEST(result.exit_code == 12, joined(command));
    BOOST_TEST(result.out.empty());
  }
}
