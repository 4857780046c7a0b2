// The layout of the full-text index: terms, value slots, metadata, document data. The one place where indexer and query
// agree. Format: schemas/formats/fulltext-index.md. Nothing here needs Xapian.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "archive/base/result.hpp"

namespace anjuan::schema {

/// `DIR/index` is a Xapian stub database (file XAPIANDB) naming its shards: open this folder to read, whatever shards
/// there are.
std::filesystem::path index_folder(const std::filesystem::path& archive_root);
/// The shard that is written. First in the stub, so that get_metadata() of the whole is its metadata.
std::filesystem::path live_shard(const std::filesystem::path& archive_root);

/// Keys of Xapian's metadata.
constexpr std::string_view k_key_layout = "anjuan.schema";      ///< value: k_layout
constexpr std::string_view k_key_analyser = "anjuan.analyser";  ///< value: analyser_id() of the writer
constexpr std::string_view k_key_cursor =
    "anjuan.cursor";  ///< decimal journal sequence, absent before the first commit
/// Decimal journal sequence: of what was destroyed up to it, no block of these files has anything; absent before the first compaction.
constexpr std::string_view k_key_clean = "anjuan.clean";
constexpr std::string_view k_layout = "1";

/// Value slots. All are strings that sort as bytes. Numbers on disk: append, never renumber.
enum Slot : std::uint32_t {
  slot_item = 0,    ///< item id
  slot_date = 1,    ///< YYYY-MM-DD; absent when not known
  slot_kind = 2,    ///< kind as written (来信, 复函 …); absent when not said
  slot_matter = 3,  ///< matter id; absent when the item belongs to none
};

/// Weights. A ranking term's wdf is round(20 × term-frequency part of BM25+) with a constant average length:
/// 21…k_impact_most. A weighting scheme is idf × wdf / k_impact_scale and needs no document length.
/// Presence and filter terms have wdf 0.
constexpr std::uint32_t k_impact_scale = 20;
constexpr std::uint32_t k_impact_most = 64;

/// Where a run of characters can stand. `text` is title or body.
enum class Place : std::uint8_t { text, title, sender, number };

/// The term "this gram stands there". A gram is a bigram or one character of folded text, as Analyser::exact_terms()
/// gives them. The bigram of Place::text is the ranking term itself.
std::string gram_term(Place place, std::string_view gram);
/// Marks a gram of Place::text that stands in the title and not in the body, so that
/// "in the body" = gram_term(Place::text, g) AND NOT title_only_term(g), exactly.
std::string title_only_term(std::string_view gram);

/// Filter terms (boolean, wdf 0). Values that people type are folded here.
std::string item_term(std::string_view item_id);  ///< unique
std::string matter_term(std::string_view matter_id);
std::string kind_term(std::string_view kind);
std::string media_type_term(std::string_view media_type);
std::string sender_term(std::string_view sender);  ///< the whole 来信人
std::string number_term(std::string_view number);  ///< the whole 文号
/// What AccessScope::readable holds: "XS" + name. Every item bears at least one.
std::string scope_term(std::string_view scope_name);
constexpr std::string_view k_scope_open =
    "open";  ///< scope of an item that nothing restricts: scope_term(k_scope_open) is "XSopen"
constexpr std::string_view k_unreadable_term = "Eunreadable";  ///< kept, but nothing could be read from it

/// What verification looks at: folded text of each place. Stands in the document's data.
struct DocumentText {
  std::string_view title, sender, number, body;
  bool operator==(const DocumentText&) const = default;
};
std::string encode_document_text(const DocumentText& text);
/// Views into `data`, which must outlive them. corrupt, or unsupported for a newer layout.
Result<DocumentText> decode_document_text(std::string_view data);

/// The run `folded` stands there (empty: everywhere).
bool contains(const DocumentText& text, Place place, std::string_view folded);
/// Looks at the body alone.
bool body_contains(const DocumentText& text, std::string_view folded);

}  // namespace anjuan::schema
