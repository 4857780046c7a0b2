#include "archive/filing/archival_code.hpp"

#include <algorithm>
#include <charconv>

#include "archive/registry/rule_files.hpp"

namespace anjuan::filing {

using registry::RowReader;
using registry::RuleRow;

namespace {

constexpr std::string_view k_file = "codes.toml";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_alnum(char c) { return is_digit(c) || is_capital(c); }

/// Bytes at the beginning of `text` that a place may hold; 0: none.
std::size_t length_of(std::string_view name, int width, std::string_view text) {
  const auto run = [&](bool (*is)(char), std::size_t most) {
    std::size_t n = 0;
    while (n < text.size() && n < most && is(text[n])) ++n;
    return n;
  };
  if (width > 0) {
    const std::size_t digits = run(is_digit, 9);
    const auto wide = static_cast<std::size_t>(width);
    // Zeros only fill up to the width; the serial grows beyond it.
    return digits < wide || (digits > wide && text[0] == '0') ? 0 : digits;
  }
  if (name == "全宗") return run(is_alnum, 4) == 4 ? 4 : 0;
  if (name == "年度") return run(is_digit, 4) == 4 ? 4 : 0;
  if (name == "期限") {
    if (text.empty()) return 0;
    if (text[0] == 'Y') return 1;
    if (text[0] != 'D' || text.size() < 2 || !is_digit(text[1]) || text[1] == '0') return 0;
    return text.size() > 2 && is_digit(text[2]) ? 3 : 2;
  }
  return run(is_alnum, 4);  // 机构, 门类, 类别
}

bool is_place(std::string_view name) {
  static const std::vector<std::string_view> k_places = {"全宗", "年度", "期限", "机构", "门类", "类别", "目录", "卷", "件"};
  return std::find(k_places.begin(), k_places.end(), name) != k_places.end();
}

bool is_serial(std::string_view name) { return name == "目录" || name == "卷" || name == "件"; }

}  // namespace

Result<CodeTemplate> CodeTemplate::parse(std::string_view text) {
  CodeTemplate out;
  out.m_text = text;
  std::string literal;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '{') {
      literal += text[at++];
      continue;
    }
    const std::size_t end = text.find('}', at);
    if (end == std::string_view::npos) return fail(ErrorCode::invalid_argument, "“{”没有对应的“}”");
    std::string_view inside = text.substr(at + 1, end - at - 1);
    Place place;
    place.before = literal;
    if (const std::size_t colon = inside.find(':'); colon != std::string_view::npos) {
      const auto [last, error] = std::from_chars(inside.data() + colon + 1, inside.data() + inside.size(), place.width);
      if (error != std::errc() || last != inside.data() + inside.size() || place.width < 1 || place.width > 6) {
        return fail(ErrorCode::invalid_argument, "“" + std::string(inside) + "”：宽度应为 1–6");
      }
      inside = inside.substr(0, colon);
    }
    place.name = inside;
    if (!is_place(place.name)) return fail(ErrorCode::invalid_argument, "没有“{" + place.name + "}”这一项");
    if (is_serial(place.name) != (place.width > 0)) return fail(ErrorCode::invalid_argument, "{" + place.name + "}：流水号要写宽度，其他不写");
    for (const Place& other : out.m_places) {
      if (other.name == place.name) return fail(ErrorCode::invalid_argument, "{" + place.name + "} 出现两次");
    }
    if (!out.m_places.empty() && literal.empty()) return fail(ErrorCode::invalid_argument, "{" + place.name + "} 与前一项之间没有分隔");
    out.m_places.push_back(std::move(place));
    literal.clear();
    at = end + 1;
  }
  out.m_after = literal;
  if (out.m_places.empty() || out.m_places.back().width == 0 || !literal.empty()) return fail(ErrorCode::invalid_argument, "最后一项应是流水号 {卷:N} 或 {件:N}（R-138）");
  return out;
}

Result<std::string> CodeTemplate::written(const Place& place, const CodeParts& parts) const {
  const auto found = parts.find(place.name);
  if (found == parts.end() || found->second.empty()) return fail(ErrorCode::invalid_argument, "档号缺" + place.name + "（R-131）");
  std::string value = found->second;
  if (place.width > 0) {
    if (!std::all_of(value.begin(), value.end(), is_digit) || value[0] == '0') return fail(ErrorCode::invalid_argument, place.name + "号“" + value + "”不是从 1 起的数（R-138）");
    if (value.size() < static_cast<std::size_t>(place.width)) value.insert(0, static_cast<std::size_t>(place.width) - value.size(), '0');
  }
  if (length_of(place.name, place.width, value) != value.size()) return fail(ErrorCode::invalid_argument, place.name + "“" + value + "”不合档号的写法（R-135、R-136）");
  return place.before + value;
}

Result<std::string> CodeTemplate::format(const CodeParts& parts) const {
  std::string out;
  for (const Place& place : m_places) {
    TRY_ASSIGN(const std::string text, written(place, parts));
    out += text;
  }
  return out;
}

std::optional<CodeParts> CodeTemplate::read(std::string_view code) const {
  CodeParts parts;
  for (const Place& place : m_places) {
    if (!code.starts_with(place.before)) return std::nullopt;
    code.remove_prefix(place.before.size());
    const std::size_t length = length_of(place.name, place.width, code);
    if (length == 0) return std::nullopt;
    std::string value(code.substr(0, length));
    if (place.width > 0) {
      value.erase(0, std::min(value.find_first_not_of('0'), value.size()));
      if (value.empty()) return std::nullopt;
    }
    parts.emplace(place.name, std::move(value));
    code.remove_prefix(length);
  }
  if (!code.empty()) return std::nullopt;
  return parts;
}

Result<std::string> CodeTemplate::series(CodeParts parts) const {
  parts[m_places.back().name] = "1";
  TRY_ASSIGN(std::string first, format(parts));
  first.resize(first.size() - static_cast<std::size_t>(m_places.back().width));
  return first;
}

namespace {

constexpr std::string_view k_accusations = "检举控告";

Result<CodeRow> row_of(const RuleRow& row) {
  RowReader reader(k_file, row);
  if (row.table != "code") return reader.wrong(row.table, "这里只有 [[code]] 形式的行");
  CodeRow out;
  out.line = row.line;
  out.grammar = reader.text("grammar");
  reader.name(out.grammar);
  out.title = reader.text("title");
  out.regime = reader.optional_text("regime");
  out.class_name = reader.optional_text("class");
  const std::string only = reader.optional_text("only");
  if (!only.empty() && only != k_accusations) reader.wrong("only", "只能是 检举控告（R-383）");
  out.restricted = only == k_accusations;
  if (!out.regime.empty() && out.regime != "件" && out.regime != "卷") reader.wrong("regime", "只能是 件 或 卷（R-101）");
  auto code = CodeTemplate::parse(reader.text("template"));
  if (!code && !reader.failed()) reader.wrong("template", code.error().message + "（R-130）");
  out.source = reader.text("source");
  out.validity = registry::read_validity(reader);
  TRY(reader.done());
  out.code = std::move(*code);
  if (!out.regime.empty() && out.code.serial() != out.regime) return reader.wrong("template", "以" + out.regime + "为单位的，最后一项应是 {" + out.regime + ":N}（R-138）");
  return out;
}

/// A code with every part at its least.
Result<std::string> sample_of(const CodeTemplate& code) {
  return code.format({{"全宗", "J021"}, {"年度", "2025"}, {"期限", "D30"}, {"机构", "BGS"}, {"门类", "ZY"}, {"类别", "XF"}, {"目录", "1"}, {"卷", "1"}, {"件", "1"}});
}

}  // namespace

Result<CodeRules> CodeRules::parse(std::string_view toml) {
  TRY_ASSIGN(const std::vector<RuleRow> rows, registry::parse_rule_rows(k_file, toml));
  CodeRules rules;
  std::vector<registry::ValiditySpan> spans;
  for (const RuleRow& source : rows) {
    TRY_ASSIGN(CodeRow row, row_of(source));
    if (!row.regime.empty()) spans.push_back({"R-101", "以" + row.regime + "为单位的" + std::string(row.restricted ? k_accusations : "") + "档号", row.line, row.validity});
    rules.m_rows.push_back(std::move(row));
  }
  TRY(registry::check_validity(k_file, std::move(spans)));
  for (const CodeRow& row : rules.m_rows) {
    TRY_ASSIGN(const std::string sample, sample_of(row.code));
    for (const CodeRow& other : rules.m_rows) {
      if (&row == &other || row.grammar == other.grammar || !other.code.read(sample)) continue;
      return fail(ErrorCode::invalid_argument, std::string(k_file) + " 第 " + std::to_string(row.line) + " 行（" + row.grammar + "）的 template：“" + sample + "”按 " +
                                                   other.grammar + " 也读得通，一个档号只能有一种读法（R-130）");
    }
  }
  return rules;
}

Result<CodeRules> CodeRules::builtin() {
  TRY_ASSIGN(const std::string_view text, registry::rule_text("codes"));
  return parse(text);
}

Result<const CodeRow*> CodeRules::choose(std::string_view regime, bool restricted, CivilDate on) const {
  const CodeRow* general = nullptr;
  for (const CodeRow& row : m_rows) {
    if (row.regime != regime || !row.validity.holds(on)) continue;
    if (row.restricted == restricted) return &row;
    if (!row.restricted) general = &row;
  }
  if (general != nullptr) return general;  // rules without a class for accusations
  return fail(ErrorCode::invalid_argument, on.to_string() + " 没有以" + std::string(regime) + "为单位的档号规则（R-101、codes.toml）");
}

std::optional<CodeRules::Read> CodeRules::read(std::string_view code) const {
  for (const CodeRow& row : m_rows) {
    auto parts = row.code.read(code);
    if (!parts) continue;
    std::string series = row.code.series(*parts).value_or(std::string());
    std::string serial(code.substr(std::min(series.size(), code.size())));
    return Read{&row, std::move(*parts), std::move(series), std::move(serial)};
  }
  return std::nullopt;
}

}  // namespace anjuan::filing
