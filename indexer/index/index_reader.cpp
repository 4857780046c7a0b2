#include "indexer/index/index_reader.hpp"

#include <fmt/core.h>

#include <sstream>

#include "indexer/index/xapian_guard.hpp"
#include "indexer/schema/index_schema.hpp"

#if defined(__SANITIZE_ADDRESS__)
// Xapian 1.4's own Database::check() deletes a table through a base of another size; nothing of ours takes part.
extern "C" __attribute__((weak)) const char* __asan_default_options() { return "new_delete_type_mismatch=0"; }
#endif

namespace anjuan {

struct IndexReader::Impl {
  Xapian::Database database;
};

IndexReader::IndexReader(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
IndexReader::~IndexReader() = default;

Result<std::unique_ptr<IndexReader>> IndexReader::open(const std::filesystem::path& archive_root) {
  return guarded([&]() -> Result<std::unique_ptr<IndexReader>> {
    const std::filesystem::path folder = schema::index_folder(archive_root);
    if (!std::filesystem::exists(folder / "XAPIANDB")) return fail(ErrorCode::not_found, "index: there is none yet");
    auto impl = std::make_unique<Impl>();
    impl->database = Xapian::Database(folder.string());
    TRY(check_identity(impl->database));
    return std::unique_ptr<IndexReader>(new IndexReader(std::move(impl)));
  });
}

std::optional<std::uint64_t> IndexReader::cursor() const {
  const auto cursor = guarded([&]() -> Result<std::optional<std::uint64_t>> { return read_cursor(m_impl->database); });
  return cursor.has_value() ? *cursor : std::nullopt;
}

Result<std::uint64_t> IndexReader::documents() const {
  return guarded([&]() -> Result<std::uint64_t> { return std::uint64_t{m_impl->database.get_doccount()}; });
}

Status IndexReader::for_each_item(const std::function<Status(std::string_view)>& visit) const {
  return guarded([&]() -> Status {
    const std::string prefix = schema::item_term("");
    const auto end = m_impl->database.allterms_end(prefix);
    for (auto term = m_impl->database.allterms_begin(prefix); term != end; ++term) {
      TRY(visit(std::string_view(*term).substr(prefix.size())));
    }
    return {};
  });
}

Result<std::string> IndexReader::describe(const std::string& item) const {
  return guarded([&]() -> Result<std::string> {
    const std::string unique = schema::item_term(item);
    const auto found = m_impl->database.postlist_begin(unique);
    if (found == m_impl->database.postlist_end(unique))
      return fail(ErrorCode::not_found, "index: nothing of item " + item);
    const Xapian::Document document = m_impl->database.get_document(*found);
    std::string out;
    for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) {
      out += fmt::format("term {} {}\n", *term, term.get_wdf());
    }
    for (auto value = document.values_begin(); value != document.values_end(); ++value) {
      out += fmt::format("value {} {}\n", value.get_valueno(), *value);
    }
    const std::string data = document.get_data();
    TRY_ASSIGN(const schema::DocumentText text, schema::decode_document_text(data));
    return out +
           fmt::format("title {}\nsender {}\nnumber {}\nbody {}\n", text.title, text.sender, text.number, text.body);
  });
}

Status check_index_files(const std::filesystem::path& archive_root) {
  return guarded([&]() -> Status {
    // One shard so far; sealed ones will be the further lines of the stub.
    std::ostringstream words;
    const std::size_t faults = Xapian::Database::check(schema::live_shard(archive_root).string(), 0, &words);
    if (faults == 0) return {};
    return fail(ErrorCode::corrupt, fmt::format("index: {} faults: {}; {}", faults, words.str(), k_rebuild_advice));
  });
}

}  // namespace anjuan
