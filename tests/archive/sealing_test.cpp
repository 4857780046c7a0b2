// Sealing, reopening and what comes after filing (R-144, R-152, R-388; GB/T 39784 T10-5, T10-4).
#include "archive/filing/sealing.hpp"

#include <boost/json/array.hpp>
#include <boost/test/unit_test.hpp>

#include "archive/catalog/payloads.hpp"
#include "archive/registry/record.hpp"
#include "tests/support/filing_office.hpp"

using namespace anjuan;
using namespace anjuan::test;
using filing::Checked;
using filing::FilingDecision;
using filing::Sealing;
using registry::list_in;
using registry::number_in;
using registry::text_in;

namespace json = boost::json;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct Sealed : FilingOffice {
  Sealing sealing{*archive, *registry};

  template <typename Change>
  Result<FilingRow> change(const Change& made) {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction);
    TRY(transaction->lock());
    TRY_ASSIGN(FilingRow row, made(*transaction));
    TRY(transaction->commit());
    return row;
  }
  Checked checked(const FilingRow& row) { return sealing.check(filing->book().find(row.code).value()).value(); }
  Result<FilingRow> seal(const FilingRow& row) {
    const Checked found = checked(row);
    return change([&](Transaction& transaction) { return sealing.seal(transaction, found, {std::nullopt, "reg", {}}); });
  }
  Result<FilingRow> reopen(const FilingRow& row, const std::string& reason, const std::string& approver, const std::string& by = "reg") {
    return change([&](Transaction& transaction) { return sealing.reopen(transaction, row, reason, approver, {std::nullopt, by, {}}); });
  }
  Result<FilingRow> add(const FilingRow& row, const ItemId& item, const std::string& reason, std::uint32_t counted = 0) {
    filing::ArrangedPaper paper = filing->paper_of(archive->item(item.value).value());
    if (counted > 0) paper.faces = {counted, {}};
    return change([&](Transaction& transaction) { return sealing.add(transaction, row, {paper}, reason, {}); });
  }
  static std::string why(const Result<FilingRow>& row) {
    BOOST_REQUIRE(!row);
    return row.error().message;
  }
  FilingRow whole_volume() {
    const std::string number = closed();
    paper(number, "来信", 3);
    paper(number, "领导批示", 1);
    return volume(number);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sealing, Sealed)

BOOST_AUTO_TEST_CASE(r_142_r_144_pages_are_numbered_and_blank_faces_are_not_counted) {
  const std::string number = closed();
  const ItemId letter = paper(number, "来信", 4), sheet = paper(number, "领导批示", 1);
  FilingDecision decision;
  decision.faces[letter] = {4, {2, 4}};
  const auto rows = file(number, decision);
  BOOST_REQUIRE_MESSAGE(rows, (rows ? "" : rows.error().message));
  const json::object& record = rows->front().record;
  BOOST_TEST(number_in(record, "pages") == 3);
  const json::object& first = list_in(record, "papers").at(0).as_object();  // the instruction stands in front
  const json::object& second = list_in(record, "papers").at(1).as_object();
  BOOST_TEST(text_in(first, "item") == sheet.value);
  BOOST_TEST(number_in(first, "first") == 1);
  BOOST_TEST(number_in(second, "first") == 2);
  BOOST_TEST(number_in(second, "pages") == 2);
  BOOST_TEST(number_in(second, "faces") == 4);
  BOOST_TEST(list_in(second, "blank").size() == 2U);
}

BOOST_AUTO_TEST_CASE(r_144_a_paper_of_unknown_pages_is_not_filed_until_somebody_counts_them) {
  const std::string number = closed();
  paper(number, "来信", 2);
  const ItemId unread = paper(number, "其他材料", 0);
  BOOST_TEST(has(refusal(number), unread.value));
  BOOST_TEST(has(refusal(number), "R-144"));
  FilingDecision decision;
  decision.faces[unread] = {7, {}};
  const auto rows = file(number, decision);
  BOOST_REQUIRE_MESSAGE(rows, (rows ? "" : rows.error().message));
  BOOST_TEST(number_in(rows->front().record, "pages") == 9);
}

BOOST_AUTO_TEST_CASE(r_152_a_sealed_volume_is_whole_and_says_who_sealed_it) {
  const FilingRow row = whole_volume();
  const auto sealed = seal(row);
  BOOST_REQUIRE_MESSAGE(sealed, (sealed ? "" : sealed.error().message));
  const json::object& made = sealed->record.at("seal").as_object();
  BOOST_TEST(text_in(made, "digest") == filing::sealed_digest(row.record).value());
  BOOST_TEST(text_in(made, "by") == "登记员");
  BOOST_TEST(checked(row).is_whole());
  BOOST_TEST(has(why(seal(row)), "已封卷"));
}

BOOST_AUTO_TEST_CASE(r_152_t10_5_a_sealed_volume_changes_only_after_an_approved_reopening) {
  const std::string number = closed();
  paper(number, "来信", 3);
  const FilingRow row = volume(number);
  BOOST_REQUIRE(seal(row));
  const ItemId late = paper(number, "复核意见书", 2);
  BOOST_TEST(has(why(add(row, late, "收到复核意见")), "R-388"));
  BOOST_TEST(has(why(reopen(row, "", "boss")), "--reason"));
  BOOST_TEST(has(why(reopen(row, "补充", "li")), "不是领导"));
  BOOST_TEST(has(why(reopen(row, "补充", "boss", "boss")), "自己"));
  const auto open = reopen(row, "补充复核意见", "boss");
  BOOST_REQUIRE_MESSAGE(open, (open ? "" : open.error().message));
  BOOST_TEST(!open->record.contains("seal"));
  BOOST_TEST(list_in(open->record, "seals").size() == 1U);
  BOOST_TEST(has(why(add(row, late, "")), "--reason"));
  const auto added = add(row, late, "收到复核意见");
  BOOST_REQUIRE_MESSAGE(added, (added ? "" : added.error().message));
  BOOST_TEST(number_in(added->record, "pages") == 5);
  BOOST_TEST(number_in(list_in(added->record, "papers").back().as_object(), "first") == 4);
  BOOST_TEST(list_in(added->record, "notes").size() == 1U);
  BOOST_TEST(has(why(add(row, late, "再来")), "已在卷内"));
  const auto again = seal(row);
  BOOST_REQUIRE_MESSAGE(again, (again ? "" : again.error().message));
  BOOST_TEST(text_in(again->record.at("seal").as_object(), "digest") != text_in(list_in(again->record, "seals").at(0).as_object(), "digest"));
  BOOST_TEST(has(why(reopen(FilingRow(whole_volume()), "补充", "boss")), "没有封卷"));
}

BOOST_AUTO_TEST_CASE(r_388_what_belongs_elsewhere_does_not_enter_a_volume) {
  const std::string number = closed(), other = closed();
  paper(number, "来信", 190);
  const FilingRow row = volume(number);
  BOOST_TEST(has(why(add(row, paper(other, "来信"), "补")), "不是这一事项"));
  BOOST_TEST(has(why(add(row, paper(number, "来信", 0), "补")), "R-144"));
  BOOST_TEST(has(why(add(row, paper(number, "来信", 11), "补")), "R-146"));
  BOOST_TEST(add(row, paper(number, "来信", 0), "补", 10).has_value());  // counted by a person
  const std::string item = closed();
  paper(item, "来信");
  const FilingRow single = file(item)->front();
  BOOST_TEST(has(why(add(single, paper(item, "来信"), "补")), "另立一件"));
}

BOOST_AUTO_TEST_CASE(r_388_in_the_item_regime_later_papers_are_a_new_item_with_references_both_ways) {
  const std::string number = closed();
  paper(number, "来信", 2);
  const std::string first = file(number)->front().code;
  BOOST_TEST(has(refusal(number), "没有新的材料"));
  paper(number, "答复意见书", 1);
  const auto rows = file(number);
  BOOST_REQUIRE_MESSAGE(rows, (rows ? "" : rows.error().message));
  BOOST_TEST(rows->front().code != first);
  BOOST_TEST(has(text_in(rows->front().record, "title"), "补充材料"));
  BOOST_TEST(list_in(rows->front().record, "papers").size() == 1U);
  BOOST_TEST(list_in(rows->front().record, "see_also").at(0).as_string() == first);
  BOOST_TEST(list_in(filing->book().find(first)->record, "see_also").at(0).as_string() == rows->front().code);
  BOOST_TEST(list_in(matter(number).record, "archival_codes").size() == 2U);
  BOOST_TEST(filing->gaps()->empty());
  // In the volume regime they go into the volume.
  const std::string case_number = closed();
  paper(case_number, "来信", 2);
  const FilingRow row = volume(case_number);
  const ItemId late = paper(case_number, "答复意见书");
  const std::string refused = refusal(case_number);
  BOOST_TEST(has(refused, "volume add '" + row.code + "' " + late.value), refused);
}

BOOST_AUTO_TEST_CASE(r_152_a_remark_is_signed_and_dated_and_breaks_no_seal) {
  const FilingRow row = whole_volume();
  BOOST_REQUIRE(seal(row));
  const auto noted = change([&](Transaction& transaction) { return sealing.note(transaction, row, "第 2 页下角缺损", {CivilDate::parse("2026-05-01").value(), "reg", {}}); });
  BOOST_REQUIRE_MESSAGE(noted, (noted ? "" : noted.error().message));
  const json::object& note = list_in(noted->record, "notes").at(0).as_object();
  BOOST_TEST(text_in(note, "on") == "2026-05-01");
  BOOST_TEST(text_in(note, "by") == "登记员");
  BOOST_TEST(checked(row).is_whole());
  BOOST_TEST(!change([&](Transaction& transaction) { return sealing.note(transaction, row, "", {}); }).has_value());
}

// Any change of what the seal covers breaks it, and is told; what it does not cover does not.
BOOST_AUTO_TEST_CASE(r_152_every_covered_member_breaks_the_seal) {
  const FilingRow row = whole_volume();
  BOOST_REQUIRE(seal(row));
  const json::object sealed = filing->book().find(row.code)->record;
  const std::string digest = filing::sealed_digest(sealed).value();
  for (const char* member : {"code", "regime", "fonds", "year", "period", "title", "responsible", "date", "pages", "papers"}) {
    json::object changed = sealed;
    changed[member] = "别的";
    BOOST_TEST(filing::sealed_digest(changed).value() != digest, member);
  }
  json::object reordered = sealed;
  json::array& papers = reordered.at("papers").as_array();
  std::swap(papers.at(0), papers.at(1));
  BOOST_TEST(filing::sealed_digest(reordered).value() != digest);
  for (const char* member : {"due", "notes", "see_also", "seal", "state"}) {
    json::object changed = sealed;
    changed[member] = "别的";
    BOOST_TEST(filing::sealed_digest(changed).value() == digest, member);
  }
  // An entry that somebody wrote past the rules is found out.
  BOOST_REQUIRE(change([&](Transaction& transaction) {
    return record_filing_event(transaction, filing->book().find(row.code).value(), "note", {}, {{"title", "改过的题名"}}, registry->today(), "");
  }));
  const Checked found = checked(row);
  BOOST_TEST(!found.is_whole());
  BOOST_TEST(has(found.faults().front(), "封卷后"));
}

// A volume whose scan is damaged is refused, and a sealed one tells which paper it is.
BOOST_AUTO_TEST_CASE(r_152_a_changed_byte_of_a_paper_is_named) {
  const FilingRow row = whole_volume(), other = whole_volume();
  BOOST_REQUIRE(seal(row));
  const std::string letter = text_in(list_in(row.record, "papers").back().as_object(), "item");
  damage(ItemId{letter});
  const Checked found = checked(row);
  BOOST_REQUIRE(!found.is_whole());
  BOOST_TEST(found.faults().size() == 1U);
  BOOST_TEST(has(found.faults().front(), letter));
  damage(ItemId{text_in(list_in(other.record, "papers").front().as_object(), "item")});
  BOOST_TEST(has(why(seal(other)), "不能封卷"));
  BOOST_TEST(text_in(filing->book().find(other.code)->record, "state") == "已归档");
}

BOOST_AUTO_TEST_SUITE_END()
