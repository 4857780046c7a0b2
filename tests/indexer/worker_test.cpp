// The supervisor and the real helper: what a hostile file must not be able to do.
#include "indexer/worker/worker.hpp"

#include <dirent.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <map>
#include <thread>
#include <tuple>

#include "indexer/worker/protocol.hpp"
#include "tests/support/helper.hpp"

using namespace anjuan;
using anjuan::test::CollectedMembers;
using anjuan::test::extract_bytes;

namespace {

WorkerLimits quick_limits() {
  WorkerLimits limits;
  limits.memory_mib = 128;
  limits.cpu_seconds_first = 5;
  limits.cpu_seconds_per_page = 1;
  limits.idle_seconds = 15;  // eating up the memory takes seconds where page faults are dear
  return limits;
}

struct SelftestHelper {
  SelftestHelper() { setenv("ANJUAN_EXTRACT_SELFTEST", "1", 1); }
  ~SelftestHelper() { unsetenv("ANJUAN_EXTRACT_SELFTEST"); }
};

/// Processes whose parent is `parent`, with their state letter.
std::map<pid_t, char> children_of(pid_t parent) {
  std::map<pid_t, char> found;
  DIR* proc = opendir("/proc");
  while (const dirent* entry = readdir(proc)) {
    if (entry->d_name[0] < '1' || entry->d_name[0] > '9') continue;
    std::ifstream file("/proc/" + std::string(entry->d_name) + "/stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    const std::size_t name_end = text.rfind(')');
    int of = 0;
    char state = 0;
    if (name_end != std::string::npos && std::sscanf(text.c_str() + name_end + 1, " %c %d", &state, &of) == 2 && of == parent) {
      found[std::atoi(entry->d_name)] = state;
    }
  }
  closedir(proc);
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(worker)

BOOST_AUTO_TEST_CASE(reads_a_letter) {
  Worker worker(test::helper_program(), {});
  const ExtractOutcome outcome = extract_bytes(worker, "来信人：张三\n　　反映某小区噪音扰民问题。\n", "来信.txt");
  BOOST_TEST(outcome.readable, outcome.reason);
  BOOST_TEST(outcome.text.media_type == "text/plain; charset=UTF-8");
  BOOST_REQUIRE(outcome.text.pages.size() == 1U);
  const TextPage& page = outcome.text.pages.front();
  BOOST_TEST((page.source == TextSource::layout));
  BOOST_REQUIRE(page.lines.size() == 2U);
  BOOST_TEST(page.lines[1].text == "　　反映某小区噪音扰民问题。");
  BOOST_TEST(page.lines[1].edges.size() == 15U);
  BOOST_TEST(!outcome.text.engines.empty());
}

BOOST_AUTO_TEST_CASE(draws_a_letter_with_marks) {
  Worker worker(test::helper_program(), {});
  const std::string letter = "来信人：张三";
  const auto plain = test::render_bytes(worker, letter, "a.txt", 1, 72, {});
  const auto marked = test::render_bytes(worker, letter, "a.txt", 1, 72, {{Box{1200, 850, 2000, 200}}});
  BOOST_REQUIRE(plain.has_value());
  BOOST_REQUIRE(marked.has_value());
  BOOST_TEST((*plain != *marked));
  const auto missing = test::render_bytes(worker, letter, "a.txt", 2, 72, {});
  BOOST_REQUIRE(!missing.has_value());
  BOOST_TEST((missing.error().code == ErrorCode::not_found));
}

BOOST_AUTO_TEST_CASE(an_unknown_format_and_an_empty_file_are_reasons_not_errors) {
  Worker worker(test::helper_program(), {});
  const ExtractOutcome binary = extract_bytes(worker, std::string("\x01\x02\x00\xfe\x93 zz\x00\x00\x11", 11), "x.bin");
  BOOST_TEST(!binary.readable);
  BOOST_TEST(binary.text.media_type == "application/octet-stream");
  BOOST_TEST(binary.reason == "不支持的格式：application/octet-stream");
  BOOST_TEST(extract_bytes(worker, "", "empty").reason == "空文件");
}

BOOST_AUTO_TEST_CASE(a_missing_helper_is_a_hard_failure) {
  Worker worker("/nonexistent/anjuan-extract", {});
  CollectedMembers members;
  const auto outcome = worker.extract([](ByteSink& sink) { return sink.write(as_bytes("x")); }, "x", members);
  BOOST_REQUIRE(!outcome.has_value());
  BOOST_TEST((outcome.error().code == ErrorCode::not_found));
}

// One helper takes every blow in turn; after each it reads a letter as if nothing had happened.
BOOST_FIXTURE_TEST_CASE(a_crash_a_hang_or_a_bomb_costs_one_input, SelftestHelper) {
  const std::map<std::string, std::string> blows = {
      {"abort", "解析程序崩溃"},   {"segv", "解析程序崩溃（信号 11）"}, {"loop", "超过时限"},          {"sleep", "超过时限"},
      {"eat", "超过内存上限"},     {"garbage", "不合约定"},             {"exit", "解析程序意外结束"}, {"huge", "不合约定"},
      {"half", "解析程序意外结束"}, {"ptrace", "信号 31"},
  };
  Worker worker(test::helper_program(), quick_limits());
  for (const auto& [blow, reason] : blows) {
    const ExtractOutcome outcome = extract_bytes(worker, "ANJUAN-SELFTEST " + blow, blow);
    BOOST_TEST(!outcome.readable, blow);
    BOOST_TEST(outcome.reason.find(reason) != std::string::npos, blow << " → " << outcome.reason);
    BOOST_TEST(outcome.text.pages.empty());
    BOOST_TEST(extract_bytes(worker, "信", "a.txt").readable);
  }
}

BOOST_FIXTURE_TEST_CASE(limits_hold_against_a_child_that_ignores_them, SelftestHelper) {
  WorkerLimits limits = quick_limits();
  limits.output_bytes = 4u << 20;
  limits.pages = 10;
  limits.members = 10;
  Worker worker(test::helper_program(), limits);
  BOOST_TEST(extract_bytes(worker, "ANJUAN-SELFTEST flood", "x").reason == "输出超过上限");
  BOOST_TEST(extract_bytes(worker, "ANJUAN-SELFTEST members", "x").reason == "输出超过上限");
}

// A sheet that is not whole gives nothing, however many of its rows had come.
BOOST_FIXTURE_TEST_CASE(a_table_is_whole_or_an_error, SelftestHelper) {
  WorkerLimits limits = quick_limits();
  limits.output_bytes = 8u << 20;
  Worker worker(test::helper_program(), limits);
  const auto table = [&](const std::string& content, const std::string& sheet = "") {
    return worker.table([&](ByteSink& sink) { return sink.write(as_bytes(content)); }, "台账.xlsx", sheet);
  };
  // Rows backwards; rows of nothing but a last cell, which are small on their way and large where they are kept.
  const std::vector<std::tuple<std::string, ErrorCode, std::string>> blows = {{"rows", ErrorCode::corrupt, "不合约定"},
                                                                              {"wide", ErrorCode::resource_exhausted, "输出超过上限"},
                                                                              {"loop", ErrorCode::resource_exhausted, "超过时限"},
                                                                              {"garbage", ErrorCode::corrupt, "不合约定"},
                                                                              {"exit", ErrorCode::corrupt, "意外结束"}};
  for (const auto& [blow, code, reason] : blows) {
    const auto got = table("ANJUAN-SELFTEST " + blow);
    BOOST_REQUIRE(!got.has_value());
    BOOST_TEST((got.error().code == code), blow << " → " << got.error().message);
    BOOST_TEST(got.error().message.find(reason) != std::string::npos, blow << " → " << got.error().message);
  }
  const auto letter = table("来信人：张三");
  BOOST_REQUIRE(!letter.has_value());
  BOOST_TEST((letter.error().code == ErrorCode::unsupported));
  const auto long_name = table("x", std::string(5000, 'x'));
  BOOST_REQUIRE(!long_name.has_value());
  BOOST_TEST((long_name.error().code == ErrorCode::not_found));
  Worker none("/nonexistent/anjuan-extract", {});
  const auto missing = none.table([](ByteSink&) -> Status { return {}; }, "a.xlsx", "");
  BOOST_REQUIRE(!missing.has_value());
  BOOST_TEST((missing.error().code == ErrorCode::io), "a missing helper is no missing sheet");
}

BOOST_AUTO_TEST_CASE(rows_are_checked_as_they_come) {
  using helper::decode_row, helper::encode_row;
  const TableRow row{7, {"编号", "", "两行\n字"}};
  BOOST_TEST((decode_row(encode_row(row)) == row));
  BOOST_TEST(!decode_row(encode_row({0, {"x"}})).has_value());
  BOOST_TEST(!decode_row(encode_row({k_most_rows + 1, {"x"}})).has_value());
  BOOST_TEST(!decode_row(encode_row({1, {}})).has_value());
  BOOST_TEST(!decode_row(encode_row({1, {"x", ""}})).has_value());
  BOOST_TEST(!decode_row(encode_row({1, std::vector<std::string>(k_most_columns + 1, "x")})).has_value());
  BOOST_TEST(!decode_row(encode_row({1, {"\x1b[31m"}})).has_value());
  BOOST_TEST(!decode_row(encode_row({1, {"\xff"}})).has_value());
  Bytes torn = encode_row(row);
  torn.pop_back();
  BOOST_TEST(!decode_row(torn).has_value());
}

BOOST_FIXTURE_TEST_CASE(the_sandbox_denies, SelftestHelper) {
  Worker worker(test::helper_program(), quick_limits());
  const auto report = worker.sandbox();
  BOOST_REQUIRE(report.has_value());
  BOOST_TEST_MESSAGE("sandbox: " << report->parts);
  const ExtractOutcome outcome = extract_bytes(worker, "ANJUAN-SELFTEST probe", "x");
  BOOST_REQUIRE_MESSAGE(outcome.readable, outcome.reason);
  std::map<std::string, std::string> results;
  for (const TextLine& line : outcome.text.pages.front().lines) {
    const std::size_t colon = line.text.find(": ");
    results[line.text.substr(0, colon)] = line.text.substr(colon + 2);
  }
  BOOST_TEST(results.size() == 12U);
  if (report->parts.find("landlock") != std::string::npos) {
    BOOST_TEST(results["read /etc/passwd"] == "Permission denied");
    BOOST_TEST(results["read /proc/self/environ"] == "Permission denied");
  }
  if (report->parts.find("seccomp") != std::string::npos) {
    for (const char* what : {"write /tmp", "socket inet", "socket unix", "exec", "fork", "kill parent", "raise cpu limit", "unlink"}) {
      BOOST_TEST(results[what] == "Operation not permitted", what << ": " << results[what]);
    }
  }
  BOOST_TEST(results["read fonts"] == "ok");
  BOOST_TEST(results["inherited descriptors"] == "ok");
}

BOOST_FIXTURE_TEST_CASE(a_dead_helper_is_started_again, SelftestHelper) {
  Worker worker(test::helper_program(), quick_limits());
  BOOST_TEST(extract_bytes(worker, "信", "a.txt").readable);
  const auto helpers = children_of(getpid());
  BOOST_REQUIRE(helpers.size() == 1U);
  kill(helpers.begin()->first, SIGKILL);
  BOOST_TEST(extract_bytes(worker, "信", "a.txt").readable);
  BOOST_TEST(children_of(getpid()).size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(no_child_outlives_the_helper, SelftestHelper) {
  WorkerLimits limits = quick_limits();
  limits.idle_seconds = 60;
  limits.cpu_seconds_first = 60;
  std::atomic<bool> stop = false;
  pid_t zygote = 0;
  std::map<pid_t, char> grandchildren;
  {
    Worker worker(test::helper_program(), limits);
    worker.cancel_when(&stop);
    std::thread later([&] {
      for (int i = 0; i < 500 && grandchildren.empty(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        const auto helpers = children_of(getpid());
        if (helpers.empty()) continue;
        zygote = helpers.begin()->first;
        grandchildren = children_of(zygote);
      }
      stop = true;
    });
    CollectedMembers members;
    const auto begin = std::chrono::steady_clock::now();
    const auto outcome = worker.extract([](ByteSink& sink) { return sink.write(as_bytes("ANJUAN-SELFTEST sleep")); }, "x", members);
    later.join();
    BOOST_REQUIRE(!outcome.has_value());
    BOOST_TEST((outcome.error().code == ErrorCode::cancelled));
    BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds(10)));
    stop = false;
    BOOST_TEST(extract_bytes(worker, "信", "a.txt").readable);
    BOOST_TEST(children_of(zygote).empty());
  }
  BOOST_TEST(!grandchildren.empty());
  BOOST_TEST(children_of(getpid()).empty());
}

BOOST_AUTO_TEST_CASE(one_worker_reads_letter_after_letter) {
  Worker worker(test::helper_program(), {});
  std::string letter = "尊敬的领导：您好！";
  while (letter.size() < 3000) letter += "我是某县某镇某村三组村民，现就我村土地征收补偿款未足额发放一事向贵局反映。";
  static_cast<void>(extract_bytes(worker, letter, "warm.txt"));
  const auto begin = std::chrono::steady_clock::now();
  constexpr int k_count = 100;
  for (int i = 0; i < k_count; ++i) BOOST_REQUIRE(extract_bytes(worker, letter, "a.txt").readable);
  const double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count() / k_count;
  BOOST_TEST_MESSAGE("a letter of 1000 characters: " << ms << " ms");
}

BOOST_AUTO_TEST_SUITE_END()
