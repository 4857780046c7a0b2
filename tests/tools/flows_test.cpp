// The small parts of the flows: rows, lines, names, walks, files. The flows themselves are driven through the real program (cli_test, scenarios).
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/support/temp_dir.hpp"
#include "tools/flows/file_source.hpp"
#include "tools/flows/letters.hpp"
#include "tools/flows/line_reader.hpp"
#include "tools/flows/names.hpp"
#include "tools/flows/spool.hpp"
#include "tools/flows/walk.hpp"

using namespace anjuan;
using namespace anjuan::flows;
using anjuan::test::TempDir;

namespace {

void write(const Path& path, std::string_view content) { std::ofstream(path, std::ios::binary) << content; }

std::string compressed(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

std::vector<std::string> lines_of(const Path& path, std::size_t longest, std::string* error = nullptr) {
  auto reader = LineReader::open(path, longest);
  BOOST_REQUIRE(reader.has_value());
  std::vector<std::string> lines;
  for (;;) {
    auto line = (*reader)->next();
    if (!line) {
      if (error != nullptr) *error = line.error().message;
      return lines;
    }
    if (!*line) return lines;
    BOOST_TEST((*line)->number == lines.size() + 1);
    lines.push_back((*line)->too_long ? "<too long>" : (*line)->text);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(lines_are_the_same_plain_and_compressed) {
  const TempDir dir;
  std::string text;
  std::vector<std::string> expected;
  for (int i = 0; i < 40'000; ++i) {
    expected.push_back("第" + std::to_string(i) + "行" + std::string(static_cast<std::size_t>(i % 97), 'x'));
    text += expected.back() + (i % 3 == 0 ? "\r\n" : "\n");
  }
  expected.push_back("没有行尾的最后一行");
  text += expected.back();
  write(dir / "plain", text);
  write(dir / "two frames", compressed(text.substr(0, 500'000)) + compressed(text.substr(500'000)));
  BOOST_TEST(lines_of(dir / "plain", 1000) == expected, boost::test_tools::per_element());
  BOOST_TEST(lines_of(dir / "two frames", 1000) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_line_that_is_too_long_is_skipped_whole) {
  const TempDir dir;
  write(dir / "file", "one\n" + std::string(3'000'000, 'x') + "\nthree\n");
  const std::vector<std::string> expected = {"one", "<too long>", "three"};
  BOOST_TEST(lines_of(dir / "file", 1'000'000) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_cut_or_damaged_stream_is_told_after_its_whole_lines) {
  const TempDir dir;
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i * 7919) + "\n";
  const std::string stream = compressed(text);
  write(dir / "cut", stream.substr(0, stream.size() / 2));
  std::string error;
  const auto lines = lines_of(dir / "cut", 1000, &error);
  BOOST_TEST(error.find("截断") != std::string::npos, error);
  for (std::size_t i = 0; i < lines.size(); ++i) BOOST_REQUIRE_EQUAL(lines[i], std::to_string(i * 7919));
  std::string damaged = stream;
  damaged[damaged.size() / 2] ^= 0x55;
  write(dir / "damaged", damaged);
  error.clear();
  lines_of(dir / "damaged", 1000, &error);
  // Without a checksum zstd may decode wrong bytes from a flipped bit; then there is no error, but never a crash.
  BOOST_TEST_MESSAGE("damaged: " << error);
}

BOOST_AUTO_TEST_CASE(rows_say_what_is_wrong_with_them) {
  const auto reason = [](std::string_view line) {
    const auto row = parse_letter_row(line);
    return row ? std::string("accepted") : row.error().message;
  };
  BOOST_TEST(reason(R"({"id":"1","text":"正文","time":"2020-01-06T12:09:38"})") == "accepted");
  BOOST_TEST(reason(R"({"id":1,"text":"正文"})") == "accepted");
  BOOST_TEST(reason("{\"id\":\"1\",").find("JSON") != std::string::npos);
  BOOST_TEST(reason("[1]").find("对象") != std::string::npos);
  BOOST_TEST(reason(R"({"id":"1"})").find("text") != std::string::npos);
  BOOST_TEST(reason(R"({"id":"1","text":["a"]})").find("text") != std::string::npos);
  BOOST_TEST(reason(R"({"id":"1","text":"正文","time":"昨天"})").find("time") != std::string::npos);
  BOOST_TEST(reason(R"({"id":"1","text":"正文","time":"2021-02-29"})").find("日期") != std::string::npos);
  BOOST_TEST(reason("{\"id\":\"1\",\"text\":\"\xB4\xF3\"}").find("UTF-8") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(rows_are_read_as_they_are) {
  const auto row = parse_letter_row(
      R"({"id":7,"user":"A1","subject":"题","time":"2020/1/6 12:09","text":" 正文\n二 ","reply":"复","reply_time":"2020-02-29","source":"s"})");
  BOOST_REQUIRE(row.has_value());
  BOOST_TEST(row->id == "7");
  BOOST_TEST(row->text == " 正文\n二 ");
  BOOST_TEST(row->day == "2020-01-06");
  BOOST_TEST(row->reply_day == "2020-02-29");
}

BOOST_AUTO_TEST_CASE(names) {
  BOOST_TEST(title_of("登记表.2019.docx") == "登记表.2019");
  BOOST_TEST(title_of("来信/甲.txt") == "甲");
  BOOST_TEST(title_of(".hidden") == ".hidden");
  BOOST_TEST(title_of("无后缀") == "无后缀");
  BOOST_TEST(shown_name("来信").charset.empty());
  const ShownName gbk = shown_name("\xC0\xB4\xD0\xC5.txt");
  BOOST_TEST(gbk.text == "来信.txt");
  BOOST_TEST(gbk.charset == "GB18030");
  BOOST_TEST(shown_name("\xFF\xFE").charset == "unknown");
  BOOST_TEST(source_of("/a/./b/../c") == "/a/c");
}

BOOST_AUTO_TEST_CASE(a_walk_is_sorted_and_follows_no_link) {
  const TempDir dir;
  std::filesystem::create_directories(dir / "in/b");
  write(dir / "in/b/2", "x");
  write(dir / "in/a", "x");
  write(dir / "in/c", "x");
  std::filesystem::create_symlink("..", dir / "in/b/up");
  std::vector<std::string> seen;
  const Status walked = walk({dir / "in", dir / "missing"}, [&](const Found& found) -> Status {
    seen.push_back(found.path.lexically_relative(dir.path()).string() + (found.refused.empty() ? "" : " refused"));
    return {};
  });
  BOOST_TEST(walked.has_value());
  const std::vector<std::string> expected = {"in/a", "in/b/2", "in/b/up refused", "in/c", "missing refused"};
  BOOST_TEST(seen == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_file_that_changes_while_it_is_read_is_noticed) {
  const TempDir dir;
  write(dir / "file", std::string(100'000, 'x'));
  auto source = FileSource::open(dir / "file", true, nullptr);
  BOOST_REQUIRE(source.has_value());
  Bytes buffer(60'000);
  BOOST_REQUIRE((*source)->read(buffer).has_value());
  std::ofstream(dir / "file", std::ios::app) << "more";
  Result<std::size_t> last = std::size_t{1};
  while (last && *last > 0) last = (*source)->read(buffer);
  BOOST_TEST(!last.has_value());
  BOOST_TEST((*source)->failed());
}

BOOST_AUTO_TEST_CASE(what_is_no_file_with_content_is_refused) {
  const TempDir dir;
  write(dir / "empty", "");
  write(dir / "full", "x");
  ::mkfifo((dir / "pipe").c_str(), 0600);
  std::filesystem::create_symlink("full", dir / "link");
  const auto reason = [&](const char* name, bool follow) {
    const auto source = FileSource::open(dir / name, follow, nullptr);
    return source ? std::string("open") : source.error().message;
  };
  BOOST_TEST(reason("full", false) == "open");
  BOOST_TEST(reason("empty", false) == "空文件");
  BOOST_TEST(reason("link", false).find("符号链接") != std::string::npos);
  BOOST_TEST(reason("link", true) == "open");
  BOOST_TEST(reason("pipe", false).find("普通文件") != std::string::npos);
  BOOST_TEST(reason("none", false).find("不存在") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_spool_keeps_large_and_small) {
  const TempDir dir;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1000}, std::size_t{9} << 20}) {
    Bytes content(size);
    for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<std::byte>(i * 31 >> 3);
    MemorySource source(content);
    bool source_failed = false;
    auto spool = Spool::fill(source, dir.path(), source_failed);
    BOOST_REQUIRE(spool.has_value());
    BOOST_TEST(spool->size() == size);
    BOOST_TEST(spool->memory() <= (std::size_t{4} << 20));
    Spool moved = std::move(*spool);
    const auto again = moved.source();
    Bytes copy;
    Bytes buffer(70'000);
    for (;;) {
      const auto n = again->read(buffer);
      BOOST_REQUIRE(n.has_value());
      if (*n == 0) break;
      copy.insert(copy.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(*n));
    }
    BOOST_TEST((copy == content));
    BOOST_TEST(std::filesystem::is_empty(dir.path()));
  }
}
