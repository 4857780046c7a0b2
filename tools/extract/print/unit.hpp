// What flows down the pages of a form: units of a height, some of which stretch, and some of which can be parted.
#pragma once

#include <cairo.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "archive/base/result.hpp"

namespace anjuan::press {

/// Where a unit came to stand.
struct Place {
  double x = 0, y = 0, width = 0, height = 0;
  bool first = false, last = false;  ///< of its table on this page: where the outer frame closes
};

struct Unit {
  double height = 0;
  double stretch = 0;      ///< its share of what a page has left
  bool with_next = false;  ///< never the last of a page
  bool break_after = false;
  bool fill = false;       ///< repeated to the foot of the page: empty rows of a register
  int table = 0;           ///< units of one table have one number; 0: of none
  std::shared_ptr<const Unit> head;  ///< repeated where a page begins within the table
  std::function<void(cairo_t*, const Place&)> draw;
  double least = 0;        ///< of a unit that can be parted: what of it may stay at the foot of a page; 0: whatever there is room for
  /// Two units out of one, the first at most `available` high; nullopt when there is no sensible place to part it.
  std::function<std::optional<std::pair<Unit, Unit>>(double available)> part;
};

struct Placed {
  Unit unit;
  Place place;
};
using Page = std::vector<Placed>;

/// The frame that units flow into.
struct Frame {
  double x = 0, y = 0, width = 0, height = 0;
  double next_y = 0, next_height = 0;  ///< on all pages but the first
};

/// resource_exhausted beyond `max_pages`.
Result<std::vector<Page>> paginate(const std::vector<Unit>& units, const Frame& frame, std::size_t max_pages);

}  // namespace anjuan::press
