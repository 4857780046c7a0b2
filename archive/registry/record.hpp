// A matter's record (schemas/formats/matter.md) read member by member. What is absent is empty.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>

#include "archive/base/civil_date.hpp"
#include "archive/catalog/matter_book.hpp"

namespace anjuan::registry {

std::string text_in(const boost::json::object& record, std::string_view name);
bool flag_in(const boost::json::object& record, std::string_view name);
std::int64_t number_in(const boost::json::object& record, std::string_view name);
std::optional<CivilDate> date_in(const boost::json::object& record, std::string_view name);
/// An empty array when absent.
const boost::json::array& list_in(const boost::json::object& record, std::string_view name);
/// The newest member of a list, or null.
const boost::json::object* last_in(const boost::json::object& record, std::string_view name);

/// Every event's changes up to and including `day` merged: the record as it was known to have happened by then. Empty before registration.
boost::json::object record_as_of(const std::vector<MatterEvent>& events, CivilDate day);

/// `now` as it was on a day, for whoever may see it today: what happened is that of the day, whether it is secret is
/// today's. What turned out to be an accusation bears its present number and category on every day: under
/// the old ones it would stand in the open again. What only keeps a former number was never more than void: the letter
/// itself is counted under its present number.
boost::json::object record_on(const boost::json::object& now, const std::vector<MatterEvent>& events, CivilDate day);

inline constexpr const char* k_void = "作废";

inline bool is_accusation(const boost::json::object& record) { return text_in(record, "category") == "检举控告"; }
/// its number is kept, and nothing acts under it any more.
inline bool is_void(const boost::json::object& record) { return text_in(record, "state") == k_void; }
/// a number that an accusation had before it was known for one, kept in its book; every letter has a category.
inline bool is_former_number(const boost::json::object& record) {
  return is_void(record) && !record.contains("category") && !record.contains("parties");
}
/// a 复查 or 复核 of another organ's answer.
inline bool is_review(const boost::json::object& record) { return record.contains("matter_kind"); }
/// closed on the word that a visitor was given there and then, without being assigned to anybody.
inline constexpr const char* k_settled_on_the_spot = "当场答复";
inline bool is_settled_on_the_spot(const boost::json::object& record) {
  return text_in(record, "outcome") == k_settled_on_the_spot;
}
/// F-15: of `deliveries`, what went by post and is not signed for; the day it was handed to the post delivers nothing.
inline bool awaits_signature(const boost::json::object& delivery) {
  return text_in(delivery, "how") == "邮寄" && !delivery.contains("signer") && !delivery.contains("refused");
}
inline bool is_claim(const boost::json::object& record) { return text_in(record, "category") == "申诉求决"; }

}  // namespace anjuan::registry
