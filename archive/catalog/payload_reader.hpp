// The members of a journal payload, as apply() reads them. For the files of this room only.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "archive/catalog/database.hpp"
#include "archive/journal/entry.hpp"

namespace anjuan {

/// Reads members of a payload; the first one that is not what it must be makes the whole reading fail.
class PayloadReader {
 public:
  PayloadReader(const EntryHead& head, const boost::json::object& payload) : m_head(head), m_payload(payload) {}

  std::string_view text(std::string_view name) {
    const boost::json::value* member = m_payload.if_contains(name);
    if (member == nullptr) return {};
    if (!member->is_string()) return wrong(name);
    return member->get_string();
  }
  std::optional<std::string_view> optional_text(std::string_view name) {
    if (!m_payload.contains(name)) return std::nullopt;
    return text(name);
  }
  std::int64_t integer(std::string_view name) {
    const boost::json::value* member = m_payload.if_contains(name);
    if (member == nullptr) return 0;
    if (member->is_uint64()) return static_cast<std::int64_t>(member->get_uint64());
    if (!member->is_int64()) return wrong(name), 0;
    return member->get_int64();
  }
  Digest object(std::string_view name) {
    const auto id = ObjectId::parse(text(name));
    if (!id) return wrong(name), Digest{};
    return id->digest();
  }
  std::optional<Bytes> bytes(std::string_view name) {
    if (!m_payload.contains(name)) return std::nullopt;
    auto value = from_hex(text(name));
    if (!value) return wrong(name), std::nullopt;
    return std::move(*value);
  }
  /// [source, row] of an import.
  std::pair<std::optional<std::string_view>, std::optional<std::string_view>> import() {
    const boost::json::value* member = m_payload.if_contains("import");
    if (member == nullptr) return {};
    const boost::json::array* pair = member->if_array();
    if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_string()) return wrong("import"), std::pair<std::optional<std::string_view>, std::optional<std::string_view>>{};
    return {std::string_view((*pair)[0].get_string()), std::string_view((*pair)[1].get_string())};
  }
  const boost::json::object* members(std::string_view name) {
    const boost::json::value* member = m_payload.if_contains(name);
    if (member == nullptr || !member->is_object()) return wrong(name), nullptr;
    return &member->get_object();
  }

  /// The strings of an array; a member of another kind makes the reading fail.
  std::vector<std::string_view> texts(std::string_view name) {
    const boost::json::value* member = m_payload.if_contains(name);
    std::vector<std::string_view> values;
    if (member == nullptr || !member->is_array()) return wrong(name), values;
    for (const boost::json::value& value : member->get_array()) {
      if (!value.is_string()) return wrong(name), values;
      values.push_back(value.get_string());
    }
    return values;
  }

  /// Null when absent.
  const boost::json::object* optional_members(std::string_view name) { return m_payload.contains(name) ? members(name) : nullptr; }

  Status status() const {
    if (m_wrong.empty()) return {};
    return fail(ErrorCode::corrupt, "journal entry " + std::to_string(m_head.seq) + " (" + m_head.action + "): bad member " + m_wrong);
  }

 private:
  std::string_view wrong(std::string_view name) {
    if (m_wrong.empty()) m_wrong = name;
    return {};
  }
  const EntryHead& m_head;
  const boost::json::object& m_payload;
  std::string m_wrong;
};

// apply_registry.cpp: the views of the petition registry.
Status apply_matter_event(Database& database, const EntryHead& head, PayloadReader& payload);
Status apply_account(Database& database, const EntryHead& head, PayloadReader& payload);
Status apply_unit(Database& database, const EntryHead& head, PayloadReader& payload);

// apply_destruction.cpp: what was destroyed.
Status apply_destroyed(Database& database, const EntryHead& head, PayloadReader& payload);
/// A text whose reading had begun before its item was destroyed goes too.
Status destroy_late_text(Database& database, const EntryHead& head, std::string_view item, const Digest& text);
/// Whether a live item needs the object, as its original or as its text.
Result<bool> is_needed(Database& database, const Digest& digest);

// apply_filing.cpp: what was filed.
Status apply_disposal_event(Database& database, const EntryHead& head, PayloadReader& payload);
Status apply_filing_event(Database& database, const EntryHead& head, PayloadReader& payload);

}  // namespace anjuan
