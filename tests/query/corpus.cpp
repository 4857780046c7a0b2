#include "tests/query/corpus.hpp"

#include <fmt/core.h>
#include <zstd.h>

#include <boost/json.hpp>
#include <fstream>
#include <functional>
#include <iterator>

#include "indexer/schema/index_schema.hpp"
#include "tests/support/shared_data.hpp"

namespace anjuan::test {
namespace {

std::string unpacked(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string packed((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
  std::string out;
  std::vector<char> buffer(ZSTD_DStreamOutSize());
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  while (in.pos < in.size) {
    ZSTD_outBuffer to{buffer.data(), buffer.size(), 0};
    if (ZSTD_isError(ZSTD_decompressStream(context.get(), &to, &in)) != 0U) return {};
    out.append(buffer.data(), to.pos);
  }
  return out;
}

std::string text_of(const boost::json::object& row, std::string_view key) {
  const auto* value = row.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::string day_of(const std::string& time) { return time.size() >= 10 ? time.substr(0, 10) : std::string(); }

const std::string k_open = schema::scope_term(schema::k_scope_open);

}  // namespace

std::vector<IndexDocument> letters(const std::string& name, std::size_t most) {
  std::vector<IndexDocument> out;
  std::filesystem::path file;
  if (!shared_data("letters/" + name + ".jsonl.zst", file)) return out;
  const std::string rows = unpacked(file);
  for (std::size_t at = 0; at < rows.size() && out.size() < most;) {
    const std::size_t end = std::min(rows.find('\n', at), rows.size());
    const auto row = boost::json::parse(std::string_view(rows).substr(at, end - at)).as_object();
    at = end + 1;
    IndexDocument letter;
    const std::string id = text_of(row, "id");
    letter.item = "i" + name + id;
    letter.matter = "m" + name + id;
    letter.kind = "来信";
    letter.date = day_of(text_of(row, "time"));
    letter.title = text_of(row, "subject");
    letter.sender = text_of(row, "user");
    letter.number = fmt::format("昆信〔{}〕{}号", letter.date.substr(0, 4), id);
    letter.scope_terms = {k_open};
    letter.body = text_of(row, "text");
    IndexDocument reply = letter;
    reply.item += "r";
    reply.kind = "复函";
    reply.date = day_of(text_of(row, "reply_time"));
    reply.title += "的复函";
    reply.body = text_of(row, "reply");
    reply.sender.clear();
    out.push_back(std::move(letter));
    if (!reply.body.empty() && out.size() < most) out.push_back(std::move(reply));
  }
  return out;
}

std::vector<IndexDocument> made_up(std::size_t count, std::mt19937& random) {
  const std::vector<std::string> alphabet{"甲", "乙", "丙", "丁", "a",  "b",  "1",
                                          "，", "。", " ",  "\n", "Ａ", "𠮷", "國"};
  const auto any = [&](std::size_t n) { return random() % n; };
  const auto text = [&](std::size_t longest) {
    std::string out;
    for (auto n = any(longest + 1); n > 0; --n) out += alphabet[any(alphabet.size())];
    return out;
  };
  std::vector<IndexDocument> out;
  for (std::size_t i = 0; i < count; ++i) {
    IndexDocument document;
    document.item = fmt::format("imadeup{}", i);
    if (any(4) != 0) document.matter = fmt::format("mmadeup{}", any(count / 4 + 1));
    if (any(4) != 0) document.kind = any(2) == 0 ? "来信" : "复函";
    if (any(4) != 0) document.date = fmt::format("{}-{:02}-{:02}", 2015 + any(8), 1 + any(12), 1 + any(28));
    document.title = text(6);
    document.sender = text(4);
    document.number = text(4);
    document.scope_terms = {k_open};
    document.body = text(14);
    out.push_back(std::move(document));
  }
  return out;
}

Status index_all(const std::filesystem::path& root, const std::vector<IndexDocument>& documents) {
  TRY_ASSIGN(const auto writer, IndexWriter::open(root));
  for (const IndexDocument& document : documents) TRY(writer->put(document));
  return writer->commit(documents.size());
}

}  // namespace anjuan::test
