// Filing through the real program: proposals, 档号, what blocks, the catalogue as text and files.
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "tests/scenarios/run_program.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan::test;
namespace json = boost::json;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct FilingProgram {
  TempDir dir;
  Anjuan anjuan{dir / "档案"};
  FilingProgram() {
    anjuan.init();
    write_file(dir / "旧.csv",
               "收到日期,登记日期,来信人,类别,题名,摘要,办结日期,处理结果\n"
               "2025-01-06,2025-01-07,张三,申诉求决,离休待遇,要求落实离休待遇,2025-03-01,予以支持\n"
               "2025-02-06,2025-02-07,李四,申诉求决,职称评定,要求复核职称评定,2025-04-01,其他\n"
               "2025-02-10,2025-02-10,王五,建议意见,村务公开,建议加强村务公开,2025-04-05,存查\n"
               "2025-11-10,2025-11-10,赵六,建议意见,道路,建议修路,2026-01-05,采纳\n");
    must({"import", (dir / "旧.csv").string(), "--ledger", "--defer"});
    for (int i = 1; i <= 4; ++i) {
      const std::string name = "信" + std::to_string(i) + ".txt";
      write_file(dir / name, name);
      must({"ingest", (dir / name).string(), "--kind", "来信", "--matter", number(i)});
    }
  }
  static std::string number(int serial) { return "〔2025〕组信字第000" + std::to_string(serial) + "号"; }
  std::string must(const std::vector<std::string>& arguments) const {
    const RunResult result = anjuan.run(arguments);
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, arguments.at(0) << ": " << result.err);
    return result.out;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(filing_command, FilingProgram)

BOOST_AUTO_TEST_CASE(r_210_r_138_a_year_is_proposed_and_filed) {
  const std::string proposed = must({"file", "--closed-in", "2025", "--why"});
  BOOST_TEST(has(proposed, number(1) + "  建议：30年 · 2025年 · 以件为单位"), proposed);
  BOOST_TEST(has(proposed, number(2) + "  建议：10年"), proposed);
  BOOST_TEST(has(proposed, number(3) + "  建议：不归档（XF-4）"), proposed);
  BOOST_TEST(!has(proposed, number(4)), proposed);  // closed in 2026
  const RunResult filed = anjuan.run({"file", "--closed-in", "2025", "--accept", "--json"});
  BOOST_TEST(filed.exit_code == 1);  // one is not archived
  const auto lines = json_lines(filed.out);
  BOOST_REQUIRE(lines.size() == 4U);
  BOOST_TEST(lines.at(0).at("code").as_string() == "J021-WS·2025-D30-0001");
  BOOST_TEST(lines.at(0).at("due").as_string() == "2056-01-01");
  BOOST_TEST(lines.at(1).at("code").as_string() == "J021-WS·2025-D10-0001");
  BOOST_TEST(!lines.at(2).at("filed").as_bool());
  BOOST_TEST(lines.at(3).at("summary").at("filed").as_int64() == 2);
  // Again: only what is left.
  BOOST_TEST(json_lines(anjuan.run({"file", "--closed-in", "2025", "--accept", "--json"}).out).size() == 2U);
  BOOST_TEST(has(must({"matter", "history", number(1)}), "归档"));
  BOOST_TEST(has(must({"verify"}), "核对无误"));
}

BOOST_AUTO_TEST_CASE(r_122_the_catalogue_lists_what_was_filed) {
  must({"file", number(1), "--accept"});
  const std::string catalogue = must({"filing", "catalogue", "--year", "2025"});
  BOOST_TEST(has(catalogue, "J021-WS·2025-D30-0001"), catalogue);
  BOOST_TEST(has(catalogue, "20250301"), catalogue);
  BOOST_TEST(!has(must({"filing", "catalogue", "--year", "2024"}), "J021"));
  must({"filing", "catalogue", "--year", "2025", "--xlsx", (dir / "目录.xlsx").string(), "--pdf", (dir / "目录.pdf").string()});
  BOOST_TEST(read_file(dir / "目录.pdf").starts_with("%PDF"));
  BOOST_TEST(read_file(dir / "目录.xlsx").starts_with("PK"));
  const std::string shown = must({"filing", "show", "J021-WS·2025-D30-0001"});
  BOOST_TEST(has(shown, "XF-2 有处理结果的"), shown);
  BOOST_TEST(has(shown, "草案"), shown);
  BOOST_TEST(anjuan.run({"filing", "show", "J021-WS·2025-D30-0002"}).exit_code == 10);
  BOOST_TEST(has(must({"filing", "gaps"}), "没有缺号"));
}

BOOST_AUTO_TEST_CASE(r_204_r_354_decisions_on_the_command_line_need_their_reasons) {
  BOOST_TEST(anjuan.run({"file", number(1), "--accept", "--retention", "永久"}).exit_code == 2);
  must({"file", number(1), "--accept", "--retention", "永久", "--reason", "部务会议要求"});
  BOOST_TEST(has(must({"filing", "show", "J021-WS·2025-Y-0001"}), "30年 → 永久（部务会议要求）"));
  BOOST_TEST(anjuan.run({"file", number(1), "--accept"}).exit_code != 0);  // filed once
  BOOST_TEST(anjuan.run({"file"}).exit_code == 2);
  BOOST_TEST(anjuan.run({"file", "--closed-in", "2025", "--accept", "--title", "甲"}).exit_code == 2);
  BOOST_TEST(anjuan.run({"file", number(2), "--accept", "--excuse", "信访件原件"}).exit_code == 2);
  BOOST_TEST(anjuan.run({"file", number(2), "--accept", "--code", "J021-乱写"}).exit_code == 2);
}

BOOST_AUTO_TEST_CASE(r_152_r_388_a_volume_is_sealed_reopened_and_added_to) {
  must({"unit", "add", "bgs", "--name", "办公室", "--kind", "科室"});
  must({"user", "add", "fang", "--name", "方档案", "--unit", "办公室", "--role", "档案"});
  must({"user", "add", "boss", "--name", "赵部长", "--role", "领导"});
  must({"user", "add", "wang", "--name", "王五", "--role", "科室"});
  must({"file", number(1), "--accept", "--regime", "卷", "--reason", "重要", "--as", "fang"});
  const std::string code = "J021-ZY·XF·2025·D30-0001";
  BOOST_TEST(has(must({"volume", "check", code}), "没有封卷"));
  BOOST_TEST(anjuan.run({"volume", "seal", code, "--as", "wang"}).exit_code == 12);
  BOOST_TEST(has(must({"volume", "seal", code, "--as", "fang", "--for", "方档案"}), "封卷 "));
  BOOST_TEST(has(must({"filing", "show", code}), "已封卷"));
  BOOST_TEST(has(must({"volume", "check", "--year", "2025"}), "与封卷时一致"));
  write_file(dir / "复核.txt", "复核意见书");
  const std::string item = text_of(json_lines(must({"ingest", (dir / "复核.txt").string(), "--kind", "复核意见书", "--matter", number(1), "--json"})).at(0), "item");
  const RunResult refused = anjuan.run({"volume", "add", code, item, "--reason", "收到复核意见", "--as", "fang"});
  BOOST_TEST(refused.exit_code == 2);
  BOOST_TEST(has(refused.err, "R-388"), refused.err);
  BOOST_TEST(anjuan.run({"volume", "reopen", code, "--reason", "补充", "--as", "fang"}).exit_code == 2);
  must({"volume", "reopen", code, "--reason", "补充复核意见", "--approver", "赵部长", "--as", "fang"});
  BOOST_TEST(has(must({"volume", "add", code, item, "--reason", "收到复核意见", "--as", "fang"}), "现有 2 件材料，2 页"));
  must({"volume", "note", code, "--text", "第 1 页折痕", "--as", "fang"});
  must({"volume", "seal", code, "--as", "fang"});
  const std::string shown = must({"filing", "show", code});
  for (const char* part : {"赵部长批准：补充复核意见", "方档案：补充材料 1 件：收到复核意见", "方档案：第 1 页折痕", "1 页，2", " 方档案  "}) BOOST_TEST(has(shown, part), shown);
  BOOST_TEST(anjuan.run({"volume", "check", "J021-ZY·XF·2025·D30-0009"}).exit_code == 10);
  must({"rebuild"});
  BOOST_TEST(must({"filing", "show", code}) == shown);
}

BOOST_AUTO_TEST_CASE(r_220_r_225_an_old_filing_is_appraised_and_destroyed_by_four) {
  must({"unit", "add", "zzk", "--name", "组织科", "--kind", "科室"});
  must({"unit", "add", "bgs", "--name", "办公室", "--kind", "科室"});
  must({"user", "add", "fang", "--name", "方档案", "--unit", "bgs", "--role", "档案"});
  must({"user", "add", "hu", "--name", "胡档案", "--unit", "bgs", "--role", "档案"});
  must({"user", "add", "wang", "--name", "王五", "--unit", "zzk", "--role", "科室"});
  must({"user", "add", "boss", "--name", "赵部长", "--role", "领导"});
  must({"user", "add", "vice", "--name", "钱副部长", "--role", "领导"});
  write_file(dir / "老.csv", "收到日期,登记日期,来信人,类别,题名,摘要,办结日期,处理结果\n2012-01-06,2012-01-07,孙七,建议意见,职称,要求评职称,2012-03-01,其他\n");
  must({"import", (dir / "老.csv").string(), "--ledger", "--defer"});
  const std::string number = "〔2012〕组信字第0001号", secret = "独一无二的一句话在这里写着给检索";
  write_file(dir / "老信.txt", secret);
  const std::string item = text_of(json_lines(must({"ingest", (dir / "老信.txt").string(), "--kind", "来信", "--matter", number, "--json"})).at(0), "item");
  const std::string code = text_of(json_lines(must({"file", number, "--accept", "--json", "--retention", "10年", "--reason", "一般"})).at(0), "code");
  BOOST_TEST(has(must({"retention", "due"}), code));
  BOOST_TEST(has(must({"search", "“" + secret + "”"}), item));
  // A hold keeps it out, and is shown before it is placed.
  BOOST_TEST(has(must({"hold", "place", "--query", "“" + secret + "”", "--preview"}), "会冻结 1 件"));
  BOOST_TEST(has(must({"hold", "place", number, "--reason", "调卷", "--for", "fang"}), "冻结〔"));
  const json::object hold = json_lines(must({"hold", "list", "--json"})).at(0).at("list").at(0).as_object();
  const std::vector<std::string> open{"appraisal", "open", "--member", "钱副部长", "--member", "fang", "--member", "wang", "--for", "fang", "--json"};
  BOOST_TEST(has(anjuan.run(open).err, "R-224"));
  must({"hold", "release", text_of(hold, "number"), "--reason", "结案", "--approver", "boss", "--for", "fang"});
  const std::string appraisal = text_of(json_lines(must(open)).at(0), "number");
  BOOST_TEST(anjuan.run({"appraisal", "decide", appraisal, code, "--verdict", "销毁", "--reason", "旧", "--for", "vice", "--as", "wang"}).exit_code == 12);
  must({"appraisal", "decide", appraisal, code, "--verdict", "销毁", "--reason", "无继续保存价值", "--as", "wang"});
  BOOST_TEST(has(must({"appraisal", "show", appraisal}), "销毁：无继续保存价值（王五）"));
  must({"appraisal", "conclude", appraisal, "--approver", "boss", "--for", "fang"});
  const std::string list = text_of(json_lines(must({"destruction", "list", "--json"})).at(0).at("list").at(0).as_object(), "number");
  const std::vector<std::string> execute{"destruction", "execute", list, "--for", "hu", "--supervisor", "fang", "--supervisor", "wang", "--method", "粉碎"};
  BOOST_TEST(anjuan.run(execute).exit_code == 2);  // nothing before approval and the signed paper
  // Who may enter it: a leader for himself, else those who file; nobody else in another's name.
  BOOST_TEST(anjuan.run({"destruction", "approve", list, "--for", "boss", "--as", "wang"}).exit_code == 12);
  BOOST_TEST(anjuan.run({"destruction", "withdraw", list, "--reason", "x", "--as", "wang"}).exit_code == 12);
  BOOST_TEST(anjuan.run({"destruction", "approve", "销毁〔1999〕第1号", "--as", "boss"}).exit_code == 10);
  must({"destruction", "approve", list, "--as", "boss"});
  BOOST_TEST(has(anjuan.run(execute).err, "已签字"));
  write_file(dir / "清册.txt", "签过字的清册");
  const std::string paper = text_of(json_lines(must({"ingest", (dir / "清册.txt").string(), "--kind", "销毁清册", "--json"})).at(0), "item");
  must({"destruction", "sign", list, "--scan", paper, "--for", "fang"});
  BOOST_TEST(has(must(execute), "已销毁"));
  // the catalogue entry and the list stay; the letter is nowhere, and the archive is whole.
  BOOST_TEST(has(must({"filing", "show", code}), "已销毁"));
  BOOST_TEST(has(must({"filing", "catalogue", "--year", "2012", "--json"}), "已销毁"));
  BOOST_TEST(has(must({"volume", "check", code}), "只留著录"));
  for (const std::vector<std::string>& late : {std::vector<std::string>{"volume", "seal", code}, {"volume", "export", code, "--pdf", (dir / "v.pdf").string()}}) {
    const RunResult refused = anjuan.run(late);
    BOOST_TEST(refused.exit_code != 0);
    BOOST_TEST(has(refused.err, "R-222"), refused.err);
  }
  BOOST_TEST(has(must({"destruction", "show", list}), "监销        方档案、王五"));
  BOOST_TEST(anjuan.run({"get", item, "-o", (dir / "x").string()}).exit_code != 0);
  BOOST_TEST(has(must({"search", "“" + secret + "”"}), "没有找到"));
  for (const auto& file : std::filesystem::recursive_directory_iterator(dir / "档案")) {
    if (file.is_regular_file()) BOOST_TEST(!has(read_file(file.path()), secret), file.path());
  }
  BOOST_TEST(has(must({"verify"}), "核对无误"));
  must({"rebuild"});
  BOOST_TEST(has(must({"destruction", "show", list}), "已销毁"));
  BOOST_TEST(has(must({"search", "“" + secret + "”"}), "没有找到"));
}

BOOST_AUTO_TEST_CASE(r_144_pages_that_nobody_read_are_counted_by_a_person) {
  write_file(dir / "录音.bin", std::string("\0\1\2\3", 4));
  const RunResult stored = anjuan.run({"ingest", (dir / "录音.bin").string(), "--kind", "其他材料", "--matter", number(1), "--json"});
  const std::string item = text_of(json_lines(stored.out).at(0), "item");
  const RunResult refused = anjuan.run({"file", number(1), "--accept"});
  BOOST_TEST(refused.exit_code == 2);
  BOOST_TEST(has(refused.err, item), refused.err);
  BOOST_TEST(anjuan.run({"file", number(1), "--accept", "--pages", item}).exit_code == 2);
  BOOST_TEST(anjuan.run({"file", number(1), "--accept", "--pages", item + "=0"}).exit_code == 2);
  must({"file", number(1), "--accept", "--pages", item + "=3"});
  BOOST_TEST(json_lines(must({"filing", "show", "J021-WS·2025-D30-0001", "--json"})).at(0).at("pages").as_int64() == 4);
}

BOOST_AUTO_TEST_CASE(r_153_r_389_what_was_filed_is_printed_by_its_codes) {
  must({"file", number(1), "--accept", "--regime", "卷", "--reason", "重要"});
  must({"file", number(2), "--accept"});
  const std::string volume = "J021-ZY·XF·2025·D30-0001", piece = "J021-WS·2025-D10-0001";
  must({"volume", "print", volume, "-o", (dir / "卷.pdf").string()});
  BOOST_TEST(read_file(dir / "卷.pdf").starts_with("%PDF"));
  const auto line = json_lines(must({"volume", "print", "--year", "2025", "--form", "归档章清单", "-o", (dir / "章.pdf").string(), "--json"})).at(0);
  BOOST_TEST(line.at("filings").as_int64() == 1);  // of a year: those that the form is for
  BOOST_TEST(line.at("documents").as_int64() == 1);
  // Counter-examples: a cover of a 件, a stamp of a volume, a width that no spine has, nothing that may be seen.
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{piece, "--form", "封面"}, {volume, "--form", "归档章"}, {volume, "--form", "封皮"}, {volume, "--spine", "12"}}) {
    std::vector<std::string> arguments{"volume", "print"};
    arguments.insert(arguments.end(), wrong.begin(), wrong.end());
    arguments.insert(arguments.end(), {"-o", (dir / "错.pdf").string()});
    const RunResult refused = anjuan.run(arguments);
    BOOST_TEST(refused.exit_code == 2, wrong.back() << refused.err);
  }
  BOOST_TEST(anjuan.run({"volume", "print", "J021-WS·2025-D10-0009", "-o", (dir / "无.pdf").string()}).exit_code == 10);
  BOOST_TEST(anjuan.run({"print", "案卷封面", number(1), "-o", (dir / "无.pdf").string()}).exit_code == 2);
}

BOOST_AUTO_TEST_CASE(r_401_r_403_catalogues_of_every_kind_and_who_may_have_them) {
  must({"unit", "add", "bgs", "--name", "办公室", "--kind", "科室"});
  must({"user", "add", "fang", "--name", "方档案", "--unit", "办公室", "--role", "办公室"});
  must({"user", "add", "wang", "--name", "王五五", "--role", "科室"});
  must({"file", number(1), "--accept", "--regime", "卷", "--reason", "重要"});
  must({"file", number(2), "--accept"});
  for (const char* kind : {"归档文件目录", "案卷目录", "全引目录", "人名索引", "被反映人索引", "文号索引", "专题目录"}) {
    const auto report = json_lines(must({"filing", "catalogue", "--kind", kind, "--order", "笔画", "--json", "--as", "fang", "--pdf", (dir / "目录.pdf").string(), "--xlsx", (dir / "目录.xlsx").string()})).at(0);
    BOOST_TEST(report.contains("tables"), kind);
    BOOST_TEST(read_file(dir / "目录.pdf").starts_with("%PDF"), kind);
  }
  BOOST_TEST(has(must({"filing", "catalogue", "--kind", "人名索引"}), "张三"));
  BOOST_TEST(anjuan.run({"filing", "catalogue", "--kind", "被反映人索引", "--as", "wang"}).exit_code == 12);
  BOOST_TEST(anjuan.run({"filing", "catalogue", "--kind", "人名索引", "--as", "wang"}).exit_code == 0);
  BOOST_TEST(anjuan.run({"filing", "catalogue", "--kind", "字号"}).exit_code == 2);
  BOOST_TEST(anjuan.run({"filing", "catalogue", "--kind", "人名索引", "--order", "部首"}).exit_code == 2);
}

BOOST_AUTO_TEST_CASE(r_146_r_389_paper_is_boxed_placed_and_counted) {
  must({"file", number(1), "--accept"});
  must({"file", number(2), "--accept"});
  const std::string code = "J021-WS·2025-D30-0001";
  const auto plan = json_lines(must({"filing", "boxes", "--year", "2025", "--json"})).at(0);
  BOOST_TEST(plan.at("boxes").as_array().size() == 2U);  // two periods
  BOOST_TEST(!has(must({"filing", "show", code}), "装盒"));  // a plan is none
  BOOST_TEST(anjuan.run({"filing", "boxes", "--year", "2025", "--box", "35"}).exit_code == 2);
  must({"filing", "boxes", "--year", "2025", "--box", "40", "--accept"});
  BOOST_TEST(has(must({"filing", "boxes", "--year", "2025"}), "已装"));
  const auto printed = json_lines(must({"volume", "print", "--year", "2025", "--form", "盒脊", "-o", (dir / "脊.pdf").string(), "--json"})).at(0);
  BOOST_TEST(printed.at("documents").as_int64() == 2);
  // The box of one 件 is printed whole.
  must({"file", number(3), "--accept", "--retention", "30年", "--reason", "留存"});
  must({"filing", "boxes", "--year", "2025", "--accept"});
  must({"volume", "print", code, "--form", "盒内备考表", "-o", (dir / "备考.pdf").string()});
  BOOST_TEST(json_lines(must({"filing", "boxes", "--year", "2025", "--json"})).at(0).at("boxes").as_array().size() == 2U);
  must({"ingest", (dir / "备考.pdf").string(), "--kind", "备考表", "--json"});
  must({"index"});
  BOOST_TEST(must({"search", "--count", "\"本盒共2件，2页\""}) == "1\n");
  must({"volume", "place", code, "--room", "一号库", "--cabinet", "3柜"});
  BOOST_TEST(anjuan.run({"volume", "place", code, "--cabinet", "3柜"}).exit_code == 2);
  const RunResult differs = anjuan.run({"volume", "count", code, "--paper-pages", "9"});
  BOOST_TEST(differs.exit_code == 2);
  BOOST_TEST(has(differs.err, "R-389"), differs.err);
  BOOST_TEST(anjuan.run({"volume", "count", code, "--paper-pages", "九"}).exit_code == 2);
  BOOST_TEST(has(must({"volume", "count", code, "--paper-pages", "1"}), "纸质 1 页，图像 1 页"));
  const std::string shown = must({"filing", "show", code});
  for (const char* part : {"第 1 盒，盒脊 40 毫米", "存放  一号库 3柜", "核页  纸质 1 页"}) BOOST_TEST(has(shown, part), shown);
  // Who does not file neither boxes nor places nor counts.
  must({"user", "add", "wang", "--name", "王五五", "--role", "科室"});
  for (const std::vector<std::string>& act : {std::vector<std::string>{"filing", "boxes", "--year", "2025", "--accept"}, {"volume", "place", code, "--room", "二号库"}, {"volume", "count", code, "--paper-pages", "1"}}) {
    std::vector<std::string> arguments = act;
    arguments.insert(arguments.end(), {"--as", "wang"});
    BOOST_TEST(anjuan.run(arguments).exit_code == 12, act.at(1));
  }
  must({"rebuild"});
  BOOST_TEST(must({"filing", "show", code}) == shown);
  BOOST_TEST(has(must({"verify"}), "核对无误"));
}

BOOST_AUTO_TEST_CASE(filters_that_mean_nothing_are_refused) {
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"filing", "catalogue", "--year", "abcd"}, {"filing", "catalogue", "--retention", "5年"},
                                                {"filing", "catalogue", "--regime", "盒"}, {"file", "--closed-in", "二〇"}}) {
    const RunResult result = anjuan.run(wrong);
    BOOST_TEST(result.exit_code == 2, wrong.back() << result.exit_code);
    BOOST_TEST(has(result.err, wrong.back()), result.err);
  }
}

BOOST_AUTO_TEST_SUITE_END()
