#include "archive/filing/arrangement.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "archive/registry/record.hpp"

namespace anjuan::filing {

namespace json = boost::json;
using registry::date_in;
using registry::flag_in;
using registry::list_in;
using registry::number_in;
using registry::text_in;
using retention::MatterFacts;
using retention::Period;

namespace {

std::string petitioners_of(const json::object& record) {
  std::string first;
  std::int64_t named = 0;
  for (const json::value& value : list_in(record, "parties")) {
    const std::string role = text_in(value.get_object(), "role");
    if (role != "来信人" && role != "代表") continue;
    if (++named == 1) first = text_in(value.get_object(), "name");
  }
  if (named == 0) return "[匿名]";
  const std::int64_t heads = std::max(number_in(record, "heads"), named);
  return heads > 1 ? first + "等" + std::to_string(heads) + "人" : first;
}

/// What the letter is about: its subject, else the beginning of its summary.
std::string about(const json::object& record) {
  const std::string subject = text_in(record, "subject");
  if (!subject.empty()) return subject;
  const std::string summary = text_in(record, "summary");
  std::size_t end = summary.size();
  for (const char* stop : {"。", "，", "；", "\n"}) end = std::min(end, summary.find(stop));
  return summary.substr(0, end);
}

std::string of_channel(const std::string& channel) {
  if (channel == "走访") return "来访";
  if (channel == "电话") return "来电";
  return "来信";
}

// ×××关于×××的来信(×××领导批示,×××处理结果); R-124: a title of one's own stands in [ ].
std::string title_of(const json::object& record) {
  std::string title = petitioners_of(record) + "关于" + about(record) + "的" + of_channel(text_in(record, "channel"));
  std::string more;
  const json::object* instruction = registry::last_in(record, "instructions");
  if (instruction != nullptr) more = (text_in(*instruction, "by").empty() ? "领导" : text_in(*instruction, "by")) + "批示";
  std::string outcome = text_in(record, "outcome");
  if (outcome.empty()) outcome = text_in(record, "state");
  if (!outcome.empty()) more += (more.empty() ? "" : "，") + outcome;
  if (!more.empty()) title += "（" + more + "）";
  return text_in(record, "subject").empty() ? "[" + title + "]" : title;
}

class Arranger {
 public:
  Arranger(const json::object& record, const FilingRules& filing, const retention::RetentionRules& retention)
      : m_record(record), m_filing(filing), m_retention(retention), m_facts(MatterFacts::of(record)) {}

  Result<Arrangement> run(const std::vector<Item>& items, Keep keep) {
    const std::string state = text_in(m_record, "state");
    const auto closed = date_in(m_record, "closed");
    if (!closed || !can_be_filed(state)) return fail(ErrorCode::invalid_argument, "现为“" + state + "”，办结以后才能立卷归档（R-119、R-320）");
    m_out.year = closed->year();
    why("归档年度 " + std::to_string(m_out.year) + "：办结之年（R-119）");
    TRY_ASSIGN(m_out.period, m_retention.decide(m_facts, *closed));
    why("保管期限 " + m_out.period->period.name() + "：" + m_out.period->code + " " + m_out.period->material + "（" + m_out.period->source + "）");
    TRY_ASSIGN(const RegimeRule* regime, m_filing.regime(m_facts, *closed));
    m_out.regime = regime->name;
    why("以" + regime->name + "为单位：" + regime->source);
    m_out.is_filed = keep == Keep::anyway || m_out.period->period.kind != Period::Kind::not_kept;
    m_out.title = title_of(m_record);
    m_out.responsible = petitioners_of(m_record);
    m_out.document = text_in(m_record, "document");
    m_out.date = date_in(m_record, "replied").value_or(*closed).to_string();
    place(items);
    if (m_out.is_filed) find_missing();
    return std::move(m_out);
  }

 private:
  void why(std::string sentence) { m_out.why.push_back(std::move(sentence)); }

  void leave_out(const Item& item, std::string reason) { m_out.left_out.push_back({item.item, item.kind, std::move(reason)}); }

  void place(const std::vector<Item>& items) {
    std::map<std::string, ItemId> seen;
    // of the scans of one sheet the last shows all that was signed on it.
    std::map<ItemId, ItemId> last_scan;
    for (const Item& item : items) last_scan[item.version_of.value_or(item.item)] = item.item;
    for (const Item& item : items) {
      if (item.parent) continue;  // goes with its container
      if (!m_out.is_filed) {
        leave_out(item, m_out.period->material + "，不归档（" + m_out.period->code + "，R-115）");
        continue;
      }
      const PartRule& part = m_filing.part(item.kind);
      if (!part.drop.empty() && !(part.unless_handled && m_facts.handled)) {
        leave_out(item, part.drop + "（R-115）");
        continue;
      }
      if (const ItemId& last = last_scan.at(item.version_of.value_or(item.item)); last != item.item) {
        leave_out(item, "旧版扫描件，以最后一次扫描 " + last.value + " 为准（R-385）");
        continue;
      }
      const auto [first, is_first] = seen.emplace(item.object.to_string(), item.item);
      if (!is_first) {
        leave_out(item, "重份文件，与 " + first->second.value + " 完全相同（R-115）");
        continue;
      }
      m_out.papers.push_back(arranged(item, m_filing));
    }
    // conclusions first; the rest by time. Equal in all: the id, so that the order is total.
    std::sort(m_out.papers.begin(), m_out.papers.end(), [](const ArrangedPaper& a, const ArrangedPaper& b) {
      return std::tie(a.rank, a.date, a.item) < std::tie(b.rank, b.date, b.item);
    });
  }

  bool has_part_needed_as(std::string_view need) const {
    return std::any_of(m_out.papers.begin(), m_out.papers.end(), [&](const ArrangedPaper& paper) { return m_filing.part(paper.kind).need == need; });
  }

  // the petition itself, and the answer where one was given or owed.
  void find_missing() {
    const std::string channel = text_in(m_record, "channel");
    const bool by_record = channel == "电话" || channel == "信息网络";  // the register's own entry is the record of the call
    if (!has_part_needed_as("来信来访") && !by_record) m_out.missing.push_back({"信访件原件或接访记录", "没有来信、接访记录的扫描件（R-354）"});
    const bool owes_none = text_in(m_record, "state") == "存查" || !text_in(m_record, "closing_reason").empty() || text_in(m_record, "transfer_mode") == "转送";
    if (has_part_needed_as("答复") || owes_none) return;
    if (date_in(m_record, "replied")) m_out.missing.push_back({"处理（答复）意见书", "作过答复，没有意见书或复函（R-354）"});
  }

  const json::object& m_record;
  const FilingRules& m_filing;
  const retention::RetentionRules& m_retention;
  MatterFacts m_facts;
  Arrangement m_out;
};

}  // namespace

ArrangedPaper arranged(const Item& item, const FilingRules& filing) {
  const PartRule& part = filing.part(item.kind);
  return {item.item, part.role, part.group, item.kind, item.title, item.date, item.object.to_string(), part.rank, {item.pages, {}}, {}};
}

bool can_be_filed(std::string_view state) {
  static constexpr std::string_view k_ended[] = {"办结", "终结", "存查", "不予受理", "撤回"};
  return std::find(std::begin(k_ended), std::end(k_ended), state) != std::end(k_ended);
}

std::uint32_t Arrangement::pages() const {
  return std::accumulate(papers.begin(), papers.end(), std::uint32_t{0}, [](std::uint32_t sum, const ArrangedPaper& paper) { return sum + paper.pages(); });
}

Result<Arrangement> arrange(const json::object& record, const std::vector<Item>& items, const FilingRules& filing, const retention::RetentionRules& retention,
                            Keep keep) {
  return Arranger(record, filing, retention).run(items, keep);
}

}  // namespace anjuan::filing
