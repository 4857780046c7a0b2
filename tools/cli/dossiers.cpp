#include "tools/cli/dossiers.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "archive/base/json.hpp"
#include "query/access/principal.hpp"
#include "tools/cli/matter_output.hpp"

namespace anjuan::cli {

namespace json = boost::json;

namespace {

constexpr std::string_view k_urn = "urn:anjuan:";

/// RFC 8141: what a URN does not take as it is, percent-encoded.
std::string urn_part(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_';
    out += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

/// ".pdf" of the name it came under. What never was a file is text that was typed or imported (DESIGN §6). What its
/// content was found to be does not count: the name would change when it is read.
std::string extension_of(const Item& item) {
  if (item.file_name.empty()) return ".txt";
  const std::string extension = Path(item.file_name).extension().string();
  const bool is_plain =
      extension.size() >= 2 && extension.size() <= 6 && std::all_of(extension.begin() + 1, extension.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      });
  return is_plain ? extension : "";
}

/// "002 来信 关于离休待遇.pdf": the number makes it unique, whatever the title.
std::string name_of(const Item& item, std::size_t number) {
  const std::string extension = extension_of(item);
  std::string title = item.title.empty() ? item.file_name : item.title;
  if (!extension.empty() && title.ends_with(extension)) title.erase(title.size() - extension.size());
  const std::string kind = item.kind.empty() ? "" : item.kind + " ";
  return exchange::portable_name(fmt::format("{:03} {}{}", number, kind, title)) + extension;
}

exchange::DossierEntry text_entry(const std::string& path, std::string text) {
  return {path, [text = std::move(text)](ByteSink& sink) { return sink.write(as_bytes(text)); }, ""};
}

exchange::DossierEntry original(Context& context, Archive& archive, const Item& item, const std::string& path) {
  const ObjectId object = item.object;
  const auto read = [&context, &archive, object, path, id = item.item.value](ByteSink& sink) -> Status {
    if (context.cancel()->load(std::memory_order_relaxed)) return fail(ErrorCode::cancelled, "导出");
    Status status = archive.read_object(object, sink);
    if (!status) return fail_in("取出 " + id + "（" + path + "）", std::move(status).error());
    return status;
  };
  return {path, read, to_hex(object.digest())};
}

// As `matter show --json`, but without the repeats, which are looked for anew each day; clocks as of the day of the
// last entry, not of today.
Result<std::string> metadata_of(Context& context, const MatterRow& matter, const std::vector<Item>& items,
                                const std::string& time) {
  TRY_ASSIGN(registry::Registry* const registry, context.registry());
  json::object out = json_of(matter);
  TRY_ASSIGN(const CivilDate day, CivilDate::of_journal_time(time));
  TRY_ASSIGN(const auto clocks, registry->clocks(matter, day));
  out["clocks"] = json_of(clocks);
  out["items"] = json_of(items);
  TRY_ASSIGN(std::string text, canonical_json(out));
  return text + "\n";
}

Result<std::string> history_of(Context& context, const MatterRow& matter) {
  TRY_ASSIGN(const std::vector<MatterEvent> events, shown_events(context, matter.matter));
  json::array list;
  for (const MatterEvent& event : events) list.push_back(shown_json(context, event));
  TRY_ASSIGN(std::string text,
             canonical_json(
                 json::object{{"matter", matter.matter.value}, {"number", matter.name}, {"events", std::move(list)}}));
  return text + "\n";
}

/// Of the last entry that says something of the matter or brought one of its items.
Result<std::string> last_time(Context& context, const MatterRow& matter, const std::vector<Item>& items) {
  TRY_ASSIGN(Archive* const archive, context.archive());
  TRY_ASSIGN(const std::vector<MatterEvent> events, shown_events(context, matter.matter));
  std::string last;
  for (const MatterEvent& event : events) last = std::max(last, event.typed);
  for (const Item& item : items) {
    TRY_ASSIGN(const std::string time, archive->entry_time(item.added));
    last = std::max(last, time);
  }
  if (last.empty()) return fail(ErrorCode::not_found, matter.name + " 没有任何材料和经过");
  return last;
}

}  // namespace

Result<MatterDossier> dossier_of(Context& context, const MatterRow& row) {
  TRY_ASSIGN(registry::Registry* const registry, context.registry());
  TRY_ASSIGN(Archive* const archive, context.archive());
  TRY_ASSIGN(const AccessScope scope, context.scope());
  MatterRow matter = row;
  TRY(hide_links(context, matter.record));
  TRY_ASSIGN(std::vector<Item> items, registry->book().items_of(matter.matter));
  std::erase_if(items, [&](const Item& item) { return !may_see(scope, item); });
  MatterDossier out;
  TRY_ASSIGN(const ArchiveStatus about, archive->status());
  out.dossier.id = std::string(k_urn) + urn_part(about.fonds.code) + ":" + matter.matter.value;
  out.dossier.folder = exchange::portable_name(matter.name);
  out.dossier.title = registry::text_in(matter.record, "subject");
  if (out.dossier.title.empty() && !items.empty())
    out.dossier.title = items.front().title;  // imported, never registered
  TRY_ASSIGN(out.dossier.time, last_time(context, matter, items));
  TRY_ASSIGN(std::string metadata, metadata_of(context, matter, items, out.dossier.time));
  TRY_ASSIGN(std::string history, history_of(context, matter));
  out.dossier.entries.push_back(text_entry("metadata.json", std::move(metadata)));
  out.dossier.entries.push_back(text_entry("history.json", std::move(history)));
  for (std::size_t i = 0; i < items.size(); ++i) {
    out.items.push_back(items[i].item);
    out.dossier.entries.push_back(original(context, *archive, items[i], name_of(items[i], i + 1)));
  }
  return out;
}

Result<exchange::PackageAbout> about_package(Context& context) {
  TRY_ASSIGN(Archive* const archive, context.archive());
  TRY_ASSIGN(const ArchiveStatus status, archive->status());
  return exchange::PackageAbout{status.fonds.name, std::string(k_urn) + urn_part(status.fonds.code),
                                "anjuan package export"};
}

}  // namespace anjuan::cli
