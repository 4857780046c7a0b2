#include <algorithm>
#include <map>

#include "archive/registry/clocks.hpp"
#include "archive/registry/guard_functions.hpp"
#include "archive/registry/guards.hpp"
#include "archive/registry/matter_clocks.hpp"

namespace anjuan::registry::guard {

namespace json = boost::json;

namespace {

bool one_of(const std::string& value, std::initializer_list<std::string_view> values) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

std::string missing_fields(const Step& step, std::initializer_list<const char*> names) {
  std::string missing;
  for (const char* name : names) {
    if (step.has(name)) continue;
    const FieldRule* field = step.move.field(name);
    missing += (missing.empty() ? "" : "、") + (field == nullptr ? std::string(name) : field->title + "（--" + name + "）");
  }
  return missing;
}

/// What the matter's clocks say on the day of the step: the same that `due` and `matter show` tell, so that they and a refusal cannot differ.
std::optional<ClockReading> reading_of(const Step& step, std::string_view clock) {
  auto readings = read_clocks(facts_of(step.events, step.rules.moves), step.on, step.rules.clocks, step.rules.calendar, Explain::no);
  const auto found = std::find_if(readings.begin(), readings.end(), [&](const ClockReading& each) { return each.clock == clock; });
  if (found == readings.end()) return std::nullopt;
  return std::move(*found);
}

bool was_explained(const Step& step) {
  const json::array& letters = list_in(step.record, "reports_up");
  return std::any_of(letters.begin(), letters.end(), [](const json::value& each) {
    return each.is_object() && text_in(each.get_object(), "kind") == "延期说明函";
  });
}

}  // namespace

// Art. 32: a 处理意见书 must state all four; other kinds of matter owe an opinion only.
Status reply_contents(Step& step) {
  if (!is_claim(step.record)) return {};
  const std::string missing = missing_fields(step, {"request", "facts", "opinion", "basis"});
  if (!missing.empty()) return step.refuse("处理意见书还缺：" + missing, "R-324");
  return {};
}

static const std::map<std::string, std::vector<std::string>>& results() {
  static const std::map<std::string, std::vector<std::string>> k_results = {
      {"申诉求决", {"予以支持", "解释说明", "不予支持"}}, {"检举控告", {"查实", "部分查实", "查否", "其他"}}, {"建议意见", {"采纳", "解释说明", "其他"}}};
  return k_results;
}

const std::vector<std::string>* results_of(const std::string& category) {
  const auto found = results().find(category);
  return found == results().end() ? nullptr : &found->second;
}

Status reply_result(Step& step) {
  const std::string category = text_in(step.record, "category");
  const std::vector<std::string>* results = results_of(category);
  if (results == nullptr || std::find(results->begin(), results->end(), step.field("result")) != results->end()) return {};
  std::string allowed;
  for (const std::string& result : *results) allowed += (allowed.empty() ? "" : "、") + result;
  return step.refuse(category + "类的结果只能是 " + allowed, "R-321");
}

Status conclude_accepted(Step& step) {
  if (!is_claim(step.record) || date_in(step.record, "accepted")) return {};
  return step.refuse("申诉求决类先要受理（accept）或告知受理（notify）", "R-305、R-316");
}

bool is_deliverable(const json::object& record) { return text_in(record, "signature") != "匿名"; }

namespace {

// F-15: on the day of posting nobody has signed; what delivers is the day on which the addressee did, and from that day
// he may ask for a review.
Status posted(Step& step) {
  if (!step.has("tracking"))
    return step.refuse("邮寄的写邮件编号（--tracking），收到签收回执后再记签收人（--signer，--on 签收之日）",
                       "F-15、R-324");
  step.changes.erase("delivered");
  step.changes["posted"] = step.on.to_string();
  step.stays = true;
  return {};
}

// Handed over, left behind or signed for at the door.
Status handed_over(const Step& step) {
  const bool refused = step.has("refused");
  // Of a registered letter that came back refused the post's own note is the proof.
  const bool registered = step.has("tracking") || (step.field("how") == "邮寄" && date_in(step.record, "posted"));
  if (refused && !step.has("witness") && !registered) return step.refuse("拒收要有见证人（--witness）", "F-15");
  if (!refused && !step.has("signer"))
    return step.refuse("要有签收人（--signer）；拒收写 --refused 并写见证人", "F-15");
  return {};
}

}  // namespace

// delivered with proof; F-15 says by which.
Status delivery_proof(Step& step) {
  if (!is_deliverable(step.record))
    return step.refuse("匿名信没有可送达的人：直接办结，写明理由（close --reason）", "R-310、R-323");
  const std::string how = step.field("how");
  const bool by_post = how == "邮寄";
  if (!by_post && step.has("tracking")) return step.refuse("只有邮寄的才有邮件编号（--tracking）", "F-15");
  if (by_post && !step.has("signer") && !step.has("refused")) return posted(step);
  if (one_of(how, {"直接送达", "留置", "邮寄"})) return handed_over(step);
  if (how == "公告" && !step.has("place")) return step.refuse("公告的写明张贴或刊登之处（--place）", "F-15");
  if (how == "电话告知") {
    // The petitioner may ask for a review within 30 days of the *written* opinion: a call gives him none.
    if (is_claim(step.record))
      return step.refuse("处理意见书要书面送达，电话不算送达：直接送达、邮寄或留置", "R-324、R-307");
    if (!step.has("signer")) return step.refuse("电话告知的写明接听人（--signer）", "F-15");
  }
  // Of a review's answer only the latest delivery counts: the next term runs from it.
  return {};
}

bool may_be_reviewed(const json::object& record) {
  return is_claim(record) && !is_review(record) && !date_in(record, "routed_elsewhere");
}

namespace {

/// whether what stands is a 复查意见, and no answer given after it: closing the matter makes of a 复核 no second 复查.
bool was_reviewed(const Step& step) {
  bool reviewed = false;
  for (const MatterEvent& event : step.events) {
    if (date_in(event.changes, "review_answered")) reviewed = true;
    if (one_of(event.move, {"reply", "rework", "reopen"})) reviewed = false;
  }
  return reviewed;
}

}  // namespace

Status review_kind(Step& step) {
  if (!is_claim(step.record)) return step.refuse("只有申诉求决类的处理意见可以申请复查、复核", "R-317");
  if (date_in(step.record, "routed_elsewhere")) {
    return step.refuse("已导入" + text_in(step.record, "routed_procedure") + "，不服的依该程序的规定救济", "R-317、R-326");
  }
  // What follows our own opinion on a review is the superior's matter.
  if (is_review(step.record)) return step.refuse("本件就是" + text_in(step.record, "matter_kind") + "事项，不服的请求上一级机关复核", "R-317、R-309");
  const bool second = was_reviewed(step);
  step.leads_to = second ? "复核" : "复查";
  step.changes[second ? "rereview_requested" : "review_requested"] = step.on.to_string();
  step.changes[second ? "rereview_organ" : "review_organ"] = step.field("organ");
  return {};
}

Status review_term(Step& step) {
  if (!date_in(step.record, "delivered")) {
    const auto sent = date_in(step.record, "posted");
    return step.refuse(
        sent ? "答复 " + sent->to_string() + " 寄出，还没有签收（deliver --how 邮寄 --signer），期限未起算"
             : "答复还没有送达（deliver），期限未起算",
        "R-307、R-309");
  }
  const bool second = was_reviewed(step);
  const auto term = reading_of(step, second ? "ask-rereview" : "ask-review");
  // Of a matter from before all rules nobody set a term.
  if (!term || term->state == ClockState::not_owed || step.on <= term->due) return {};
  return step.refuse("申请期 30 日自送达之日 " + term->start.to_string() + " 起，已于 " + term->due.to_string() + " 届满", second ? "R-309" : "R-307");
}

Status review_answer(Step& step) {
  const bool second = text_in(step.record, "state") == "复核";
  step.changes[second ? "rereview_answered" : "review_answered"] = step.on.to_string();
  step.changes[second ? "rereview_verdict" : "review_verdict"] = step.field("verdict");
  if (!second) {
    step.changes["delivered"] = nullptr;  // the term for 复核 runs from the delivery of this answer
    if (step.record.contains("posted")) step.changes["posted"] = nullptr;
  } else {
    step.changes["final"] = true;
  }
  return {};
}

Status suspension_open(Step& step) {
  if (list_in(step.record, "suspensions").size() <= list_in(step.record, "resumptions").size()) return step.refuse("没有正在进行的听证");
  const auto from = date_in(*last_in(step.record, "suspensions"), "on");
  if (from && step.on < *from) return step.refuse("止日 " + step.on.to_string() + " 早于听证开始的 " + from->to_string());
  return {};
}

Status suspension_closed(Step& step) {
  if (list_in(step.record, "suspensions").size() == list_in(step.record, "resumptions").size()) return {};
  return step.refuse("听证还没有结束（resume）");
}

namespace {

bool before_assignment(const json::object& record) {
  const std::string state = text_in(record, "state");
  return state == "登记" || state == "拟办" || state == "阅批";
}

const json::object* told_on_the_spot(const json::object& record) {
  const json::object* told = nullptr;
  for (const json::value& notice : list_in(record, "notices")) {
    if (notice.is_object() && text_in(notice.get_object(), "kind") == "当场告知") told = &notice.get_object();
  }
  return told;
}

}  // namespace

// nothing is closed without an answer or a reason, and a preliminary answer is none.
Status answer_or_reason(Step& step) {
  if (date_in(step.record, "replied")) return {};
  if (before_assignment(step.record)) {  // settled_visit has let it through: what the visitor was told is the answer
    const json::object* told = told_on_the_spot(step.record);
    const bool says = told != nullptr && !text_in(*told, "text").empty();
    return says || step.has("reason") ? Status()
                                      : step.refuse("当场告知没有写内容，须写明如何答复（--reason）", "R-374");
  }
  const bool signed_by_name = text_in(step.record, "signature") != "匿名";
  const std::string state = text_in(step.record, "state");
  // Another organ answers what it still has, and what it answered was audited; what came back by objection is ours again.
  // So does the organ of the procedure that the matter was led into.
  const bool passed_on = state == "转出" || date_in(step.record, "audited").has_value() || date_in(step.record, "routed_elsewhere").has_value();
  if (is_claim(step.record) && signed_by_name && !passed_on) {
    const bool preliminary = date_in(step.record, "preliminary").has_value();
    return step.refuse(preliminary ? "只有初步答复，还要作出处理意见（reply）" : "署名的申诉求决要有处理意见（reply）", "R-376、R-323");
  }
  if (!step.has("reason")) return step.refuse("没有答复，须写明理由（--reason）", "R-374");
  return {};
}

// of a visit there is no letter; its 接访记录 is the petition itself.
Status visit_recorded(Step& step) {
  if (text_in(step.record, "channel") != "走访") return {};
  const json::array& records = list_in(step.record, "records");
  const std::string on = step.on.to_string();
  std::string recorded;  // the first
  for (const json::value& each : records) {
    if (!each.is_object() || text_in(each.get_object(), "kind") != "接访") continue;
    const std::string day = text_in(each.get_object(), "on");
    if (recorded.empty() || day < recorded) recorded = day;
  }
  if (recorded.empty()) return step.refuse("来访还没有接访记录（record --kind 接访）", "R-334");
  if (on < recorded) return step.refuse("日期 " + on + " 早于接访记录的 " + recorded, "R-334、R-320");
  return {};
}

bool may_settle_here(const json::object& record) {
  return !before_assignment(record) || (text_in(record, "channel") == "走访" && !is_accusation(record));
}

// who came, was heard and was answered there and then needs no section; every other matter is assigned, passed
// on or laid aside first.
Status settled_visit(Step& step) {
  if (!before_assignment(step.record)) return {};
  // Or the office alone would end what a leader has to read and another organ may have to handle.
  if (is_accusation(step.record))
    return step.refuse("检举控告不能当场办结：先由领导阅批（instruct），再分办（assign）、转送（transfer）或存查（shelve）",
                       "R-326、R-334、R-320");
  if (!may_settle_here(step.record))
    return step.refuse("只有当场答复的来访可以不经分办就办结；其他的先分办（assign）、转送（transfer）或存查（shelve）",
                       "R-334、R-320、R-374");
  const json::object* told = told_on_the_spot(step.record);
  if (told == nullptr)
    return step.refuse("来访还没有当场答复（notify --kind 当场告知 --text 答复内容），不能不经分办就办结",
                       "R-334、R-376");
  if (const std::string day = text_in(*told, "on"); step.on.to_string() < day)
    return step.refuse("日期 " + step.on.to_string() + " 早于当场告知的 " + day, "R-334、R-320");
  step.changes["outcome"] = k_settled_on_the_spot;
  if (const std::string text = text_in(*told, "text"); !text.empty()) step.changes["closing_reason"] = text;
  return {};
}

// the petitioner's 30 days run from the delivery; a matter closed before it would leave him without them.
Status review_delivered(Step& step) {
  if (text_in(step.record, "state") != "复查答复" || date_in(step.record, "delivered")) return {};
  const bool sent = date_in(step.record, "posted").has_value();
  return step.refuse(
      sent ? "复查意见已寄出，还没有签收（deliver --how 邮寄 --signer）" : "复查意见还没有送达信访人（deliver）",
      "R-309、R-324");
}

Status feedback_to_assigner(Step& step) {
  if (!date_in(step.record, "assigned_on")) return {};
  if (!date_in(step.record, "reported_up")) return step.refuse("上级交办的事项先向交办机关反馈（report-up --kind 办理情况反馈函）", "R-313");
  const auto term = reading_of(step, "report-up");
  if (!term || term->state != ClockState::met_late || was_explained(step)) return {};
  return step.refuse("反馈晚于期限 " + term->due.to_string() + "，先向交办机关说明延期原因（report-up --kind 延期说明函）", "R-313、R-380");
}

Status audited_result(Step& step) {
  if (text_in(step.record, "state") != "转出") return {};
  if (text_in(step.record, "transfer_mode") == "交办") return step.refuse("交办的结果须先回报并审核（feedback、audit）", "R-378");
  const bool told = date_in(step.record, "noticed").has_value();
  const bool owed = flag_in(step.record, "addressable") && text_in(step.record, "signature") != "匿名" && !is_accusation(step.record);
  if (owed && !told) return step.refuse("转出后先告知信访人（notify --kind 转办告知）", "R-303、R-377");
  return {};
}

namespace {

/// Whether the signature of 办公室 at the closing is what brings the original home: it lies there already, or with those who hand the papers in.
bool hands_in_original(const Step& step, const std::string& holder) {
  const std::string section = text_in(step.record, "section"), handler = text_in(step.record, "handler");
  if (const auto person = find_person(step.book, holder)) {
    if (person->has_role("办公室") || person->account == handler) return true;
    const auto unit = find_unit(step.book, person->unit);
    return unit && !section.empty() && unit->name == section;
  }
  if (holder == "办公室") return true;
  const auto unit = find_unit(step.book, holder);
  return unit && unit->kind == "科室" && (unit->name == section || unit->name == "办公室");
}

}  // namespace

Status custody_returned(Step& step) {
  const std::string holder = text_in(step.record, "holder");
  const bool out = !holder.empty() && text_in(step.record, "holder_kind") != "收回" && !hands_in_original(step, holder);
  if (out) return step.refuse("原件还在 " + holder + "，先收回（custody --kind 收回 --holder 办公室）", "R-375");
  if (!step.changes.contains("outcome"))
    step.changes["outcome"] = text_in(step.record, "outcome").empty() ? json::value("已办") : step.record.at("outcome");
  if (step.has("reason")) step.changes["closing_reason"] = step.field("reason");
  const std::string channel = text_in(step.record, "channel");
  if (channel == "信息网络" || channel == "电话") return {};
  if (!step.has("checklist") || !step.has("receiver")) {
    return step.refuse("纸质材料要交回办公室：写明清单（--checklist）和签收人（--receiver）", "R-375、R-333");
  }
  TRY_ASSIGN(const Account receiver, find_person(step.book, step.field("receiver")));
  if (!receiver.has_role("办公室")) return step.refuse(receiver.name + " 不是办公室的人，不能签收", "R-375");
  step.changes["holder"] = "办公室";
  if (step.record.contains("holder_kind")) step.changes["holder_kind"] = "收回";
  return {};
}

Status assigned_matter(Step& step) {
  if (!date_in(step.record, "assigned_on")) return step.refuse("不是上级交办或部门转办的事项", "R-313");
  if (step.field("kind") == "办理情况反馈函" && before_assignment(step.record) && told_on_the_spot(step.record) == nullptr)
    return step.refuse("还没有办理结果：先分办（assign）、转送（transfer），来访当场答复的先记（notify --kind 当场告知）", "R-313");
  if (step.field("kind") == "办理情况反馈函") step.changes["reported_up"] = step.on.to_string();
  return {};
}

bool is_not_final(const json::object& record) {
  return text_in(record, "state") != "终结" && !flag_in(record, "final");
}

Status not_final(Step& step) {
  if (is_not_final(step.record)) return {};
  return step.refuse("复核意见已出，同一事实和理由不再受理；新的事实另行登记", "R-312");
}

}  // namespace anjuan::registry::guard

namespace anjuan::registry {

bool is_result(std::string_view outcome) {
  if (outcome == "其他") return false;
  return std::any_of(guard::results().begin(), guard::results().end(), [&](const auto& category) {
    return std::find(category.second.begin(), category.second.end(), outcome) != category.second.end();
  });
}

}  // namespace anjuan::registry
