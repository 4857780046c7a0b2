// a volume as one document, through the real program: whole or not at all, the same bytes each time, its Chinese text unbroken.
#include <fstream>

#include "tests/scenarios/run_program.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan::test;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
bool is_there(const char* tool) { return run_program({"sh", "-c", std::string("command -v ") + tool}).exit_code == 0; }

}  // namespace

BOOST_AUTO_TEST_CASE(r_153_a_volume_is_bound_into_one_document_or_refused_by_name) {
  const TempDir dir;
  const Anjuan anjuan{dir / "档案"};
  anjuan.init();
  const auto must = [&](const std::vector<std::string>& arguments) {
    const RunResult result = anjuan.run(arguments);
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, arguments.at(0) << ": " << result.err << result.out);
    return result.out;
  };
  write_file(dir / "旧.csv", "收到日期,登记日期,来信人,类别,题名,摘要,办结日期,处理结果\n2025-01-06,2025-01-07,张三,申诉求决,离休待遇,要求落实离休待遇,2025-03-01,予以支持\n");
  must({"import", (dir / "旧.csv").string(), "--ledger", "--defer"});
  const std::string number = "〔2025〕组信字第0001号", phrase = "请依照规定补发离休人员护理费";
  write_file(dir / "信.txt", phrase + "，谢谢。");
  const std::string item = text_of(json_lines(must({"ingest", (dir / "信.txt").string(), "--kind", "来信", "--matter", number, "--json"})).at(0), "item");
  must({"file", number, "--accept", "--regime", "卷", "--reason", "重要"});
  const std::string code = "J021-ZY·XF·2025·D30-0001", first = (dir / "一.pdf").string(), second = (dir / "二.pdf").string();
  must({"volume", "export", code, "--pdf", first});
  must({"volume", "export", code, "--pdf", second});
  const std::string pdf = read_file(first);
  BOOST_TEST((pdf == read_file(second)));
  for (const char* part : {"<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>U</pdfaid:conformance>", "/GTS_PDFA1", "/Subtype /Link", "/Outlines"}) BOOST_TEST(has(pdf, part), part);
  if (is_there("qpdf")) BOOST_TEST(run_program({"qpdf", "--check", first}).exit_code == 0);
  else BOOST_TEST_MESSAGE("qpdf is not installed: not checked with it");
  if (is_there("pdftotext")) BOOST_TEST(has(run_program({"pdftotext", first, "-"}).out, phrase));
  else BOOST_TEST_MESSAGE("pdftotext is not installed: not checked with it");
  BOOST_TEST(anjuan.run({"volume", "export", code}).exit_code == 2);
  BOOST_TEST(anjuan.run({"volume", "export", "J021-ZY·XF·2025·D30-0009", "--pdf", first}).exit_code == 10);
  // Counter-example: one byte of the letter rots.
  for (const auto& pack : std::filesystem::directory_iterator(dir / "档案" / "packs")) {
    std::string bytes = read_file(pack.path());
    const std::size_t at = bytes.find(phrase + "，谢谢。");
    if (at == std::string::npos) continue;
    std::fstream stream(pack.path(), std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(at));
    stream.put(static_cast<char>(bytes[at] ^ 1));
  }
  const std::string third = (dir / "三.pdf").string();
  const RunResult refused = anjuan.run({"volume", "export", code, "--pdf", third});
  BOOST_TEST(refused.exit_code == 1);
  BOOST_TEST(has(refused.out, item), refused.out);
  BOOST_TEST(!std::filesystem::exists(third));
}
