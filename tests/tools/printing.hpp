// Short ways to print a form and to see what stands on the paper.
#pragma once

#include <algorithm>
#include <string>

#include "tests/support/helper.hpp"
#include "tools/print/form.hpp"

namespace anjuan::test {

/// The real helper of this build, once for all test cases of a program: its fonts take a while.
inline Worker& worker() {
  static Worker made(helper_program(), WorkerLimits{});
  return made;
}

inline std::string print_form(const print::FormDocument& document) {
  auto pdf = print::render(worker(), document);
  BOOST_REQUIRE_MESSAGE(pdf.has_value(), (pdf ? std::string() : pdf.error().message));
  return std::string(as_text(*pdf));
}

inline Error print_error(const print::FormDocument& document) {
  auto pdf = print::render(worker(), document);
  BOOST_REQUIRE(!pdf.has_value());
  return pdf.error();
}

inline PositionedText read_back(const std::string& pdf) { return extract_bytes(worker(), pdf, "form.pdf").text; }

/// What stands on the paper, without blanks and line ends.
inline std::string words_on(const PositionedText& text) { return run_on(all_text(text)); }
inline std::string words_on(const std::string& pdf) { return words_on(read_back(pdf)); }

/// Rows of a page from top to bottom, each from left to right without blanks: a wide gap makes two lines of one row.
inline std::vector<std::string> rows_on(const TextPage& page) {
  std::vector<const TextLine*> lines;
  for (const TextLine& line : page.lines) lines.push_back(&line);
  const auto middle = [](const TextLine* line) { return line->box.y + line->box.h / 2; };
  std::stable_sort(lines.begin(), lines.end(), [&](const TextLine* a, const TextLine* b) { return middle(a) < middle(b); });
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < lines.size();) {
    std::size_t end = i;
    while (end < lines.size() && middle(lines[end]) - middle(lines[i]) < 40) ++end;
    std::sort(lines.begin() + static_cast<std::ptrdiff_t>(i), lines.begin() + static_cast<std::ptrdiff_t>(end), [](const TextLine* a, const TextLine* b) { return a->box.x < b->box.x; });
    std::string row;
    for (; i < end; ++i) row += run_on(lines[i]->text);
    rows.push_back(row);
  }
  return rows;
}

/// The first row that holds `part`; empty when none does.
inline std::string row_with(const PositionedText& text, const std::string& part) {
  for (const TextPage& page : text.pages) {
    for (const std::string& row : rows_on(page)) {
      if (row.find(run_on(part)) != std::string::npos) return row;
    }
  }
  return {};
}

inline bool holds(const std::string& words, const std::string& part) { return words.find(run_on(part)) != std::string::npos; }

/// `count` different sentences, so that a lost line is noticed.
inline std::string long_story(int count, const std::string& between = "") {
  std::string story;
  for (int i = 1; i <= count; ++i) story += "第" + std::to_string(i) + "件事：村里的账目没有公开过。" + between;
  return story;
}

}  // namespace anjuan::test
