#include "indexer/ocr/place_characters.hpp"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "archive/base/utf8.hpp"

namespace anjuan::ocr {

namespace {

constexpr float k_never = std::numeric_limits<float>::max() / 4;
// Lines longer than this in characters or in pixels keep the engine's boxes: no page has them, and the work grows with both.
constexpr std::size_t k_max_symbols = 400;
constexpr int k_max_width = 20'000;

/// Width of a character in ems, and how far it may differ.
struct Nominal {
  float width, tolerance;
};

Nominal nominal_of(char32_t c) {
  if (c >= 0x2E80) return {1.0F, 0.10F};
  if (c >= '0' && c <= '9') return {0.53F, 0.08F};
  if (c == 'W' || c == 'M' || c == 'm' || c == 'w' || c == '@' || c == '%') return {0.8F, 0.15F};
  if (c >= 'A' && c <= 'Z') return {0.65F, 0.15F};
  if (c >= 'a' && c <= 'z') return {0.5F, 0.15F};
  if (c > 0x7F) return {0.9F, 0.3F};
  // The engine writes ASCII marks for full-width ones.
  return {0.5F, 0.4F};
}

Nominal nominal_of(const ReadSymbol& symbol) {
  Nominal sum{0, 0};
  for (std::size_t at = 0; at < symbol.text.size();) {
    const Nominal one = nominal_of(next_utf8(symbol.text, at));
    sum.width += one.width, sum.tolerance += one.tolerance;
  }
  return sum;
}

/// Full-width punctuation fills its cell in the middle of a line; at the line's ends only its ink counts, which is a third of it.
bool is_wide_mark(const ReadSymbol& symbol) {
  std::size_t at = 0;
  const char32_t c = symbol.text.empty() ? 0 : next_utf8(symbol.text, at);
  return (c >= 0x3001 && c <= 0x301F) || (c >= 0xFF01 && c <= 0xFF0F) || c == 0xFF1A || c == 0xFF1B || c == 0xFF1F || (c >= 0x2018 && c <= 0x201D);
}

std::vector<Nominal> nominals_of(const ReadLine& line) {
  std::vector<Nominal> nominals;
  for (const ReadSymbol& symbol : line.symbols) nominals.push_back(nominal_of(symbol));
  for (const std::size_t i : {std::size_t{0}, nominals.size() - 1}) {
    if (is_wide_mark(line.symbols[i])) nominals[i] = {0.45F, 0.2F};
  }
  return nominals;
}

double middle(const ReadSymbol& symbol) { return (symbol.left + symbol.right) / 2.0; }

/// What the em may be, in pixels: by the line's length (right unless it has gaps), by its height (right unless a neighbour or a rule is in it), by the
/// distances of neighbouring characters as the engine saw them. The cheapest cuts decide.
std::vector<double> possible_ems(const ReadLine& line, const std::vector<Nominal>& nominals) {
  double sum = 0;
  std::vector<double> distances;
  for (std::size_t i = 0; i < nominals.size(); ++i) {
    sum += nominals[i].width;
    if (i == 0 || nominals[i].width != 1.0F || nominals[i - 1].width != 1.0F) continue;
    const double distance = middle(line.symbols[i]) - middle(line.symbols[i - 1]);
    if (distance > 2) distances.push_back(distance);
  }
  const double by_length = (line.right - line.left) / std::max(sum, 0.5);
  std::vector<double> ems = {by_length, 0.93 * by_length, 1.06 * (line.bottom - line.top)};
  if (distances.size() >= 5) {
    std::nth_element(distances.begin(), distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2), distances.end());
    ems.push_back(distances[distances.size() / 2]);
  }
  return ems;
}

/// Darkness of each column of the line, 0…1.
std::vector<float> ink_of(PIX* grey, const ReadLine& line) {
  std::array<std::size_t, 256> histogram{};
  const auto words = static_cast<std::size_t>(pixGetWpl(grey));
  const l_uint32* data = pixGetData(grey);
  for (int y = line.top; y < line.bottom; ++y) {
    const l_uint32* row = data + static_cast<std::size_t>(y) * words;
    for (int x = line.left; x < line.right; ++x) ++histogram[GET_DATA_BYTE(row, x)];
  }
  // The paper is brighter than two thirds of the line's pixels.
  const std::size_t all = static_cast<std::size_t>(line.bottom - line.top) * static_cast<std::size_t>(line.right - line.left);
  std::size_t below = 0;
  int paper = 0;
  while (paper < 255 && (below += histogram[static_cast<std::size_t>(paper)]) * 3 < all * 2) ++paper;
  std::vector<float> ink(static_cast<std::size_t>(line.right - line.left));
  const float whole = static_cast<float>(std::max(paper, 1)) * static_cast<float>(line.bottom - line.top);
  for (int y = line.top; y < line.bottom; ++y) {
    const l_uint32* row = data + static_cast<std::size_t>(y) * words;
    for (int x = line.left; x < line.right; ++x) {
      const int dark = paper - 24 - static_cast<int>(GET_DATA_BYTE(row, x));
      if (dark > 0) ink[static_cast<std::size_t>(x - line.left)] += static_cast<float>(dark) / whole;
    }
  }
  return ink;
}

/// Cheapest cuts by dynamic programming over the columns. cuts[i] is where symbol i begins, the last one where the line ends.
class Cutter {
 public:
  Cutter(const ReadLine& line, const std::vector<float>& ink, const std::vector<Nominal>& nominals, double em)
      : m_line(line), m_ink(ink), m_nominals(nominals), m_em(static_cast<float>(em)), m_columns(static_cast<int>(m_ink.size()) + 1) {}

  struct Cuts {
    float cost = k_never;
    std::vector<int> at;
  };
  Cuts cheapest() {
    const std::size_t count = m_line.symbols.size();
    std::vector<std::vector<int>> came(count, std::vector<int>(static_cast<std::size_t>(m_columns), -1));
    std::vector<float> best(static_cast<std::size_t>(m_columns), k_never), next;
    for (int x = 0; x < m_columns && x < m_em * 0.6F; ++x) best[static_cast<std::size_t>(x)] = square(static_cast<float>(x) / (0.2F * m_em));
    for (std::size_t i = 0; i < count; ++i) {
      next.assign(static_cast<std::size_t>(m_columns), k_never);
      step(i, best, next, came[i]);
      best.swap(next);
    }
    int end = -1;
    Cuts cuts;
    for (int x = 0; x < m_columns; ++x) {
      const float cost = best[static_cast<std::size_t>(x)] + square(static_cast<float>(m_columns - 1 - x) / (0.25F * m_em));
      if (cost < cuts.cost) cuts.cost = cost, end = x;
    }
    if (end < 0) return cuts;
    cuts.at.assign(count + 1, end);
    for (std::size_t i = count; i-- > 0;) cuts.at[i] = came[i][static_cast<std::size_t>(cuts.at[i + 1])];
    return cuts;
  }

 private:
  static float square(float value) { return value * value; }
  float cut_cost(int x) const { return x >= static_cast<int>(m_ink.size()) ? 0 : 25 * m_ink[static_cast<std::size_t>(x)]; }

  float width_cost(const Nominal& nominal, int width) const {
    const float off = (static_cast<float>(width) - nominal.width * m_em) / (nominal.tolerance * m_em);
    // Gaps make characters wide, and the wider the gap the less it says; nothing makes them narrow.
    return off > 0 ? std::min(square(off), 9 + off) : square(off);
  }

  void step(std::size_t i, const std::vector<float>& from, std::vector<float>& to, std::vector<int>& came) const {
    const Nominal& nominal = m_nominals[i];
    const auto seen = static_cast<float>(middle(m_line.symbols[i]) - m_line.left);
    const int narrowest = std::max(1, static_cast<int>((nominal.width - 3 * nominal.tolerance) * m_em)), widest = static_cast<int>((nominal.width + 1.8F) * m_em) + 1;
    const int first = std::max(0, static_cast<int>(seen - 3 * m_em)), last = std::min(m_columns - 1, static_cast<int>(seen + 3 * m_em));
    for (int begin = first; begin <= last; ++begin) {
      const float before = from[static_cast<std::size_t>(begin)];
      if (before >= k_never) continue;
      for (int width = narrowest; width <= widest && begin + width < m_columns; ++width) {
        const int end = begin + width;
        const float off = (static_cast<float>(begin) + static_cast<float>(width) / 2 - seen) / m_em;
        const float cost = before + width_cost(nominal, width) + cut_cost(end) + 0.04F * square(off);
        if (cost < to[static_cast<std::size_t>(end)]) to[static_cast<std::size_t>(end)] = cost, came[static_cast<std::size_t>(end)] = begin;
      }
    }
  }

  const ReadLine& m_line;
  const std::vector<float>& m_ink;
  const std::vector<Nominal>& m_nominals;
  float m_em;
  int m_columns;
};

void place_line(PIX* grey, ReadLine& line) {
  line.left = std::clamp(line.left, 0, pixGetWidth(grey)), line.right = std::clamp(line.right, 0, pixGetWidth(grey));
  line.top = std::clamp(line.top, 0, pixGetHeight(grey)), line.bottom = std::clamp(line.bottom, 0, pixGetHeight(grey));
  const int width = line.right - line.left;
  if (line.symbols.size() < 2 || line.symbols.size() > k_max_symbols || width < 8 || width > k_max_width || line.bottom - line.top < 4) return;
  const std::vector<Nominal> nominals = nominals_of(line);
  const std::vector<float> ink = ink_of(grey, line);
  Cutter::Cuts best;
  for (const double em : possible_ems(line, nominals)) {
    if (em < 4 || em > 2.5 * (line.bottom - line.top)) continue;
    Cutter::Cuts cuts = Cutter(line, ink, nominals, em).cheapest();
    if (cuts.cost < best.cost) best = std::move(cuts);
  }
  if (best.at.empty() || best.at.front() < 0) return;
  for (std::size_t i = 0; i < line.symbols.size(); ++i) {
    line.symbols[i].left = line.left + best.at[i];
    line.symbols[i].right = line.left + best.at[i + 1];
  }
}

}  // namespace

void place_characters(PIX* grey, std::vector<ReadLine>& lines) {
  for (ReadLine& line : lines) place_line(grey, line);
}

}  // namespace anjuan::ocr
