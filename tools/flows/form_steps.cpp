// What the steps of a matter say to a form: passing on, urging, the visit, delivery, answer, extension, reports and drafts.
#include <algorithm>

#include "archive/registry/sections.hpp"
#include "tools/flows/form_facts.hpp"
#include "tools/flows/form_fit.hpp"

namespace anjuan::flows {

namespace json = boost::json;
using registry::date_in;
using registry::flag_in;
using registry::last_in;
using registry::list_in;
using registry::text_in;

Result<std::string> FormFacts::doer(const char* list, const json::object& step) {
  if (const std::string by = text_in(step, "by"); !by.empty()) return person(by);
  const json::array& all = list_in(m_record, list);
  std::size_t count = 0;
  while (count < all.size() && &all[count].get_object() != &step) ++count;
  TRY_ASSIGN(const std::vector<MatterEvent> events, m_registry.book().events(m_matter.matter));
  // A list is written again by the steps that add to it and by those that change an entry: the first that is long enough added this one.
  const auto typed = std::find_if(events.begin(), events.end(), [&](const MatterEvent& event) { return list_in(event.changes, list).size() > count; });
  if (typed == events.end()) return std::string();
  TRY_ASSIGN(const auto account, m_registry.book().account(typed->actor));
  return account ? registry::account_from(*account).name : std::string();
}

Status FormFacts::add_transfer() {
  const json::object* transfer = last_in(m_record, "transfers");
  if (transfer == nullptr) return {};
  if (is("transfer-slip") || is("assignment-letter")) put("主送", text_in(*transfer, "organ"));
  put("办理要求", text_in(*transfer, "request"));
  // A slip without a number: to whom it went.
  put("转办单", text_in(*transfer, "slip").empty() ? text_in(*transfer, "organ") : text_in(*transfer, "slip"));
  put("转办日期", date_of(transfer));
  put("限期", chinese_date(text_in(*transfer, "due")));
  if (const json::object* receipt = last_in(m_record, "receipts"); is("transfer-slip") && receipt != nullptr) {
    put("签收人", text_in(*receipt, "signer"));
    put("签收日期", date_of(receipt));
  }
  if (const json::object* feedback = last_in(m_record, "feedbacks")) put("办理情况", text_in(*feedback, "text"));
  return {};
}

std::string FormFacts::against_term(const std::optional<CivilDate>& due) const {
  if (!due) return {};
  if (date_in(m_record, "replied") || date_in(m_record, "closed")) return "已答复或办结";
  const int late = m_registry.today().days_since(*due);
  return late > 0 ? "已逾期" + std::to_string(late) + "日" : late == 0 ? "今日到期" : "距期满" + std::to_string(-late) + "日";
}

Status FormFacts::add_urging() {
  const json::object* transfer = last_in(m_record, "transfers");
  const json::object* given = transfer != nullptr ? transfer : registry::section_assignment(m_record);
  if (is("reminder")) put("交办日期", date_of(given));
  std::optional<CivilDate> due = m_terms.extended ? m_terms.extended : m_terms.conclude;
  if (const auto limit = date_in(m_record, "transfer_due")) due = limit;
  const json::object* urging = last_in(m_record, "urgings");
  if (urging != nullptr) {
    if (const auto limit = date_in(*urging, "due")) due = limit;
    TRY_ASSIGN(const std::string by, doer("urgings", *urging));
    put("催办人", by);
    put("催办日期", date_of(urging));
    put("催办要求", text_in(*urging, "text"));
    put("催办次数", std::to_string(list_in(m_record, "urgings").size()));
  }
  put("办理期限", date_of(due));
  put("期限状况", against_term(due));
  return {};
}

/// the receipt is signed when the paper changes hands, before the step is entered; printed afterwards it says what was entered.
Status FormFacts::add_hand_over() {
  const json::object* handed = last_in(m_record, "hand_overs");
  if (!is("hand-over-receipt") || handed == nullptr) return {};
  put("交给", text_in(*handed, "target"));
  put("收条", text_in(*handed, "receipt"));
  put("改交日期", date_of(handed));
  TRY_ASSIGN(const std::string by, doer("hand_overs", *handed));
  put("移交人", by);
  return {};
}

/// what was said stands in the record of the visit; an answer given later is none that was given on the spot.
Status FormFacts::add_visit() {
  const json::object* visit = last_of(m_record, "records", {"接访"});
  if (!is("visit-record")) return {};
  if (visit != nullptr) {
    put("反映事项", records_of(m_record, "接访", false));
    TRY_ASSIGN(const std::string by, doer("records", *visit));
    put("记录人", by.empty() ? m_document.fields["登记人"] : by);
  }
  const json::object* told = last_of(m_record, "notices", {"当场告知"});
  const json::object* preliminary = last_in(m_record, "preliminaries");
  if (told != nullptr) {
    put("处理意见", text_in(*told, "text").empty() ? "当场告知受理情况（" + date_of(told) + "）" : text_in(*told, "text"));
  } else if (preliminary != nullptr && text_in(*preliminary, "on") == text("received")) {
    put("处理意见", text_in(*preliminary, "text"));
  }
  return {};
}

/// The newest paper that was, or is to be, handed to the petitioner.
Status FormFacts::add_delivery() {
  std::string latest;
  for (const auto& [list, name] : {std::pair{"notices", ""}, std::pair{"opinions", "答复意见书"}, std::pair{"review_results", "复查（复核）意见书"}}) {
    const json::object* paper = *name == '\0' ? written_notice(m_record) : last_in(m_record, list);
    if (paper == nullptr || text_in(*paper, "on") < latest) continue;
    latest = text_in(*paper, "on");
    put("文书名称", *name == '\0' ? text_in(*paper, "kind") + "书" : name);
    m_document.fields["文号"] = text_in(*paper, "document");
  }
  const json::object* delivery = last_in(m_record, "deliveries");
  if (delivery == nullptr || text_in(*delivery, "on") < latest) return {};
  const bool refused = flag_in(*delivery, "refused") || !text_in(*delivery, "refused").empty();
  put("送达方式", text_in(*delivery, "how"));
  put("送达地点", text_in(*delivery, "place"));
  // The receipt goes with the letter: the day and the name are written by whoever signs.
  if (registry::awaits_signature(*delivery)) return {};
  put("送达时间", date_of(delivery));
  put("签收人", text_in(*delivery, "signer"));
  put(refused ? "拒收日期" : "签收日期", date_of(delivery));
  put("见证人", text_in(*delivery, "witness"));
  TRY_ASSIGN(const std::string by, doer("deliveries", *delivery));
  put("送达人", by);
  return {};
}

std::string FormFacts::told_petitioner() const {
  if (text("replied").empty()) {
    const json::object* notice = last_in(m_record, "notices");
    return notice == nullptr ? std::string() : "尚未答复；已于" + date_of(notice) + "告知信访人（" + text_in(*notice, "kind") + "）";
  }
  const json::object* delivery = last_in(m_record, "deliveries");
  if (text("delivered").empty() && !text("posted").empty()) return day("replied") + "作出处理意见，" + day("posted") + "邮寄，尚未签收";
  if (delivery == nullptr || text("delivered").empty()) return day("replied") + "作出处理意见，尚未送达";
  const std::string signer = m_reporter == Reporter::hidden ? std::string() : text_in(*delivery, "signer");
  return day("replied") + "作出处理意见，" + date_of(delivery) + text_in(*delivery, "how") + (signer.empty() ? "" : "，" + signer + "签收");
}

Status FormFacts::add_answer() {
  put("答复情况", told_petitioner());
  const json::object* opinion = last_in(m_record, "opinions");
  if (const json::object* delivery = last_in(m_record, "deliveries"); opinion != nullptr) {
    put("答复", joined(day("replied"), delivery == nullptr ? std::string() : text_in(*delivery, "how")));
  }
  if (opinion == nullptr) return {};
  if (!is("visit-record")) put("处理意见", text_in(*opinion, "opinion"));
  put("处理结果", text_in(*opinion, "opinion"));
  m_document.lists["事项"].push_back({{"序号", "1"},
                                      {"投诉请求", text_in(*opinion, "request")},
                                      {"事实和理由", text_in(*opinion, "facts")},
                                      {"法律法规依据", text_in(*opinion, "basis")},
                                      {"处理意见", text_in(*opinion, "opinion")}});
  // of all answers only an opinion on a claim can be reviewed, and none that another procedure answers.
  if (!is("reply-opinion") || !registry::is_claim(m_record) || date_in(m_record, "routed_elsewhere")) return {};
  put("复查期限", "三十日");
  put("复查依据", basis_of(m_registry.rules(), m_record, m_form));
  TRY_ASSIGN(const std::string organ, superior());
  put("复查机关", organ);
  return {};
}

void FormFacts::add_extension() {
  const json::object* extension = last_in(m_record, "extensions");
  if (is("extension-approval") && extension == nullptr) put("申请日期", chinese_date(m_registry.today().to_string()));
  if (extension == nullptr) return;
  put("延长天数", text_in(*extension, "days"));
  put("延期理由", text_in(*extension, "reason"));
  if (is("extension-notice") || is("delay-letter")) put("理由", text_in(*extension, "reason"));
  const json::object* told = last_of(m_record, "notices", {"延期告知"});
  if (told != nullptr) put("告知情况", "已于" + date_of(told) + "告知信访人延期理由" + (text_in(*told, "how").empty() ? "" : "（" + text_in(*told, "how") + "）"));
}

/// what was reported to the assigning organ, and R-336: of a case to the leaders.
Status FormFacts::add_report() {
  const json::object* own = own_step();
  if (own == nullptr) return {};
  if (is("delay-letter")) put("理由", text_in(*own, "text"));
  if (is("feedback-letter")) put("处理结果", text_in(*own, "text"));
  if (is("closing-report")) put("处理意见", text_in(*own, "report"));
  return {};
}

std::string FormFacts::title_of(const std::string& form) const {
  const auto forms = print::forms();
  if (!forms) return {};
  const auto info = std::find_if(forms->begin(), forms->end(), [&](const print::FormInfo& each) { return each.id == form; });
  if (info == forms->end()) return {};
  std::string title = info->title;
  for (std::size_t open = title.find('{'); open != std::string::npos; open = title.find('{', open)) {
    const std::size_t close = title.find('}', open);
    if (close == std::string::npos) break;
    const std::string place = title.substr(open + 1, close - open - 1);
    const auto value = m_document.fields.find(place.substr(0, place.find_first_of("=:")));
    const std::string filled = value == m_document.fields.end() ? "（略）" : value->second;
    title.replace(open, close - open + 1, filled);
    open += filled.size();
  }
  return title;
}

/// R-352 rank 13: the draft of the newest letter that went, or goes, out.
Status FormFacts::add_draft() {
  struct Letter {
    const json::object* step;
    const char* list;
    std::string form, to, number, text;
  };
  const auto text_of = [](const json::object* step, const char* member) { return step == nullptr ? std::string() : text_in(*step, member); };
  const json::object *opinion = last_in(m_record, "opinions"), *transfer = last_of(m_record, "transfers", {}), *report = last_in(m_record, "reports_up");
  const std::string petitioners = m_reporter == Reporter::hidden ? std::string() : petitioner_names(m_record);
  const std::string report_form = text_of(report, "kind") == "延期说明函" ? "delay-letter" : "feedback-letter";
  const Letter letters[] = {{transfer, "transfers", "assignment-letter", text_of(transfer, "organ"), text_of(transfer, "slip"), text_of(transfer, "request")},
                            {opinion, "opinions", "reply-opinion", petitioners, text_of(opinion, "document"), text_of(opinion, "opinion")},
                            {report, "reports_up", report_form, text("assigner"), text_of(report, "document"), text_of(report, "text")}};
  const Letter* newest = nullptr;
  for (const Letter& letter : letters) {
    if (letter.step == nullptr || (letter.step == transfer && text_in(*transfer, "mode") != "交办")) continue;
    if (newest == nullptr || text_in(*newest->step, "on") <= text_in(*letter.step, "on")) newest = &letter;
  }
  if (newest == nullptr) return {};
  put("标题", title_of(newest->form));
  put("主送", newest->to);
  put("文号", newest->number);
  put("正文", newest->text);
  TRY_ASSIGN(const std::string drafter, doer(newest->list, *newest->step));
  put("拟稿人", drafter);
  return {};
}

}  // namespace anjuan::flows
