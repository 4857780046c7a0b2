// What the tests of the registry's rules share: matters in a known place, and refusals that must cite their rule.
#pragma once

#include <boost/test/unit_test.hpp>

#include "tests/support/office.hpp"

namespace anjuan::test {

inline const Office::Fields k_opinion = {{"result", "予以支持"},
                                         {"request", "落实待遇"},
                                         {"facts", "经查属实"},
                                         {"opinion", "予以落实"},
                                         {"basis", "老干部条例第三条"}};

/// Whether a refusal says why and names the rule.
inline bool cites(const std::string& message, std::string_view rule) {
  return !message.empty() && message.find(rule) != std::string::npos;
}

struct RuleOffice : Office {
  /// The message of a refused registration; the archive is as before.
  std::string unregistered(const std::string& day, const registry::Intake& intake) {
    return unchanged([&] { return register_on(day, intake); }, "the registration was not refused");
  }
  std::string unamended(const std::string& number, const Fields& fields, const std::string& day) {
    return unchanged(
        [&]() -> Result<int> {
          TRY_ASSIGN(Transaction transaction, archive->begin());
          TRY(transaction.lock());
          registry::Act act;
          TRY_ASSIGN(act.on, CivilDate::parse(day));
          TRY(registry->amend(transaction, number, fields, "更正", act));
          TRY(transaction.commit());
          return 0;
        },
        "the correction was not refused");
  }
  std::string unsplit(const std::string& number, const std::vector<std::string>& subjects, const std::string& day) {
    return unchanged(
        [&]() -> Result<int> {
          TRY_ASSIGN(Transaction transaction, archive->begin());
          TRY(transaction.lock());
          registry::Act act;
          TRY_ASSIGN(act.on, CivilDate::parse(day));
          std::vector<registry::Part> parts;
          for (const std::string& subject : subjects) parts.push_back({subject, {}});
          TRY(registry->split(transaction, number, parts, act));
          TRY(transaction.commit());
          return 0;
        },
        "the split was not refused");
  }

  static registry::Intake accusation_of(const std::string& unit, const std::string& unit_of_person,
                                        const std::string& person) {
    registry::Intake intake;
    intake.category = "检举控告";
    intake.received = CivilDate::parse("2024-05-06").value();
    intake.subject = "选人用人问题";
    registry::Party party;
    if (!unit.empty()) {
      party.role = "被反映单位";
      party.name = unit;
      intake.parties.push_back(party);
    }
    if (!person.empty()) {
      party.role = "被反映人";
      party.name = person;
      party.unit = unit_of_person;
      intake.parties.push_back(party);
    }
    return intake;
  }
  std::string accusation(const std::string& day) {
    const auto matter = register_on(day, accusation_of("", "", "某人"));
    BOOST_REQUIRE_MESSAGE(matter, (matter ? "" : matter.error().message));
    return matter->name;
  }
  /// Registered and instructed on `day`, not yet assigned.
  std::string instructed(const std::string& day, const registry::Intake& intake) {
    const auto matter = register_on(day, intake);
    BOOST_REQUIRE_MESSAGE(matter, (matter ? "" : matter.error().message));
    must(matter->name, "instruct", {{"text", "请阅处"}}, day, "boss");
    return matter->name;
  }
  /// A claim that was answered, delivered on 2023-06-12.
  std::string delivered() {
    const std::string number = handled("2023-05-01");
    must(number, "accept", {}, "2023-05-10");
    must(number, "reply", k_opinion, "2023-06-10", "li");
    must(number, "deliver", {{"how", "直接送达"}, {"signer", "张三"}}, "2023-06-12");
    return number;
  }

 private:
  template <class Attempt>
  std::string unchanged(const Attempt& attempt, const char* otherwise) {
    const std::string before = archive->logical_dump().value();
    const auto result = attempt();
    BOOST_REQUIRE_MESSAGE(!result, otherwise);
    BOOST_TEST((archive->logical_dump().value() == before), "a refusal left something behind");
    check_cited_once(result.error().message);
    return result.error().message;
  }
};

}  // namespace anjuan::test
