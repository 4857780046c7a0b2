#include "tools/flows/attaching.hpp"

#include "tools/flows/file_source.hpp"
#include "tools/flows/names.hpp"
#include "tools/print/form.hpp"
#include "tools/print/paper_code.hpp"

namespace anjuan::flows {

using registry::text_in;

namespace {

/// Puts the parts into the transaction as they are cut.
class PartReceiver final : public MemberReceiver {
 public:
  explicit PartReceiver(Transaction& transaction) : m_transaction(transaction) {}
  Status member(const ExtractedMember& /*member*/, ByteSource& bytes) override {
    TRY_ASSIGN(const PutResult put, m_transaction.put(bytes, 0));
    objects.push_back(put.id);
    return {};
  }
  std::vector<ObjectId> objects;

 private:
  Transaction& m_transaction;
};

std::string kind_of(const std::string& part) {
  if (part == "letter") return "来信";
  const auto forms = print::forms();
  if (forms) {
    for (const print::FormInfo& form : *forms) {
      if (form.id == part) return form.name;
    }
  }
  return part;
}

NewItem item_of(const Attached& part, const ObjectId& object, const std::string& batch, const std::string& today) {
  NewItem item;
  item.item = part.item;
  item.object = object;
  item.kind = part.kind;
  item.file_name = batch;
  item.source = "batch:" + batch + "#" + std::to_string(part.first) + "-" + std::to_string(part.last);
  item.date = today;
  item.title = title_of(batch) + " 第 " + std::to_string(part.first) + "–" + std::to_string(part.last) + " 页";
  if (part.matter) {
    item.matter = part.matter->matter;
    const std::string subject = text_in(part.matter->record, "subject");
    if (!subject.empty()) item.title = subject;
  }
  return item;
}

}  // namespace

Result<std::vector<Attached>> attach_batch(Archive& archive, registry::Registry& registry, Worker& worker, const Path& batch,
                                           const std::function<bool(const MatterRow&)>& may_attach) {
  const std::string name = shown_name(batch.filename().string()).text;
  const auto copy_input = [&](ByteSink& sink) { return copy_file(batch, sink, nullptr); };
  // A voided number takes no papers: what bears the label of a letter that became an accusation goes to that one, or queues (R-387, R-343).
  const auto find = [&](const std::string& number) -> std::optional<MatterRow> {
    auto matters = registry.book().find_all(number);
    if (!matters) return std::nullopt;
    for (MatterRow& matter : *matters) {
      if (!matter.record.empty() && !registry::is_void(matter.record) && may_attach(matter)) return std::move(matter);
    }
    return std::nullopt;
  };
  TRY_ASSIGN(const auto groups, print::split_batch(worker, copy_input, name, [&](const print::PaperCode& code) { return find(code.number).has_value(); }));
  std::vector<PageSpan> spans;
  for (const print::PageGroup& group : groups) spans.push_back(group.pages);
  TRY_ASSIGN(Transaction transaction, archive.begin());
  PartReceiver parts(transaction);
  TRY(worker.cut(copy_input, name, spans, parts));
  if (parts.objects.size() != groups.size()) return fail(ErrorCode::internal, name + ": the helper cut " + std::to_string(parts.objects.size()) + " parts");
  // The first scan of a sheet is looked for under the lock: two piles at once do not both bring a first one.
  TRY(transaction.lock());
  std::vector<Attached> attached;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const print::PageGroup& group = groups[i];
    Attached part{group.pages.first, group.pages.last, std::nullopt, new_item_id(), k_unclaimed, group.reason};
    if (group.code) {
      part.matter = find(group.code->number);
      part.kind = kind_of(group.code->part);
    }
    TRY_ASSIGN(const auto known, transaction.find_item(parts.objects[i], part.matter ? std::optional(part.matter->matter) : std::nullopt, std::nullopt));
    part.is_duplicate = known.has_value();
    if (known) {
      part.item = *known;
    } else {
      NewItem item = item_of(part, parts.objects[i], name, registry.today().to_string());
      if (part.matter) {
        TRY_ASSIGN(item.version_of, registry.first_scan(part.matter->matter, part.kind));
      }
      part.version_of = item.version_of;
      transaction.add_item(item);
    }
    attached.push_back(std::move(part));
  }
  TRY(transaction.commit());
  return attached;
}

Status check_takes_papers(const MatterRow& matter) {
  if (!registry::is_void(matter.record)) return {};
  return fail(ErrorCode::invalid_argument, matter.name + " 已作废，不收材料（R-387）");
}

Result<ItemId> claim(Archive& archive, registry::Registry& registry, const Item& item, const MatterRow& matter, const std::string& kind) {
  if (item.matter) return fail(ErrorCode::already_exists, item.item.value + " 已经归在 " + item.matter_name + " 里");
  if (item.kind != k_unclaimed) return fail(ErrorCode::invalid_argument, item.item.value + " 不是待认领的扫描件（anjuan unclaimed 列出待认领的）");
  TRY(check_takes_papers(matter));
  TRY_ASSIGN(Transaction transaction, archive.begin());
  TRY(transaction.lock());
  TRY_ASSIGN(const auto known, transaction.find_item(item.object, matter.matter, std::nullopt));
  if (known) return fail(ErrorCode::already_exists, "这份扫描件已经在 " + matter.name + " 里：" + known->value);
  NewItem claimed;
  claimed.item = new_item_id();
  claimed.object = item.object;
  claimed.kind = kind;
  claimed.title = text_in(matter.record, "subject").empty() ? item.title : text_in(matter.record, "subject");
  claimed.date = item.date;
  claimed.source = item.source;
  claimed.file_name = item.file_name;
  claimed.matter = matter.matter;
  TRY_ASSIGN(claimed.version_of, registry.first_scan(matter.matter, kind));
  transaction.add_item(claimed);
  TRY(transaction.commit());
  return claimed.item;
}

}  // namespace anjuan::flows
