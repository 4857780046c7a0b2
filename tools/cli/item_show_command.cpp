#include <fmt/core.h>

#include <boost/json.hpp>

#include "archive/base/utf8.hpp"
#include "tools/cli/command.hpp"

namespace anjuan::cli {

namespace json = boost::json;

namespace {

const char* chinese(ItemState state) {
  switch (state) {
    case ItemState::stored: return "已存，尚未读取";
    case ItemState::read: return "已读";
    case ItemState::unreadable: return "不可读";
    case ItemState::destroyed: return "已销毁";
  }
  return "";
}

json::object json_of(const Item& item, const std::vector<Item>& children, const std::vector<Item>& versions, bool sequences) {
  json::object out;
  out["item"] = item.item.value;
  out["title"] = item.title;
  out["kind"] = item.kind;
  out["date"] = item.date;
  out["sender"] = item.sender;
  out["number"] = item.number;
  out["source"] = item.source;
  out["file_name"] = item.file_name;
  if (!item.raw_name.empty()) {
    out["raw_name_hex"] = to_hex(item.raw_name);
    out["name_charset"] = item.name_charset;
  }
  if (item.matter) out["matter"] = {{"id", item.matter->value}, {"name", item.matter_name}};
  if (item.parent) out["parent"] = item.parent->value;
  out["state"] = to_string(item.state);
  if (!item.reason.empty()) out["reason"] = item.reason;
  out["media_type"] = item.media_type;
  out["pages"] = item.pages;
  json::array objects;
  objects.push_back({{"role", "original"}, {"digest", item.object.to_string()}, {"bytes", item.bytes}});
  if (item.text) objects.push_back({{"role", "text"}, {"digest", item.text->to_string()}});
  out["objects"] = std::move(objects);
  if (versions.size() > 1) {
    json::array scans;
    for (const Item& version : versions) scans.emplace_back(json::string(version.item.value));
    out["versions"] = std::move(scans);
  }
  json::array members;
  for (const Item& child : children) members.push_back({{"item", child.item.value}, {"title", child.title}});
  out["members"] = std::move(members);
  if (sequences) {
    out["added"] = item.added;
    out["changed"] = item.changed;
  }
  return out;
}

class ItemShowCommand final : public Command {
 public:
  std::string_view name() const override { return "item show"; }
  std::string_view help() const override { return "一件的著录、来源和状态"; }
  std::string_view examples() const override { return "  anjuan item show i4k9m\n  anjuan item show i4k9m --json"; }
  void declare(Arguments& arguments) override { arguments.positional("ITEM", m_id, "件的编号，或其前五位以上"); }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(Item item, context.visible_item(m_id));
    TRY_ASSIGN(std::vector<Item> children, archive->children(item.item));
    TRY_ASSIGN(const AccessScope scope, context.scope());
    TRY_ASSIGN(const std::vector<Item> versions, archive->versions(item));
    if (item.parent) {
      TRY_ASSIGN(const std::vector<Item> parents, archive->items({*item.parent}));
      if (!parents.empty() && !may_see(scope, parents.front())) item.parent.reset();
    }
    std::erase_if(children, [&](const Item& child) { return !may_see(scope, child); });
    if (context.json) {
      context.out.json_line(json::object{{"items", json::array{json_of(item, children, versions, context.sees_all())}}});
    } else {
      print(context, item, children, versions);
    }
    return ExitCode::done;
  }

 private:
  static void print(Context& context, const Item& item, const std::vector<Item>& children, const std::vector<Item>& versions) {
    const auto row = [&](std::string_view label, std::string_view value) {
      if (!value.empty()) context.out.line(padded(label, 10) + std::string(value));
    };
    row("件", item.item.value);
    row("题名", item.title);
    row("类别", item.kind);
    row("日期", item.date);
    row("来信人", item.sender);
    row("文号", item.number);
    row("信访事项", item.matter_name);
    row("来源", item.source);
    row("文件名", item.file_name);
    if (!item.raw_name.empty()) row("原文件名", fmt::format("{}（按 {} 读出）", to_hex(item.raw_name), item.name_charset));
    row("出自", item.parent ? item.parent->value : "");
    for (std::size_t i = 0; versions.size() > 1 && i < versions.size(); ++i) {
      const bool is_this = versions[i].item == item.item;
      row(i == 0 ? "各版" : "", fmt::format("第{}版 {}{}{}", i + 1, versions[i].item.value, is_this ? "（本件）" : "", i + 1 == versions.size() ? "，最后一次扫描" : ""));
    }
    row("格式", item.media_type);
    row("大小", human_bytes(item.bytes));
    row("页数", item.state == ItemState::read ? std::to_string(item.pages) : "");
    row("状态", chinese(item.state) + (item.reason.empty() ? "" : "：" + item.reason));
    row("摘要", item.object.to_string());
    for (const Item& child : children) row("含有", child.item.value + "  " + child.title);
  }

  std::string m_id;
};

}  // namespace

CommandPtr make_item_show_command() { return std::make_unique<ItemShowCommand>(); }

}  // namespace anjuan::cli
