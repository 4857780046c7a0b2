#include "tools/flows/registering.hpp"

#include "tools/flows/file_source.hpp"
#include "tools/flows/names.hpp"

namespace anjuan::flows {

namespace json = boost::json;
using registry::list_in;
using registry::text_in;

namespace {

/// The words of the register as a text of their own, so that a matter is found by them before its scans are read, and without any.
std::string summary_text(const json::object& record) {
  std::string text;
  for (const char* member : {"subject", "summary", "enclosures"}) {
    const std::string value = text_in(record, member);
    if (!value.empty()) text += value + "\n";
  }
  for (const json::value& value : list_in(record, "parties")) {
    const json::object& party = value.get_object();
    text += text_in(party, "role") + "：" + text_in(party, "name") + " " + text_in(party, "unit") + " " + text_in(party, "post") + "\n";
  }
  return text;
}

std::string petitioner(const json::object& record) {
  for (const json::value& value : list_in(record, "parties")) {
    const std::string role = text_in(value.get_object(), "role");
    if (role == "来信人" || role == "代表") return text_in(value.get_object(), "name");
  }
  return {};
}

NewItem item_for(const MatterRow& matter, const ObjectId& object, const std::string& kind) {
  NewItem item;
  item.item = new_item_id();
  item.object = object;
  item.kind = kind;
  item.title = text_in(matter.record, "subject");
  item.date = text_in(matter.record, "received");
  item.sender = petitioner(matter.record);
  item.matter = matter.matter;
  return item;
}

}  // namespace

Result<Scan> keep_scan(Transaction& transaction, const Path& path) {
  const std::string shown = shown_name(path.string()).text;
  auto opened = FileSource::open(path, true, nullptr);
  if (!opened) return fail_in(shown, std::move(opened).error());
  auto put = transaction.put(**opened, (*opened)->size());
  if (!put) return fail_in(shown, std::move(put).error());
  return Scan{put->id, shown_name(path.filename().string()).text, shown};
}

ItemId add_scan(Transaction& transaction, const MatterRow& matter, const Scan& scan, const std::string& kind) {
  NewItem item = item_for(matter, scan.object, kind);
  if (item.title.empty()) item.title = title_of(scan.name);
  item.file_name = scan.name;
  item.source = scan.source;
  transaction.add_item(item);
  return item.item;
}

Result<ItemId> add_summary(Transaction& transaction, const MatterRow& matter) {
  const std::string text = summary_text(matter.record);
  MemorySource source(as_bytes(text));
  TRY_ASSIGN(const PutResult put, transaction.put(source, text.size()));
  NewItem item = item_for(matter, put.id, "登记摘要");
  if (item.title.empty()) item.title = matter.name;
  item.source = "register:" + matter.name;
  transaction.add_item(item);
  return item.item;
}

Result<Registered> register_within(registry::Registry& registry, Transaction& transaction, const registry::Intake& intake, const registry::Act& act) {
  TRY_ASSIGN(MatterRow matter, registry.register_matter(transaction, intake, act));
  TRY_ASSIGN(const ItemId summary, add_summary(transaction, matter));
  return Registered{std::move(matter), {summary}};
}

Result<Registered> register_one(Archive& archive, registry::Registry& registry, const Registration& registration) {
  TRY_ASSIGN(Transaction transaction, archive.begin());
  // Scans first, while nobody waits for the lock.
  std::vector<Scan> scans;
  for (const Path& path : registration.scans) {
    TRY_ASSIGN(Scan scan, keep_scan(transaction, path));
    scans.push_back(std::move(scan));
  }
  TRY(transaction.lock());
  TRY_ASSIGN(Registered registered, register_within(registry, transaction, registration.intake, registration.act));
  for (const Scan& scan : scans) registered.items.push_back(add_scan(transaction, registered.matter, scan, "来信"));
  TRY(transaction.commit());
  return registered;
}

}  // namespace anjuan::flows
