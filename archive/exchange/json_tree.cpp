#include "archive/exchange/json_tree.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <utility>

namespace anjuan::exchange {

namespace {

/// What Boost.JSON's parser calls, event by event.
class TreeBuilder {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;
  using error_code = boost::json::error_code;
  using string_view = boost::json::string_view;
  using Kind = JsonTree::Kind;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return open(Kind::object); }
  bool on_object_end(std::size_t, error_code&) { return close(); }
  bool on_array_begin(error_code&) { return open(Kind::array); }
  bool on_array_end(std::size_t, error_code&) { return close(); }
  bool on_key_part(string_view part, std::size_t, error_code&) { return append(part); }
  bool on_key(string_view part, std::size_t, error_code&) {
    append(part);
    m_keys.push_back(std::exchange(m_text, {}));
    return true;
  }
  bool on_string_part(string_view part, std::size_t, error_code&) { return append(part); }
  bool on_string(string_view part, std::size_t, error_code&) {
    append(part);
    JsonTree node;
    node.kind = Kind::string;
    node.text = std::exchange(m_text, {});
    return add(std::move(node));
  }
  bool on_number_part(string_view, error_code&) { return true; }
  bool on_int64(std::int64_t, string_view, error_code&) { return add(of(Kind::number)); }
  bool on_uint64(std::uint64_t, string_view, error_code&) { return add(of(Kind::number)); }
  bool on_double(double, string_view, error_code&) { return add(of(Kind::number)); }
  bool on_bool(bool, error_code&) { return add(of(Kind::boolean)); }
  bool on_null(error_code&) { return add(of(Kind::null)); }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }

  JsonTree take() { return std::move(m_root); }

 private:
  static JsonTree of(Kind kind) {
    JsonTree node;
    node.kind = kind;
    return node;
  }
  bool append(string_view part) {
    m_text.append(part.data(), part.size());
    return true;
  }
  bool open(Kind kind) {
    m_open.push_back(of(kind));
    return true;
  }
  bool close() {
    JsonTree node = std::move(m_open.back());
    m_open.pop_back();
    return add(std::move(node));
  }
  bool add(JsonTree node) {
    if (m_open.empty()) {
      m_root = std::move(node);
    } else if (m_open.back().kind == Kind::array) {
      m_open.back().elements.push_back(std::move(node));
    } else {
      m_open.back().members.push_back({std::move(m_keys.back()), std::move(node)});
      m_keys.pop_back();
    }
    return true;
  }

  std::string m_text;
  std::vector<std::string> m_keys;  ///< of members whose values are being read
  std::vector<JsonTree> m_open;
  JsonTree m_root;
};

}  // namespace

const JsonTree* JsonTree::find(std::string_view key) const {
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const JsonMember& member) { return member.key == key; });
  return found == members.end() ? nullptr : &found->value;
}

Result<JsonTree> parse_json_tree(std::string_view text) {
  boost::json::basic_parser<TreeBuilder> parser(boost::json::parse_options{});
  boost::json::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (error) return fail(ErrorCode::invalid_argument, "第 " + std::to_string(used) + " 字节：" + error.message());
  if (text.find_first_not_of(" \t\r\n", used) != std::string_view::npos) {
    return fail(ErrorCode::invalid_argument, "第 " + std::to_string(used) + " 字节之后还有内容");
  }
  return parser.handler().take();
}

}  // namespace anjuan::exchange
