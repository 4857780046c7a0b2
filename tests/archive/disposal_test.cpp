// Holds, appraisal, continued keeping and the 销毁清册 (R-207, R-220…R-225).
#include "archive/retention/disposal.hpp"

#include <boost/json/array.hpp>
#include <boost/test/unit_test.hpp>

#include "archive/registry/record.hpp"
#include "tests/support/filing_office.hpp"

using namespace anjuan;
using namespace anjuan::test;
using registry::list_in;
using registry::text_in;
using retention::Disposal;
using retention::Execution;
using retention::RetentionRules;
using retention::Verdict;

namespace json = boost::json;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

const Verdict k_destroy{"销毁", "", "无继续保存价值"};

struct DisposalOffice : FilingOffice {
  DisposalOffice() {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction);
    BOOST_REQUIRE(transaction->lock());
    using registry::Account;
    for (const Account& account : {Account{"fang", "方档案", {}, "bgs", false, {"档案"}, "", ""}, Account{"hu", "胡档案", {}, "bgs", false, {"档案"}, "", ""},
                                   Account{"jubao", "孙干事", {}, "", false, {"举报"}, "", ""}, Account{"vice", "钱副部长", {}, "", false, {"领导"}, "", ""},
                                   Account{"left", "周离任", {}, "", false, {"领导"}, "", "2020-12-31"}}) {
      BOOST_REQUIRE(registry::add_account(registry->book(), *transaction, account));
    }
    BOOST_REQUIRE(transaction->commit());
  }

  template <typename Change>
  auto change(const Change& made) -> decltype(made(std::declval<Transaction&>())) {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction);
    TRY(transaction->lock());
    auto row = made(*transaction);
    if (!row) return row;
    TRY(transaction->commit());
    return row;
  }
  static registry::Act by(const std::string& person) { return {std::nullopt, person, std::nullopt}; }
  template <typename T>
  static std::string why(const Result<T>& result) {
    BOOST_REQUIRE(!result);
    return result.error().message;
  }

  /// Filed in 2013 for ten years, which are over.
  FilingRow old_filing(const std::string& number) {
    paper(number, "来信");
    auto rows = file(number);
    BOOST_REQUIRE_MESSAGE(rows, (rows ? "" : rows.error().message));
    return rows->front();
  }
  FilingRow old_filing() { return old_filing(closed("2013-02-04")); }

  Result<DisposalRow> hold(const std::string& number, const std::string& reason = "法院调卷") {
    return change([&](Transaction& t) { return disposal.hold(t, {matter(number)}, "", reason, by("fang")); });
  }
  Result<DisposalRow> open(const std::vector<std::string>& group = {"vice", "fang", "li"}, const std::string& day = "2026-11-24") {
    return change([&](Transaction& t) { return disposal.open_appraisal(t, CivilDate::parse(day).value(), group, {}, by("fang")); });
  }
  Result<DisposalRow> decide(const DisposalRow& row, const FilingRow& filing, const Verdict& verdict, const std::string& person = "li") {
    return change([&](Transaction& t) { return disposal.decide(t, row.number, filing.filing, verdict, by(person)); });
  }
  Result<Disposal::Concluded> conclude(const DisposalRow& row, const std::string& approver = "boss") {
    return change([&](Transaction& t) { return disposal.conclude(t, row.number, approver, by("fang")); });
  }
  /// A list of this one, awaiting approval.
  DisposalRow list_of(const FilingRow& filing) {
    const DisposalRow row = open().value();
    BOOST_REQUIRE(decide(row, filing, k_destroy));
    auto concluded = conclude(row);
    BOOST_REQUIRE_MESSAGE(concluded, (concluded ? "" : concluded.error().message));
    BOOST_REQUIRE(concluded->destruction.has_value());
    return *concluded->destruction;
  }
  Result<DisposalRow> approve(const DisposalRow& row, const std::string& person = "boss") {
    return change([&](Transaction& t) { return disposal.approve(t, row.number, by(person)); });
  }
  Item scan(const std::string& number, const std::string& kind = "销毁清册") { return archive->item(paper(number, kind).value).value(); }
  Result<DisposalRow> sign(const DisposalRow& row, const Item& item) {
    return change([&](Transaction& t) { return disposal.sign(t, row.number, item, by("fang")); });
  }

  RetentionRules rules = RetentionRules::builtin().value();
  Disposal disposal{*archive, *registry, rules};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(disposal_suite, DisposalOffice)

BOOST_AUTO_TEST_CASE(r_207_what_is_due_is_what_has_had_its_period) {
  const FilingRow old = old_filing();
  const std::string number = closed("2025-02-03");
  paper(number, "来信");
  BOOST_REQUIRE(file(number));
  BOOST_TEST(text_in(old.record, "due") == "2024-01-01");
  const auto due = [&](const char* day) { return disposal.due(CivilDate::parse(day).value())->size(); };
  BOOST_TEST(due("2023-12-31") == 0U);
  BOOST_TEST(due("2024-01-01") == 1U);
  BOOST_TEST(due("2036-01-01") == 2U);
  BOOST_TEST(has(why(open({"vice", "fang", "li"}, "2036-01-01")), "R-207"));  // nobody appraises what is still to come
  BOOST_TEST(has(why(open({"vice", "fang", "li"}, "2023-12-31")), "没有期满"));
}

BOOST_AUTO_TEST_CASE(r_224_held_and_open_matters_cannot_be_proposed) {
  const std::string number = closed("2013-02-04"), reopened = closed("2013-02-04");
  const FilingRow held = old_filing(number), open_again = old_filing(reopened), free = old_filing();
  BOOST_TEST(has(why(hold(number, "")), "--reason"));
  const DisposalRow placed = hold(number).value();
  BOOST_TEST(placed.number == "冻结〔2026〕第1号");
  must(reopened, "reopen", {{"fact", "新的证据"}, {"approver", "boss"}}, "2026-11-20", "boss");
  const DisposalRow row = open().value();
  BOOST_TEST(list_in(row.record, "entries").size() == 1U);
  BOOST_TEST(text_in(list_in(row.record, "entries").at(0).as_object(), "code") == free.code);
  BOOST_TEST(list_in(row.record, "left_out").size() == 2U);
  BOOST_TEST(has(why(decide(row, held, k_destroy)), "没有这一件"));
  // Nor twice at once.
  BOOST_TEST(has(why(open()), "没有可以鉴定的"));
  // Released, it can be appraised.
  const auto release = [&](const char* reason, const char* approver, const char* person) {
    return change([&](Transaction& t) { return disposal.release(t, placed.number, reason, approver, by(person)); });
  };
  BOOST_TEST(has(why(release("", "boss", "fang")), "--reason"));
  BOOST_TEST(has(why(release("结案", "li", "fang")), "不是领导"));
  BOOST_TEST(has(why(release("结案", "left", "fang")), "不在任"));
  BOOST_TEST(has(why(release("结案", "boss", "boss")), "自己"));
  BOOST_REQUIRE(release("结案", "boss", "fang"));
  BOOST_TEST(has(why(release("结案", "boss", "fang")), "已解除"));
  BOOST_TEST(list_in(open()->record, "entries").size() == 1U);
}

BOOST_AUTO_TEST_CASE(r_221_a_group_of_head_archives_and_section_decides_item_by_item) {
  const FilingRow first = old_filing(), second = old_filing();
  BOOST_TEST(has(why(open({"fang", "li"})), "负责人"));
  BOOST_TEST(has(why(open({"vice", "li"})), "档案"));
  BOOST_TEST(has(why(open({"vice", "fang"})), "形成部门"));
  BOOST_TEST(has(why(open({"vice", "fang", "left"})), "不在任"));
  const DisposalRow row = open().value();
  BOOST_TEST(has(why(decide(row, first, k_destroy, "hu")), "不是"));
  BOOST_TEST(has(why(decide(row, first, {"丢掉", "", "旧"})), "续存 或 销毁"));
  BOOST_TEST(has(why(decide(row, first, {"销毁", "", ""})), "--reason"));
  BOOST_TEST(has(why(decide(row, first, {"续存", "", "有用"})), "R-201"));
  BOOST_TEST(has(why(decide(row, first, {"续存", "7年", "有用"})), "R-201"));
  BOOST_REQUIRE(decide(row, first, {"续存", "30年", "涉及土地权属"}));
  BOOST_TEST(has(why(conclude(row)), second.code));
  BOOST_REQUIRE(decide(row, second, k_destroy));
  BOOST_TEST(has(why(conclude(row, "vice")), "小组"));
  BOOST_TEST(has(why(conclude(row, "")), "批准人"));
  const auto concluded = conclude(row);
  BOOST_REQUIRE_MESSAGE(concluded, (concluded ? "" : concluded.error().message));
  BOOST_TEST(concluded->appraisal.state == "已结束");
  BOOST_REQUIRE(concluded->destruction.has_value());
  BOOST_TEST(list_in(concluded->destruction->record, "entries").size() == 1U);
  BOOST_TEST(has(why(decide(row, first, k_destroy)), "已结束"));
}

BOOST_AUTO_TEST_CASE(r_220_what_is_kept_on_is_marked_and_due_again) {
  const FilingRow ten = old_filing(), always = old_filing();
  const DisposalRow row = open().value();
  BOOST_REQUIRE(decide(row, ten, {"续存", "10年", "仍在使用"}));
  BOOST_REQUIRE(decide(row, always, {"续存", "永久", "典型"}));
  const auto concluded = conclude(row);
  BOOST_REQUIRE(concluded);
  BOOST_TEST(!concluded->destruction.has_value());
  const json::object kept = filing->book().find(ten.code)->record;
  BOOST_TEST(text_in(kept, "due") == "2034-01-01");
  BOOST_TEST(text_in(kept, "period") == "10年");  // the code was given under it
  const json::object& mark = list_in(kept, "renewals").at(0).as_object();
  BOOST_TEST(text_in(mark, "appraisal") == row.number);
  BOOST_TEST(text_in(mark, "due") == "2024-01-01");
  BOOST_TEST(!filing->book().find(always.code)->record.contains("due"));
  BOOST_TEST(disposal.due(CivilDate::parse("2033-12-31").value())->empty());
  BOOST_TEST(disposal.due(CivilDate::parse("2034-01-01").value())->size() == 1U);
}

BOOST_AUTO_TEST_CASE(r_222_r_225_a_list_is_approved_and_its_signed_paper_comes_first) {
  const std::string number = closed("2013-02-04");
  const FilingRow filed = old_filing(number);
  const DisposalRow row = list_of(filed);
  BOOST_TEST(row.number == "销毁〔2026〕第1号");
  BOOST_TEST(text_in(list_in(row.record, "entries").at(0).as_object(), "title") == text_in(filed.record, "title"));  // it stands on its own
  BOOST_TEST(has(why(approve(row, "li")), "不是领导"));
  BOOST_TEST(has(why(approve(row, "")), "R-224"));
  const std::string other = closed("2025-02-03");
  const Item paper = scan(other);
  BOOST_TEST(has(why(sign(row, paper)), "待批准"));  // not before it is approved
  BOOST_REQUIRE(approve(row));
  BOOST_TEST(has(why(approve(row)), "已批准"));
  BOOST_TEST(has(why(sign(row, scan(other, "来信"))), "R-225"));
  BOOST_TEST(sign(row, paper)->state == "已签字");
  // A hold that comes now stops it.
  const auto withdraw = [&](const char* reason) { return change([&](Transaction& t) { return disposal.withdraw(t, row.number, reason, by("fang")); }); };
  BOOST_TEST(has(why(withdraw("")), "--reason"));
  BOOST_TEST(withdraw("有新的诉讼")->state == "已撤销");
  BOOST_TEST(open().has_value());  // it may be appraised anew
}

BOOST_AUTO_TEST_CASE(r_224_a_hold_placed_meanwhile_stops_the_approval) {
  const std::string number = closed("2013-02-04");
  const FilingRow filed = old_filing(number);
  const DisposalRow row = list_of(filed);
  BOOST_REQUIRE(hold(number));
  BOOST_TEST(has(why(approve(row)), "已冻结"));
}

BOOST_AUTO_TEST_CASE(r_224_accusations_need_the_consent_of_whoever_answers_for_them) {
  registry::Intake accusation = claim("2013-02-04");
  accusation.category = "检举控告";
  const std::string number = handled("2013-02-04", accusation);
  must(number, "close", {{"reason", "查无实据"}, {"checklist", "来信"}, {"receiver", "reg"}}, "2013-03-01");
  const DisposalRow row = list_of(old_filing(number));
  BOOST_TEST(has(why(approve(row)), "R-224"));
  const auto consent = [&](const char* person) { return change([&](Transaction& t) { return disposal.consent(t, row.number, by(person)); }); };
  BOOST_TEST(has(why(consent("li")), "不管检举控告"));
  BOOST_REQUIRE(consent("jubao"));
  BOOST_TEST(approve(row)->state == "已批准");
  const std::string open_number = closed("2013-02-04");
  const DisposalRow plain = list_of(old_filing(open_number));
  BOOST_TEST(has(why(change([&](Transaction& t) { return disposal.consent(t, plain.number, by("jubao")); })), "没有检举控告"));
}

BOOST_AUTO_TEST_CASE(r_222_r_224_four_people_destroy_and_the_entry_stays) {
  const std::string number = closed("2013-02-04"), other = closed("2025-02-03");
  const FilingRow filed = old_filing(number);
  const ItemId letter{text_in(list_in(filed.record, "papers").at(0).as_object(), "item")};
  const DisposalRow row = list_of(filed);
  const auto execute = [&](const std::string& executor, const std::string& first, const std::string& second, const std::string& method = "粉碎") {
    return change([&](Transaction& t) { return disposal.execute(t, row.number, {{first, second}, method}, by(executor)); });
  };
  BOOST_REQUIRE(approve(row));
  BOOST_TEST(has(why(execute("hu", "fang", "li")), "已签字"));  // not before the signed paper is in
  const Item paper = scan(other);
  BOOST_REQUIRE(sign(row, paper));
  BOOST_TEST(has(why(execute("", "fang", "li")), "R-224"));
  BOOST_TEST(has(why(execute("boss", "fang", "li")), "四个人"));  // who approved it
  BOOST_TEST(has(why(execute("fang", "fang", "li")), "四个人"));
  BOOST_TEST(has(why(execute("hu", "fang", "fang")), "四个人"));
  BOOST_TEST(has(why(execute("reg", "fang", "hu")), "监销人"));   // both of the archives
  BOOST_TEST(has(why(execute("hu", "fang", "wang")), "监销人"));  // of a section that did not make them
  BOOST_TEST(has(why(execute("hu", "fang", "left")), "不在任"));
  BOOST_TEST(has(why(execute("hu", "fang", "li", "")), "--method"));
  BOOST_REQUIRE(hold(number));
  BOOST_TEST(has(why(execute("hu", "fang", "li")), "已冻结"));
  BOOST_REQUIRE(change([&](Transaction& t) { return disposal.release(t, "冻结〔2026〕第1号", "结案", "boss", by("fang")); }));
  BOOST_TEST((archive->item(letter.value)->state == ItemState::read));
  const auto done = execute("hu", "fang", "li");
  BOOST_REQUIRE_MESSAGE(done, (done ? "" : done.error().message));
  BOOST_TEST(done->state == "已销毁");
  BOOST_TEST(list_in(done->record, "supervisors").size() == 2U);
  BOOST_TEST(!done->record.contains("remains"));
  BOOST_TEST((archive->item(letter.value)->state == ItemState::destroyed));
  BOOST_TEST((archive->item(paper.item.value)->state == ItemState::read));
  const json::object kept = filing->book().find(filed.code)->record;  // the catalogue entry stays
  BOOST_TEST(text_in(kept, "state") == "已销毁");
  BOOST_TEST(text_in(kept, "title") == text_in(filed.record, "title"));
  BOOST_TEST(disposal.due(registry->today())->empty());
  BOOST_TEST(has(why(execute("hu", "fang", "li")), "已销毁"));
  BOOST_REQUIRE(archive->purge({}));
  BOOST_TEST(archive->purge_pending().value() == false);
}

// R-225, design: an object that a live item shares stays, and the list names it.
BOOST_AUTO_TEST_CASE(r_224_what_a_live_item_shares_stays_and_is_named) {
  const std::string number = closed("2013-02-04"), other = closed("2025-02-03");
  const FilingRow filed = old_filing(number);
  const Item letter = archive->item(text_in(list_in(filed.record, "papers").at(0).as_object(), "item")).value();
  auto transaction = archive->begin();
  BOOST_REQUIRE(transaction);
  NewItem copy;
  copy.item = new_item_id();
  copy.object = letter.object;
  copy.kind = "来信";
  copy.matter = matter(other).matter;
  transaction->add_item(copy);
  BOOST_REQUIRE(transaction->commit());
  const DisposalRow row = list_of(filed);
  BOOST_REQUIRE(approve(row));
  BOOST_REQUIRE(sign(row, scan(other)));
  const auto done = change([&](Transaction& t) { return disposal.execute(t, row.number, {{"fang", "li"}, "粉碎"}, by("hu")); });
  BOOST_REQUIRE_MESSAGE(done, (done ? "" : done.error().message));
  BOOST_REQUIRE(!list_in(done->record, "remains").empty());
  const json::object& remains = list_in(done->record, "remains").at(0).as_object();
  BOOST_TEST(text_in(remains, "item") == letter.item.value);
  BOOST_TEST(list_in(remains, "needed_by").at(0).as_string() == copy.item.value);
  BOOST_REQUIRE(archive->purge({}));
  std::string bytes;
  class Text final : public ByteSink {
   public:
    explicit Text(std::string& out) : m_out(out) {}
    Status write(ByteView view) override {
      m_out.append(reinterpret_cast<const char*>(view.data()), view.size());
      return {};
    }

   private:
    std::string& m_out;
  } sink(bytes);
  BOOST_REQUIRE(archive->read_object(copy.object, sink));
  BOOST_TEST(has(bytes, "来信"));
}

BOOST_AUTO_TEST_SUITE_END()
