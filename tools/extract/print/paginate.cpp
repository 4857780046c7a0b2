#include <algorithm>
#include <cmath>
#include <deque>

#include "tools/extract/print/unit.hpp"

namespace anjuan::press {

namespace {

/// Less room than this at the foot of a page is left empty rather than begun with a part of a row.
constexpr double k_least_part = 70;
constexpr double k_rounding = 0.01;

class Pages {
 public:
  Pages(const Frame& frame, std::size_t max_pages) : m_frame(frame), m_max_pages(max_pages) { m_pages.emplace_back(); }

  Status add(std::deque<Unit> units) {
    while (!units.empty()) {
      Unit unit = std::move(units.front());
      units.pop_front();
      // A page that begins within a table repeats its head.
      if (m_pages.back().empty() && unit.head != nullptr) {
        put(*unit.head);
        m_fresh = true;
      }
      if (unit.fill) {
        while (fits(unit.height)) put(unit);
      } else if (fits(chain_height(unit, units)) || (m_fresh && fits(unit.height))) {
        const bool breaks = unit.break_after && !units.empty();
        put(std::move(unit));
        if (breaks) TRY(next_page());
      } else {
        TRY(part_or_move(std::move(unit), units));
      }
    }
    finish_page();
    return {};
  }

  std::vector<Page> take() { return std::move(m_pages); }

 private:
  bool on_first() const { return m_pages.size() == 1; }
  double room() const { return (on_first() ? m_frame.height : m_frame.next_height) - m_used; }
  bool fits(double height) const { return height <= room() + k_rounding; }

  /// With all that must not be parted from it. Of a text that can itself be parted its first lines are enough: a heading does not drag two pages after it.
  static double chain_height(const Unit& unit, const std::deque<Unit>& rest) {
    double height = unit.height;
    const Unit* last = &unit;
    for (const Unit& next : rest) {
      if (!last->with_next || next.fill) break;
      height += next.part && next.least > 0 && !next.with_next ? std::min(next.least, next.height) : next.height;
      last = &next;
    }
    return height;
  }

  Status part_or_move(Unit unit, std::deque<Unit>& rest) {
    if (unit.part && (m_fresh || room() >= (unit.least > 0 ? unit.least : k_least_part))) {
      // A unit that fits, but not with what must follow it, gives up its end.
      if (auto parts = unit.part(std::min(room(), unit.height - 1))) {
        parts->second.head = unit.head;
        put(std::move(parts->first));
        rest.push_front(std::move(parts->second));
        return next_page();
      }
    }
    // Higher than a page and not to be parted: no layout of ours has that, whatever its values.
    if (m_fresh) return fail(ErrorCode::internal, "版式中有一块高过一页，且不能分开");
    rest.push_front(std::move(unit));
    return next_page();
  }

  void put(Unit unit) {
    Placed placed;
    placed.place = {m_frame.x, (on_first() ? m_frame.y : m_frame.next_y) + m_used, m_frame.width, unit.height};
    m_used += unit.height;
    m_fresh = false;
    placed.unit = std::move(unit);
    m_pages.back().push_back(std::move(placed));
  }

  Status next_page() {
    finish_page();
    if (m_pages.size() == m_max_pages) return fail(ErrorCode::resource_exhausted, "页数超过上限（" + std::to_string(m_max_pages) + " 页）");
    m_pages.emplace_back();
    m_used = 0;
    m_fresh = true;
    return {};
  }

  /// Gives what is left to the units that stretch, and closes tables.
  void finish_page() {
    Page& page = m_pages.back();
    double shares = 0;
    for (const Placed& placed : page) shares += placed.unit.stretch;
    const double left = std::max(0.0, room());
    double moved = 0;
    for (std::size_t i = 0; i < page.size(); ++i) {
      Place& place = page[i].place;
      const double more = shares > 0 ? left * page[i].unit.stretch / shares : 0;
      place.y += moved;
      place.height += more;
      moved += more;
      const int table = page[i].unit.table;
      place.first = table != 0 && (i == 0 || page[i - 1].unit.table != table);
      place.last = table != 0 && (i + 1 == page.size() || page[i + 1].unit.table != table);
    }
  }

  Frame m_frame;
  std::size_t m_max_pages;
  std::vector<Page> m_pages;
  double m_used = 0;
  bool m_fresh = true;  ///< nothing stands on the page yet, or only a repeated head
};

}  // namespace

Result<std::vector<Page>> paginate(const std::vector<Unit>& units, const Frame& frame, std::size_t max_pages) {
  Pages pages(frame, std::max<std::size_t>(1, max_pages));
  TRY(pages.add(std::deque<Unit>(units.begin(), units.end())));
  return pages.take();
}

}  // namespace anjuan::press
