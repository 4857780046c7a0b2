#include "tools/cli/accused_output.hpp"

#include <boost/json/array.hpp>

#include "archive/registry/accused.hpp"
#include "query/access/principal.hpp"

namespace anjuan::cli {

namespace json = boost::json;

namespace {

Status ask_names(Context& context, registry::Registry& registry, const MatterRow& matter, json::object* out) {
  if (!context.sees_all()) {
    // Not the scope of the command's begin: the matter was not there, or not an accusation.
    TRY_ASSIGN(const AccessScope scope, scope_of(registry.book(), context.as_option));
    if (!may_see(scope, matter.matter)) return {};
  }
  TRY_ASSIGN(const auto questions, registry::name_questions(registry.book(), matter.record));
  json::array list;
  for (const registry::NameQuestion& question : questions) {
    if (question.account == context.as_option) continue;
    const std::string command =
        "anjuan deny " + matter.name + " --person " + question.account + " --reason 被反映人本人";
    context.note("请核对：" + question.reason + "；是账号 " + question.account + "（" + question.name +
                 "）本人吗？是的，请隐去（R-343）：" + command);
    list.push_back(json::object{{"party", question.party},
                                {"account", question.account},
                                {"name", question.name},
                                {"reason", question.reason},
                                {"command", command}});
  }
  if (out != nullptr && !list.empty()) (*out)["deny_questions"] = std::move(list);
  return {};
}

}  // namespace

Status tell_accused(Context& context, const MatterRow& matter, json::object* out) {
  if (!registry::is_accusation(matter.record)) return {};
  TRY_ASSIGN(registry::Registry* const registry, context.registry());
  TRY_ASSIGN(const std::string organ, context.organ());
  TRY_ASSIGN(const std::string concerned,
             registry::concerned_by(registry->book(), matter.record, context.as_option, organ));
  if (!concerned.empty()) {
    const std::string text = "本件反映" + concerned +
                             "：先改交其他领导、纪检或上级并留收条，才对其隐去（R-384）：anjuan hand-over " +
                             matter.name + " --target 市纪委 --receipt 收条号";
    context.note("注意：" + text);
    if (out != nullptr) (*out)["escalate"] = text;
  }
  return ask_names(context, *registry, matter, out);
}

}  // namespace anjuan::cli
