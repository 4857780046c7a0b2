#include "archive/registry/clock_rules.hpp"

#include <algorithm>
#include <array>

#include "archive/registry/rule_files.hpp"

namespace anjuan::registry {

namespace {

constexpr std::string_view k_file = "clocks.toml";

constexpr std::array<std::string_view, 6> k_categories = {"建议意见", "检举控告", "申诉求决", "信息公开", "咨询", "其他"};
constexpr std::array<std::string_view, 3> k_matters = {"信访", "复查", "复核"};
constexpr std::array<std::string_view, 3> k_owners = {"本机关", "信访人", "上级"};

struct EventWords {
  std::string_view field, name;
};
constexpr std::array<EventWords, 28> k_events = {{
    {"received", "收到"}, {"disposed", "转送、交办或报请"}, {"transferred_in", "收到转送、交办"}, {"answered_transfer", "通报受理情况"},
    {"objected", "提出异议"}, {"noticed", "告知"}, {"accepted", "受理"}, {"refused", "不予受理"}, {"routed_elsewhere", "导入其他程序"},
    {"transferred_out", "转出"}, {"assigned", "收到交办"}, {"fed_back", "向交办单位报告"}, {"replied", "答复"}, {"delivered", "送达"},
    {"review_requested", "申请复查"}, {"review_answered", "复查意见"}, {"review_delivered", "复查意见送达"}, {"rereview_requested", "申请复核"}, {"rereview_answered", "复核意见"},
    {"concluded", "办结"}, {"withdrawn", "撤回"}, {"merged", "并案"},
    {"slip_sent", "交办、转办"}, {"slip_answered", "办理情况回报"}, {"slip_objected", "受转单位异议退回"}, {"urged", "督办、催办"}, {"decided", "会办决定"},
    {"decision_done", "决定落实"},
}};

template <std::size_t N>
std::optional<std::size_t> index_in(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

std::string one_of(const std::vector<std::string_view>& names) {
  std::string text = "应为";
  for (const std::string_view& name : names) text += (&name == &names.front() ? "" : "、") + std::string(name);
  return text;
}

/// The values of a list field by their names; the first unknown one is refused with those there are.
template <class T, std::size_t N>
std::vector<T> choices(RowReader& reader, std::string_view field, const std::array<std::string_view, N>& names) {
  std::vector<T> values;
  for (const std::string& text : reader.texts(field)) {
    const auto index = index_in(names, text);
    if (index) {
      values.push_back(static_cast<T>(*index));
    } else {
      reader.wrong(field, "没有“" + text + "”，" + one_of({names.begin(), names.end()}));
    }
  }
  return values;
}

constexpr std::array<std::string_view, k_events.size()> event_fields() {
  std::array<std::string_view, k_events.size()> fields{};
  for (std::size_t i = 0; i < fields.size(); ++i) fields[i] = k_events[i].field;
  return fields;
}
constexpr auto k_event_fields = event_fields();

ClockTerm read_term(RowReader& reader) {
  const auto days = reader.optional_integer("days", 1, 3660);
  const auto workdays = reader.optional_integer("workdays", 1, 1000);
  const auto months = reader.optional_integer("months", 1, 120);
  const bool named = reader.flag("named");
  if (named + days.has_value() + workdays.has_value() + months.has_value() != 1) {
    reader.wrong("days", "days、workdays、months 要写其中一个，也只能写一个；限期由所办的步骤写明的写 named = true");
  }
  if (named) return {ClockTerm::Unit::named, 0};
  if (workdays) return {ClockTerm::Unit::workdays, static_cast<int>(*workdays)};
  if (months) return {ClockTerm::Unit::months, static_cast<int>(*months)};
  return {ClockTerm::Unit::days, static_cast<int>(days.value_or(0))};
}

ClockEvent read_event(RowReader& reader, std::string_view field, const std::string& text) {
  const auto index = index_in(k_event_fields, text);
  if (!index && !text.empty()) reader.wrong(field, "没有“" + text + "”，" + one_of({k_event_fields.begin(), k_event_fields.end()}));
  return static_cast<ClockEvent>(index.value_or(0));
}

/// The steps whose own words say a day.
bool names_day(ClockEvent event) { return event == ClockEvent::slip_sent || event == ClockEvent::urged || event == ClockEvent::decided; }

ClockOwner read_owner(RowReader& reader) {
  const std::string text = reader.optional_text("owner");
  if (text.empty()) return ClockOwner::office;
  const auto index = index_in(k_owners, text);
  if (!index) reader.wrong("owner", "没有“" + text + "”，" + one_of({k_owners.begin(), k_owners.end()}));
  return static_cast<ClockOwner>(index.value_or(0));
}

void name_row(RowReader& reader, const std::string& id, const std::string& set) { reader.name(id + " " + set); }

Result<RuleSet> read_set(const RuleRow& row) {
  RowReader reader(k_file, row);
  RuleSet set;
  set.name = reader.text("name");
  reader.name("R-301 " + set.name);
  set.title = reader.text("title");
  set.source = reader.text("source");
  set.national = reader.flag("national");
  set.validity = read_validity(reader);
  TRY(reader.done());
  return set;
}

Result<ClockRule> read_clock(const RuleRow& row) {
  RowReader reader(k_file, row);
  ClockRule rule;
  rule.id = reader.text("id");
  rule.set = reader.text("set");
  name_row(reader, rule.id, rule.set);
  rule.clock = reader.text("clock");
  rule.title = reader.text("title");
  rule.source = reader.text("source");
  rule.term = read_term(reader);
  rule.from = read_event(reader, "from", reader.text("from"));
  if (names_day(rule.from) != (rule.term.unit == ClockTerm::Unit::named)) reader.wrong("from", "named 只用于、也必用于 slip_sent、urged、decided");
  if (const std::string awaits = reader.optional_text("awaits"); !awaits.empty()) rule.awaits = read_event(reader, "awaits", awaits);
  rule.until = choices<ClockEvent>(reader, "until", k_event_fields);
  if (rule.until.empty()) reader.wrong("until", "要写出做到什么算完成");
  rule.ended_by = choices<ClockEvent>(reader, "ended_by", k_event_fields);
  if (const auto within = reader.optional_integer("accepted_within", 1, 366)) {
    rule.accepted_within = static_cast<int>(*within);
    if (rule.from != ClockEvent::accepted) reader.wrong("accepted_within", "只用于 from = \"accepted\" 的期限（R-316）");
  }
  rule.applies_to = choices<Category>(reader, "applies_to", k_categories);
  rule.matters = choices<MatterKind>(reader, "matters", k_matters);
  if (rule.matters.empty()) rule.matters = {MatterKind::petition};
  rule.owner = read_owner(reader);
  rule.needs_address = reader.flag("needs_address");
  rule.petition_department = reader.flag("petition_department");
  rule.hearing_excluded = reader.flag("hearing_excluded");
  rule.lapses = reader.flag("lapses");
  rule.latest_only = reader.flag("latest_only");
  rule.validity = read_validity(reader);
  TRY(reader.done());
  return rule;
}

Result<ExtensionRule> read_extension(const RuleRow& row) {
  RowReader reader(k_file, row);
  ExtensionRule rule;
  rule.id = reader.text("id");
  rule.set = reader.text("set");
  name_row(reader, rule.id, rule.set);
  rule.extends = reader.text("extends");
  rule.title = reader.text("title");
  rule.source = reader.text("source");
  rule.days = static_cast<int>(reader.integer("days", 1, 366));
  rule.validity = read_validity(reader);
  TRY(reader.done());
  return rule;
}

}  // namespace

std::string_view category_name(Category category) { return k_categories[static_cast<std::size_t>(category)]; }

Result<Category> category_of(std::string_view name) {
  const auto index = index_in(k_categories, name);
  if (index) return static_cast<Category>(*index);
  return fail(ErrorCode::invalid_argument,
              "没有类别“" + std::string(name) + "”（R-321），" + one_of({k_categories.begin(), k_categories.end()}));
}

std::string_view owner_name(ClockOwner owner) { return k_owners[static_cast<std::size_t>(owner)]; }
std::string_view event_name(ClockEvent event) { return k_events[static_cast<std::size_t>(event)].name; }
std::string_view event_field(ClockEvent event) { return k_events[static_cast<std::size_t>(event)].field; }

std::string ClockTerm::to_string() const {
  if (unit == Unit::named) return "所写的限期";
  static constexpr std::array<std::string_view, 3> k_units = {"日", "个工作日", "个月"};
  return std::to_string(length) + std::string(k_units[static_cast<std::size_t>(unit)]);
}

bool ClockRule::applies(Category category) const {
  return applies_to.empty() || std::find(applies_to.begin(), applies_to.end(), category) != applies_to.end();
}

bool ClockRule::applies(MatterKind kind) const { return std::find(matters.begin(), matters.end(), kind) != matters.end(); }

Result<ClockRules> ClockRules::parse(std::string_view toml) {
  TRY_ASSIGN(const std::vector<RuleRow> rows, parse_rule_rows(k_file, toml));
  ClockRules rules;
  for (const RuleRow& row : rows) {
    if (row.table == "set") {
      TRY_ASSIGN(RuleSet set, read_set(row));
      if (rules.find_set(set.name) != nullptr) return RowReader(k_file, row).wrong("name", "“" + set.name + "”已有一行");
      if (set.national) rules.m_spans.push_back({"R-301", "国家规定", row.line, set.validity});
      rules.m_sets.push_back(std::move(set));
    } else if (row.table == "clock") {
      TRY_ASSIGN(ClockRule clock, read_clock(row));
      rules.m_spans.push_back({clock.id, clock.set + " " + clock.clock, row.line, clock.validity});
      rules.m_clocks.push_back(std::move(clock));
    } else if (row.table == "extension") {
      TRY_ASSIGN(ExtensionRule extension, read_extension(row));
      rules.m_spans.push_back({extension.id, extension.set + " extends " + extension.extends, row.line, extension.validity});
      rules.m_extensions.push_back(std::move(extension));
    } else {
      return RowReader(k_file, row).wrong(row.table, "这里只有 [[set]]、[[clock]]、[[extension]] 三种行");
    }
  }
  TRY(rules.check());
  return rules;
}

Result<ClockRules> ClockRules::builtin() {
  TRY_ASSIGN(const std::string_view text, rule_text("clocks"));
  return parse(text);
}

namespace {

/// A row must name a set that stands in the file, and be in force only while its set is.
Status check_in_set(const RuleSet* set, const std::string& row, const std::string& set_name, const Validity& validity) {
  const std::string place = std::string(k_file) + " 的 " + row;
  if (set == nullptr) return fail(ErrorCode::invalid_argument, place + "的 set：没有名为“" + set_name + "”的 [[set]]");
  if (validity.from < set->validity.from) {
    return fail(ErrorCode::invalid_argument, place + "的 valid_from：早于 " + set_name + " 施行的 " + set->validity.from.to_string());
  }
  if (set->validity.to && (!validity.to || *set->validity.to < *validity.to)) {
    return fail(ErrorCode::invalid_argument, place + "的 valid_to：晚于 " + set_name + " 废止的 " + set->validity.to->to_string());
  }
  return {};
}

}  // namespace

Status ClockRules::check_ends() const {
  for (const ClockRule& rule : m_clocks) {
    const RuleSet* set = find_set(rule.set);
    const bool last = std::none_of(m_clocks.begin(), m_clocks.end(), [&](const ClockRule& other) {
      return other.set == rule.set && other.clock == rule.clock && rule.validity.from < other.validity.from;
    });
    if (!last || rule.validity.to == set->validity.to) continue;
    return fail(ErrorCode::invalid_argument, std::string(k_file) + " 的 " + rule.id + " " + rule.set + "的 valid_to：" + rule.validity.to->to_string() +
                                                 " 之后“" + rule.clock + "”没有规则，而 " + rule.set + " 仍然有效");
  }
  return {};
}

Status ClockRules::check() const {
  TRY(check_validity(k_file, m_spans));
  for (const ClockRule& rule : m_clocks) TRY(check_in_set(find_set(rule.set), rule.id + " " + rule.set, rule.set, rule.validity));
  for (const ExtensionRule& rule : m_extensions) {
    TRY(check_in_set(find_set(rule.set), rule.id + " " + rule.set, rule.set, rule.validity));
    const auto extended = [&](const ClockRule& clock) { return clock.set == rule.set && clock.clock == rule.extends; };
    if (std::none_of(m_clocks.begin(), m_clocks.end(), extended)) {
      return fail(ErrorCode::invalid_argument, std::string(k_file) + " 的 " + rule.id + " " + rule.set + "的 extends：" + rule.set +
                                                   " 没有名为“" + rule.extends + "”的期限");
    }
  }
  TRY(check_ends());
  if (m_sets.empty() || m_clocks.empty()) return fail(ErrorCode::invalid_argument, std::string(k_file) + "：没有任何期限");
  return {};
}

const RuleSet* ClockRules::find_set(std::string_view name) const {
  const auto found = std::find_if(m_sets.begin(), m_sets.end(), [&](const RuleSet& set) { return set.name == name; });
  return found == m_sets.end() ? nullptr : &*found;
}

const RuleSet* ClockRules::national(CivilDate received) const {
  for (const RuleSet& set : m_sets) {
    if (set.national && set.validity.holds(received)) return &set;
  }
  return nullptr;
}

const ExtensionRule* ClockRules::extension(const ClockRule& clock, CivilDate day) const {
  for (const ExtensionRule& rule : m_extensions) {
    if (rule.set == clock.set && rule.extends == clock.clock && rule.validity.holds(day)) return &rule;
  }
  return nullptr;
}

}  // namespace anjuan::registry
