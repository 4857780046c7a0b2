// Blocks of a layout → units. One function for each kind (schemas/formats/form-layout.md).
#pragma once

#include "tools/extract/print/document.hpp"
#include "tools/extract/print/unit.hpp"

namespace anjuan::press {

/// What a block is built for.
struct Build {
  const Values& values;
  Frame frame;
  double page_width = 0, page_height = 0;
  TextStyle text;      ///< what running text looks like in this form
  int shrink = 0;      ///< half points taken off what may be smaller
  int tables = 0;      ///< counted up by each table
};

/// Text of a cell or a place: paragraphs below each other.
struct Content {
  std::vector<TextBlock> blocks;

  bool empty() const;
  double height() const;
  bool breaks_words() const;
  /// Whole lines that fit into `available`, and what is left.
  std::pair<Content, Content> part(double available) const;
  void draw(cairo_t* cairo, double x, double y) const;
};

/// The largest size between the style's own and `min_size` at which `make` gives no more than `height` and breaks no number or word; failing that, one
/// that gives no more than `height`; failing that, the smallest.
Content fitted(const TextStyle& style, double min_size, double height, const std::function<Content(const TextStyle&)>& make);

Result<std::vector<Unit>> text_block(const Spec& spec, Build& build);
/// A list as running text: for each row, each of `texts`.
Result<std::vector<Unit>> entries_block(const Spec& spec, Build& build);
Result<std::vector<Unit>> line_block(const Spec& spec, Build& build);
Result<std::vector<Unit>> signature_block(const Spec& spec, Build& build);
Result<std::vector<Unit>> space_block(const Spec& spec, Build& build);
Result<std::vector<Unit>> rule_block(const Spec& spec, Build& build);
Result<std::vector<Unit>> grid_block(const Spec& spec, Build& build);
Result<std::vector<Unit>> list_block(const Spec& spec, Build& build);
Result<std::vector<Unit>> labels_block(const Spec& spec, Build& build);

/// What stands at a fixed place of the page, outside the flow.
struct Fixed {
  bool every_page = false;
  std::function<void(cairo_t*)> draw;
};
Result<Fixed> fixed_text(const Spec& spec, const Build& build);
/// No drawing when the code is empty.
Result<Fixed> fixed_qr(const Spec& spec, const Build& build);

}  // namespace anjuan::press
