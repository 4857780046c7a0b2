#include "tools/flows/form_fit.hpp"

#include <algorithm>
#include <functional>

#include "archive/registry/record.hpp"

namespace anjuan::flows {

namespace json = boost::json;
using registry::date_in;
using registry::last_in;
using registry::list_in;
using registry::text_in;

namespace {

struct Unfit {
  std::string why;   ///< empty: it fits
  std::string rule;
};

bool is_visit(const json::object& record) { return text_in(record, "channel") == "走访"; }

Unfit unless(bool fits, const char* why, const char* rule) { return fits ? Unfit{} : Unfit{why, rule}; }

Unfit of_acceptance(const json::object& record) {
  return unless(date_in(record, "accepted").has_value() && !date_in(record, "refused"), "还没有受理（accept，或 notify --kind 受理告知）", "R-303、R-316");
}

Unfit of_reply(const json::object& record) {
  if (registry::is_review(record)) return {"是" + text_in(record, "matter_kind") + "事项，复查、复核意见不用这种文书", "R-317"};
  return unless(last_in(record, "opinions") != nullptr, "还没有处理意见（reply）", "R-324");
}

/// of an accusation nobody is told where it went.
Unfit of_referral(const json::object& record) {
  if (registry::is_accusation(record)) return {"是检举控告，不告知转往何处", "R-377"};
  return unless(!list_in(record, "transfers").empty(), "还没有转送、交办或转请（transfer）", "R-377");
}

/// A slip goes with any passing on, a letter of assignment with 交办 only: nothing else lets the office ask for a report.
Unfit of_assignment(const json::object& record) {
  const json::object* transfer = last_in(record, "transfers");
  return unless(transfer != nullptr && text_in(*transfer, "mode") == "交办", "没有交办给别的单位（transfer --mode 交办）", "R-335");
}

Unfit of_delivery(const json::object& record) {
  const bool has_paper = last_in(record, "opinions") != nullptr || last_in(record, "review_results") != nullptr || written_notice(record) != nullptr;
  return unless(has_paper, "还没有可送达的文书（reply 或 notify）", "R-324、F-15");
}

/// The application comes before the approval, and only what was accepted has a term that could be extended.
Unfit of_extension(const json::object& record) {
  const bool running = date_in(record, "accepted").has_value() && !date_in(record, "replied") && !date_in(record, "closed");
  return unless(running || last_in(record, "extensions") != nullptr, "没有受理，或已经答复、办结，没有可以延长的期限", "R-306、R-316");
}

Unfit of_assigner(const json::object& record) {
  return unless(date_in(record, "assigned_on").has_value() || !text_in(record, "assigner").empty(), "不是上级交办或部门转办的事项", "R-313、R-380");
}

Unfit of_report(const json::object& record) {
  return unless(date_in(record, "case_closed").has_value() || date_in(record, "closed").has_value(), "还没有结案或办结（close-case、close）", "R-336、R-379");
}

Unfit of_reminder(const json::object& record) {
  const bool handled = !text_in(record, "section").empty() || !text_in(record, "transfer_organ").empty();
  return unless(handled, "还没有承办单位可催（assign、transfer）", "R-332、R-380");
}

using Check = std::function<Unfit(const json::object&)>;
/// Forms that are not here fit every matter.
const std::map<std::string, Check, std::less<>>& checks() {
  static const std::map<std::string, Check, std::less<>> k_checks = {
      {"acceptance-notice", of_acceptance},
      {"refusal-notice", [](const json::object& record) { return unless(date_in(record, "refused").has_value(), "没有作出不予受理（refuse）", "R-303、R-339"); }},
      {"extension-notice", [](const json::object& record) { return unless(last_in(record, "extensions") != nullptr, "没有批准延期（extend）", "R-306"); }},
      {"extension-approval", of_extension},
      {"referral-notice", of_referral},
      {"reply-opinion", of_reply},
      {"delivery-receipt", of_delivery},
      {"transfer-slip", [](const json::object& record) { return unless(!list_in(record, "transfers").empty(), "没有转送、交办或转请（transfer）", "R-335"); }},
      {"assignment-letter", of_assignment},
      {"reminder", of_reminder},
      {"hand-over-receipt", [](const json::object& record) { return unless(registry::is_accusation(record), "不是检举控告，不用改交", "R-384"); }},
      {"feedback-letter", of_assigner},
      {"delay-letter", of_assigner},
      {"closing-report", of_report},
      {"visit-record", [](const json::object& record) { return unless(is_visit(record), "不是来访", "R-334"); }},
      {"visit-book", [](const json::object& record) { return unless(is_visit(record), "不是来访", "R-331、F-11"); }},
  };
  return k_checks;
}

/// Forms that somebody receives, and the field that names whom.
const std::map<std::string, std::string, std::less<>> k_addressees = {
    {"acceptance-notice", "信访人"}, {"refusal-notice", "信访人"}, {"extension-notice", "信访人"}, {"referral-notice", "信访人"},
    {"reply-opinion", "信访人"},     {"delivery-receipt", "受送达人"}, {"envelope-c5", "收件人"},   {"envelope-dl", "收件人"}};

bool has_address(const json::object& record) {
  const json::array& parties = list_in(record, "parties");
  return std::any_of(parties.begin(), parties.end(), [](const json::value& party) {
    const std::string role = text_in(party.get_object(), "role");
    return (role == "来信人" || role == "代表") && party.get_object().contains("address");
  });
}

/// nobody is owed a letter whose name and address are not known.
Unfit of_addressee(const std::string& form, const json::object& record, const std::map<std::string, std::string>& given) {
  const auto addressee = k_addressees.find(form);
  if (addressee == k_addressees.end() || given.contains(addressee->second)) return {};
  if (petitioner_names(record).empty() || text_in(record, "signature") == "匿名") return {"没有署名，没有可以告知、送达的人", "R-310、R-323"};
  if (addressee->second == "收件人" && !given.contains("收件地址") && !has_address(record)) return {"没有登记地址（--field 收件地址=…）", "R-310"};
  return {};
}

}  // namespace

const json::object* written_notice(const json::object& record) {
  const json::object* found = nullptr;
  for (const json::value& value : list_in(record, "notices")) {
    if (text_in(value.get_object(), "kind") != "当场告知") found = &value.get_object();
  }
  return found;
}

std::string petitioner_names(const json::object& record) {
  std::string petitioners, representatives;
  for (const json::value& value : list_in(record, "parties")) {
    const json::object& party = value.get_object();
    const std::string role = text_in(party, "role");
    if (role != "来信人" && role != "代表") continue;
    std::string& list = role == "代表" ? representatives : petitioners;
    list += (list.empty() ? "" : "、") + text_in(party, "name");
  }
  return petitioners.empty() ? representatives : petitioners;
}

Status check_fit(const std::string& form, const std::string& title, const MatterRow& matter, const std::map<std::string, std::string>& given) {
  const auto check = checks().find(form);
  Unfit unfit = check == checks().end() ? Unfit{} : check->second(matter.record);
  if (unfit.why.empty()) unfit = of_addressee(form, matter.record, given);
  if (unfit.why.empty()) return {};
  return fail(ErrorCode::invalid_argument, matter.name + " " + unfit.why + "，不能打印" + title + "（" + unfit.rule + "）");
}

}  // namespace anjuan::flows
