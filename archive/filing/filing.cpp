#include "archive/filing/filing.hpp"

#include <algorithm>
#include <set>

#include "archive/filing/filing_record.hpp"
#include "archive/registry/record.hpp"

namespace anjuan::filing {

namespace json = boost::json;
using registry::text_in;
using retention::Period;

Filing::Filing(Archive& archive, registry::Registry& registry, FilingRules filing, retention::RetentionRules retention, CodeRules codes)
    : m_archive(archive), m_registry(registry), m_book(archive), m_filing(std::move(filing)), m_retention(std::move(retention)), m_codes(std::move(codes)) {}

Result<std::unique_ptr<Filing>> Filing::open(Archive& archive, registry::Registry& registry) {
  TRY_ASSIGN(FilingRules filing, FilingRules::builtin());
  TRY_ASSIGN(retention::RetentionRules retention, retention::RetentionRules::builtin());
  TRY_ASSIGN(CodeRules codes, CodeRules::builtin());
  return std::unique_ptr<Filing>(new Filing(archive, registry, std::move(filing), std::move(retention), std::move(codes)));
}

namespace {

tl::unexpected<Error> refuse(const MatterRow& matter, const std::string& why) { return fail(ErrorCode::invalid_argument, matter.name + " 不能归档：" + why); }

json::object change(const char* member, const std::string& proposed, const std::string& chosen, const std::string& reason) {
  return {{"member", member}, {"proposed", proposed}, {"chosen", chosen}, {"reason", reason}};
}

tl::unexpected<Error> refuse_into_volume(const MatterRow& matter, const std::vector<FilingRow>& filed, const std::vector<Item>& items) {
  std::string names;
  for (const Item& item : items) {
    if (!item.parent) names += " " + item.item.value;
  }
  const std::string& code = filed.back().code;
  return fail(ErrorCode::already_exists, matter.name + " 已归档：" + code + "；归档以后的材料要先启封（anjuan volume reopen '" + code + "'），再 anjuan volume add '" + code + "'" +
                                             names + "（R-388）");
}

tl::unexpected<Error> refuse_again(const MatterRow& matter, const FilingRow& filed) {
  return fail(ErrorCode::already_exists, matter.name + " 已归档：" + filed.code + "，没有新的材料（R-130）；看 anjuan filing show '" + filed.code + "'");
}

/// Papers of a matter that no 件 or volume of it holds or left out: what came after filing.
std::vector<Item> after_filing(std::vector<Item> items, const std::vector<FilingRow>& filed) {
  std::set<std::string> known;
  for (const FilingRow& row : filed) {
    for (const char* list : {"papers", "left_out"}) {
      for (const json::value& one : registry::list_in(row.record, list)) known.insert(text_in(one.get_object(), "item"));
    }
  }
  std::erase_if(items, [&](const Item& item) { return known.contains(item.item.value); });
  return items;
}

/// as many volumes as the pages need, papers kept whole.
std::vector<std::vector<ArrangedPaper>> volumes_of(const std::vector<ArrangedPaper>& papers) {
  std::vector<std::vector<ArrangedPaper>> volumes(1);
  std::uint32_t pages = 0;
  for (const ArrangedPaper& paper : papers) {
    if (!volumes.back().empty() && pages + paper.pages() > k_volume_pages) {
      volumes.emplace_back();
      pages = 0;
    }
    volumes.back().push_back(paper);
    pages += paper.pages();
  }
  return volumes;
}

}  // namespace

// a title names the leader, and stands for decades longer than his account.
Result<json::object> Filing::with_names(json::object record) {
  json::value* const instructions = record.if_contains("instructions");
  if (instructions == nullptr || !instructions->is_array()) return record;
  for (json::value& value : instructions->get_array()) {
    json::object& instruction = value.as_object();
    TRY_ASSIGN(const auto account, m_registry.book().account(text_in(instruction, "by")));
    if (account) instruction["by"] = registry::account_from(*account).name;
  }
  return record;
}

Result<Arrangement> Filing::propose(const MatterRow& matter, Keep keep) {
  TRY_ASSIGN(const std::vector<FilingRow> filed, m_book.of_matter(matter.matter));
  TRY_ASSIGN(std::vector<Item> items, m_registry.book().items_of(matter.matter));
  const bool is_supplement = !filed.empty();
  if (is_supplement) {
    items = after_filing(std::move(items), filed);
    const bool has_papers = std::any_of(items.begin(), items.end(), [](const Item& item) { return !item.parent; });
    if (!has_papers) return refuse_again(matter, filed.front());
    if (text_in(filed.front().record, "regime") == "卷") return refuse_into_volume(matter, filed, items);
  }
  TRY_ASSIGN(const json::object record, with_names(matter.record));
  auto made = arrange(record, items, m_filing, m_retention, keep);
  if (!made) return fail_in(matter.name, std::move(made).error());
  if (is_supplement) supplement(*made, filed, matter);
  return made;
}

// a 件 of its own in its own year: that in which the matter ended once more, else in which the newest paper came about.
void Filing::supplement(Arrangement& made, const std::vector<FilingRow>& filed, const MatterRow& matter) const {
  const std::string before = text_in(filed.back().record, "filed_on");
  if (text_in(matter.record, "closed") <= before) {
    std::string newest;
    for (const ArrangedPaper& paper : made.papers) newest = std::max(newest, paper.date);
    if (const auto day = CivilDate::parse(newest)) {
      made.year = day->year();
      made.date = newest;
    }
  }
  made.title += "（补充材料）";
  made.missing.clear();  // what must be there is in the first one
  made.regime = "件";
  for (const FilingRow& row : filed) made.see_also.push_back(row.code);
  made.why.push_back("归档以后的材料另立一件，归入" + std::to_string(made.year) + "年，与 " + filed.front().code + " 互相参见（R-388）");
}

// how many pages there are is said of every paper, by whoever read it or counted it; nobody guesses.
Status Filing::count_faces(const MatterRow& matter, const FilingDecision& decision, std::vector<ArrangedPaper>& papers) {
  std::string unknown;
  for (ArrangedPaper& paper : papers) {
    const auto counted = decision.faces.find(paper.item);
    if (counted != decision.faces.end()) {
      paper.faces = counted->second;
    } else if (paper.faces.count == 0 && std::find(decision.leave_out.begin(), decision.leave_out.end(), paper.item) == decision.leave_out.end()) {
      unknown += (unknown.empty() ? "" : "、") + paper.item.value + "（" + paper.kind + "）";
    }
  }
  if (!unknown.empty()) return refuse(matter, unknown + " 还没有读取或不能读取，页数不明：先运行 anjuan index，仍没有的写 --pages 件=页数（R-144）");
  return {};
}

Result<Arrangement> Filing::decided(const MatterRow& matter, const FilingDecision& decision, json::array& changed) {
  TRY_ASSIGN(Arrangement made, propose(matter, decision.period.empty() ? Keep::as_ruled : Keep::anyway));
  const auto differ = [&](const char* member, std::string& value, const std::string& chosen) {
    if (chosen.empty() || chosen == value) return;
    changed.push_back(change(member, value, chosen, decision.reason));
    value = chosen;
  };
  differ("regime", made.regime, decision.regime);
  if (made.regime != "件" && made.regime != "卷") return refuse(matter, "“" + made.regime + "”：只能以件或卷为单位（R-101）");
  differ("title", made.title, decision.title);
  TRY(count_faces(matter, decision, made.papers));
  if (decision.year != 0 && decision.year != made.year) {
    changed.push_back(change("year", std::to_string(made.year), std::to_string(decision.year), decision.reason));
    made.year = decision.year;
  }
  for (const ItemId& item : decision.leave_out) {
    const auto found = std::find_if(made.papers.begin(), made.papers.end(), [&](const ArrangedPaper& paper) { return paper.item == item; });
    if (found == made.papers.end()) return refuse(matter, "没有要剔除的 " + item.value);
    made.left_out.push_back({item, found->kind, decision.reason});
    changed.push_back(change("papers", item.value, "剔除", decision.reason));
    made.papers.erase(found);
  }
  return made;
}

Result<json::object> Filing::record_of(const MatterRow& matter, const Arrangement& made, const FilingDecision& decision, const Period& period) const {
  TRY_ASSIGN(const ArchiveStatus about, m_archive.status());
  json::object record{{"state", "已归档"}, {"matter", matter.matter.value}, {"number", matter.name}, {"regime", made.regime}, {"fonds", about.fonds.code},
                      {"year", made.year}, {"period", period.name()}, {"title", made.title}, {"responsible", made.responsible}, {"date", made.date}};
  if (!made.document.empty()) record.emplace("document", made.document);
  if (registry::flag_in(matter.record, "restricted")) record.emplace("restricted", true);
  if (const auto due = period.due(made.year)) record.emplace("due", due->to_string());
  const bool chosen = period != made.period->period;
  record.emplace("period_row", json::object{{"code", chosen ? "自定" : made.period->code}, {"material", made.period->material},
                                            {"source", chosen ? decision.reason : made.period->source}, {"schedule", m_retention.schedule().name},
                                            {"approved", m_retention.schedule().is_approved()}});
  json::array left_out, excused;
  for (const LeftOut& one : made.left_out) left_out.push_back(json::object{{"item", one.item.value}, {"kind", one.kind}, {"reason", one.reason}});
  for (const auto& [role, reason] : decision.excused) excused.push_back(json::object{{"role", role}, {"reason", reason}});
  if (!left_out.empty()) record.emplace("left_out", std::move(left_out));
  if (!excused.empty()) record.emplace("excused", std::move(excused));
  return record;
}

Result<std::vector<FilingRow>> Filing::file(Transaction& transaction, const MatterRow& matter, const FilingDecision& decision, const registry::Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "filing: the transaction is not locked");
  TRY_ASSIGN(const std::vector<FilingRow> filed, m_book.of_matter(matter.matter));
  json::array changed;
  TRY_ASSIGN(const Arrangement made, decided(matter, decision, changed));
  Period period = made.period->period;
  if (!decision.period.empty()) {
    TRY_ASSIGN(period, m_retention.choose(decision.period));
    if (period != made.period->period) changed.push_back(change("period", made.period->period.name(), period.name(), decision.reason));
  }
  if (!changed.empty() && decision.reason.empty()) return refuse(matter, "改动建议要写理由（--reason）（R-204）");
  if (period.kind == Period::Kind::not_kept) return refuse(matter, made.period->material + "，不归档（" + made.period->code + "，R-115）；要归档请写 --retention 和理由");
  std::string missing;  // all of them at once: nobody should have to ask again for each
  for (const MissingPart& part : made.missing) {
    const auto excused = decision.excused.find(part.role);
    if (excused == decision.excused.end() || excused->second.empty()) missing += (missing.empty() ? "" : "；") + part.reason + "，确实没有的写 --excuse '" + part.role + "=理由'";
  }
  if (!missing.empty()) return refuse(matter, missing);
  for (const auto& [role, reason] : decision.excused) {
    const bool known = std::any_of(made.missing.begin(), made.missing.end(), [&](const MissingPart& part) { return part.role == role; });
    if (!known) return refuse(matter, "“" + role + "”不缺，不用说明（R-354）");
  }
  const CivilDate on = act.on.value_or(m_registry.today());
  if (on > m_registry.today()) return refuse(matter, "日期 " + on.to_string() + " 还没有到");
  std::string by = act.by;
  if (!by.empty()) {
    TRY_ASSIGN(const registry::Account who, registry::find_person(m_registry.book(), by));
    by = who.account;
  }
  TRY_ASSIGN(const json::object base, record_of(matter, made, decision, period));
  const std::vector<std::vector<ArrangedPaper>> parts = made.regime == "卷" ? volumes_of(made.papers) : std::vector<std::vector<ArrangedPaper>>{made.papers};
  if (!decision.code.empty() && parts.size() > 1) return refuse(matter, "要分 " + std::to_string(parts.size()) + " 卷，一个档号不够（R-146）");
  std::vector<FilingRow> rows;
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    json::object record = base;
    record["filed_on"] = on.to_string();
    record["filed_by"] = by.empty() ? m_archive.options().actor : by;
    if (parts.size() > 1) record["title"] = made.title + "（第" + std::to_string(i + 1) + "卷，共" + std::to_string(parts.size()) + "卷）";
    put_papers(record, parts[i]);
    if (!made.see_also.empty()) record["see_also"] = json::array(made.see_also.begin(), made.see_also.end());
    if (!changed.empty()) record["changed"] = changed;
    TRY_ASSIGN(FilingRow row, this->record(transaction, std::move(record), decision, on, by));
    codes.push_back(row.code);
    rows.push_back(std::move(row));
  }
  for (const FilingRow& row : filed) TRY(refer(transaction, row, codes, on, by));
  TRY(m_registry.note_filed(transaction, matter, codes, on, by));
  return rows;
}

Result<FilingRow> Filing::record(Transaction& transaction, json::object record, const FilingDecision& decision, CivilDate on, const std::string& by) {
  const auto year = static_cast<int>(record.at("year").to_number<std::int64_t>());
  json::object series;
  if (!decision.code.empty()) {
    const auto read = m_codes.read(decision.code);
    if (!read) return fail(ErrorCode::invalid_argument, "“" + decision.code + "”不合任何一种档号（R-131…R-135、codes.toml）");
    if (m_book.find(decision.code)) return fail(ErrorCode::already_exists, "档号“" + decision.code + "”已经用过（R-130）");
    record["code"] = decision.code;
    record["grammar"] = read->row->grammar;
    TRY_ASSIGN(const std::string before, read->row->code.series(read->parts));
    series = {{"series", before}, {"year", year}, {"serial", std::stoll(read->parts.at(read->row->code.serial()))}};
  } else {
    TRY_ASSIGN(const CodeRow* const form, m_codes.choose(text_in(record, "regime"), registry::flag_in(record, "restricted"), on));
    TRY_ASSIGN(const Period period, Period::parse(text_in(record, "period")));
    CodeParts parts{{"全宗", text_in(record, "fonds")}, {"年度", std::to_string(year)}, {"期限", period.code()}};
    TRY_ASSIGN(const std::string before, form->code.series(parts));
    TRY_ASSIGN(const std::int64_t last, m_registry.book().last_serial(before, year));
    parts[form->code.serial()] = std::to_string(last + 1);
    TRY_ASSIGN(const std::string code, form->code.format(parts));
    record["code"] = code;
    record["grammar"] = form->grammar;
    series = {{"series", before}, {"year", year}, {"serial", last + 1}};
  }
  FilingRow row{new_filing_id(), MatterId{text_in(record, "matter")}, {}, {}};
  return record_filing_event(transaction, std::move(row), "file", {}, std::move(record), on, by, std::move(series));
}

Status Filing::refer(Transaction& transaction, const FilingRow& row, const std::vector<std::string>& codes, CivilDate on, const std::string& by) {
  json::array see_also = registry::list_in(row.record, "see_also");
  for (const std::string& code : codes) see_also.emplace_back(json::string(code));
  TRY(record_filing_event(transaction, row, "refer", {}, {{"see_also", std::move(see_also)}}, on, by));
  return {};
}

ArrangedPaper Filing::paper_of(const Item& item) const { return arranged(item, m_filing); }

Result<std::vector<Gap>> Filing::gaps() {
  std::map<std::pair<std::string, int>, std::set<std::int64_t>> used;
  TRY(m_book.each({}, [&](FilingRow&& row) -> Result<bool> {
    const auto read = m_codes.read(row.code);
    if (!read) return true;
    TRY_ASSIGN(const std::string before, read->row->code.series(read->parts));
    const auto year = static_cast<int>(registry::number_in(row.record, "year"));
    used[{before, year}].insert(std::stoll(read->parts.at(read->row->code.serial())));
    return true;
  }));
  std::vector<Gap> gaps;
  for (const auto& [key, serials] : used) {
    Gap gap{key.first, key.second, {}};
    for (std::int64_t serial = 1; serial < *serials.rbegin(); ++serial) {
      if (!serials.contains(serial)) gap.missing.push_back(serial);
    }
    if (!gap.missing.empty()) gaps.push_back(std::move(gap));
  }
  return gaps;
}

}  // namespace anjuan::filing
