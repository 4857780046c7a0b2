// Places, snippets and boxes on positioned text: over line and page ends, on vertical lines, outside the basic plane.
#include "query/snippet/snippet.hpp"

#include <random>

#include "indexer/text/fold.hpp"

using namespace anjuan;

namespace {

std::size_t length_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// A line at `y`, each character 100 units wide from x = 1000.
TextLine line(const std::string& text, std::int32_t y) {
  TextLine out;
  out.text = text;
  const auto n = static_cast<std::int32_t>(length_of(text));
  out.box = {1000, y, 100 * n, 150};
  for (std::int32_t i = 0; i <= n; ++i) out.edges.push_back(1000 + 100 * i);
  return out;
}

PositionedText pages(const std::vector<std::vector<std::string>>& texts) {
  PositionedText out;
  for (const auto& lines : texts) {
    TextPage& page = out.pages.emplace_back();
    page.source = TextSource::layer;
    for (const std::string& text : lines)
      page.lines.push_back(line(text, 200 * static_cast<std::int32_t>(page.lines.size() + 1)));
  }
  return out;
}

std::vector<Needle> runs(const std::vector<std::string>& texts) {
  std::vector<Needle> out;
  for (const std::string& text : texts) out.push_back({fold(text), 1, true});
  return out;
}

std::string shown(const PageHit& hit) {
  std::string out;
  for (const SnippetRun& run : hit.snippet) out += run.marked ? "[" + run.text + "]" : run.text;
  return out;
}

std::vector<PageHit> all(const PositionedText& text, const std::vector<Needle>& needles) {
  return find_pages(text, needles, PageOrder::by_number, SIZE_MAX);
}

bool box_is(const Box& box, Box wanted) {
  if (box == wanted) return true;
  BOOST_TEST_MESSAGE("box " << box.x << "," << box.y << " " << box.w << "×" << box.h);
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(snippet)

BOOST_AUTO_TEST_CASE(a_run_on_one_line_has_one_box) {
  const auto hits = all(pages({{"关于离休干部待遇的复函", "无关"}}), runs({"离休"}));
  BOOST_REQUIRE(hits.size() == 1u);
  BOOST_TEST(hits[0].page == 1u);
  BOOST_TEST(shown(hits[0]) == "关于[离休]干部待遇的复函无关");
  BOOST_REQUIRE(hits[0].boxes.size() == 1u);
  BOOST_TEST(box_is(hits[0].boxes[0], {1200, 200, 200, 150}));
}

BOOST_AUTO_TEST_CASE(a_run_over_a_line_end_has_a_box_on_each_line) {
  const auto hits = all(pages({{"关于离休干", "部待遇"}}), runs({"离休干部"}));
  BOOST_REQUIRE(hits.size() == 1u);
  BOOST_TEST(shown(hits[0]) == "关于[离休干部]待遇");
  BOOST_REQUIRE(hits[0].boxes.size() == 2u);
  BOOST_TEST(box_is(hits[0].boxes[0], {1200, 200, 300, 150}));
  BOOST_TEST(box_is(hits[0].boxes[1], {1000, 400, 100, 150}));
}

BOOST_AUTO_TEST_CASE(a_run_over_a_page_end_is_marked_on_both_pages) {
  const auto hits = all(pages({{"前文", "关于离休"}, {}, {"干部待遇"}}), runs({"离休干部"}));
  BOOST_REQUIRE(hits.size() == 2u);
  BOOST_TEST(hits[0].page == 1u);
  BOOST_TEST(shown(hits[0]) == "前文关于[离休]");
  BOOST_TEST(hits[1].page == 3u);
  BOOST_TEST(shown(hits[1]) == "[干部]待遇");
  BOOST_TEST(box_is(hits[1].boxes.at(0), {1000, 200, 200, 150}));
}

BOOST_AUTO_TEST_CASE(vertical_lines_are_cut_downwards) {
  PositionedText text = pages({{"离休干部"}});
  TextLine& vertical = text.pages[0].lines[0];
  vertical.vertical = true;
  vertical.box = {8000, 1000, 120, 400};
  const auto hits = all(text, runs({"休干"}));
  BOOST_REQUIRE(hits.size() == 1u);
  BOOST_TEST(box_is(hits[0].boxes.at(0), {8000, 1100, 120, 200}));
}

BOOST_AUTO_TEST_CASE(a_line_without_edges_gives_its_whole_box) {
  PositionedText text = pages({{"离休干部"}});
  text.pages[0].lines[0].edges.clear();
  BOOST_TEST(box_is(all(text, runs({"休干"})).at(0).boxes.at(0), {1000, 200, 400, 150}));
}

BOOST_AUTO_TEST_CASE(characters_outside_the_basic_plane_and_folds_of_other_length) {
  // 𠮷 has four bytes, ㈱ folds to three characters, ﬁ to two, ０ and 離 to one of another length or script.
  const auto hits = all(pages({{"𠮷野離休㈱第０號ﬁn"}}), runs({"离休(株)", "第0号fi"}));
  BOOST_REQUIRE(hits.size() == 1u);
  BOOST_TEST(shown(hits[0]) == "𠮷野[離休㈱第０號ﬁ]n");
  BOOST_REQUIRE(hits[0].boxes.size() == 2u);
  BOOST_TEST(box_is(hits[0].boxes[0], {1200, 200, 300, 150}));
  BOOST_TEST(box_is(hits[0].boxes[1], {1500, 200, 400, 150}));
  BOOST_TEST(box_is(all(pages({{"𠮷野"}}), runs({"𠮷"})).at(0).boxes.at(0), {1000, 200, 100, 150}));
  // Half of a folded character still marks the whole one.
  BOOST_TEST(shown(all(pages({{"甲㈱乙"}}), runs({"株)乙"})).at(0)) == "甲[㈱乙]");
}

BOOST_AUTO_TEST_CASE(blanks_between_han_do_not_hide_a_run) {
  const auto hits = all(pages({{"关 于 离 休 干 部", "see Annex", "two pages"}}), runs({"离休", "annextwo"}));
  BOOST_REQUIRE(hits.size() == 1u);
  BOOST_TEST(shown(hits[0]) == "关于[离休]干部see [Annex] [two] pages");
  BOOST_REQUIRE(hits[0].boxes.size() == 3u);
  BOOST_TEST(box_is(hits[0].boxes[0], {1400, 200, 300, 150}));
}

BOOST_AUTO_TEST_CASE(every_place_is_found_and_overlaps_are_one_box) {
  const auto hits = all(pages({{"哈哈哈，哈哈"}}), runs({"哈哈"}));
  BOOST_REQUIRE(hits.size() == 1u);
  BOOST_TEST(shown(hits[0]) == "[哈哈哈]，[哈哈]");
  BOOST_TEST(hits[0].boxes.size() == 2u);
}

BOOST_AUTO_TEST_CASE(the_page_that_says_most_comes_first) {
  const PositionedText text = pages({{"离休"}, {"无关"}, {"待遇离休"}, {"待遇"}});
  const auto best = find_pages(text, runs({"离休", "待遇"}), PageOrder::best_first, 3);
  BOOST_REQUIRE(best.size() == 3u);
  BOOST_TEST(best[0].page == 3u);
  BOOST_TEST(best[1].page == 1u);
  BOOST_TEST(best[2].page == 4u);
  const auto numbered = all(text, runs({"离休", "待遇"}));
  BOOST_REQUIRE(numbered.size() == 3u);
  BOOST_TEST(numbered[0].page == 1u);
}

BOOST_AUTO_TEST_CASE(long_text_is_cut_around_the_match_at_a_sentence) {
  std::string before, after;
  for (int i = 0; i < 30; ++i) before += "前面的话很多";
  for (int i = 0; i < 30; ++i) after += "后面的话也很多";
  const auto hits = all(pages({{before + "。这里说离休待遇的事。" + after}}), runs({"离休待遇"}));
  BOOST_REQUIRE(hits.size() == 1u);
  const std::string text = shown(hits[0]);
  BOOST_TEST(text.find("[离休待遇]") != std::string::npos);
  BOOST_TEST(text.starts_with("…"));
  BOOST_TEST(text.ends_with("…"));
  BOOST_TEST(length_of(text) < 120u);
  BOOST_TEST(length_of(text) > 60u);
  const auto near = all(
      pages({{before + "甲乙丙丁。" + "这里说了三十个字以内的一些话然后才说到这一次想要提出来的离休待遇的事" + after}}),
      runs({"离休待遇"}));
  BOOST_TEST(shown(near.at(0)).starts_with("…这里说了"));
}

BOOST_AUTO_TEST_CASE(a_very_long_run_is_shown_in_part_and_boxed_whole) {
  std::string run;
  for (int i = 0; i < 100; ++i) run += "长长的话";
  const auto hits = all(pages({{"甲" + run, run + "乙"}}), runs({run + run}));
  BOOST_REQUIRE(hits.size() == 1u);
  BOOST_TEST(hits[0].boxes.size() == 2u);
  BOOST_TEST(length_of(shown(hits[0])) < 260u);
}

BOOST_AUTO_TEST_CASE(a_question_marks_its_best_place) {
  std::string filler;
  for (int i = 0; i < 60; ++i) filler += "别的事情";
  const PositionedText text = pages({{"管理" + filler + "物业管理收费过高" + filler + "物业"}, {"管理"}});
  const std::vector<Needle> question{{"物业", 3, false}, {"业管", 4, false}, {"管理", 1, false}, {"收费", 3, false}};
  const auto hits = find_pages(text, question, PageOrder::best_first, 3);
  BOOST_REQUIRE(hits.size() == 1u);  // the second page says too little
  BOOST_TEST(hits[0].page == 1u);
  BOOST_TEST(shown(hits[0]).find("[物业管理收费]过高") != std::string::npos);
  BOOST_TEST(hits[0].boxes.size() == 1u);
}

BOOST_AUTO_TEST_CASE(random_pages_and_runs_agree_with_a_scan) {
  const std::vector<std::string> alphabet{"甲", "乙", "國", "a", "Ａ", "1", "，", " ", "\u3000", "𠮷", "㈱", "\u200b"};
  std::mt19937 random(20261124);
  const auto text_of = [&](std::size_t longest) {
    std::string out;
    for (auto n = random() % (longest + 1); n > 0; --n) out += alphabet[random() % alphabet.size()];
    return out;
  };
  int found = 0;
  for (int round = 0; round < 3000; ++round) {
    std::vector<std::vector<std::string>> lines(1 + random() % 4);
    std::string whole;
    for (auto& page : lines) {
      for (auto n = random() % 4; n > 0; --n) whole += page.emplace_back(text_of(random() % 20 == 0 ? 300 : 8));
    }
    const PositionedText text = pages(lines);
    const std::string run = fold(text_of(4));
    if (run.empty()) continue;
    const auto hits = all(text, runs({run}));
    const bool stands = fold(whole).find(run) != std::string::npos;
    BOOST_REQUIRE_MESSAGE(hits.empty() != stands, run + " in " + whole);
    found += stands ? 1 : 0;
    for (const PageHit& hit : hits) {
      BOOST_REQUIRE(!hit.boxes.empty());
      bool marked = false;
      for (const SnippetRun& part : hit.snippet) marked = marked || (part.marked && !fold(part.text).empty());
      BOOST_REQUIRE(marked);
      for (const Box& box : hit.boxes) {
        const auto& on_page = text.pages.at(hit.page - 1).lines;
        BOOST_REQUIRE(std::any_of(on_page.begin(), on_page.end(), [&](const TextLine& l) {
          return l.box.y == box.y && box.x >= l.box.x && box.w > 0 && box.x + box.w <= l.box.x + l.box.w;
        }));
      }
    }
  }
  BOOST_TEST(found > 500);
}

BOOST_AUTO_TEST_CASE(nothing_to_mark_gives_no_pages) {
  BOOST_TEST(all(pages({{"离休"}, {}}), runs({"退休"})).empty());
  BOOST_TEST(all(PositionedText{}, runs({"退休"})).empty());
  BOOST_TEST(all(pages({{"离休"}}), {}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
