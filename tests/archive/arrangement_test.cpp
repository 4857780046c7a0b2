// What a closed matter becomes when it is filed (R-101…R-124, R-201…R-210, R-337, R-350…R-354): each rule with what it refuses.
#include "archive/filing/arrangement.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <random>

using namespace anjuan;
using filing::Arrangement;
using filing::FilingRules;
using retention::MatterFacts;
using retention::Period;
using retention::RetentionRules;

namespace json = boost::json;

namespace {

struct Rules {
  FilingRules filing = FilingRules::builtin().value();
  RetentionRules retention = RetentionRules::builtin().value();

  Arrangement of(const json::object& record, const std::vector<Item>& items) const {
    auto made = filing::arrange(record, items, filing, retention);
    BOOST_REQUIRE_MESSAGE(made, (made ? "" : made.error().message));
    return std::move(*made);
  }
};

json::object record(const char* more) {
  json::object out = json::parse(R"({"state":"办结","closed":"2025-03-14","received":"2024-12-02","channel":"书信","category":"申诉求决","subject":"离休待遇","heads":1,
    "parties":[{"role":"来信人","name":"张三"}],"section":"干部监督科","replied":"2025-03-01","outcome":"予以支持","document":"昆组信〔2025〕3号"})").as_object();
  const json::object extra = json::parse(more).as_object();
  for (const auto& member : extra) {
    if (member.value().is_null()) {
      out.erase(member.key());
    } else {
      out[member.key()] = member.value();
    }
  }
  return out;
}

Item paper(const std::string& id, const std::string& kind, const std::string& date = "2025-01-01", std::uint32_t pages = 1) {
  Item item;
  item.item = ItemId{id};
  item.object = ObjectId::of(as_bytes(id));
  item.kind = kind;
  item.date = date;
  item.pages = pages;
  return item;
}

std::vector<std::string> ids(const Arrangement& made) {
  std::vector<std::string> out;
  for (const auto& one : made.papers) out.push_back(one.item.value);
  return out;
}

const std::vector<Item> k_whole = {paper("i1", "信封"), paper("i2", "来信", "2024-12-01", 3), paper("i3", "登记表"), paper("i4", "复函", "2025-03-01", 2), paper("i5", "登记摘要")};

bool says(const std::vector<std::string>& sentences, std::string_view words) {
  return std::any_of(sentences.begin(), sentences.end(), [&](const std::string& sentence) { return sentence.find(words) != std::string::npos; });
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(arrangement, Rules)

BOOST_AUTO_TEST_CASE(r_385_of_the_scans_of_one_sheet_the_last_is_filed) {
  Item second = paper("i3", "登记表");
  second.version_of = ItemId{"i2"};
  const Arrangement made = of(record("{}"), {paper("i1", "来信"), paper("i2", "登记表"), second, paper("i4", "登记表")});
  const std::vector<std::string> filed = ids(made);
  BOOST_TEST(std::count(filed.begin(), filed.end(), "i3") == 1);
  BOOST_TEST(std::count(filed.begin(), filed.end(), "i4") == 1);  // a scan of another sheet is no version
  BOOST_TEST_REQUIRE(made.left_out.size() == 1U);
  BOOST_TEST(made.left_out.front().item.value == "i2");
  BOOST_TEST(made.left_out.front().reason.find("R-385") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(r_112_r_117_the_answer_stands_in_front_and_the_envelope_behind) {
  const Arrangement made = of(record("{}"), k_whole);
  BOOST_TEST(ids(made) == (std::vector<std::string>{"i4", "i3", "i2", "i1"}), boost::test_tools::per_element());
  BOOST_TEST(made.pages() == 7U);
  BOOST_TEST(made.regime == "件");
  BOOST_TEST(made.missing.empty());
  BOOST_REQUIRE(made.left_out.size() == 1U);
  BOOST_TEST(made.left_out.front().item.value == "i5");
}

BOOST_AUTO_TEST_CASE(r_352_the_order_is_total_whatever_the_order_it_came_in) {
  std::vector<Item> items = k_whole;
  for (int i = 0; i < 12; ++i) items.push_back(paper("x" + std::to_string(i), i % 2 == 0 ? "谈话笔录" : "附件", "2025-02-0" + std::to_string(1 + i % 3)));
  const std::vector<std::string> first = ids(of(record("{}"), items));
  std::mt19937 random(3);
  for (int round = 0; round < 50; ++round) {
    std::shuffle(items.begin(), items.end(), random);
    BOOST_REQUIRE(ids(of(record("{}"), items)) == first);
  }
}

BOOST_AUTO_TEST_CASE(r_119_only_a_closed_matter_is_filed_in_the_year_of_its_end) {
  BOOST_TEST(of(record("{}"), k_whole).year == 2025);  // received in 2024
  for (const char* open : {R"({"state":"办理","closed":null})", R"({"state":"已答复","closed":null})", R"({"state":"作废"})", R"({"state":"并入"})"}) {
    const auto made = filing::arrange(record(open), k_whole, filing, retention);
    BOOST_REQUIRE_MESSAGE(!made, open);
    BOOST_TEST(made.error().message.find("R-119") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(r_210_each_row_decides_by_the_judged_instruction_and_the_result) {
  const struct {
    const char *more, *code, *period;
  } k_cases[] = {{"{}", "XF-2", "30年"},
                 {R"({"important_instruction":true})", "XF-1", "永久"},
                 {R"({"important_instruction":true,"replied":null,"outcome":"存档"})", "XF-3", "10年"},
                 {R"({"replied":null,"outcome":null})", "XF-3", "10年"},
                 {R"({"replied":null,"outcome":"查实"})", "XF-2", "30年"},  // an old ledger knows no day of the answer
                 {R"({"case_opened":"2025-01-02"})", "XF-7", "永久"},
                 {R"({"important":true})", "XF-2", "30年"},  // a volume, but neither 立案 nor 复查
                 {R"({"rereview_answered":"2025-02-02"})", "XF-7", "永久"},
                 {R"({"state":"存查","section":null,"replied":null,"outcome":"存查"})", "XF-4", "不归档"},
                 // Handled, or judged important by a leader: kept all the same.
                 {R"({"state":"存查","replied":null,"outcome":"存查"})", "XF-3", "10年"},
                 {R"({"state":"存查","section":null,"replied":null,"outcome":"存查","important_instruction":true})", "XF-3", "10年"}};
  for (const auto& one : k_cases) {
    const Arrangement made = of(record(one.more), k_whole);
    BOOST_TEST(made.period->code == one.code, one.more);
    BOOST_TEST(made.period->period.name() == one.period, one.more);
    BOOST_TEST(says(made.why, one.code));
  }
  // A routine 批示 is none that was judged important.
  BOOST_TEST(of(record(R"({"instructions":[{"by":"boss","text":"请干部监督科阅处"}]})"), k_whole).period->code == "XF-2");
}

BOOST_AUTO_TEST_CASE(r_115_r_116_what_is_not_filed_is_named_with_its_reason) {
  const Arrangement shelved = of(record(R"({"state":"存查","section":null,"replied":null})"), k_whole);
  BOOST_TEST(!shelved.is_filed);
  BOOST_TEST(shelved.papers.empty());
  BOOST_TEST(shelved.left_out.size() == k_whole.size());
  BOOST_TEST(shelved.missing.empty());
  std::vector<Item> twice = k_whole;
  twice.push_back(paper("i9", "来信", "2025-01-09"));
  twice.back().object = k_whole[1].object;  // the same letter, scanned again
  const Arrangement made = of(record("{}"), twice);
  BOOST_REQUIRE(made.left_out.size() == 2U);
  BOOST_TEST(made.left_out.back().reason.find("重份文件，与 i2") != std::string::npos);
  // The counter-example: another letter of the same matter stays.
  twice.back().object = ObjectId::of(as_bytes("another"));
  BOOST_TEST(of(record("{}"), twice).papers.size() == 5U);
  // R-116: an envelope leaves only where nobody handled the letter.
  const Arrangement unhandled = of(record(R"({"section":null,"replied":null,"outcome":null})"), k_whole);
  BOOST_TEST(std::none_of(unhandled.papers.begin(), unhandled.papers.end(), [](const auto& one) { return one.kind == "信封"; }));
}

BOOST_AUTO_TEST_CASE(r_354_a_missing_letter_or_answer_is_named) {
  const std::vector<Item> no_letter = {k_whole[2], k_whole[3]}, no_answer = {k_whole[1], k_whole[2]};
  BOOST_REQUIRE(of(record("{}"), no_letter).missing.size() == 1U);
  BOOST_TEST(of(record("{}"), no_letter).missing.front().role == "信访件原件或接访记录");
  BOOST_REQUIRE(of(record("{}"), no_answer).missing.size() == 1U);
  BOOST_TEST(of(record("{}"), no_answer).missing.front().role == "处理（答复）意见书");
  // What owes none: 存查, a reason, 转送; a call's record is the register itself; a visit has its own record.
  BOOST_TEST(of(record(R"({"state":"存查"})"), no_answer).missing.empty());
  BOOST_TEST(of(record(R"({"closing_reason":"信访人已故"})"), no_answer).missing.empty());
  BOOST_TEST(of(record(R"({"transfer_mode":"转送"})"), no_answer).missing.empty());
  BOOST_TEST(of(record(R"({"channel":"电话"})"), {k_whole[3]}).missing.empty());
  BOOST_TEST(of(record(R"({"channel":"走访"})"), {k_whole[3], paper("v", "接访记录")}).missing.empty());
}

BOOST_AUTO_TEST_CASE(r_337_r_350_what_is_important_becomes_a_volume) {
  BOOST_TEST(of(record(R"({"important":true})"), k_whole).regime == "卷");
  BOOST_TEST(of(record(R"({"case_opened":"2025-01-02"})"), k_whole).regime == "卷");
  BOOST_TEST(of(record("{}"), k_whole).regime == "件");
  BOOST_TEST(of(record(R"({"important":true,"section":null})"), k_whole).regime == "件");  // nobody handled it
}

BOOST_AUTO_TEST_CASE(r_123_r_124_the_title_says_who_about_what_and_what_came_of_it) {
  BOOST_TEST(of(record("{}"), k_whole).title == "张三关于离休待遇的来信（予以支持）");
  BOOST_TEST(of(record(R"({"instructions":[{"by":"王部长"}],"heads":12,"channel":"走访"})"), k_whole).title == "张三等12人关于离休待遇的来访（王部长批示，予以支持）");
  const Arrangement anonymous = of(record(R"({"parties":[],"subject":null,"summary":"反映村务不公开，要求查处。"})"), k_whole);
  BOOST_TEST(anonymous.responsible == "[匿名]");
  BOOST_TEST(anonymous.title == "[[匿名]关于反映村务不公开的来信（予以支持）]");
}

BOOST_AUTO_TEST_CASE(r_207_the_period_runs_from_the_year_after_filing) {
  BOOST_TEST(Period::parse("30年")->due(2013)->to_string() == "2044-01-01");
  BOOST_TEST(Period::parse("10年")->due(2024)->to_string() == "2035-01-01");
  BOOST_TEST(!Period::parse("永久")->due(2013).has_value());
  BOOST_TEST(Period::parse("30年")->code() == "D30");
  BOOST_TEST(Period::parse("永久")->code() == "Y");
  for (const char* wrong : {"三十年", "0年", "30", "长期", "101年", ""}) BOOST_TEST(!Period::parse(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(r_204_r_210_wrong_rows_of_the_schedule_are_refused) {
  const std::string schedule = "[[schedule]]\nname=\"表\"\nstate=\"草案\"\nbase=\"归档年度次年\"\nsource=\"S\"\nvalid_from=\"2006-12-18\"\n";
  const auto row = [](const std::string& code, const std::string& more, const std::string& from = "2006-12-18") {
    return "[[period]]\ncode=\"" + code + "\"\nmaterial=\"m\"\nvalid_from=\"" + from + "\"\n" + more;
  };
  const std::string always = "period=\"10年\"\nwhen=[]\nsource=\"S\"\n";
  BOOST_TEST(RetentionRules::parse(schedule + row("a", always)).has_value());
  const std::string k_wrong[] = {schedule + row("a", "period=\"10年\"\nwhen=[]\n"),                        // no source
                                 schedule + row("a", "period=\"短期\"\nwhen=[]\nsource=\"S\"\n"),          // no period
                                 schedule + row("a", "period=\"10年\"\nwhen=[\"好\"]\nsource=\"S\"\n"),    // no condition
                                 schedule + row("a", "period=\"10年\"\nwhen=[\"有结果\"]\nsource=\"S\"\n"),  // nothing for what has none
                                 schedule + row("a", always) + row("a", always, "2010-01-01"),              // an overlap
                                 row("a", always),                                                           // nobody's schedule
                                 schedule + schedule + row("a", always),
                                 "[[schedule]]\nname=\"表\"\nstate=\"已批准\"\nbase=\"归档年度次年\"\nsource=\"S\"\nvalid_from=\"2006-12-18\"\n" + row("a", always)};
  for (const std::string& wrong : k_wrong) BOOST_TEST(!RetentionRules::parse(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(r_101_r_352_wrong_rows_of_filing_are_refused) {
  const std::string regime = "[[regime]]\nname=\"件\"\nwhen=[]\nsource=\"S\"\nvalid_from=\"2005-05-01\"\n";
  const auto part = [](const std::string& kinds, const std::string& more = "") {
    return "[[part]]\nrole=\"r\"\nkinds=[" + kinds + "]\nrank=10\ngroup=\"其他\"\nsource=\"S\"\n" + more;
  };
  BOOST_TEST(FilingRules::parse(regime + part("") + part("\"来信\"")).has_value());
  for (const std::string& wrong : {regime + part("\"来信\""), regime + part("") + part(""), regime + part("") + part("\"来信\"") + part("\"来信\""), part(""),
                                   regime + part("", "need=\"全部\"\n"), "[[regime]]\nname=\"卷\"\nwhen=[\"有结果\"]\nsource=\"S\"\nvalid_from=\"2005-05-01\"\n" + part("")}) {
    BOOST_TEST(!FilingRules::parse(wrong).has_value(), wrong);
  }
}

BOOST_AUTO_TEST_SUITE_END()
