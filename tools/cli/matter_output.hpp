// How a matter, its clocks and its history are shown, to people and as JSON (schemas/api/cli-json.md).
#pragma once

#include <boost/json/object.hpp>

#include "archive/registry/registry.hpp"
#include "tools/cli/context.hpp"

namespace anjuan::cli {

/// {"matter","number","state",…}: the record with its parties masked, never a sealed value or a key.
boost::json::object json_of(const MatterRow& matter);
boost::json::object json_of(const registry::ClockReading& clock);
boost::json::array json_of(const std::vector<registry::ClockReading>& clocks);
boost::json::object json_of(const MatterEvent& event);
/// [{"item","kind","title","date","digest"}]
boost::json::array json_of(const std::vector<Item>& items);

void print_matter(Context& context, const MatterRow& matter, const std::vector<registry::ClockReading>& clocks);
void print_clocks(Context& context, const std::vector<registry::ClockReading>& clocks, bool explain);
/// One line: number, state, received, category, petitioners, subject.
std::string line_of(const MatterRow& matter);
/// 张三、李四等12人; 匿名
std::string petitioners_of(const boost::json::object& record);

/// A section or unit as records name it, from its id or another name; empty for empty. not_found.
Result<std::string> section_named(Context& context, const std::string& name);

/// A step by its title: 登记, 分办, …
std::string title_of(const registry::Registry& registry, const MatterEvent& event);
/// What was said of it, in the order in which it is asked for: “承办科室：干部监督科；承办人：李四”.
std::string contents_of(Context& context, const MatterEvent& event);

/// The name of an account, for people; the account itself where nobody bears it (who typed as the whole office).
std::string person_name(Context& context, const std::string& account);

/// telephone, address and ID numbers in clear are for 办公室 and the handler.
Result<bool> may_read_numbers(Context& context, const boost::json::object& record);

/// Whether the reader may know of it; what in it leads to hidden matters is taken away.
Result<bool> show_event(Context& context, MatterEvent& event);
/// What happened to a matter, without what refers to matters that whoever asks may not know of.
Result<std::vector<MatterEvent>> shown_events(Context& context, const MatterId& matter);
/// As `matter history --json` has it: sequences only for whoever sees all.
boost::json::object shown_json(const Context& context, const MatterEvent& event);

/// Takes from a record, or from what a step said, the names of other matters that whoever asks may not know of.
Status hide_links(Context& context, boost::json::object& record);

}  // namespace anjuan::cli
