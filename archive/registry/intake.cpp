#include "archive/registry/intake.hpp"

#include <algorithm>
#include <charconv>

#include "archive/registry/party.hpp"
#include "archive/registry/registry.hpp"
#include "archive/registry/repeats.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::registry {

namespace json = boost::json;

namespace {

std::int64_t count_of(const Intake& intake, bool (*predicate)(const Party&)) {
  return std::count_if(intake.parties.begin(), intake.parties.end(), predicate);
}

tl::unexpected<Error> refuse(const std::string& field, const std::string& why, const std::string& rule) {
  return fail(ErrorCode::invalid_argument, with_rules(field + "：" + why, rule));
}

}  // namespace

// a name makes a letter signed; several make it joint.
std::string signature_of(const Intake& intake) {
  if (!intake.signature.empty()) return intake.signature;
  const std::int64_t named = count_of(intake, is_petitioner);
  if (named == 0) return "匿名";
  return named > 1 || intake.heads > 1 ? "联名" : "实名";
}

Status check_people(const Intake& intake, const std::string& signature) {
  const std::int64_t named = count_of(intake, is_petitioner);
  const std::int64_t representatives = count_of(intake, [](const Party& party) { return party.role == "代表"; });
  if (signature == "匿名" && named > 0) return refuse("署名", "匿名件不能有来信人姓名", "R-323");
  if (signature != "匿名" && named == 0) return refuse("署名", signature + "件要有来信人姓名（--from）", "R-323");
  if (intake.heads < 0 || (intake.heads > 0 && intake.heads < named)) return refuse("人数", "少于写明的 " + std::to_string(named) + " 人", "R-322");
  if (representatives > 5) return refuse("代表", "有 " + std::to_string(representatives) + " 人，集体来访的代表不超过 5 人", "R-322");
  if (signature == "实名" && std::max(intake.heads, named) > 1) return refuse("署名", "多人的应为联名", "R-323");
  for (const Party& party : intake.parties) {
    static const std::vector<std::string> k_roles = {"来信人", "代表", "被反映人", "被反映单位"};
    if (std::find(k_roles.begin(), k_roles.end(), party.role) == k_roles.end()) return refuse("当事人", "没有“" + party.role + "”这种身份", "F-10");
    if (party.name.empty()) return refuse(party.role, "缺姓名或名称", "F-10");
  }
  return {};
}

namespace {

const CivilDate k_first_day = CivilDate::parse("1949-10-01").value_or(CivilDate());  // of every row of the rules
constexpr int k_oldest_years = 10;

// A number is never given back, so that what cannot be a letter takes none. A ledger of the past is taken as it stands: its rows were numbered long ago.
Status check_new(const Intake& intake, CivilDate registered) {
  const bool empty = intake.parties.empty() && typed_form(intake.subject + intake.summary).empty();
  if (empty) return refuse("内容", "来信人（--from）、被反映人或单位、事由（--subject）、摘要（--summary）至少写一样", "F-10");
  if (intake.number.empty() && intake.received.plus_months(12 * k_oldest_years) < registered) {
    return refuse("收到日期", intake.received.to_string() + " 离登记已有 " + std::to_string(k_oldest_years) + " 年以上，不编新号；旧件连同原编号从台账补录（import --ledger）",
                  "R-330、R-346");
  }
  for (const Party& party : intake.parties) {
    if (!party.gender.empty() && party.gender != "男" && party.gender != "女") return refuse("性别", "“" + party.gender + "”不是 男 或 女", "F-11");
    if (party.age.empty()) continue;
    const std::string age = typed_form(party.age);
    int years = 0;
    const auto [end, error] = std::from_chars(age.data(), age.data() + age.size(), years);
    if (error != std::errc() || end != age.data() + age.size() || years < 1 || years > 120) return refuse("年龄", "“" + party.age + "”不是 1 到 120 的整数", "F-11");
  }
  return {};
}

Status check_dates(const Intake& intake, CivilDate registered, CivilDate today) {
  if (intake.received < k_first_day) return refuse("收到日期", intake.received.to_string() + " 早于 " + k_first_day.to_string(), "R-330");
  if (intake.received > today) return refuse("收到日期", intake.received.to_string() + " 还没有到", "R-330");
  if (registered < intake.received) return refuse("登记日期", registered.to_string() + " 早于收到之日 " + intake.received.to_string(), "R-330");
  if (intake.opened && *intake.opened > intake.received) {
    return refuse("拆阅日期", intake.opened->to_string() + " 晚于交到办公室之日 " + intake.received.to_string(), "R-330");
  }
  const CivilDate first_seen = intake.opened.value_or(intake.received);
  if (intake.letter_date && *intake.letter_date > first_seen) {
    return refuse("来信日期", intake.letter_date->to_string() + " 晚于收到或拆阅之日 " + first_seen.to_string(), "F-10");
  }
  if (intake.assigned_on.has_value() == intake.assigner.empty()) return refuse("交办机关", "交办机关和交办件收到日期要一起写", "R-313");
  if (intake.assigned_on && *intake.assigned_on > today) return refuse("交办件收到日期", intake.assigned_on->to_string() + " 还没有到", "R-313");
  if (intake.assigned_due && intake.assigned_on && *intake.assigned_due < *intake.assigned_on) return refuse("交办限期", "早于收到之日", "R-313");
  if (intake.transferred_on.has_value() == intake.transferrer.empty()) return refuse("转送机关", "转送机关和转送件收到日期要一起写", "R-304、R-315");
  if (intake.transferred_on && *intake.transferred_on > today) return refuse("转送件收到日期", intake.transferred_on->to_string() + " 还没有到", "R-304");
  return {};
}

// what another organ passed on is answered to it, so that it must be known which. An old ledger may not know: registration alone asks.
Status check_forwarded(const Intake& intake, const json::object& record) {
  if (text_in(record, "channel") != "上级转交" || !intake.transferrer.empty() || !intake.assigner.empty()) return {};
  return refuse("渠道", "上级转交的要写明转送机关（--transferrer）或交办机关（--assigner）及收到日期", "R-322、R-304");
}

// a review is of an opinion on a claim, given by another organ.
Status check_review(const Intake& intake, const json::object& record) {
  const std::string& kind = intake.matter_kind;
  if (kind.empty() || kind == "信访") {
    if (!intake.reviewed_organ.empty()) return refuse("作出原意见的机关", "只有复查、复核事项才写", "R-317");
    return {};
  }
  if (kind != "复查" && kind != "复核") return refuse("事项种类", "没有“" + kind + "”：信访、复查、复核", "R-317");
  if (!is_claim(record)) return refuse("事项种类", "只有申诉求决类的处理意见可以复查、复核", "R-317");
  if (intake.reviewed_organ.empty()) return refuse("作出原意见的机关", "复查、复核事项要写明是哪个机关的意见（--reviewed-organ）", "R-317");
  return {};
}

void put(json::object& record, std::string_view name, const std::string& value) {
  if (!value.empty()) record.emplace(name, value);
}
void put(json::object& record, std::string_view name, const std::optional<CivilDate>& value) {
  if (value) record.emplace(name, value->to_string());
}

}  // namespace

bool is_addressable(const Intake& intake) {
  return std::any_of(intake.parties.begin(), intake.parties.end(), [](const Party& party) {
    return is_petitioner(party) && !party.name.empty() && (!party.address.empty() || !party.phone.empty());
  });
}

namespace {

json::object record_from(const Intake& intake, const std::string& signature) {
  json::object record;
  put(record, "channel", intake.channel);
  put(record, "signature", signature);
  const std::int64_t named = count_of(intake, is_petitioner);
  const std::int64_t heads = std::max({intake.heads, named, std::int64_t{signature == "匿名" ? 0 : 1}});
  record.emplace("heads", heads);
  const CivilDate counted = intake.opened && *intake.opened < intake.received ? *intake.opened : intake.received;
  record.emplace("received", counted.to_string());
  if (counted != intake.received) record.emplace("handed_in", intake.received.to_string());
  put(record, "letter_date", intake.letter_date);
  put(record, "subject", intake.subject);
  put(record, "summary", intake.summary);
  put(record, "enclosures", intake.enclosures);
  put(record, "external", intake.external);
  put(record, "assigner", intake.assigner);
  put(record, "assigner_number", intake.assigner_number);
  put(record, "assigned_on", intake.assigned_on);
  put(record, "assigned_due", intake.assigned_due);
  put(record, "transferrer", intake.transferrer);
  put(record, "transferrer_number", intake.transferrer_number);
  put(record, "transferred_on", intake.transferred_on);
  if (intake.matter_kind == "复查" || intake.matter_kind == "复核") {
    put(record, "matter_kind", intake.matter_kind);
    put(record, "reviewed_organ", intake.reviewed_organ);
    put(record, "reviewed_document", intake.reviewed_document);
    put(record, intake.matter_kind == "复查" ? "review_requested" : "rereview_requested", counted.to_string());
  }
  put(record, "visit_time", intake.visit_time);
  put(record, "place", intake.place);
  put(record, "import_source", intake.import_source);
  put(record, "import_row", intake.import_row);
  put(record, "repeat_of", intake.repeat_of);
  put(record, "repeat_verdict", intake.repeat_verdict);
  const auto verdict = verdict_from(intake.repeat_verdict);
  record.emplace("repeat", !intake.repeat_of.empty() && (!verdict || counts_as_repeat(*verdict)));
  if (intake.important) record.emplace("important", true);
  if (is_addressable(intake)) record.emplace("addressable", true);
  return record;
}

}  // namespace

Result<MatterRow> Registry::register_matter(Transaction& transaction, const Intake& intake, const Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "registry: the transaction is not locked");
  const CivilDate registered = act.on.value_or(today());
  TRY_ASSIGN(const std::string by, person_of(act));
  TRY_ASSIGN(json::object record, described(intake, registered, by));
  TRY(check_forwarded(intake, record));
  TRY(check_new(intake, registered));
  record.emplace("state", "登记");
  TRY(check_unused(intake));
  json::object series;
  TRY(allot_number(intake, registered, record, series));
  return record_event(transaction, new_matter_id(), "register", registered.to_string(), by, act.evidence, {}, std::move(record), {}, std::move(series));
}

Result<json::object> Registry::described(const Intake& intake, CivilDate registered, const std::string& by) const {
  const CivilDate now = today();
  if (registered > now) return refuse("登记日期", registered.to_string() + " 还没有到", "R-330");
  const std::string signature = signature_of(intake);
  TRY(check_dates(intake, registered, now));
  TRY(check_people(intake, signature));
  json::object record = record_from(intake, signature);
  TRY(classify(intake, registered, record));
  TRY(check_review(intake, record));
  TRY_ASSIGN(json::array parties, parties_of(intake.parties, is_accusation(record), intake.irregular, m_vault));
  record.emplace("parties", std::move(parties));
  record.emplace("registered", registered.to_string());
  record.emplace("registrar", by.empty() ? m_archive.options().actor : by);
  return record;
}

// the words of the rules, so that lists and statistics count the same things.
Status Registry::classify(const Intake& intake, CivilDate registered, json::object& record) const {
  TRY_ASSIGN(const IntakeChoice* channel, m_intake.channel(intake.channel, registered));
  TRY_ASSIGN(const IntakeChoice* category, m_intake.category(intake.category.empty() ? "其他" : intake.category, registered));
  TRY_ASSIGN(const IntakeChoice* signature, m_intake.signature(text_in(record, "signature"), registered));
  record["channel"] = channel->name;
  record["category"] = category->name;
  record["signature"] = signature->name;
  if (!intake.scope.empty()) {
    TRY_ASSIGN(const IntakeChoice* scope, m_intake.scope(intake.scope, registered));
    record["scope"] = scope->name;
    put(record, "lead_section", scope->lead_section);
  }
  if (category->name == "检举控告") record["restricted"] = true;
  return {};
}

Status Registry::check_unused(const Intake& intake) {
  if (!intake.import_source.empty()) {
    TRY_ASSIGN(const auto known, m_book.imported(intake.import_source, intake.import_row));
    if (known) return fail(ErrorCode::already_exists, intake.import_source + ":" + intake.import_row + " 已登记过");
  }
  TRY(check_repeat(intake));
  TRY(check_external(intake.external));
  // As it will be written: “[2023]组信字第17号” and 〔2023〕组信字第0017号 are one number.
  std::string number_written = intake.number;
  if (const auto typed = m_numbers.recognise(intake.number)) number_written = format(typed->number, typed->parts.year, typed->parts.serial);
  for (const std::string& number : {number_written, intake.external}) {
    if (number.empty()) continue;
    TRY_ASSIGN(const bool used, is_used(number));
    if (used) return fail(ErrorCode::already_exists, "编号“" + number + "”已经用过（R-346、R-387）");
  }
  return {};
}

// a matter is found by its external number too, so that one which reads as ours would be taken for another matter.
Status Registry::check_external(const std::string& external) const {
  const auto ours = m_numbers.recognise(external);
  if (!ours) return {};
  return refuse("外部编号", "“" + external + "”是本机关的编号格式（" + ours->number.title + "），不能作外部编号；是同一事项的写判重或并案", "R-346、R-387");
}

// a decision names the matter that it is about, and says one of the things that can follow.
Status Registry::check_repeat(const Intake& intake) {
  if (intake.repeat_verdict.empty()) return {};
  const auto verdict = verdict_from(intake.repeat_verdict);
  if (!verdict) return refuse("判重", verdict.error().message, "R-347");
  if (intake.repeat_of.empty() && *verdict != RepeatVerdict::new_matter) return refuse("判重", "写了认定的处理，没写是哪一件的重复", "R-347");
  return {};
}

Result<bool> Registry::is_used(const std::string& number) {
  TRY_ASSIGN(const std::vector<MatterRow> found, m_book.find_all(number));
  return std::any_of(found.begin(), found.end(), [&](const MatterRow& matter) { return !m_sees || m_sees(matter.matter); });
}

// the next of its series, under the write lock; a number of an old ledger is kept as it is and moves its series on.
Status Registry::allot_number(const Intake& intake, CivilDate registered, json::object& record, json::object& series) {
  if (!intake.number.empty()) {
    record["number"] = intake.number;
    if (const auto found = m_numbers.recognise(intake.number)) {
      if (found->parts.year != registered.year() && !intake.number_of_other_year) {
        return refuse("编号", intake.number + " 是 " + std::to_string(found->parts.year) + " 年的，登记在 " + registered.to_string() +
                                  "：请核对编号和登记日期；确是别年的编号，在列对照（--map）里写 [[number]] other_years = true", "R-346");
      }
      record["number"] = format(found->number, found->parts.year, found->parts.serial);
      series = {{"series", found->number.series}, {"year", found->parts.year}, {"serial", found->parts.serial}};
    }
    return {};
  }
  TRY_ASSIGN(const NumberTemplate form, m_numbers.choose(text_in(record, "channel"), text_in(record, "category"), registered));
  TRY_ASSIGN(const std::int64_t last, m_book.last_serial(form.series, registered.year()));
  record["number"] = format(form, registered.year(), last + 1);
  series = {{"series", form.series}, {"year", registered.year()}, {"serial", last + 1}};
  return {};
}

}  // namespace anjuan::registry
