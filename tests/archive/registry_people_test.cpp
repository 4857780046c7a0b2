// Who may enter what, from whom a matter is hidden, and the paper behind what was typed.
#include <boost/test/unit_test.hpp>
#include <algorithm>

#include "archive/registry/party.hpp"
#include "query/access/principal.hpp"
#include "tests/support/office.hpp"

using namespace anjuan;
using namespace anjuan::test;
using registry::Account;
using registry::Intake;
using registry::MoveRules;
using registry::Party;
using registry::text_in;
using registry::Unit;

namespace {

bool meets(const std::vector<std::string>& hidden_from, const std::vector<std::string>& asked) {
  return std::any_of(asked.begin(), asked.end(), [&](const std::string& form) { return std::find(hidden_from.begin(), hidden_from.end(), form) != hidden_from.end(); });
}

bool cites(const std::string& message, std::string_view rule) { return message.find(rule) != std::string::npos; }

struct Accusing : Office {
  Intake accusation(const std::string& name, const std::string& unit = "", const std::string& role = "被反映人") const {
    Intake intake = claim("2023-03-01");
    intake.category = "检举控告";
    Party party;
    party.role = role;
    party.name = name;
    party.unit = unit;
    intake.parties.push_back(party);
    return intake;
  }
  std::string entered(const Intake& intake) {
    const auto matter = register_on("2023-03-02", intake);
    BOOST_REQUIRE_MESSAGE(matter, (matter ? "" : matter.error().message));
    return matter->name;
  }
  void add(const Account& account) {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction && transaction->lock());
    BOOST_REQUIRE(registry::add_account(registry->book(), *transaction, account));
    BOOST_REQUIRE(transaction->commit());
  }
  void add(const Unit& unit) {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction && transaction->lock());
    BOOST_REQUIRE(registry::add_unit(registry->book(), *transaction, unit));
    BOOST_REQUIRE(transaction->commit());
  }
  bool sees(const std::string& account, const std::string& number) {
    const auto scope = scope_of(registry->book(), account);
    BOOST_REQUIRE(scope);
    return may_see(*scope, matter(number).matter);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(people, Accusing)

BOOST_AUTO_TEST_CASE(r_385_the_paper_of_an_instruction_comes_later) {
  const std::string number = handled("2023-03-01");
  must(number, "instruct", {{"text", "抓紧"}}, "2023-03-05", "boss");
  std::vector<std::string> scans;
  auto transaction = archive->begin();
  BOOST_REQUIRE(transaction);
  for (const char* text : {"批示一", "批示二"}) scans.push_back(capture(*transaction, text).value().value);
  BOOST_REQUIRE(transaction->commit());
  BOOST_TEST(cites(refused(number, "paper", {}, "2023-03-06"), "R-385"));
  BOOST_TEST(cites(refused(number, "paper", {{"scan", scans[0]}, {"nth", "3"}}, "2023-03-06"), "R-385"));
  must(number, "paper", {{"scan", scans[1]}, {"nth", "2"}}, "2023-03-06");
  BOOST_TEST(cites(refused(number, "paper", {{"scan", scans[0]}, {"nth", "2"}}, "2023-03-06"), "R-385"));
  const MatterRow done = must(number, "paper", {{"scan", scans[0]}}, "2023-03-06");  // the one that still waits
  const auto& instructions = registry::list_in(done.record, "instructions");
  BOOST_REQUIRE(instructions.size() == 2U);
  for (std::size_t i = 0; i < 2; ++i) BOOST_TEST(text_in(instructions[i].get_object(), "item") == scans[i]);
  BOOST_TEST(cites(refused(number, "paper", {{"scan", scans[0]}}, "2023-03-06"), "R-385"));
}

BOOST_AUTO_TEST_CASE(r_343_r_347_an_accusation_is_hidden_under_every_spelling_of_the_name) {
  add(Account{"zgw", "张国伟", {"张国玮"}, "jyj", false, {"办公室"}, "", ""});
  for (const char* name : {"张国伟", "張國偉", "张 国伟", "张国玮", "李强（曾用名张国伟）"}) BOOST_TEST(!sees("zgw", entered(accusation(name))), name);
  // The counter-example: another name, and the same accusation for somebody else.
  const std::string other = entered(accusation("张国强"));
  BOOST_TEST(sees("zgw", other));
  BOOST_TEST(sees("boss", entered(accusation("张国伟"))));
}

BOOST_AUTO_TEST_CASE(r_340_an_accusation_is_hidden_from_the_unit_and_the_units_below) {
  add(Unit{"rsk", "教育局人事科", {}, "其他", "jyj"});
  add(Account{"below", "陈某", {}, "rsk", false, {"办公室"}, "", ""});
  for (const char* unit : {"市教育局", "教育局", "昆山市教育局"}) {
    for (const std::string& number : {entered(accusation("孙一", unit)), entered(accusation(unit, "", "被反映单位"))}) {
      BOOST_TEST(!sees("below", number), unit);
      BOOST_TEST(sees("boss", number), unit);
    }
  }
  BOOST_TEST(sees("below", entered(accusation("孙一", "市卫生局"))));
  BOOST_TEST(meets(registry::denied_unit("昆山市公安局", {}), registry::asked_unit("公安局", {})));
  BOOST_TEST(meets(registry::denied_unit("公安局", {}), registry::asked_unit("昆山市公安局", {})));
  BOOST_TEST(!meets(registry::denied_unit("昆山市公安局", {}), registry::asked_unit("太仓市公安局", {})));
}

// name, unit and content of a report are for those who deal with it.
BOOST_AUTO_TEST_CASE(r_343_other_accusations_are_for_those_who_deal_with_them) {
  const std::string number = handled("2023-03-01", accusation("孙一", "市卫生局"));
  for (const char* account : {"boss", "reg", "li", "head"}) BOOST_TEST(sees(account, number), account);
  for (const char* account : {"wang", "teacher"}) BOOST_TEST(!sees(account, number), account);
  BOOST_TEST(sees("wang", handled("2023-03-01")));  // no accusation
}

BOOST_AUTO_TEST_CASE(r_384_the_office_sees_what_concerns_it_until_it_is_handed_over) {
  const std::string number = entered(accusation("孙一", "办公室"));
  BOOST_TEST(sees("reg", number));
  must(number, "hand-over", {{"target", "市纪委"}, {"receipt", "收条1号"}}, "2023-03-03");
  BOOST_TEST(!sees("reg", number));
  BOOST_TEST(sees("boss", number));
  // Whoever is named, and did not register it, sees nothing of it from the start.
  add(Account{"clerk", "何一", {}, "bgs", false, {"办公室"}, "", ""});
  BOOST_TEST(!sees("clerk", entered(accusation("何一"))));
}

BOOST_AUTO_TEST_CASE(r_385_each_group_of_steps_is_entered_by_its_roles) {
  const MoveRules& rules = registry->rules().moves;
  MatterBook& book = registry->book();
  const auto may = [&](const char* account, const char* group) { return require_right(book, account, rules, group).has_value(); };
  for (const char* group : {"登记", "批办", "督办", "承办", "答复", "复查", "办结", "保密"}) {
    BOOST_TEST(may("reg", group), group);
    BOOST_TEST(!may("teacher", group), group);
  }
  BOOST_TEST(may("li", "承办"));
  for (const char* group : {"登记", "批办", "保密"}) BOOST_TEST(!may("li", group), group);
  BOOST_TEST(may("boss", "批办"));
  BOOST_TEST(!may("boss", "登记"));
  const Status refused = require_right(book, "li", rules, "批办");
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().code == ErrorCode::denied));
  BOOST_TEST(refused.error().message.find("办公室、领导") != std::string::npos, refused.error().message);
  BOOST_TEST(!require_right(book, "nobody", rules, "登记"));
}

BOOST_AUTO_TEST_CASE(r_385_rights_that_name_no_role_or_no_group_are_refused) {
  const std::string rest =
      "[states]\nopen = [\"登记\"]\nclosed = [\"办结\"]\n[[move]]\nname = \"a\"\ntitle = \"甲\"\ngroup = \"批办\"\nfrom = [\"登记\"]\nto = \"办结\"\n"
      "rules = [\"R-320\"]\nsource = \"S\"\nvalid_from = \"2005-05-01\"\n";
  BOOST_TEST(MoveRules::parse("[rights]\n\"批办\" = [\"领导\"]\n" + rest).has_value());
  for (const char* wrong : {"\"批办\" = [\"皇帝\"]\n", "\"批办\" = [\"领导\"]\n\"巡视\" = [\"领导\"]\n", "\"登记\" = [\"办公室\"]\n", "\"批办\" = []\n"}) {
    BOOST_TEST(!MoveRules::parse("[rights]\n" + std::string(wrong) + rest).has_value(), wrong);
  }
}

BOOST_AUTO_TEST_SUITE_END()
