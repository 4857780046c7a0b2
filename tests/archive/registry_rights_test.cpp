// Whose word a step needs, and on which matters who may act.
#include <boost/test/unit_test.hpp>

#include "archive/registry/accused.hpp"
#include "archive/registry/conflicts.hpp"
#include "query/access/principal.hpp"
#include "tests/archive/registry_rules.hpp"

using namespace anjuan;
using namespace anjuan::test;
using registry::Account;
using registry::Intake;
using registry::MoveRules;
using registry::text_in;

namespace {

struct Rights : RuleOffice {
  void add(const Account& account) {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction && transaction->lock());
    BOOST_REQUIRE(registry::add_account(registry->book(), *transaction, account));
    BOOST_REQUIRE(transaction->commit());
  }
  Status part(const std::string& account, const std::string& group, const std::string& number) {
    return require_part(registry->book(), account, registry->rules().moves, group, matter(number).record);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rights, Rights)

BOOST_AUTO_TEST_CASE(r_306_r_332_r_344_r_378_r_381_an_approval_is_by_rank_and_never_the_handlers) {
  const std::string number = handled("2023-03-01");  // by li, whose head is `head`
  const Fields instruction = {{"text", "请阅处"}}, longer = {{"days", "30"}, {"reason", "复杂"}};
  // 领导阅批 is no section's and no clerk's.
  for (const char* person : {"li", "head", "reg", "teacher"})
    BOOST_TEST(cites(refused(number, "instruct", instruction, "2023-03-02", person), "R-332"), person);
  must(number, "accept", {}, "2023-03-16");
  // 本机关负责人 approves; a section's head is none.
  for (const char* person : {"li", "wang", "reg", "teacher", "head"})
    BOOST_TEST(cites(refused(number, "extend", longer, "2023-04-01", person), "R-306"), person);
  // Nor does a leader who handles the matter himself.
  add(Account{"deputy", "钱副部长", {}, "gbjd", false, {"领导"}, "", ""});
  must(number, "assign", {{"section", "干部监督科"}, {"handler", "deputy"}}, "2023-04-01");
  BOOST_TEST(refused(number, "extend", longer, "2023-04-01", "deputy").find("承办人") != std::string::npos);
  must(number, "assign", {{"section", "干部监督科"}, {"handler", "li"}}, "2023-04-01");
  // What the section's head says goes beside the approval, under his own name and no other's.
  Fields advised = longer;
  advised["opinion"] = "拟同意";
  BOOST_TEST(cites(refused(number, "extend", advised, "2023-04-01", "deputy"), "R-306"));
  for (const char* other : {"li", "wang", "boss"}) {
    advised["head"] = other;
    BOOST_TEST(cites(refused(number, "extend", advised, "2023-04-01", "deputy"), "R-306"), other);
  }
  advised["head"] = "head";
  must(number, "extend", advised, "2023-04-01", "deputy");
  // whoever handles a matter does not review what came back on it.
  must(number, "transfer", {{"organ", "巴城镇党委"}, {"mode", "转送"}}, "2023-04-02");
  must(number, "feedback", {{"text", "已办"}}, "2023-04-10");
  const Fields verdict = {{"verdict", "通过"}, {"ground", "政策"}, {"text", "可"}};
  for (const char* person : {"li", "wang"})
    BOOST_TEST(cites(refused(number, "audit", verdict, "2023-04-11", person), "R-378"), person);
  must(number, "audit", verdict, "2023-04-11", "head");
  // nor does a clerk reopen it.
  must(number, "reply", k_opinion, "2023-04-12", "li");
  must(number, "deliver", {{"how", "直接送达"}, {"signer", "张三"}}, "2023-04-13");
  must(number, "close", {{"checklist", "原信"}, {"receiver", "reg"}}, "2023-04-14");
  for (const char* person : {"li", "reg"})
    BOOST_TEST(cites(refused(number, "reopen", {{"fact", "新证据"}, {"approver", person}}, "2023-05-01"), "R-381"),
               person);
  must(number, "reopen", {{"fact", "新证据"}, {"approver", "boss"}}, "2023-05-01");
  // the reporter's name is released by a leader only.
  const std::string secret = accusation("2024-05-06");
  for (const char* person : {"reg", "head"})
    BOOST_TEST(cites(refused(secret, "release", {{"reason", "本人同意"}}, "2024-05-07", person), "R-344"), person);
  must(secret, "release", {{"reason", "本人同意"}}, "2024-05-07", "boss");
}

BOOST_AUTO_TEST_CASE(r_306_r_325_r_373_who_left_or_is_accused_or_heads_another_organ_approves_nothing) {
  add(Account{"gone", "孙前部长", {}, "", false, {"领导"}, "", "2023-02-28"});
  add(Account{"school", "吴校长", {}, "jyj", true, {"科室"}, "", ""});
  const std::string number = handled("2023-03-01");
  must(number, "accept", {}, "2023-03-02");
  const Fields longer = {{"days", "30"}, {"reason", "复杂"}};
  BOOST_TEST(cites(refused(number, "extend", longer, "2023-03-03", "gone"), "R-373"));
  BOOST_TEST(cites(refused(number, "extend", longer, "2023-03-03", "school"), "R-306"));
  must(number, "recuse", {{"person", "boss"}, {"reason", "同乡"}}, "2023-03-03");
  BOOST_TEST(cites(refused(number, "extend", longer, "2023-03-03", "boss"), "R-325"));
  add(Account{"deputy", "钱副部长", {}, "", false, {"领导"}, "", ""});
  must(number, "extend", longer, "2023-03-03", "deputy");
}

BOOST_AUTO_TEST_CASE(r_372_r_373_a_section_acts_on_its_own_matters_only) {
  add(Account{"below", "吴托", {}, "jyj", false, {"科室"}, "", ""});
  Intake intake = claim("2023-03-01");
  intake.scope = "2";  // 干部监督科 leads
  const std::string led = instructed("2023-03-01", intake);
  must(led, "assign", {{"section", "组织科"}, {"handler", "wang"}, {"co_sections", "办公室"}}, "2023-03-02");
  const std::string own = handled("2023-03-01");  // 干部监督科, li
  for (const char* group : {"承办", "答复", "办结"}) {
    for (const char* account : {"wang", "li", "head", "reg"})
      BOOST_TEST(part(account, group, led).has_value(), account);
    for (const char* account : {"li", "head", "reg"}) BOOST_TEST(part(account, group, own).has_value(), account);
    for (const char* account : {"wang", "below"}) {
      const Status refused = part(account, group, own);
      BOOST_REQUIRE_MESSAGE(!refused, account);
      BOOST_TEST((refused.error().code == ErrorCode::denied));
      BOOST_TEST(cites(refused.error().message, "R-372"));
      BOOST_TEST(cites(refused.error().message, "R-373"));
    }
  }
  BOOST_TEST(!part("below", "答复", led).has_value());
  BOOST_TEST(part("boss", "督办", own).has_value());
  // What nobody was given yet is the office's alone.
  BOOST_TEST(!part("li", "承办", register_on("2023-03-01", claim("2023-03-01"))->name).has_value());
}

BOOST_AUTO_TEST_CASE(r_373_an_account_serves_from_its_first_to_its_last_day) {
  add(Account{"sun", "孙六", {}, "zzk", false, {"科室"}, "2026-02-01", "2026-03-31"});
  const auto scope_on = [&](const char* day) {
    today = day;
    return scope_of(registry->book(), "sun");
  };
  for (const char* day : {"2026-02-01", "2026-03-31"}) BOOST_TEST(scope_on(day).has_value(), day);
  for (const char* day : {"2026-01-31", "2026-04-01"}) {
    const auto scope = scope_on(day);
    BOOST_REQUIRE_MESSAGE(!scope, day);
    BOOST_TEST((scope.error().code == ErrorCode::denied));
    BOOST_TEST(cites(scope.error().message, "R-373"));
    BOOST_TEST(scope.error().message.find("孙六") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(r_306_r_372_rows_of_approval_and_of_own_matters_are_checked) {
  const std::string states = "[states]\nopen = [\"登记\"]\nclosed = [\"办结\"]\n[rights]\n\"批办\" = [\"领导\"]\n";
  const auto rules = [&](const std::string& members, const std::string& top = "") {
    return MoveRules::parse(states + top +
                            "[[move]]\nname = \"a\"\ntitle = \"甲\"\ngroup = \"批办\"\nfrom = [\"登记\"]\nto = "
                            "\"办结\"\nfields = [{ name = \"who\", "
                            "title = \"人\", kind = \"person\" }, { name = \"why\", title = \"由\", kind = \"text\" "
                            "}]\nrules = [\"R-306\"]\nsource = "
                            "\"S\"\nvalid_from = \"2005-05-01\"\n" +
                            members)
        .has_value();
  };
  BOOST_TEST(rules("guards = [\"approval\"]\napprovers = [\"领导\", \"负责人\"]\nself = \"who\"\n",
                   "[own_matters]\nroles = [\"科室\"]\n"));
  BOOST_TEST(!rules("guards = [\"approval\"]\n"));
  BOOST_TEST(!rules("approvers = [\"领导\"]\n"));
  BOOST_TEST(!rules("guards = [\"approval\"]\napprovers = [\"皇帝\"]\n"));
  BOOST_TEST(rules("head = [\"who\"]\n"));
  BOOST_TEST(!rules("head = [\"nobody\"]\n"));
  BOOST_TEST(!rules("self = \"why\"\n"));
  BOOST_TEST(!rules("self = \"nobody\"\n"));
  BOOST_TEST(!rules("", "[own_matters]\nroles = [\"皇帝\"]\n"));
  BOOST_TEST(!rules("", "[own_matters]\nmatters = []\n"));
}

BOOST_AUTO_TEST_CASE(r_384_an_accusation_of_the_office_its_head_the_registrar_or_the_organ_is_handed_over_first) {
  {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction && transaction->lock());
    BOOST_REQUIRE(registry::add_unit(registry->book(), *transaction, {"zzb", "昆山市委组织部", {}, "其他", ""}));
    BOOST_REQUIRE(registry::add_unit(registry->book(), *transaction, {"bgs", "办公室", {}, "科室", "zzb"}));
    BOOST_REQUIRE(transaction->commit());
  }
  add(Account{"chen", "陈主任", {}, "bgs", true, {"办公室"}, "", ""});
  const auto concerned = [&](const Intake& intake) {
    const auto row = register_on("2024-05-06", intake);
    BOOST_REQUIRE(row);
    return registry::concerned_by(registry->book(), row->record, "reg", "中共测试市委组织部").value();
  };
  BOOST_TEST(concerned(accusation_of("", "", "登记员")) == "登记人登记员");
  BOOST_TEST(concerned(accusation_of("", "", "陈主任")) == "办公室负责人陈主任");
  add(Account{"clerk", "周文员", {}, "bgs", false, {"办公室"}, "", ""});
  BOOST_TEST(concerned(accusation_of("", "", "周文员")) == "办公室的周文员");
  BOOST_TEST(concerned(accusation_of("", "办公室", "何某")) == "办公室");
  BOOST_TEST(concerned(accusation_of("昆山市委组织部", "", "")) == "本机关（昆山市委组织部）");
  // The counter-examples: somebody else, another place's organ, no accusation, and what was handed over.
  BOOST_TEST(concerned(accusation_of("", "市教育局", "钱某")).empty());
  BOOST_TEST(concerned(accusation_of("太仓市委组织部", "", "")).empty());
  Intake claimed = accusation_of("", "", "登记员");
  claimed.category = "建议意见";
  BOOST_TEST(concerned(claimed).empty());
  const std::string number = register_on("2024-05-06", accusation_of("", "", "陈主任"))->name;
  for (const Fields& whom :
       std::vector<Fields>{{{"person", "chen"}}, {{"unit", "zzb"}}, {{"unit", "昆山市委组织部"}}}) {
    Fields fields = whom;
    fields["reason"] = "被反映";
    BOOST_TEST(cites(refused(number, "deny", fields, "2024-05-07"), "R-384"));
  }
  must(number, "deny", {{"person", "teacher"}, {"reason", "亲属"}}, "2024-05-07");  // nobody of the office
  must(number, "hand-over", {{"target", "市纪委"}, {"receipt", "第3号"}}, "2024-05-07");
  must(number, "deny", {{"person", "chen"}, {"reason", "被反映"}}, "2024-05-07");
  BOOST_TEST(registry::concerned_by(registry->book(), matter(number).record, "reg", "").value().empty());
}

// an accusation of anybody of 办公室 concerns 办公室, not only that of its head.
BOOST_AUTO_TEST_CASE(r_384_an_accused_member_of_the_office_is_denied_only_after_the_hand_over) {
  add(Account{"clerk", "周文员", {}, "bgs", false, {"办公室"}, "", ""});
  add(Account{"lent", "冯借调", {}, "zzk", false, {"办公室"}, "", ""});
  for (const auto& [account, name] : {std::pair{"clerk", "周文员"}, std::pair{"lent", "冯借调"}}) {
    const std::string number = register_on("2024-05-06", accusation_of("", "", name))->name;
    const Fields denial = {{"person", account}, {"reason", "被反映"}};
    BOOST_TEST(cites(refused(number, "deny", denial, "2024-05-07"), "R-384"), name);
    must(number, "hand-over", {{"target", "市纪委"}, {"receipt", "第3号"}}, "2024-05-07");
    must(number, "deny", denial, "2024-05-07");
  }
  // Counter-example: accused, and of another section; of the office, and only a relative.
  const std::string number = register_on("2024-05-06", accusation_of("", "", "王五"))->name;
  must(number, "deny", {{"person", "wang"}, {"reason", "被反映"}}, "2024-05-07");
  must(number, "deny", {{"person", "clerk"}, {"reason", "亲属"}}, "2024-05-07");
}

BOOST_AUTO_TEST_CASE(r_343_names_that_only_sound_alike_are_a_question_and_hide_nothing) {
  add(Account{"liu", "刘建国", {}, "", false, {"领导"}, "", ""});
  add(Account{"lv", "吕伟", {}, "", false, {"领导"}, "", ""});
  add(Account{"ouyang", "欧阳丽华", {}, "", false, {"领导"}, "", ""});
  const auto asked = [&](const char* name, const char* category = "检举控告") {
    Intake intake = accusation_of("", "", name);
    intake.category = category;
    const auto row = register_on("2024-05-06", intake);
    BOOST_REQUIRE(row);
    std::string accounts;
    const auto questions = registry::name_questions(registry->book(), row->record);
    BOOST_REQUIRE(questions);
    for (const auto& question : *questions) {
      accounts += question.account + " ";
      const auto scope = scope_of(registry->book(), question.account);
      BOOST_TEST(may_see(*scope, row->matter), "a question hides nothing");
    }
    return accounts;
  };
  for (const char* name : {"刘健国", "Liu Jianguo", "liu jian guo", "JIANGUO LIU"})
    BOOST_TEST(asked(name) == "liu ", name);
  BOOST_TEST(asked("Lu Wei") == "lv ");
  BOOST_TEST(asked("Lihua Ouyang") == "ouyang ");
  // The counter-examples: hidden already, another sound, no accusation.
  BOOST_TEST(asked("刘建国").empty());
  BOOST_TEST(asked("劉建國").empty());
  BOOST_TEST(asked("王大明").empty());
  BOOST_TEST(asked("Jianguo").empty());
  BOOST_TEST(asked("刘健国", "申诉求决").empty());
}

// until the hand-over he still sees it, and may do nothing with it but give it away.
BOOST_AUTO_TEST_CASE(r_325_r_340_the_accused_and_his_unit_take_no_step_but_the_hand_over) {
  add(Account{"clerk", "周文员", {}, "bgs", false, {"办公室"}, "", ""});
  const std::string own = register_on("2024-05-06", accusation_of("", "", "周文员"))->name;
  const std::string office = register_on("2024-05-06", accusation_of("", "办公室", "何某"))->name;
  const std::vector<std::pair<const char*, Fields>> steps = {
      {"propose", {{"text", "存查"}}},     {"void", {{"reason", "重"}}},
      {"withdraw", {{"reason", "撤"}}},    {"deny", {{"person", "boss"}, {"reason", "亲属"}}},
      {"recuse", {{"person", "li"}, {"reason", "同学"}}}, {"record", {{"kind", "谈话"}, {"text", "问"}}}};
  for (const auto& [move, fields] : steps) {
    BOOST_TEST(cites(refused(own, move, fields, "2024-05-07", "clerk"), "R-325"), move);
    for (const char* member : {"clerk", "reg"})
      BOOST_TEST(cites(refused(office, move, fields, "2024-05-07", member), "R-325"), move);
  }
  for (const auto& [number, who] : {std::pair(own, "clerk"), std::pair(office, "reg")}) {
    const Status barred = registry::check_no_conflict(registry->book(), matter(number).record, who);
    BOOST_REQUIRE(!barred);
    BOOST_TEST(cites(barred.error().message, "R-340"));
    must(number, "recuse", {{"person", who}, {"reason", "被反映"}}, "2024-05-07", who);
    must(number, "hand-over", {{"target", "市纪委"}, {"receipt", "第3号"}}, "2024-05-07", who);
  }
  // The counter-example: another clerk, and a leader, do with it what they may.
  const std::string other = register_on("2024-05-06", accusation_of("", "", "周文员"))->name;
  must(other, "propose", {{"text", "拟办"}}, "2024-05-07", "reg");
  must(other, "instruct", {{"text", "请阅处"}}, "2024-05-07", "boss");
  BOOST_TEST(registry::check_no_conflict(registry->book(), matter(other).record, "reg").has_value());
}

// what is hidden from somebody under a spelling of his name is by that spelling not his to handle either.
BOOST_AUTO_TEST_CASE(r_325_r_340_a_conflict_is_found_under_every_spelling) {
  add(Account{"zhao", "赵鸿运", {}, "", false, {"领导"}, "", ""});
  add(Account{"chen", "陈七", {}, "zzk", false, {"科室"}, "", ""});
  {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction && transaction->lock());
    BOOST_REQUIRE(registry::add_unit(registry->book(), *transaction, {"zx", "巴城中心校", {}, "下级", "bc"}));
    BOOST_REQUIRE(transaction->commit());
  }
  const auto accused = [&](const char* unit, const char* person) {
    const auto row = register_on("2024-05-06", accusation_of("", unit, person));
    BOOST_REQUIRE(row);
    return row->name;
  };
  for (const char* name : {"赵鸿运", "赵鸿运部长", "赵鸿运同志", "趙鴻運"})
    BOOST_TEST(cites(refused(accused("", name), "instruct", {{"text", "存查"}}, "2024-05-07", "zhao"), "R-325"), name);
  const auto taken = [&](const char* unit, const char* person) {
    const std::string number = accused(unit, person);
    must(number, "instruct", {{"text", "请阅处"}}, "2024-05-07", "boss");
    return number;
  };
  BOOST_TEST(cites(refused(taken("", "陈七科长"), "assign", {{"handler", "chen"}}, "2024-05-08"), "R-325"));
  const std::string section = taken("昆山市委组织部干部监督科", "孙一");
  BOOST_TEST(cites(refused(section, "assign", {{"section", "干部监督科"}}, "2024-05-08"), "R-325"));
  BOOST_TEST(cites(refused(section, "assign", {{"section", "组织科"}, {"co_sections", "干部监督科"}}, "2024-05-08"), "R-325"));
  const std::string town = taken("昆山市巴城镇", "刘镇长");
  for (const char* organ : {"巴城镇党委", "巴城中心校"})
    BOOST_TEST(cites(refused(town, "transfer", {{"organ", organ}, {"mode", "转送"}}, "2024-05-08"), "R-340"), organ);
  // The counter-examples: another name, another section, another town's unit.
  must(accused("", "赵鸿飞部长"), "instruct", {{"text", "阅"}}, "2024-05-07", "zhao");
  must(section, "assign", {{"section", "组织科"}, {"handler", "chen"}}, "2024-05-08");
  must(town, "transfer", {{"organ", "市纪委"}, {"mode", "转送"}}, "2024-05-08");
  must(taken("昆山市周市镇", "刘镇长"), "transfer", {{"organ", "巴城镇党委"}, {"mode", "转送"}}, "2024-05-08");
}

BOOST_AUTO_TEST_CASE(r_384_a_hand_over_goes_to_none_whom_it_is_about) {
  add(Account{"clerk", "周文员", {}, "bgs", false, {"办公室"}, "", ""});
  const std::string own = register_on("2024-05-06", accusation_of("", "组织科", "王五"))->name;
  const auto to = [](const char* target) { return Fields{{"target", target}, {"receipt", "收条"}}; };
  for (const char* target : {"王五", "wang", "王五同志", "组织科 王五", "组织科", "王伍（组织科）", "昆山市委组织部组织科"})
    BOOST_TEST(cites(refused(own, "hand-over", to(target), "2024-05-07"), "R-384"), target);
  const std::string office = register_on("2024-05-06", accusation_of("办公室", "", ""))->name;
  for (const char* target : {"办公室", "周文员", "登记员", "bgs"})
    BOOST_TEST(cites(refused(office, "hand-over", to(target), "2024-05-07"), "R-384"), target);
  must(own, "hand-over", to("周文员"), "2024-05-07");
  must(office, "hand-over", to("市纪委驻组织部纪检组"), "2024-05-07");
}

BOOST_AUTO_TEST_SUITE_END()
