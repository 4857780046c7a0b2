#include <fmt/core.h>

#include <boost/json.hpp>

#include "tools/cli/command.hpp"
#include "tools/cli/item_text.hpp"
#include "tools/flows/item_text.hpp"

namespace anjuan::cli {

namespace json = boost::json;

Status check_not_destroyed(const Item& item) {
  if (item.state != ItemState::destroyed) return {};
  return fail(ErrorCode::not_found, "件 " + item.item.value + " 的内容" + item.reason);
}

Result<PositionedText> text_of(Context& context, const Item& item) {
  TRY(check_not_destroyed(item));
  if (!item.text) {
    if (item.state == ItemState::stored) {
      context.advise("请先运行 anjuan index");
      return fail(ErrorCode::not_found, "件 " + item.item.value + " 尚未读取");
    }
    context.advise("原件可用 anjuan get 取出");
    return fail(ErrorCode::not_found, "件 " + item.item.value + " 没有文字（" + item.reason + "）");
  }
  TRY_ASSIGN(Archive* const archive, context.archive());
  return flows::read_text(*archive, *item.text);
}

Status check_page(const Item& item, std::uint32_t page) {
  if (page >= 1 && page <= item.pages) return {};
  return fail(ErrorCode::not_found, fmt::format("件 {} 没有第 {} 页（共 {} 页）", item.item.value, page, item.pages));
}

namespace {

std::string_view name_of(TextSource source) {
  switch (source) {
    case TextSource::none: return "none";
    case TextSource::layer: return "layer";
    case TextSource::ocr: return "ocr";
    case TextSource::layout: return "layout";
  }
  return "none";
}

class ItemTextCommand final : public Command {
 public:
  std::string_view name() const override { return "item text"; }
  std::string_view help() const override { return "一件的文字"; }
  std::string_view examples() const override { return "  anjuan item text i4k9m\n  anjuan item text i4k9m --page 2"; }
  void declare(Arguments& arguments) override {
    arguments.positional("ITEM", m_id, "件的编号，或其前五位以上");
    arguments.option("--page", m_page, "只要这一页", 1, 1'000'000);
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(const Item item, context.visible_item(m_id));
    TRY_ASSIGN(const PositionedText text, text_of(context, item));
    if (m_page) TRY(check_page(item, *m_page));
    TRY(record_content_read(*archive, {item.item, "text", m_page.value_or(0)}));
    json::array pages;
    for (std::uint32_t number = 1; number <= text.pages.size(); ++number) {
      if (m_page && *m_page != number) continue;
      const TextPage& page = text.pages[number - 1];
      if (context.json) {
        json::object out{{"page", number}, {"source", name_of(page.source)}, {"text", plain_text(page)}};
        if (!page.note.empty()) out["note"] = page.note;
        pages.push_back(std::move(out));
      } else {
        // A form feed between pages, as pdftotext does: text that is piped on stays plain.
        if (!m_page && number > 1) context.out.write("\f");
        context.out.write(plain_text(page));
      }
    }
    if (context.json) context.out.json_line(json::object{{"item", item.item.value}, {"title", item.title}, {"pages", std::move(pages)}});
    return ExitCode::done;
  }

 private:
  std::string m_id;
  std::optional<std::uint32_t> m_page;
};

}  // namespace

CommandPtr make_item_text_command() { return std::make_unique<ItemTextCommand>(); }

}  // namespace anjuan::cli
