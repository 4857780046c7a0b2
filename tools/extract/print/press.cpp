#include "tools/extract/print/press.hpp"

#include <cairo-pdf.h>

#include <array>

#include "archive/base/json.hpp"
#include "tools/extract/print/blocks.hpp"

namespace anjuan::press {

namespace {

namespace json = boost::json;

/// Half points that a form may lose to stay on as many pages as it was made for.
constexpr int k_most_shrink = 6;
constexpr double k_note_size = 9;

using BlockMaker = Result<std::vector<Unit>> (*)(const Spec&, Build&);
constexpr std::array<std::pair<std::string_view, BlockMaker>, 9> k_makers = {{{"text", text_block}, {"entries", entries_block}, {"line", line_block}, {"signature", signature_block}, {"space", space_block},
                                                                             {"rule", rule_block}, {"grid", grid_block}, {"list", list_block}, {"labels", labels_block}}};

struct Composed {
  std::vector<Page> pages;
  std::vector<Fixed> fixed;
};

struct Paper {
  double width = 210 * k_mm, height = 297 * k_mm;
  Frame frame;
};

Result<Paper> paper_of(const Spec& layout) {
  Paper paper;
  if (const std::vector<double> size = layout.numbers("size"); size.size() == 2) paper.width = size[0] * k_mm, paper.height = size[1] * k_mm;
  std::vector<double> margins = layout.numbers("margins");
  if (margins.size() != 4) margins = {25, 25, 25, 25};
  paper.frame = {margins[3] * k_mm, margins[0] * k_mm, paper.width - (margins[1] + margins[3]) * k_mm, paper.height - (margins[0] + margins[2]) * k_mm};
  // Below a code in the corner, a further page begins lower than its margin.
  paper.frame.next_y = layout.number("next_top", margins[0]) * k_mm;
  paper.frame.next_height = paper.frame.height + paper.frame.y - paper.frame.next_y;
  if (!(paper.frame.width > 10 && paper.frame.height > 10 && paper.frame.next_height > 10 && paper.width < 2000 && paper.height < 2000)) return fail(ErrorCode::internal, "版式的纸张或页边不合理");
  return paper;
}

bool is_wanted(const Spec& block, const Values& values) {
  if (block.has("if") && values.get(block.text("if")).empty() && values.rows(block.text("if")).empty()) return false;
  return !block.has("unless") || (values.get(block.text("unless")).empty() && values.rows(block.text("unless")).empty());
}

Status add_block(const Spec& block, Build& build, std::vector<Unit>& units, std::vector<Fixed>& fixed) {
  const std::string kind = block.text("kind");
  if (kind == "at" || kind == "qr") {
    TRY_ASSIGN(Fixed made, kind == "qr" ? fixed_qr(block, build) : fixed_text(block, build));
    fixed.push_back(std::move(made));
    return {};
  }
  for (const auto& [name, make] : k_makers) {
    if (name != kind) continue;
    TRY_ASSIGN(std::vector<Unit> made, make(block, build));
    units.insert(units.end(), std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
    return {};
  }
  return fail(ErrorCode::internal, "版式中有不认识的块：" + kind);
}

Result<Composed> compose(const Spec& layout, const Values& values, const Paper& paper, int shrink, std::size_t max_pages) {
  const Spec text = layout.table("text");
  TRY(text.check({"-face", "#size", "#leading", "#indent", "-align", "-ink"}));
  TRY_ASSIGN(const TextStyle text_style, style_of(text, TextStyle{}));
  Build build{values, paper.frame, paper.width, paper.height, text_style, shrink};
  Composed composed;
  std::vector<Unit> units;
  for (const Spec& block : layout.tables("block")) {
    if (is_wanted(block, values)) TRY(add_block(block, build, units, composed.fixed));
  }
  TRY_ASSIGN(composed.pages, paginate(units, paper.frame, max_pages));
  return composed;
}

/// The largest type with which the form has the pages it was made for; when none has, the full size and the pages it takes.
Result<Composed> compose_fitting(const Spec& layout, const Values& values, const Paper& paper, std::size_t max_pages) {
  TRY_ASSIGN(Composed natural, compose(layout, values, paper, 0, max_pages));
  const auto wanted = static_cast<std::size_t>(layout.number("fit", 0));
  // Smaller type saves half of the paper at most.
  if (natural.pages.size() <= wanted || natural.pages.size() > 2 * wanted) return natural;
  for (int shrink = 1; shrink <= k_most_shrink; ++shrink) {
    TRY_ASSIGN(Composed smaller, compose(layout, values, paper, shrink, max_pages));
    if (smaller.pages.size() <= wanted) return smaller;
  }
  return natural;
}

std::string replaced(std::string text, std::string_view what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) text.replace(at, what.size(), by);
  return text;
}

/// A line outside the frame: the number of the page below it, what goes on above it.
void draw_note(cairo_t* cairo, const Paper& paper, const Values& values, std::string text, std::size_t page, std::size_t pages, double y) {
  if (text.empty()) return;
  text = replaced(replaced(std::move(text), "{页码}", std::to_string(page)), "{总页数}", std::to_string(pages));
  TextStyle style;
  style.size = k_note_size;
  style.align = Align::center;
  TextBlock::set(values.expand(text), style, paper.frame.width).draw(cairo, paper.frame.x, y);
}

cairo_status_t append(void* closure, const unsigned char* data, unsigned int length) {
  auto& bytes = *static_cast<Bytes*>(closure);
  const auto* begin = reinterpret_cast<const std::byte*>(data);
  bytes.insert(bytes.end(), begin, begin + length);
  return CAIRO_STATUS_SUCCESS;
}

struct Destroy {
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};

void draw_page(cairo_t* cairo, const Composed& composed, std::size_t number) {
  for (const Placed& placed : composed.pages[number]) placed.unit.draw(cairo, placed.place);
  for (const Fixed& fixed : composed.fixed) {
    if (number == 0 || fixed.every_page) fixed.draw(cairo);
  }
}

/// One file for all documents.
class Output {
 public:
  Output() : m_surface(cairo_pdf_surface_create_for_stream(append, &m_bytes, 595, 842)), m_cairo(cairo_create(m_surface.get())) {
    cairo_pdf_surface_set_metadata(m_surface.get(), CAIRO_PDF_METADATA_CREATOR, "anjuan");
  }
  Output(const Output&) = delete;

  void set_title(const std::string& title) { cairo_pdf_surface_set_metadata(m_surface.get(), CAIRO_PDF_METADATA_TITLE, title.c_str()); }

  void add(const Spec& layout, const Values& values, const Paper& paper, const Composed& composed) {
    cairo_t* cairo = m_cairo.get();
    const std::size_t pages = composed.pages.size();
    const auto footer_from = static_cast<std::size_t>(layout.number("footer_from", 1));
    for (std::size_t i = 0; i < pages; ++i) {
      cairo_pdf_surface_set_size(m_surface.get(), paper.width, paper.height);
      draw_page(cairo, composed, i);
      if (pages >= footer_from) draw_note(cairo, paper, values, layout.text("footer"), i + 1, pages, paper.frame.y + paper.frame.height + 3 * k_mm);
      if (i > 0) draw_note(cairo, paper, values, layout.text("continued"), i + 1, pages, paper.frame.next_y - 6 * k_mm);
      cairo_show_page(cairo);
    }
  }

  Result<Bytes> finish() {
    cairo_surface_finish(m_surface.get());
    for (const cairo_status_t status : {cairo_status(m_cairo.get()), cairo_surface_status(m_surface.get())}) {
      if (status == CAIRO_STATUS_SUCCESS) continue;
      return fail(status == CAIRO_STATUS_NO_MEMORY ? ErrorCode::resource_exhausted : ErrorCode::internal, std::string("排版失败：") + cairo_status_to_string(status));
    }
    return std::move(m_bytes);
  }

 private:
  Bytes m_bytes;
  std::unique_ptr<cairo_surface_t, Destroy> m_surface;
  std::unique_ptr<cairo_t, Destroy> m_cairo;
};

const json::object* object_at(const json::value& value, std::string_view name) {
  const json::object* object = value.if_object();
  const json::value* found = object == nullptr ? nullptr : object->if_contains(name);
  return found == nullptr ? nullptr : found->if_object();
}

/// "打印“登记表”（第 3 份）："
std::string which(const json::value& document, std::size_t number, std::size_t count) {
  const json::object* layout = object_at(document, "layout");
  std::string name = "打印“" + (layout == nullptr ? std::string() : Spec(*layout).text("name")) + "”";
  if (count > 1) name += "（第 " + std::to_string(number) + " 份）";
  return name + "：";
}

/// The number of pages it took.
Result<std::size_t> print_one(const json::value& document, std::size_t max_pages, Output& output) {
  const json::object* layout_object = object_at(document, "layout");
  const json::object* fields = object_at(document, "fields");
  if (layout_object == nullptr || fields == nullptr) return fail(ErrorCode::internal, "打印请求缺少版式或内容");
  const Spec layout(*layout_object);
  const Values values(*fields);
  TRY(layout.check({"-title", "-name", "-source", "-design", "[size", "[margins", "#fit", "#next_top", "-footer", "#footer_from", "-continued", "{text", "[block"}));
  TRY_ASSIGN(const Paper paper, paper_of(layout));
  TRY_ASSIGN(const Composed composed, compose_fitting(layout, values, paper, max_pages));
  output.set_title(plain(values.expand(layout.text("title"))));
  output.add(layout, values, paper, composed);
  return composed.pages.size();
}

}  // namespace

Result<Bytes> print(ByteView request, std::size_t max_pages) {
  TRY_ASSIGN(const json::value parsed, parse_json(as_text(request)));
  const json::object* top = parsed.if_object();
  const json::value* documents = top == nullptr ? nullptr : top->if_contains("documents");
  if (documents == nullptr || !documents->is_array() || documents->get_array().empty()) return fail(ErrorCode::internal, "打印请求没有内容");
  Output output;
  std::size_t pages = 0;
  std::size_t number = 0;
  for (const json::value& document : documents->get_array()) {
    ++number;
    if (pages >= max_pages) return fail(ErrorCode::resource_exhausted, "页数超过上限（" + std::to_string(max_pages) + " 页）");
    const Result<std::size_t> more = print_one(document, max_pages - pages, output);
    if (!more) return fail(more.error().code, which(document, number, documents->get_array().size()) + more.error().message);
    pages += *more;
  }
  return output.finish();
}

}  // namespace anjuan::press
