// Boxes by thickness, where the paper stands, and that its pages were counted.
#include "archive/filing/shelving.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "archive/filing/sealing.hpp"
#include "archive/registry/record.hpp"
#include "tests/support/filing_office.hpp"

using namespace anjuan;
using namespace anjuan::test;
using filing::Box;
using filing::BoxRule;
using filing::CodeRules;
using filing::FilingRules;
using filing::Shelving;
using registry::list_in;
using registry::number_in;
using registry::text_in;

namespace json = boost::json;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

const CodeRules& codes() {
  static const CodeRules k_codes = CodeRules::builtin().value();
  return k_codes;
}

/// 0.1 mm a page and nothing else: a box of 20 mm holds 190 pages.
BoxRule plain_rule() {
  BoxRule rule;
  rule.spines = {20, 30, 40, 50};
  rule.sheet = 100;
  rule.spare = 1000;
  return rule;
}

FilingRow piece(const std::string& series, int serial, int pages, const std::string& period = "30年", int year = 2025) {
  const std::string digits = std::to_string(serial);
  FilingRow row{FilingId{"f" + series + digits}, {}, series + std::string(4 - digits.size(), '0') + digits, {}};
  row.record = {{"code", row.code}, {"regime", "件"},   {"fonds", "J021"},
                {"year", year},     {"period", period}, {"pages", pages}};
  return row;
}

std::vector<Box> planned(std::vector<FilingRow> rows, int spine = 20,
                         const std::map<std::string, std::int64_t>& taken = {}) {
  auto boxes = filing::plan_boxes(std::move(rows), taken, codes(), plain_rule(), spine);
  BOOST_REQUIRE_MESSAGE(boxes, (boxes ? "" : boxes.error().message));
  return *boxes;
}

std::string told(const std::vector<Box>& boxes) {
  std::string text;
  for (const Box& box : boxes) {
    text += std::to_string(box.number) + "/" + std::to_string(box.spine) + ":";
    for (const FilingRow& row : box.rows) text += " " + row.code;
    text += "\n";
  }
  return text;
}

const std::string k_d30 = "J021-WS·2025-D30-", k_y = "J021-WS·2025-Y-";

struct Shelved : FilingOffice {
  Shelving shelving{*archive, *registry};

  template <typename Change>
  auto change(const Change& made) -> decltype(made(std::declval<Transaction&>())) {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction);
    TRY(transaction->lock());
    auto done = made(*transaction);
    if (done) TRY(transaction->commit());
    return done;
  }
  FilingRow now(const FilingRow& row) { return filing->book().find(row.code).value(); }
  FilingRow filed(std::uint32_t pages) {
    const std::string number = closed();
    paper(number, "来信", pages);
    auto rows = file(number);
    BOOST_REQUIRE_MESSAGE(rows, (rows ? "" : rows.error().message));
    return rows->front();
  }
  Result<FilingRow> count(const FilingRow& row, std::int64_t pages, const std::string& reason = "") {
    return change([&](Transaction& transaction) {
      return shelving.count(transaction, row, pages, reason, {std::nullopt, "reg", {}});
    });
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(box_plan)

BOOST_AUTO_TEST_CASE(r_389_boxes_are_filled_by_thickness_in_the_order_of_the_codes) {
  const auto boxes = planned({piece(k_d30, 3, 60), piece(k_d30, 1, 100), piece(k_d30, 2, 90), piece(k_d30, 4, 10)});
  BOOST_TEST(told(boxes) == "1/20: " + k_d30 + "0001 " + k_d30 + "0002\n2/20: " + k_d30 + "0003 " + k_d30 + "0004\n");
  BOOST_TEST(boxes[0].thickness == 19000);  // exactly what a box of 20 mm holds
  // Counter-example: a page more, and the second does not go in.
  BOOST_TEST(told(planned({piece(k_d30, 1, 100), piece(k_d30, 2, 91)})) ==
             "1/20: " + k_d30 + "0001\n2/20: " + k_d30 + "0002\n");
}

BOOST_AUTO_TEST_CASE(r_146_year_office_and_period_never_share_a_box) {
  const std::string office = "J021-WS·2025-D30-BGS-";
  const auto boxes = planned({piece(k_d30, 1, 1), piece(k_y, 1, 1, "永久"),
                              piece("J021-WS·2024-D30-", 1, 1, "30年", 2024), piece(office, 1, 1), piece(k_d30, 2, 1)});
  BOOST_TEST(boxes.size() == 4U, told(boxes));
  for (const Box& box : boxes) {
    BOOST_TEST(box.number == 1);  // each class counts from 1
    for (const FilingRow& row : box.rows) BOOST_TEST(filing::class_of(row, codes()) == box.series);
  }
  // a period that was changed leaves the code as it was.
  BOOST_TEST(planned({piece(k_d30, 1, 1), piece(k_d30, 2, 1, "永久")}).size() == 2U);
  // An old code says neither year nor period: the record does.
  BOOST_TEST(planned({piece("J021-003-012-", 1, 1), piece("J021-003-012-", 2, 1, "永久")}).size() == 2U);
}

BOOST_AUTO_TEST_CASE(r_389_a_plan_is_the_same_whatever_the_order_it_is_asked_in) {
  std::vector<FilingRow> rows;
  for (int i = 1; i <= 60; ++i)
    rows.push_back(piece(i % 3 == 0 ? k_y : k_d30, i, 7 + i * 13 % 90, i % 3 == 0 ? "永久" : "30年"));
  const std::string first = told(planned(rows, 0));
  std::reverse(rows.begin(), rows.end());
  BOOST_TEST(told(planned(rows, 0)) == first);
  std::size_t count = 0;
  for (const Box& box : planned(rows, 0)) count += box.rows.size();
  BOOST_TEST(count == rows.size());
}

BOOST_AUTO_TEST_CASE(r_389_what_is_boxed_stays_and_what_came_later_goes_on_behind_it) {
  std::vector<FilingRow> rows = {piece(k_d30, 1, 100), piece(k_d30, 2, 50), piece(k_d30, 3, 100)};
  rows[0].record["box"] = {{"number", 2}, {"spine", 20}};
  const auto boxes = planned(rows, 0);
  BOOST_TEST(told(boxes) == "2/20: " + k_d30 + "0001 " + k_d30 + "0002\n3/20: " + k_d30 + "0003\n");
  // Of a box that somebody else's lies behind nothing is known: a new one is begun.
  BOOST_TEST(told(planned(rows, 0, {{"J021-WS·2025-D30", 4}})) ==
             "2/20: " + k_d30 + "0001\n5/20: " + k_d30 + "0002 " + k_d30 + "0003\n");
}

BOOST_AUTO_TEST_CASE(r_146_the_smallest_spine_that_holds_it_and_no_width_of_ones_own) {
  BOOST_TEST(told(planned({piece(k_d30, 1, 200)}, 0)) == "1/30: " + k_d30 + "0001\n");
  const auto thick = planned({piece(k_d30, 1, 600), piece(k_d30, 2, 10)}, 0);
  BOOST_TEST(thick.size() == 2U);
  BOOST_TEST(thick[0].is_overfull);
  BOOST_TEST(!thick[1].is_overfull);
  const auto wrong = filing::plan_boxes({piece(k_d30, 1, 1)}, {}, codes(), plain_rule(), 35);
  BOOST_REQUIRE(!wrong);
  BOOST_TEST(has(wrong.error().message, "R-146"));
}

BOOST_AUTO_TEST_CASE(r_389_thickness_is_a_rule_row_with_its_source) {
  const FilingRules rules = FilingRules::builtin().value();
  const auto rule = rules.box(CivilDate::parse("2026-01-01").value());
  BOOST_REQUIRE(rule);
  BOOST_TEST((*rule)->spines == (std::vector<int>{20, 30, 40, 50}), boost::test_tools::per_element());
  BOOST_TEST(has((*rule)->source, "R-146"));
  const std::string base =
      "[[regime]]\nname = \"件\"\nwhen = []\nsource = \"甲\"\nvalid_from = \"2005-05-01\"\n[[part]]\nrole = "
      "\"其他\"\nkinds = []\nrank = 90\ngroup = \"其他\"\nsource = \"甲\"\n";
  const auto refusal = [&](const std::string& spines, const std::string& rest) {
    const auto parsed = FilingRules::parse(base + "[[box]]\nspines = " + spines +
                                           "\npages_per_sheet = 1\nsheet = 100\npiece = 0\nspare = 1000\n" + rest +
                                           "valid_from = \"2000-01-01\"\n");
    return parsed ? std::string() : parsed.error().message;
  };
  BOOST_TEST(refusal("[\"20\", \"30\"]", "source = \"甲\"\n").empty());
  BOOST_TEST(has(refusal("[\"20\", \"30\"]", ""), "source"));
  for (const char* spines : {"[]", "[\"30\", \"20\"]", "[\"宽\"]", "[\"0\"]"})
    BOOST_TEST(has(refusal(spines, "source = \"甲\"\n"), "R-146"), spines);
  BOOST_TEST(!FilingRules::parse(base).value().box(CivilDate::parse("2026-01-01").value()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(shelving, Shelved)

BOOST_AUTO_TEST_CASE(r_389_an_accepted_plan_stands_in_the_records_and_does_not_break_a_seal) {
  const FilingRow first = filed(3), second = filed(4);
  filing::Sealing sealing(*archive, *registry);
  const filing::Checked checked = sealing.check(first).value();
  BOOST_REQUIRE(change([&](Transaction& transaction) { return sealing.seal(transaction, checked, {}); }));
  const BoxRule rule = plain_rule();
  const auto boxes = filing::plan_boxes({now(first), now(second)}, {}, codes(), rule, 30).value();
  BOOST_REQUIRE(boxes.size() == 1U);
  BOOST_TEST(boxes[0].is_new);
  BOOST_REQUIRE(change([&](Transaction& transaction) { return shelving.put_in_box(transaction, boxes[0], {}); }));
  for (const FilingRow& row : {first, second}) {
    const json::object box = now(row).record.at("box").as_object();
    BOOST_TEST(number_in(box, "number") == 1);
    BOOST_TEST(number_in(box, "spine") == 30);
  }
  BOOST_TEST(sealing.check(now(first)).value().is_whole());
  const auto again = filing::plan_boxes({now(first), now(second)}, {}, codes(), rule, 0).value();
  BOOST_TEST(!again[0].is_new);
  BOOST_TEST(filing::boxes_of({now(first), now(second)}, codes()).size() == 1U);
  // Counter-examples: what is thicker than its box; what somebody put elsewhere meanwhile.
  Box thick = boxes[0];
  thick.is_overfull = true;
  BOOST_TEST(
      has(change([&](Transaction& transaction) { return shelving.put_in_box(transaction, thick, {}); }).error().message,
          "R-146"));
  Box other = boxes[0];
  other.number = 2;
  BOOST_TEST(
      has(change([&](Transaction& transaction) { return shelving.put_in_box(transaction, other, {}); }).error().message,
          "第 1 盒"));
}

BOOST_AUTO_TEST_CASE(r_389_where_it_stands_is_recorded_with_who_and_when) {
  const FilingRow row = filed(3);
  const auto place = [&](const filing::Location& location) {
    return change([&](Transaction& transaction) {
      return shelving.place(transaction, row, location, {std::nullopt, "reg", {}});
    });
  };
  BOOST_TEST(has(place({"", "3柜", ""}).error().message, "--room"));
  BOOST_REQUIRE(place({"一号库", "3柜", "2层"}));
  const json::object location = now(row).record.at("location").as_object();
  BOOST_TEST(text_in(location, "room") == "一号库");
  BOOST_TEST(text_in(location, "cabinet") == "3柜");
  BOOST_TEST(text_in(location, "by") == "登记员");
  BOOST_TEST(text_in(location, "on") == today);
  BOOST_REQUIRE(place({"二号库", "", ""}));
  BOOST_TEST(
      !now(row).record.at("location").as_object().contains("cabinet"));  // moved: no cabinet of the old room is left
}

BOOST_AUTO_TEST_CASE(r_389_paper_pages_equal_image_pages_or_the_reason_stands_in_the_notes) {
  const FilingRow row = filed(3);
  const auto refused = count(row, 4);
  BOOST_REQUIRE(!refused);
  BOOST_TEST(has(refused.error().message, "纸质 4 页，图像 3 页"));
  BOOST_TEST(!now(row).record.contains("counted"));
  BOOST_REQUIRE(count(row, 3));
  BOOST_TEST(number_in(now(row).record.at("counted").as_object(), "pages") == 3);
  BOOST_TEST(text_in(now(row).record.at("counted").as_object(), "by") == "登记员");
  BOOST_TEST(list_in(now(row).record, "notes").empty());
  BOOST_REQUIRE(count(row, 4, "夹有剪报一张"));
  BOOST_REQUIRE(list_in(now(row).record, "notes").size() == 1U);
  BOOST_TEST(has(text_in(list_in(now(row).record, "notes")[0].as_object(), "text"), "夹有剪报一张"));
}

BOOST_AUTO_TEST_CASE(r_389_a_count_does_not_outlive_the_pages_it_was_made_of) {
  const std::string number = closed();
  paper(number, "来信", 3);
  const FilingRow row = volume(number);
  BOOST_REQUIRE(count(row, 3));
  const ItemId late = paper(number, "复核意见书", 2);
  filing::Sealing sealing(*archive, *registry);
  BOOST_REQUIRE(change([&](Transaction& transaction) {
    return sealing.add(transaction, now(row), {filing->paper_of(archive->item(late.value).value())}, "收到复核意见",
                       {});
  }));
  BOOST_TEST(!now(row).record.contains("counted"));
  BOOST_TEST(!count(row, 3).has_value());
  BOOST_TEST(count(row, 5).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
