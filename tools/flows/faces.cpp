#include "tools/flows/faces.hpp"

#include <algorithm>

#include "indexer/text/positioned_text.hpp"
#include "tools/flows/item_text.hpp"

namespace anjuan::flows {

namespace {

bool has_characters(const TextPage& page) {
  return std::any_of(page.lines.begin(), page.lines.end(),
                     [](const TextLine& line) { return line.text.find_first_not_of(" \t") != std::string::npos; });
}

Result<filing::Faces> faces_of(Archive& archive, Worker& worker, const Item& item) {
  TRY_ASSIGN(const PositionedText text, read_text(archive, *item.text));
  filing::Faces faces{item.pages, {}};
  std::vector<std::uint32_t> silent;
  for (std::uint32_t page = 1; page <= item.pages; ++page) {
    if (page > text.pages.size() || !has_characters(text.pages[page - 1])) silent.push_back(page);
  }
  const auto ink =
      worker.ink([&](ByteSink& sink) { return archive.read_object(item.object, sink); }, item.file_name, silent);
  if (!ink) {
    return fail(ink.error().code == ErrorCode::cancelled ? ErrorCode::cancelled : ErrorCode::invalid_argument,
                "件 " + item.item.value + " 不能判断有没有空白面：" + ink.error().message + "；人数的写 --pages '" +
                    item.item.value + "=页数'（R-140、R-144）");
  }
  for (const PageInk& page : *ink) {
    if (page.area < k_least_ink) faces.blank.push_back(page.page);
  }
  return faces;
}

}  // namespace

Result<std::map<ItemId, filing::Faces>> faces_of(Archive& archive, Worker& worker, const std::vector<Item>& items) {
  std::map<ItemId, filing::Faces> all;
  for (const Item& item : items) {
    if (item.state != ItemState::read || !item.text || item.pages == 0) continue;
    TRY_ASSIGN(all[item.item], faces_of(archive, worker, item));
  }
  return all;
}

}  // namespace anjuan::flows
