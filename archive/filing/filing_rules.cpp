#include "archive/filing/filing_rules.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "archive/registry/rule_files.hpp"

namespace anjuan::filing {

using registry::RowReader;
using registry::RuleRow;

namespace {

constexpr std::string_view k_file = "filing.toml";

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> choices) {
  return std::find(choices.begin(), choices.end(), value) != choices.end();
}

Result<RegimeRule> regime_of(const RuleRow& row) {
  RowReader reader(k_file, row);
  RegimeRule out;
  out.line = row.line;
  out.name = reader.text("name");
  reader.name(out.name);
  if (!is_one_of(out.name, {"件", "卷"})) reader.wrong("name", "只能是 件 或 卷（R-101）");
  out.conditions = reader.texts("when");
  if (const std::string unknown = retention::unknown_condition(out.conditions); !unknown.empty()) reader.wrong("when", "没有“" + unknown + "”这个条件（R-337）");
  out.source = reader.text("source");
  out.validity = registry::read_validity(reader);
  TRY(reader.done());
  return out;
}

Result<PartRule> part_of(const RuleRow& row) {
  RowReader reader(k_file, row);
  PartRule out;
  out.role = reader.text("role");
  reader.name(out.role);
  out.kinds = reader.texts("kinds");
  out.rank = reader.integer("rank", 1, 99);
  out.group = reader.text("group");
  if (!is_one_of(out.group, {"办结汇总", "案件处理", "交办或来信来访", "其他"})) reader.wrong("group", "只能是 办结汇总、案件处理、交办或来信来访、其他（R-351）");
  out.need = reader.optional_text("need");
  if (!out.need.empty() && !is_one_of(out.need, {"来信来访", "答复"})) reader.wrong("need", "只能是 来信来访 或 答复（R-354）");
  out.drop = reader.optional_text("drop");
  out.unless_handled = reader.flag("unless_handled");
  out.responsible = reader.optional_text("responsible");
  if (!out.responsible.empty() && !is_one_of(out.responsible, {"来信人", "本机关"})) reader.wrong("responsible", "只能是 来信人 或 本机关（R-124）");
  out.source = reader.text("source");
  TRY(reader.done());
  return out;
}

Result<BoxRule> box_of(const RuleRow& row) {
  constexpr int k_widest = 200;
  RowReader reader(k_file, row);
  reader.name("档案盒");
  BoxRule out;
  out.line = row.line;
  for (const std::string& text : reader.texts("spines")) {
    int spine = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), spine);
    const bool is_width = read.ec == std::errc() && read.ptr == text.data() + text.size() && spine > 0 && spine <= k_widest;
    if (!is_width || (!out.spines.empty() && spine <= out.spines.back())) reader.wrong("spines", "应是由小到大的毫米数（R-146）");
    out.spines.push_back(spine);
  }
  if (out.spines.empty()) reader.wrong("spines", "没有写盒脊的宽度（R-146）");
  out.pages_per_sheet = reader.integer("pages_per_sheet", 1, 2);
  out.sheet = reader.integer("sheet", 1, 2000);
  out.piece = reader.integer("piece", 0, 20000);
  out.spare = reader.integer("spare", 0, 20000);
  if (!out.spines.empty() && out.spare >= out.spines.front() * 1000) reader.wrong("spare", "比最窄的盒脊还宽（R-146）");
  out.source = reader.text("source");
  out.validity = registry::read_validity(reader);
  TRY(reader.done());
  return out;
}

}  // namespace

Result<FilingRules> FilingRules::parse(std::string_view toml) {
  TRY_ASSIGN(const std::vector<RuleRow> rows, registry::parse_rule_rows(k_file, toml));
  FilingRules rules;
  for (const RuleRow& row : rows) {
    if (row.table == "regime") {
      TRY_ASSIGN(RegimeRule regime, regime_of(row));
      rules.m_regimes.push_back(std::move(regime));
    } else if (row.table == "part") {
      TRY_ASSIGN(PartRule part, part_of(row));
      if (part.kinds.empty()) rules.m_other = rules.m_parts.size();
      rules.m_parts.push_back(std::move(part));
    } else if (row.table == "box") {
      TRY_ASSIGN(BoxRule box, box_of(row));
      rules.m_boxes.push_back(std::move(box));
    } else {
      return RowReader(k_file, row).wrong(row.table, "这里只有 [[regime]]、[[part]] 和 [[box]] 形式的行");
    }
  }
  TRY(rules.check());
  return rules;
}

Result<FilingRules> FilingRules::builtin() {
  TRY_ASSIGN(const std::string_view text, registry::rule_text("filing"));
  return parse(text);
}

Status FilingRules::check() const {
  std::set<std::string> kinds;
  for (const PartRule& part : m_parts) {
    for (const std::string& kind : part.kinds) {
      if (!kinds.insert(kind).second) return fail(ErrorCode::invalid_argument, std::string(k_file) + "：“" + kind + "”在两种材料里（R-352）");
    }
  }
  const auto others = std::count_if(m_parts.begin(), m_parts.end(), [](const PartRule& part) { return part.kinds.empty(); });
  if (others != 1) return fail(ErrorCode::invalid_argument, std::string(k_file) + "：应有一行不写 kinds 的 [[part]]，收其他材料（R-352）");
  std::vector<registry::ValiditySpan> always;
  for (const RegimeRule& regime : m_regimes) {
    if (regime.conditions.empty()) always.push_back({"R-101", "总能用的一行", regime.line, regime.validity});
  }
  if (always.empty()) return fail(ErrorCode::invalid_argument, std::string(k_file) + "：没有一行 [[regime]] 不设条件（R-101）");
  TRY(registry::check_validity(k_file, std::move(always)));
  std::vector<registry::ValiditySpan> boxes;
  for (const BoxRule& box : m_boxes) boxes.push_back({"R-146", "档案盒", box.line, box.validity});
  return registry::check_validity(k_file, std::move(boxes));
}

Result<const BoxRule*> FilingRules::box(CivilDate on) const {
  for (const BoxRule& box : m_boxes) {
    if (box.validity.holds(on)) return &box;
  }
  return fail(ErrorCode::invalid_argument, on.to_string() + " 没有档案盒的规则（R-146、filing.toml）");
}

Result<const RegimeRule*> FilingRules::regime(const retention::MatterFacts& facts, CivilDate closed) const {
  for (const RegimeRule& regime : m_regimes) {
    if (regime.validity.holds(closed) && retention::all_hold(regime.conditions, facts)) return &regime;
  }
  return fail(ErrorCode::invalid_argument, closed.to_string() + " 没有件或卷的规则（R-101）");
}

const PartRule& FilingRules::part(std::string_view kind) const {
  for (const PartRule& part : m_parts) {
    if (std::find(part.kinds.begin(), part.kinds.end(), kind) != part.kinds.end()) return part;
  }
  return m_parts[m_other];
}

}  // namespace anjuan::filing
