// Finding a matter by what is sealed in it, and reading that in clear.
#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "archive/registry/conflicts.hpp"
#include "archive/registry/typed_text.hpp"
#include "query/access/principal.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/matter_output.hpp"

namespace anjuan::cli {

namespace json = boost::json;
using registry::PersonalKind;
using registry::text_in;

namespace {

constexpr std::string_view k_group = "办理 · 查看";

struct Numbered {
  const char* member;
  const char* title;
  PersonalKind kind;
};
constexpr Numbered k_numbers[] = {{"id", "证件号", PersonalKind::id_number}, {"phone", "电话", PersonalKind::phone}, {"address", "住址", PersonalKind::address}};

class MatterFindCommand final : public Command {
 public:
  std::string_view name() const override { return "matter find"; }
  std::string_view help() const override { return "按姓名、电话、身份证号、住址的原值查找当事人的事项；所示仍隐去号码（R-347、R-348）"; }
  std::string_view group() const override { return k_group; }
  std::string_view examples() const override {
    return "  anjuan matter find --phone 13812345678\n  anjuan matter find --name 张三 --id 32058319660203003X --json";
  }
  void declare(Arguments& arguments) override {
    arguments.option("--name", m_name, "姓名或单位名称");
    arguments.option("--id", m_values[0], "证件号（全号）");
    arguments.option("--phone", m_values[1], "电话（全号）");
    arguments.option("--address", m_values[2], "住址（全文）");
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(const AccessScope scope, context.scope());
    TRY_ASSIGN(const auto keys, keys_asked(registry->vault()));
    if (keys.empty()) return fail(ErrorCode::invalid_argument, "没有写要找谁（--name、--phone、--id 或 --address）");
    // One party must bear all of them: a name and the telephone of somebody else in the same letter are no match.
    std::optional<std::set<std::pair<MatterId, std::int64_t>>> found;
    for (const auto& key : keys) {
      TRY_ASSIGN(const std::vector<PartyHit> hits, registry->book().parties_with({key}, 0));
      std::set<std::pair<MatterId, std::int64_t>> bearing;
      for (const PartyHit& hit : hits) {
        if (may_see(scope, hit.matter) && (!found || found->contains({hit.matter, hit.position}))) bearing.emplace(hit.matter, hit.position);
      }
      found = std::move(bearing);
    }
    std::set<MatterId> matters;
    for (const auto& [matter, position] : *found) matters.insert(matter);
    return show(context, *registry, matters);
  }

 private:
  Result<std::vector<std::pair<std::string, std::string>>> keys_asked(const registry::PersonalVault& vault) const {
    std::vector<std::pair<std::string, std::string>> keys;
    if (!m_name.empty()) keys.emplace_back("name", registry::typed_form(m_name));
    for (std::size_t i = 0; i < std::size(k_numbers); ++i) {
      if (m_values[i].empty()) continue;
      TRY_ASSIGN(const registry::PersonalValue value, registry::read_personal(k_numbers[i].kind, m_values[i], registry::Irregular::keep));
      keys.emplace_back(k_numbers[i].member, vault.lookup_hash(k_numbers[i].kind, value.value));
    }
    return keys;
  }

  static Result<ExitCode> show(Context& context, registry::Registry& registry, const std::set<MatterId>& matters) {
    std::vector<MatterRow> rows;
    for (const MatterId& matter : matters) {
      TRY_ASSIGN(auto row, registry.book().by_id(matter));
      if (!row) continue;
      TRY(hide_links(context, row->record));
      rows.push_back(std::move(*row));
    }
    std::sort(rows.begin(), rows.end(), [](const MatterRow& a, const MatterRow& b) {
      return std::pair(text_in(a.record, "received"), a.name) < std::pair(text_in(b.record, "received"), b.name);
    });
    json::array list;
    for (const MatterRow& row : rows) {
      if (context.json) {
        list.push_back(json_of(row));
      } else {
        context.out.line(line_of(row));
      }
    }
    if (context.json) {
      context.out.json_line(json::object{{"total", rows.size()}, {"matters", std::move(list)}});
    } else {
      context.out.line("共 " + std::to_string(rows.size()) + " 件");
    }
    return ExitCode::done;
  }

  std::string m_name, m_values[std::size(k_numbers)];
};

class MatterContactCommand final : public Command {
 public:
  std::string_view name() const override { return "matter contact"; }
  std::string_view help() const override { return "当事人的电话、住址、证件号原文：只给办公室和承办人看，看过即记入日志（R-348）"; }
  std::string_view group() const override { return k_group; }
  std::string_view examples() const override { return "  anjuan matter contact 〔2026〕组信字第0001号"; }
  void declare(Arguments& arguments) override { arguments.positional("MATTER", m_matter, "信访编号（或外部编号、内部编号）"); }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(const MatterRow matter, context.visible_matter(m_matter));
    TRY(registry::check_no_conflict(registry->book(), matter.record, context.as_option));
    TRY_ASSIGN(const bool may_read, may_read_numbers(context, matter.record));
    if (!may_read) {
      context.advise("请由承办人查看，或以办公室的身份查看");
      return fail(ErrorCode::denied, matter.name + " 的联系方式只给承办人和办公室看（R-348）");
    }
    json::array parties;
    for (const json::value& value : registry::list_in(matter.record, "parties")) {
      if (!value.is_object() || text_in(value.get_object(), "role") == "隐去") continue;
      TRY_ASSIGN(json::object party, opened(registry->vault(), value.get_object()));
      parties.push_back(std::move(party));
    }
    // durable before it is shown.
    TRY(record_content_read(*archive, {ItemId{matter.matter.value}, "contact", 0}));
    if (context.json) {
      context.out.json_line(json::object{{"matter", matter.matter.value}, {"number", matter.name}, {"parties", std::move(parties)}});
      return ExitCode::done;
    }
    context.out.line(matter.name);
    for (const json::value& value : parties) {
      const json::object& party = value.get_object();
      context.out.line("  " + padded(text_in(party, "role"), 12) + text_in(party, "name"));
      for (const Numbered& number : k_numbers) {
        if (party.contains(number.member)) context.out.line("    " + padded(number.title, 10) + text_in(party, number.member));
      }
    }
    return ExitCode::done;
  }

 private:
  static Result<json::object> opened(const registry::PersonalVault& vault, const json::object& party) {
    json::object out{{"role", text_in(party, "role")}, {"name", text_in(party, "name")}};
    for (const Numbered& number : k_numbers) {
      const json::value* sealed = party.if_contains(number.member);
      if (sealed == nullptr || !sealed->is_object()) continue;
      TRY_ASSIGN(const Bytes bytes, from_hex(text_in(sealed->get_object(), "sealed")));
      auto clear = vault.unseal(number.kind, bytes);
      if (!clear) return fail_in(text_in(party, "name") + "的" + number.title, std::move(clear).error());
      out.emplace(number.member, *clear);
    }
    return out;
  }

  std::string m_matter;
};

}  // namespace

CommandPtr make_matter_find_command() { return std::make_unique<MatterFindCommand>(); }
CommandPtr make_matter_contact_command() { return std::make_unique<MatterContactCommand>(); }

}  // namespace anjuan::cli
