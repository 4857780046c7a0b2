// An office whose matters are closed and filed.
#pragma once

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "archive/filing/filing.hpp"
#include "tests/support/office.hpp"

namespace anjuan::test {

struct FilingOffice : Office {
  FilingOffice() : filing(std::move(*filing::Filing::open(*archive, *registry))) {}

  /// A paper of a matter, read with so many pages; 0: not read.
  ItemId paper(const std::string& number, const std::string& kind, std::uint32_t pages = 1) {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction);
    const std::string text = kind + "，第 " + std::to_string(++m_papers) + " 份材料。";
    MemorySource source(as_bytes(text));
    const auto put = transaction->put(source, text.size());
    BOOST_REQUIRE(put);
    NewItem item;
    item.item = new_item_id();
    item.object = put->id;
    item.kind = kind;
    item.date = std::string(m_papers < 10 ? "2025-02-0" : "2025-02-") + std::to_string(m_papers % 28 + (m_papers < 10 ? 0 : 1));
    item.matter = matter(number).matter;
    transaction->add_item(item);
    if (pages > 0) transaction->record_read({item.item, put->id, "text/plain", pages, {}});
    BOOST_REQUIRE(transaction->commit());
    m_texts[item.item] = text;
    return item.item;
  }
  /// One byte of what paper() kept rots on the disk.
  void damage(const ItemId& item) {
    const std::string& text = m_texts.at(item);
    std::size_t hit = 0;
    for (const auto& file : std::filesystem::directory_iterator(archive->root() / "packs")) {
      std::fstream stream(file.path(), std::ios::in | std::ios::out | std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
      const std::size_t at = bytes.find(text);
      if (at == std::string::npos) continue;
      stream.clear();
      stream.seekp(static_cast<std::streamoff>(at));
      stream.put(static_cast<char>(bytes[at] ^ 1));
      ++hit;
    }
    BOOST_REQUIRE(hit == 1U);
  }
  /// A suggestion that was handled and closed without an answer of its own: XF-3.
  std::string closed(const std::string& day = "2025-02-03") {
    registry::Intake suggestion = claim(day);
    suggestion.category = "建议意见";
    const std::string number = handled(day, suggestion);
    must(number, "close", {{"reason", "已当面说明"}, {"checklist", "来信"}, {"receiver", "reg"}}, day);
    return number;
  }
  Result<std::vector<FilingRow>> file(const std::string& number, const filing::FilingDecision& decision = {}) {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction);
    TRY(transaction->lock());
    TRY_ASSIGN(std::vector<FilingRow> rows, filing->file(*transaction, matter(number), decision, {}));
    TRY(transaction->commit());
    return rows;
  }
  std::string refusal(const std::string& number, const filing::FilingDecision& decision = {}) {
    const auto rows = file(number, decision);
    BOOST_REQUIRE(!rows);
    return rows.error().message;
  }
  /// A volume of one matter with these papers.
  FilingRow volume(const std::string& number) {
    filing::FilingDecision decision;
    decision.regime = "卷";
    decision.reason = "重要";
    auto rows = file(number, decision);
    BOOST_REQUIRE_MESSAGE(rows, (rows ? "" : rows.error().message));
    BOOST_REQUIRE(rows->size() == 1U);
    return rows->front();
  }

  std::unique_ptr<filing::Filing> filing;

 private:
  int m_papers = 0;
  std::map<ItemId, std::string> m_texts;
};

}  // namespace anjuan::test
