#include <fmt/core.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "query/access/principal.hpp"
#include "tools/cli/capture.hpp"
#include "tools/cli/matter_output.hpp"
#include "tools/flows/attaching.hpp"

namespace anjuan::cli {

namespace json = boost::json;

namespace {

constexpr std::string_view k_group = "办理 · 登记";

/// Where the same bytes are filed already: only matters that whoever asks may see.
Result<std::vector<Item>> held_in(Context& context, const ObjectId& object, const std::optional<MatterId>& except) {
  TRY_ASSIGN(registry::Registry* const registry, context.registry());
  TRY_ASSIGN(const AccessScope scope, context.scope());
  TRY_ASSIGN(std::vector<Item> items, registry->book().items_with(object));
  std::erase_if(items, [&](const Item& item) { return item.matter == except || !may_see(scope, item); });
  return items;
}

std::string names_of(const std::vector<Item>& held) {
  std::string names;
  for (const Item& item : held) names += (names.empty() ? "" : "、") + item.matter_name + "（件 " + item.item.value + "）";
  return names;
}

class AttachCommand final : public Command {
 public:
  std::string_view name() const override { return "attach"; }
  std::string_view help() const override { return "把一叠扫描件按二维码拆开，归到各自的事项（R-386）"; }
  std::string_view group() const override { return k_group; }
  std::string_view examples() const override { return "  anjuan attach 今早.pdf\n  anjuan unclaimed\n  anjuan claim i4k9m 〔2026〕组信字第0001号 --kind 来信"; }
  void declare(Arguments& arguments) override {
    arguments.positional("BATCH", m_batch, "PDF、TIFF 或图像");
    arguments.flag("--defer", m_defer, "暂不读取和索引（以后运行 anjuan index）");
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(const AccessScope scope, context.scope());
    Worker worker(default_helper(), WorkerLimits{});
    const auto seen = [&](const MatterRow& matter) { return may_see(scope, matter.matter); };
    TRY_ASSIGN(const auto parts, flows::attach_batch(*archive, *registry, worker, m_batch, seen));
    json::array list;
    std::size_t waiting = 0;
    for (const flows::Attached& part : parts) {
      std::vector<Item> held;  // what somebody claimed before waits no more
      if (!part.matter && part.is_duplicate) {
        TRY_ASSIGN(const Item known, archive->item(part.item.value));
        TRY_ASSIGN(held, held_in(context, known.object, std::nullopt));
      }
      if (!part.matter && held.empty()) ++waiting;
      if (context.json) {
        json::object one{{"pages", {part.first, part.last}}, {"item", part.item.value}, {"kind", part.kind}};
        if (part.matter) {
          one["number"] = part.matter->name;
        } else {
          one["reason"] = part.reason;
        }
        if (part.version_of) one["version_of"] = part.version_of->value;
        if (part.is_duplicate) one["duplicate"] = true;
        for (const Item& item : held) {
          if (!one.contains("held")) one["held"] = json::array();
          one["held"].as_array().push_back(json::object{{"number", item.matter_name}, {"item", item.item.value}});
        }
        list.push_back(std::move(one));
        continue;
      }
      const std::string where = part.matter ? part.matter->name + "  " + part.kind : held.empty() ? "待认领：" + part.reason : "已认领：在 " + names_of(held) + " 里";
      context.out.line(fmt::format("第 {}–{} 页  ", part.first, part.last) + where + "  " + part.item.value + (part.is_duplicate ? "（以前已收）" : part.version_of ? "（" + part.version_of->value + " 的新一版）" : ""));
    }
    if (context.json) {
      context.out.json_line(json::object{{"parts", std::move(list)}, {"unclaimed", waiting}});
    } else if (waiting > 0) {
      context.note(fmt::format("{} 份没有认出归属：anjuan unclaimed 列出，anjuan claim 归到事项", waiting));
    }
    context.out.flush();
    if (!m_defer) catch_up(context, *archive, "扫描件");
    return waiting > 0 ? ExitCode::some_refused : ExitCode::done;
  }

 private:
  std::string m_batch;
  bool m_defer = false;
};

class UnclaimedCommand final : public Command {
 public:
  std::string_view name() const override { return "unclaimed"; }
  std::string_view help() const override { return "列出没有认出归属的扫描件"; }
  std::string_view group() const override { return k_group; }
  std::string_view examples() const override { return "  anjuan unclaimed"; }
  void declare(Arguments& /*arguments*/) override {}
  Result<ExitCode> run(Context& context) override {
    TRY(context.require_whole_view("待认领的扫描件"));
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(const std::vector<Item> items, registry->book().unclaimed(k_unclaimed));
    json::array list;
    for (const Item& item : items) {
      if (context.json) {
        list.push_back(json::object{{"item", item.item.value}, {"title", item.title}, {"date", item.date}, {"source", item.source}});
      } else {
        context.out.line(padded(item.item.value, 20) + padded(item.date, 12) + item.title);
      }
    }
    if (context.json) {
      context.out.json_line(json::object{{"items", std::move(list)}});
    } else if (items.empty()) {
      context.out.line("没有待认领的扫描件");
    }
    return ExitCode::done;
  }
};

class ClaimCommand final : public Command {
 public:
  std::string_view name() const override { return "claim"; }
  std::string_view help() const override { return "把一份待认领的扫描件归到事项"; }
  std::string_view group() const override { return k_group; }
  std::string_view examples() const override { return "  anjuan claim i4k9m 〔2026〕组信字第0001号 --kind 来信"; }
  void declare(Arguments& arguments) override {
    arguments.positional("ITEM", m_item, "待认领的件");
    arguments.positional("MATTER", m_matter, "信访编号");
    arguments.option("--kind", m_kind, "种类（缺省 来信）");
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(const Item item, context.visible_item(m_item));
    TRY_ASSIGN(const MatterRow matter, context.visible_matter(m_matter));
    TRY(context.refuse_void(matter, "不收材料"));
    TRY_ASSIGN(const std::vector<Item> held, held_in(context, item.object, matter.matter));
    const auto result = flows::claim(*archive, *registry, item, matter, m_kind);
    if (!result && result.error().code == ErrorCode::already_exists) context.advise("不必再认领，用 anjuan matter show 查看；也属于别的事项的，用 anjuan ingest 文件 --matter 编号 另存一件");
    TRY_ASSIGN(const ItemId claimed, result);
    if (context.json) {
      context.out.json_line(json::object{{"item", claimed.value}, {"number", matter.name}});
    } else {
      context.out.line("已归到 " + matter.name + "：" + claimed.value);
      if (!held.empty()) context.note("同一份扫描件也在 " + names_of(held) + " 里，请核对归在哪里");
    }
    context.out.flush();
    catch_up(context, *archive, "扫描件");
    return ExitCode::done;
  }

 private:
  std::string m_item, m_matter, m_kind = "来信";
};

}  // namespace

CommandPtr make_attach_command() { return std::make_unique<AttachCommand>(); }
CommandPtr make_unclaimed_command() { return std::make_unique<UnclaimedCommand>(); }
CommandPtr make_claim_command() { return std::make_unique<ClaimCommand>(); }

}  // namespace anjuan::cli
