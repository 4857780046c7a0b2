#include "indexer/extract/html.hpp"

#include <gumbo.h>

#include <new>
#include <optional>
#include <set>
#include <vector>

#include "archive/base/utf8.hpp"
#include "indexer/extract/formats.hpp"
#include "indexer/extract/named_charset.hpp"
#include "indexer/extract/xml_util.hpp"

namespace anjuan::extract {
namespace {

constexpr std::size_t k_max_html = 48u << 20;  // gumbo's tree takes some fifteen times as much

/// Memory of one tree, freed as a whole: gumbo's own way of freeing recurses as deep as the page is nested.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  ~Arena() {
    for (void* block : m_blocks) ::operator delete(block);
  }
  static void* allocate(void* self, std::size_t size) { return static_cast<Arena*>(self)->take(size); }
  static void release(void*, void*) {}

 private:
  void* take(std::size_t size) {
    size = (size + 15) & ~std::size_t{15};
    if (size > k_block / 4) {
      m_blocks.push_back(::operator new(size));
      return m_blocks.back();
    }
    if (m_left < size) {
      m_blocks.push_back(::operator new(k_block));
      m_at = static_cast<char*>(m_blocks.back());
      m_left = k_block;
    }
    void* out = m_at;
    m_at += size;
    m_left -= size;
    return out;
  }
  static constexpr std::size_t k_block = 1u << 20;
  std::vector<void*> m_blocks;
  char* m_at = nullptr;
  std::size_t m_left = 0;
};

const GumboVector* children_of(const GumboNode* node) {
  if (node->type == GUMBO_NODE_DOCUMENT) return &node->v.document.children;
  if (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE) return &node->v.element.children;
  return nullptr;
}

/// Depth-first without recursion; enter() returns false to leave a subtree out.
template <class Enter, class Leave>
void walk_html(const GumboNode* root, Enter enter, Leave leave) {
  struct Step {
    const GumboNode* node;
    unsigned next;
  };
  std::vector<Step> path;
  if (!enter(root)) return;
  path.push_back({root, 0});
  while (!path.empty()) {
    Step& step = path.back();
    const GumboVector* children = children_of(step.node);
    if (!children || step.next >= children->length) {
      leave(step.node);
      path.pop_back();
      continue;
    }
    const auto* child_node = static_cast<const GumboNode*>(children->data[step.next++]);
    if (enter(child_node)) path.push_back({child_node, 0});
  }
}

GumboTag tag_of(const GumboNode* node) {
  return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE ? node->v.element.tag : GUMBO_TAG_UNKNOWN;
}

bool is_text_node(const GumboNode* node) {
  return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA;
}

bool is_hidden(const GumboNode* node) {
  if (gumbo_get_attribute(&node->v.element.attributes, "hidden")) return true;
  const GumboAttribute* style = gumbo_get_attribute(&node->v.element.attributes, "style");
  if (!style) return false;
  std::string text;
  for (const char* c = style->value; *c; ++c) {
    if (*c != ' ') text += *c >= 'A' && *c <= 'Z' ? static_cast<char>(*c + 32) : *c;
  }
  return text.find("display:none") != std::string::npos;
}

bool is_block(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_P: case GUMBO_TAG_DIV: case GUMBO_TAG_H1: case GUMBO_TAG_H2: case GUMBO_TAG_H3: case GUMBO_TAG_H4: case GUMBO_TAG_H5:
    case GUMBO_TAG_H6: case GUMBO_TAG_LI: case GUMBO_TAG_UL: case GUMBO_TAG_OL: case GUMBO_TAG_DL: case GUMBO_TAG_DT: case GUMBO_TAG_DD:
    case GUMBO_TAG_TABLE: case GUMBO_TAG_TR: case GUMBO_TAG_TD: case GUMBO_TAG_TH: case GUMBO_TAG_CAPTION: case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_PRE: case GUMBO_TAG_HR: case GUMBO_TAG_BR: case GUMBO_TAG_SECTION: case GUMBO_TAG_ARTICLE: case GUMBO_TAG_HEADER:
    case GUMBO_TAG_FOOTER: case GUMBO_TAG_NAV: case GUMBO_TAG_ASIDE: case GUMBO_TAG_MAIN: case GUMBO_TAG_FORM: case GUMBO_TAG_FIELDSET:
    case GUMBO_TAG_LEGEND: case GUMBO_TAG_ADDRESS: case GUMBO_TAG_CENTER: case GUMBO_TAG_FIGURE: case GUMBO_TAG_FIGCAPTION: case GUMBO_TAG_BODY:
    case GUMBO_TAG_OPTION: case GUMBO_TAG_TEXTAREA: case GUMBO_TAG_TITLE:
      return true;
    default:
      return false;
  }
}

bool is_heading(GumboTag tag) { return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6; }

bool is_left_out(GumboTag tag) {
  return tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE || tag == GUMBO_TAG_HEAD || tag == GUMBO_TAG_TEMPLATE || tag == GUMBO_TAG_RT ||
         tag == GUMBO_TAG_RP || tag == GUMBO_TAG_IFRAME || tag == GUMBO_TAG_OBJECT || tag == GUMBO_TAG_NOFRAMES;
}

class HtmlText {
 public:
  explicit HtmlText(FlowDocument& document) : m_document(document) {}

  void append(const GumboNode* root) {
    find_layout_tables(root);
    walk_html(root, [this](const GumboNode* node) { return enter(node); }, [this](const GumboNode* node) { leave(node); });
    flush();
  }

 private:
  using Cell = std::vector<Paragraph>;

  /// A table that holds tables only arranges the page: its rows are no rows.
  void find_layout_tables(const GumboNode* root) {
    std::vector<const GumboNode*> open;
    walk_html(
        root,
        [&](const GumboNode* node) {
          if (tag_of(node) == GUMBO_TAG_TABLE) {
            if (!open.empty()) m_layout.insert(open.back());
            open.push_back(node);
          }
          return true;
        },
        [&](const GumboNode* node) {
          if (tag_of(node) == GUMBO_TAG_TABLE) open.pop_back();
        });
  }

  bool in_data_table() const { return !m_tables.empty() && !m_layout.contains(m_tables.back()); }

  bool enter(const GumboNode* node) {
    if (is_text_node(node)) {
      add(node->v.text.text);
      return false;
    }
    if (node->type == GUMBO_NODE_COMMENT) return false;
    const GumboTag tag = tag_of(node);
    if (is_left_out(tag) || (node->type == GUMBO_NODE_ELEMENT && is_hidden(node))) return false;
    if (is_block(tag)) flush();
    if (is_heading(tag)) ++m_headings;
    if (tag == GUMBO_TAG_BLOCKQUOTE) ++m_quotes;
    if (tag == GUMBO_TAG_PRE || tag == GUMBO_TAG_TEXTAREA) ++m_pre;
    if (tag == GUMBO_TAG_TABLE) m_tables.push_back(node);
    if (tag == GUMBO_TAG_TR && in_data_table()) m_row.emplace();
    if ((tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH) && m_row) m_row->emplace_back();
    return true;
  }

  void leave(const GumboNode* node) {
    const GumboTag tag = tag_of(node);
    if (is_block(tag)) flush();
    if (is_heading(tag)) --m_headings;
    if (tag == GUMBO_TAG_BLOCKQUOTE) --m_quotes;
    if (tag == GUMBO_TAG_PRE || tag == GUMBO_TAG_TEXTAREA) --m_pre;
    if (tag == GUMBO_TAG_TABLE) m_tables.pop_back();
    if (tag == GUMBO_TAG_TR && m_row) close_row();
  }

  void add(std::string_view text) {
    for (const char c : text) {
      if (m_pre > 0 && c == '\n') {
        flush();
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
        if (m_pre > 0 || (!m_text.empty() && m_text.back() != ' ')) m_text += ' ';
      } else {
        m_text += c;
      }
    }
  }

  void flush() {
    std::string text = tidy(m_text);
    m_text.clear();
    if (text.empty()) return;
    const Paragraph::Style style = m_headings > 0 ? Paragraph::Style::heading : m_quotes > 0 ? Paragraph::Style::quote : Paragraph::Style::body;
    if (m_row && !m_row->empty()) {
      m_row->back().push_back({std::move(text), style});
    } else {
      m_document.paragraphs.push_back({std::move(text), style});
    }
  }

  void close_row() {
    std::vector<Cell> cells = std::move(*m_row);
    m_row.reset();
    if (cells.size() == 1) {  // one wide cell: text, not a row
      for (Paragraph& paragraph : cells.front()) m_document.paragraphs.push_back(std::move(paragraph));
      return;
    }
    std::string text;
    bool any = false;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) text += '\t';
      for (std::size_t p = 0; p < cells[i].size(); ++p) {
        if (p > 0) text += ' ';
        text += cells[i][p].text;
        any = true;
      }
    }
    if (any) m_document.paragraphs.push_back({std::move(text), Paragraph::Style::cell_row});
  }

  FlowDocument& m_document;
  std::set<const GumboNode*> m_layout;
  std::vector<const GumboNode*> m_tables;
  std::optional<std::vector<Cell>> m_row;
  std::string m_text;
  int m_headings = 0, m_quotes = 0, m_pre = 0;
};

std::string title_of(const GumboNode* root) {
  std::string title;
  walk_html(
      root,
      [&](const GumboNode* node) {
        if (tag_of(node) == GUMBO_TAG_BODY || (tag_of(node) == GUMBO_TAG_TITLE && !title.empty())) return false;
        if (is_text_node(node) && tag_of(node->parent) == GUMBO_TAG_TITLE) title += node->v.text.text;
        return true;
      },
      [](const GumboNode*) {});
  return tidy(title);
}

class HtmlExtractor final : public FlowExtractor {
 public:
  explicit HtmlExtractor(std::string media_type) : m_media_type(std::move(media_type)) {}

 protected:
  Result<FlowDocument> read(const Input& input, const Limits&, Sink* sink) override {
    if (sink) sink->add_engine("gumbo 0.10");
    const std::string declared = declared_html_charset(as_text(input.bytes()));
    const std::size_t at = m_media_type.find("charset=");
    const std::string sniffed = at == std::string::npos ? std::string() : m_media_type.substr(at + 8);
    // What the bytes show (a byte-order mark, UTF-16) goes before what the page says.
    const bool shown = sniffed.starts_with("UTF-16") || sniffed.starts_with("UTF-32") || sniffed == "UTF-8";
    return read_html(decode_named(input.bytes(), shown || declared.empty() ? std::string_view(sniffed) : std::string_view(declared)));
  }

 private:
  std::string m_media_type;
};

}  // namespace

Result<FlowDocument> read_html(std::string_view html) {
  if (html.size() > k_max_html) return fail(ErrorCode::resource_exhausted, "网页太大，超过上限");
  Arena arena;
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = Arena::allocate;
  options.deallocator = Arena::release;
  options.userdata = &arena;
  options.max_errors = 0;
  const GumboOutput* output = gumbo_parse_with_options(&options, html.data(), html.size());
  FlowDocument document;
  document.title = title_of(output->root);
  HtmlText(document).append(output->root);
  return document;
}

std::string declared_html_charset(std::string_view bytes) {
  std::string head;
  for (const char c : bytes.substr(0, 4096)) head += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  std::size_t at = head.find("charset=");
  if (at == std::string::npos) return {};
  at = head.find_first_not_of(" \"'", at + 8);
  if (at == std::string::npos) return {};
  return head.substr(at, std::min<std::size_t>(head.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_", at), head.size()) - at);
}

std::unique_ptr<Extractor> make_html(std::string media_type) { return std::make_unique<HtmlExtractor>(std::move(media_type)); }

}  // namespace anjuan::extract
