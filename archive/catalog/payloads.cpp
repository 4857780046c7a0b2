#include "archive/catalog/payloads.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace anjuan {

namespace json = boost::json;

static void put(json::object& payload, std::string_view name, std::string_view value) {
  if (!value.empty()) payload.emplace(name, value);
}

static void put_import(json::object& payload, const std::string& source, const std::string& row) {
  if (!source.empty()) payload.emplace("import", json::array{json::string(source), json::string(row)});
}

Draft draft_of(const NewMatter& matter) {
  Draft draft{action::k_matter_opened, matter.matter.value, {}, {}, matter.matter.value};
  put(draft.payload, "matter", matter.matter.value);
  put(draft.payload, "name", matter.name);
  put_import(draft.payload, matter.import_source, matter.import_row);
  return draft;
}

Draft draft_of(const NewItem& item) {
  Draft draft{action::k_item_added, item.item.value, {}, {}, item.matter ? item.matter->value : item.item.value};
  json::object& payload = draft.payload;
  put(payload, "item", item.item.value);
  put(payload, "object", item.object.to_string());
  put(payload, "kind", item.kind);
  put(payload, "title", item.title);
  put(payload, "date", item.date);
  put(payload, "sender", item.sender);
  put(payload, "number", item.number);
  put(payload, "source", item.source);
  put(payload, "file", item.file_name);
  if (item.matter) put(payload, "matter", item.matter->value);
  if (item.parent) put(payload, "parent", item.parent->value);
  if (item.version_of) put(payload, "version_of", item.version_of->value);
  put(payload, "raw_name", to_hex(item.raw_name));
  put(payload, "charset", item.name_charset);
  put_import(payload, item.import_source, item.import_row);
  return draft;
}

Draft draft_of(const ItemRead& read) {
  Draft draft{action::k_item_read, read.item.value, {}, {}, {}};
  put(draft.payload, "item", read.item.value);
  put(draft.payload, "text", read.text.to_string());
  put(draft.payload, "media_type", read.media_type);
  draft.payload.emplace("pages", read.pages);
  json::array engines;
  for (const std::string& engine : read.engines) engines.emplace_back(json::string(engine));
  draft.payload.emplace("engines", std::move(engines));
  return draft;
}

Draft draft_of(const ItemUnreadable& unreadable) {
  Draft draft{action::k_item_unreadable, unreadable.item.value, {}, {}, {}};
  put(draft.payload, "item", unreadable.item.value);
  put(draft.payload, "media_type", unreadable.media_type);
  put(draft.payload, "reason", unreadable.reason);
  return draft;
}

Draft draft_of(const ContentRead& read) {
  Draft draft{action::k_content_read, read.item.value, {}, {}, {}};
  put(draft.payload, "item", read.item.value);
  put(draft.payload, "what", read.what);
  if (read.page != 0) draft.payload.emplace("page", read.page);
  return draft;
}

Draft draft_of(const DestructionOrder& order, const ItemId& item, const std::vector<ObjectId>& objects) {
  Draft draft{action::k_object_destroyed, item.value, {}, {}, {}};
  json::array names;
  for (const ObjectId& object : objects) names.emplace_back(json::string(object.to_string()));
  draft.payload.emplace("items", json::array{json::string(item.value)});
  draft.payload.emplace("objects", std::move(names));
  if (order.filing) put(draft.payload, "filing", order.filing->value);
  put(draft.payload, "list", order.list);
  return draft;
}

Draft draft_of_sm3(const std::vector<std::pair<ObjectId, Digest>>& digests) {
  Draft draft{action::k_object_sm3, {}, {}, {}, {}};
  json::object values;
  for (const auto& [id, sm3_digest] : digests) values.emplace(id.to_string(), to_hex(sm3_digest));
  draft.payload.emplace("sm3", std::move(values));
  return draft;
}

}  // namespace anjuan
