#include "archive/filing/sealing.hpp"

#include <algorithm>

#include "archive/registry/people.hpp"
#include "archive/registry/record.hpp"

namespace anjuan::filing {

namespace json = boost::json;
using registry::list_in;
using registry::text_in;

namespace {

constexpr const char* k_filed = "已归档";
constexpr const char* k_sealed = "已封卷";
constexpr const char* k_reopened = "已启封";

tl::unexpected<Error> refuse(const FilingRow& row, const std::string& why) { return fail(ErrorCode::invalid_argument, row.code + "：" + why); }

// of what was destroyed the entry stays, as it was.
Status check_there(const FilingRow& row) {
  if (is_destroyed(row.record)) return refuse(row, "已销毁，只留著录（R-222）");
  return {};
}

/// Reading is the check: the store verifies every read.
class Nowhere final : public ByteSink {
 public:
  Status write(ByteView) override { return {}; }
};

json::object seal_of(const json::object& record) {
  const json::value* seal = record.if_contains("seal");
  return seal != nullptr && seal->is_object() ? seal->get_object() : json::object();
}

}  // namespace

bool is_sealed(const json::object& record) { return text_in(record, "state") == k_sealed; }

bool is_destroyed(const json::object& record) { return text_in(record, "state") == "已销毁"; }

Sealing::Sealing(Archive& archive, registry::Registry& registry) : m_archive(archive), m_registry(registry) {}

Result<Checked> Sealing::check(const FilingRow& row) {
  Checked checked;
  checked.m_row = row;
  std::vector<ItemId> ids;
  const std::vector<ArrangedPaper> papers = papers_of(row.record);
  for (const ArrangedPaper& paper : papers) ids.push_back(paper.item);
  TRY_ASSIGN(const std::vector<Item> items, m_archive.items(ids));
  std::size_t position = 0;
  for (const ArrangedPaper& paper : papers) {
    const std::string where = "第 " + std::to_string(++position) + " 件材料 " + paper.item.value + "（" + paper.kind + "）";
    const auto item = std::find_if(items.begin(), items.end(), [&](const Item& one) { return one.item == paper.item; });
    if (item == items.end()) {
      checked.m_faults.push_back(where + "不在档案里");
      continue;
    }
    if (item->object.to_string() != paper.digest) {
      checked.m_faults.push_back(where + "不是归档时的原件：归档时 " + paper.digest + "，现为 " + item->object.to_string());
      continue;
    }
    Nowhere nowhere;
    if (const Status read = m_archive.read_object(item->object, nowhere); !read) checked.m_faults.push_back(where + "不能读出：" + read.error().message);
  }
  TRY_ASSIGN(checked.m_digest, sealed_digest(row.record));
  if (is_sealed(row.record)) {
    const std::string sealed = text_in(seal_of(row.record), "digest");
    if (sealed != checked.m_digest) checked.m_faults.push_back("封卷后著录或材料次序有变：封卷摘要 " + sealed + "，现为 " + checked.m_digest);
  }
  return checked;
}

Result<Sealing::Who> Sealing::who(const registry::Act& act) { return signer_of(m_archive, m_registry, act); }

Result<FilingRow> Sealing::seal(Transaction& transaction, const Checked& checked, const registry::Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "sealing: the transaction is not locked");
  FilingBook book(m_archive);
  TRY_ASSIGN(const FilingRow row, book.find(checked.row().filing.value));
  TRY(check_there(row));
  if (is_sealed(row.record)) return refuse(row, "已封卷（" + text_in(seal_of(row.record), "on") + "），要改动先启封 volume reopen（R-152）");
  if (!checked.is_whole()) return refuse(row, "不能封卷：" + checked.faults().front());
  if (list_in(row.record, "papers").empty()) return refuse(row, "不能封卷：没有材料");
  TRY_ASSIGN(const std::string digest, sealed_digest(row.record));
  if (digest != checked.m_digest) return refuse(row, "核对以后又有改动，请再核对一次");
  TRY_ASSIGN(const Who sealer, who(act));
  json::object seal{{"algorithm", "sha256"}, {"digest", digest}, {"on", sealer.on.to_string()}, {"by", sealer.name}};
  return record_filing_event(transaction, row, "seal", {{"digest", digest}}, {{"state", k_sealed}, {"seal", std::move(seal)}}, sealer.on, sealer.by);
}

// T10-5: somebody else, of the rank that answers for it.
Result<registry::Account> Sealing::approver_of(const std::string& approver, const Who& asking) {
  TRY_ASSIGN(const registry::Account account, registry::find_leader(m_registry.book(), approver, asking.on, "批准启封", "R-152、39784-T10-5"));
  if (account.account == asking.by) return fail(ErrorCode::invalid_argument, account.name + " 不能批准自己申请的启封（39784-T10-5）");
  return account;
}

Result<FilingRow> Sealing::reopen(Transaction& transaction, const FilingRow& before, const std::string& reason, const std::string& approver, const registry::Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "sealing: the transaction is not locked");
  FilingBook book(m_archive);
  TRY_ASSIGN(const FilingRow row, book.find(before.filing.value));
  if (!is_sealed(row.record)) return refuse(row, "没有封卷，不用启封");
  if (reason.empty()) return refuse(row, "启封要写理由（--reason）（R-152）");
  TRY_ASSIGN(const Who asking, who(act));
  TRY_ASSIGN(const registry::Account account, approver_of(approver, asking));
  json::array seals = list_in(row.record, "seals");
  json::object broken = seal_of(row.record);
  broken["reopened"] = asking.on.to_string();
  broken["reason"] = reason;
  broken["approver"] = account.name;
  seals.push_back(std::move(broken));
  return record_filing_event(transaction, row, "reopen", {{"reason", reason}, {"approver", account.account}},
                             {{"state", k_reopened}, {"seal", nullptr}, {"seals", std::move(seals)}}, asking.on, asking.by);
}

Result<FilingRow> Sealing::add(Transaction& transaction, const FilingRow& before, const std::vector<ArrangedPaper>& added, const std::string& reason,
                               const registry::Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "sealing: the transaction is not locked");
  FilingBook book(m_archive);
  TRY_ASSIGN(const FilingRow row, book.find(before.filing.value));
  TRY(check_there(row));
  if (is_sealed(row.record)) return refuse(row, "已封卷，补充材料先启封 volume reopen（R-388）");
  if (text_in(row.record, "regime") != "卷") return refuse(row, "以件为单位的，归档以后的材料另立一件：anjuan file '" + text_in(row.record, "number") + "' --accept（R-388）");
  if (reason.empty()) return refuse(row, "补充材料要写理由（--reason）（R-388）");
  if (added.empty()) return refuse(row, "没有写补充哪一件");
  std::vector<ArrangedPaper> papers = papers_of(row.record);
  std::uint32_t pages = 0;
  json::array names;
  for (const ArrangedPaper& paper : added) {
    TRY_ASSIGN(const std::vector<Item> items, m_archive.items({paper.item}));
    if (items.empty() || items.front().matter != row.matter) return refuse(row, paper.item.value + " 不是这一事项的材料");
    if (std::any_of(papers.begin(), papers.end(), [&](const ArrangedPaper& one) { return one.item == paper.item; })) return refuse(row, paper.item.value + " 已在卷内");
    if (paper.faces.count == 0) return refuse(row, paper.item.value + " 页数不明：先运行 anjuan index，仍没有的写 --pages 件=页数（R-144）");
    papers.push_back(paper);
    names.emplace_back(json::string(paper.item.value));
  }
  for (const ArrangedPaper& paper : papers) pages += paper.pages();
  if (pages > k_volume_pages) return refuse(row, "补充以后有 " + std::to_string(pages) + " 页，一卷不超过 " + std::to_string(k_volume_pages) + " 页（R-146）");
  TRY_ASSIGN(const Who adding, who(act));
  json::object set;
  put_papers(set, papers);
  if (row.record.contains("counted")) set["counted"] = nullptr;  // there are other pages now
  json::array notes = list_in(row.record, "notes");
  notes.push_back(json::object{{"on", adding.on.to_string()}, {"by", adding.name}, {"text", "补充材料 " + std::to_string(added.size()) + " 件：" + reason}});
  set["notes"] = std::move(notes);
  return record_filing_event(transaction, row, "add", {{"items", std::move(names)}, {"reason", reason}}, std::move(set), adding.on, adding.by);
}

Result<FilingRow> Sealing::note(Transaction& transaction, const FilingRow& before, const std::string& text, const registry::Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "sealing: the transaction is not locked");
  FilingBook book(m_archive);
  TRY_ASSIGN(const FilingRow row, book.find(before.filing.value));
  if (text.empty()) return refuse(row, "没有写说明什么（--text）（R-152）");
  TRY_ASSIGN(const Who noting, who(act));
  json::array notes = list_in(row.record, "notes");
  notes.push_back(json::object{{"on", noting.on.to_string()}, {"by", noting.name}, {"text", text}});
  return record_filing_event(transaction, row, "note", {{"text", text}}, {{"notes", std::move(notes)}}, noting.on, noting.by);
}

}  // namespace anjuan::filing
