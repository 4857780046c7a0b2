#include "tests/support/office.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

namespace anjuan::test {

using registry::Account;
using registry::Act;
using registry::Intake;
using registry::Party;
using registry::Unit;

void check_cited_once(const std::string& message) {
  std::set<std::string> cited;
  for (std::size_t at = message.find("R-"); at != std::string::npos; at = message.find("R-", at + 2)) {
    const std::string rule = message.substr(at, 5);
    BOOST_TEST(cited.insert(rule).second, rule + " is cited twice: " + message);
  }
}

Office::Office() {
  ArchiveOptions options;
  options.actor = "reg";
  options.clock = [this] { return today + "T02:00:00.000000Z"; };
  const Path root = dir / "archive";
  BOOST_REQUIRE(Archive::create(root, k_fonds, options));
  auto opened = Archive::open(root, options);
  BOOST_REQUIRE(opened);
  archive = std::move(*opened);
  auto open = registry::Registry::open(*archive);
  BOOST_REQUIRE_MESSAGE(open, (open ? "" : open.error().message));
  registry = std::move(*open);
  add_people();
}

void Office::add_people() {
  auto transaction = archive->begin();
  BOOST_REQUIRE(transaction);
  BOOST_REQUIRE(transaction->lock());
  MatterBook& book = registry->book();
  for (const Unit& unit : {Unit{"bgs", "办公室", {}, "科室", ""}, Unit{"gbjd", "干部监督科", {}, "科室", ""}, Unit{"zzk", "组织科", {}, "科室", ""},
                           Unit{"bc", "巴城镇党委", {"巴城镇"}, "下级", ""}, Unit{"jw", "市纪委", {"纪委"}, "其他", ""}, Unit{"sw", "苏州市委组织部", {}, "上级", ""},
                           Unit{"jyj", "市教育局", {"教育局"}, "其他", ""}}) {
    const Status status = registry::add_unit(book, *transaction, unit);
    BOOST_REQUIRE_MESSAGE(status, (status ? "" : status.error().message));
  }
  for (const Account& account :
       {Account{"reg", "登记员", {}, "bgs", false, {"办公室"}, "", ""}, Account{"boss", "赵部长", {}, "", false, {"领导"}, "", ""},
        Account{"li", "李四", {}, "gbjd", false, {"科室"}, "", ""}, Account{"head", "周科长", {}, "gbjd", true, {"科室"}, "", ""},
        Account{"wang", "王五", {"王伍"}, "zzk", false, {"科室"}, "", ""}, Account{"teacher", "钱老师", {}, "jyj", false, {}, "", ""}}) {
    const Status status = registry::add_account(book, *transaction, account);
    BOOST_REQUIRE_MESSAGE(status, (status ? "" : status.error().message));
  }
  BOOST_REQUIRE(transaction->commit());
}

Intake Office::claim(const std::string& day) const {
  Intake intake;
  intake.category = "申诉求决";
  intake.received = CivilDate::parse(day).value();
  intake.subject = "离休待遇";
  intake.summary = "要求落实离休干部待遇";
  Party party;
  party.role = "来信人";
  party.name = "张三";
  party.address = "昆山市玉山镇前进路1号";
  party.phone = "13812345678";
  intake.parties.push_back(party);
  return intake;
}

Result<MatterRow> Office::register_on(const std::string& day, const Intake& intake) {
  TRY_ASSIGN(Transaction transaction, archive->begin());
  TRY(transaction.lock());
  Act act;
  TRY_ASSIGN(act.on, CivilDate::parse(day));
  TRY_ASSIGN(MatterRow matter, registry->register_matter(transaction, intake, act));
  TRY(transaction.commit());
  return matter;
}

Result<MatterRow> Office::step(const std::string& number, const std::string& move, const Fields& fields, const std::string& day, const std::string& by) {
  TRY_ASSIGN(Transaction transaction, archive->begin());
  TRY(transaction.lock());
  registry::MoveRequest request{move, fields, {}};
  TRY_ASSIGN(request.act.on, CivilDate::parse(day));
  request.act.by = by;
  TRY_ASSIGN(MatterRow matter, registry->move(transaction, number, request));
  TRY(transaction.commit());
  return matter;
}

MatterRow Office::must(const std::string& number, const std::string& move, const Fields& fields, const std::string& day, const std::string& by) {
  auto result = step(number, move, fields, day, by);
  BOOST_REQUIRE_MESSAGE(result, move + ": " + (result ? "" : result.error().message));
  return std::move(*result);
}

std::string Office::refused(const std::string& number, const std::string& move, const Fields& fields, const std::string& day, const std::string& by) {
  const MatterRow before = matter(number);
  const auto result = step(number, move, fields, day, by);
  BOOST_REQUIRE_MESSAGE(!result, move + " was not refused");
  BOOST_TEST((matter(number).record == before.record), "a refused step left something behind");
  check_cited_once(result.error().message);
  return result.error().message;
}

MatterRow Office::matter(const std::string& number) {
  auto found = registry->book().find(number);
  BOOST_REQUIRE_MESSAGE(found, number);
  return std::move(*found);
}

std::string Office::state(const std::string& number) { return registry::text_in(matter(number).record, "state"); }

std::string Office::handled(const std::string& day, const Intake& intake) {
  const auto matter = register_on(day, intake);
  BOOST_REQUIRE_MESSAGE(matter, (matter ? "" : matter.error().message));
  must(matter->name, "instruct", {{"text", "请干部监督科阅处"}}, day, "boss");
  must(matter->name, "assign", {{"section", "干部监督科"}, {"handler", "li"}}, day, "head");
  return matter->name;
}

const registry::ClockReading* Office::clock(const std::vector<registry::ClockReading>& clocks, const std::string& rule, const std::string& set) const {
  for (const registry::ClockReading& clock : clocks) {
    if (clock.rule == rule && clock.set == set) return &clock;
  }
  return nullptr;
}

}  // namespace anjuan::test
