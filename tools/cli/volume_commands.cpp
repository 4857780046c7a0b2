// What was filed, afterwards: checked, sealed, reopened, added to, remarked on; its paper counted and placed.
#include <fmt/core.h>

#include <boost/json.hpp>
#include <charconv>

#include "archive/base/utf8.hpp"
#include "archive/filing/sealing.hpp"
#include "archive/filing/shelving.hpp"
#include "tools/cli/act_options.hpp"
#include "tools/cli/filing_output.hpp"
#include "tools/cli/filing_tally.hpp"
#include "tools/cli/matter_output.hpp"

namespace anjuan::cli {

namespace json = boost::json;
using filing::Checked;
using filing::Filing;
using filing::Sealing;
using registry::text_in;

namespace {

struct Rooms {
  Archive* archive = nullptr;
  registry::Registry* registry = nullptr;
  std::unique_ptr<Filing> filing;
  Sealing sealing() const { return Sealing(*archive, *registry); }
};
Result<Rooms> rooms(Context& context) {
  Rooms rooms;
  TRY_ASSIGN(rooms.archive, context.archive());
  TRY_ASSIGN(rooms.registry, context.registry());
  TRY_ASSIGN(rooms.filing, open_filing(context));
  return rooms;
}

class VolumeCheckCommand final : public Command {
 public:
  std::string_view name() const override { return "volume check"; }
  std::string_view help() const override { return "重读一件（卷）的全部原件，与归档、封卷时核对"; }
  std::string_view group() const override { return k_filing_group; }
  std::string_view examples() const override { return "  anjuan volume check J021-WS·2025-Y-0001\n  anjuan volume check --year 2025 --json"; }
  void declare(Arguments& arguments) override { m_chosen.declare(arguments); }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(const Rooms rooms, cli::rooms(context));
    TRY_ASSIGN(const std::vector<FilingRow> rows, m_chosen.rows(context, rooms.filing->book()));
    Tally tally(context);
    for (const FilingRow& row : rows) {
      if (filing::is_destroyed(row.record)) {
        tally.done(row, "已销毁，只留著录（R-222）");
        continue;
      }
      TRY_ASSIGN(const Checked checked, rooms.sealing().check(row));
      if (checked.is_whole()) tally.done(row, filing::is_sealed(row.record) ? "与封卷时一致" : "完好，没有封卷");
      else tally.refused(row, checked.faults());
    }
    return tally.finish("完好");
  }

 private:
  ChosenFilings m_chosen;
};

class VolumeSealCommand final : public Command {
 public:
  std::string_view name() const override { return "volume seal"; }
  std::string_view help() const override { return "封卷：核对原件，对材料次序和著录计算摘要，此后改动须经批准启封（R-152）"; }
  std::string_view group() const override { return k_filing_group; }
  std::string_view examples() const override { return "  anjuan volume seal J021-WS·2025-Y-0001 --for 检查人\n  anjuan volume seal --year 2025"; }
  void declare(Arguments& arguments) override {
    m_chosen.declare(arguments);
    m_act.declare(arguments);
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY(context.require_right("归档"));
    TRY_ASSIGN(const Rooms rooms, cli::rooms(context));
    TRY_ASSIGN(const std::vector<FilingRow> rows, m_chosen.rows(context, rooms.filing->book()));
    TRY_ASSIGN(const registry::Act act, m_act.act());
    Tally tally(context);
    for (const FilingRow& row : rows) {
      if (rows.size() > 1 && (filing::is_sealed(row.record) || filing::is_destroyed(row.record))) continue;  // of a year: what is left
      TRY_ASSIGN(const Checked checked, rooms.sealing().check(row));
      TRY_ASSIGN(Transaction transaction, rooms.archive->begin());
      TRY(transaction.lock());
      auto sealed = rooms.sealing().seal(transaction, checked, act);
      if (!sealed) {
        if (rows.size() == 1) return fail(std::move(sealed).error());
        tally.refused(row, checked.is_whole() ? std::vector<std::string>{sealed.error().message} : checked.faults());
        continue;
      }
      TRY(transaction.commit());
      tally.done(*sealed, "封卷 " + text_in(sealed->record.at("seal").as_object(), "digest"));
    }
    return tally.finish("已封卷");
  }

 private:
  ChosenFilings m_chosen;
  ActOptions m_act;
};

/// One 件 or volume that is changed in one transaction by an archivist.
class VolumeChange : public Command {
 public:
  std::string_view group() const override { return k_filing_group; }
  Reach reach() const override { return Reach::scope; }
  void declare(Arguments& arguments) final {
    arguments.positional("CODE", m_code, "档号");
    declare_more(arguments);
    m_act.declare(arguments);
  }
  Result<ExitCode> run(Context& context) final {
    TRY(context.require_right("归档"));
    TRY_ASSIGN(const Rooms rooms, cli::rooms(context));
    TRY_ASSIGN(const FilingRow row, visible_filing(context, rooms.filing->book(), m_code));
    TRY_ASSIGN(registry::Act act, m_act.act());
    if (act.by.empty()) act.by = context.as_option;
    TRY(prepare(context, rooms));
    TRY_ASSIGN(Transaction transaction, rooms.archive->begin());
    TRY(transaction.lock());
    TRY_ASSIGN(const FilingRow after, change(context, rooms, transaction, row, act));
    TRY(transaction.commit());
    if (context.json) context.out.json_line(json_of(after));
    else context.out.line(after.code + "  " + told(after));
    return ExitCode::done;
  }

 protected:
  virtual void declare_more(Arguments& arguments) = 0;
  /// What takes time and needs no lock.
  virtual Status prepare(Context&, const Rooms&) { return {}; }
  virtual Result<FilingRow> change(Context& context, const Rooms& rooms, Transaction& transaction, const FilingRow& row,
                                   const registry::Act& act) = 0;
  virtual std::string told(const FilingRow& after) const = 0;

 private:
  std::string m_code;
  ActOptions m_act;
};

class VolumeReopenCommand final : public VolumeChange {
 public:
  std::string_view name() const override { return "volume reopen"; }
  std::string_view help() const override { return "启封：经领导批准，封卷后可以再改动（R-152、R-388）"; }
  std::string_view examples() const override { return "  anjuan volume reopen J021-WS·2025-Y-0001 --approver 赵部长 --reason 补充复核意见"; }

 private:
  void declare_more(Arguments& arguments) override {
    arguments.option("--approver", m_approver, "批准人（领导；不是申请的人）");
    arguments.option("--reason", m_reason, "启封的理由");
  }
  Result<FilingRow> change(Context&, const Rooms& rooms, Transaction& transaction, const FilingRow& row, const registry::Act& act) override {
    if (m_approver.empty()) return fail(ErrorCode::invalid_argument, "启封要写批准人（--approver）（R-152、39784-T10-5）");
    return rooms.sealing().reopen(transaction, row, m_reason, m_approver, act);
  }
  std::string told(const FilingRow&) const override { return "已启封；改动以后再封卷：anjuan volume seal"; }
  std::string m_approver, m_reason;
};

class VolumeAddCommand final : public VolumeChange {
 public:
  std::string_view name() const override { return "volume add"; }
  std::string_view help() const override { return "归档以后的材料补入案卷末尾（R-388）"; }
  std::string_view examples() const override { return "  anjuan volume add J021-WS·2025-Y-0001 i4k9m --reason 归档后收到复核意见"; }

 private:
  void declare_more(Arguments& arguments) override {
    arguments.positionals("ITEM", m_items, "件，可多个");
    arguments.repeated("--pages", m_pages, "件=页数，人数的，可多次（R-144）");
    arguments.option("--reason", m_reason, "补充的理由");
  }
  Status prepare(Context& context, const Rooms& rooms) override {
    TRY_ASSIGN(const auto counted, counted_pages(m_pages));
    std::vector<ItemId> ids;
    for (const std::string& name : m_items) {
      TRY_ASSIGN(const Item item, context.visible_item(name));
      m_papers.push_back(rooms.filing->paper_of(item));
      ids.push_back(item.item);
    }
    TRY_ASSIGN(const auto faces, faces_seen(context, ids, counted));
    for (filing::ArrangedPaper& paper : m_papers) {
      if (const auto seen = faces.find(paper.item); seen != faces.end()) paper.faces = seen->second;
    }
    return {};
  }
  Result<FilingRow> change(Context&, const Rooms& rooms, Transaction& transaction, const FilingRow& row,
                           const registry::Act& act) override {
    return rooms.sealing().add(transaction, row, m_papers, m_reason, act);
  }
  std::string told(const FilingRow& after) const override {
    return fmt::format("现有 {} 件材料，{} 页", registry::list_in(after.record, "papers").size(), registry::number_in(after.record, "pages"));
  }
  std::vector<std::string> m_items, m_pages;
  std::vector<filing::ArrangedPaper> m_papers;
  std::string m_reason;
};

class VolumeNoteCommand final : public VolumeChange {
 public:
  std::string_view name() const override { return "volume note"; }
  std::string_view help() const override { return "在备考表上加一条说明：缺损、修改、补充、移出、销毁（R-152）"; }
  std::string_view examples() const override { return "  anjuan volume note J021-WS·2025-Y-0001 --text '第 12 页下角缺损'"; }

 private:
  void declare_more(Arguments& arguments) override { arguments.option("--text", m_text, "说明"); }
  Result<FilingRow> change(Context&, const Rooms& rooms, Transaction& transaction, const FilingRow& row, const registry::Act& act) override {
    return rooms.sealing().note(transaction, row, m_text, act);
  }
  std::string told(const FilingRow& after) const override { return fmt::format("备考表现有 {} 条说明", registry::list_in(after.record, "notes").size()); }
  std::string m_text;
};

class VolumePlaceCommand final : public Command {
 public:
  std::string_view name() const override { return "volume place"; }
  std::string_view help() const override { return "登记纸质档案的存放位置：库房、柜、层（R-389）"; }
  std::string_view group() const override { return k_filing_group; }
  std::string_view examples() const override { return "  anjuan volume place J021-WS·2025-D30-0001 --room 一号库 --cabinet 3柜 --shelf 2层\n  anjuan volume place --year 2025 --room 一号库"; }
  void declare(Arguments& arguments) override {
    m_chosen.declare(arguments);
    arguments.option("--room", m_location.room, "库房");
    arguments.option("--cabinet", m_location.cabinet, "柜、列");
    arguments.option("--shelf", m_location.shelf, "层、格");
    m_act.declare(arguments);
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY(context.require_right("归档"));
    TRY_ASSIGN(const Rooms rooms, cli::rooms(context));
    TRY_ASSIGN(const std::vector<FilingRow> rows, m_chosen.rows(context, rooms.filing->book()));
    TRY_ASSIGN(registry::Act act, m_act.act());
    if (act.by.empty()) act.by = context.as_option;
    filing::Shelving shelving(*rooms.archive, *rooms.registry);
    TRY_ASSIGN(Transaction transaction, rooms.archive->begin());
    TRY(transaction.lock());
    std::vector<FilingRow> placed;
    for (const FilingRow& row : rows) {
      TRY_ASSIGN(FilingRow after, shelving.place(transaction, row, m_location, act));
      placed.push_back(std::move(after));
    }
    TRY(transaction.commit());
    Tally tally(context);
    for (const FilingRow& row : placed) tally.done(row, "存放 " + text_in(row.record.at("location").as_object(), "room"));
    return tally.finish("已登记");
  }

 private:
  ChosenFilings m_chosen;
  filing::Location m_location;
  ActOptions m_act;
};

class VolumeCountCommand final : public VolumeChange {
 public:
  std::string_view name() const override { return "volume count"; }
  std::string_view help() const override { return "装订时核对：纸质页数与图像页数相符，签名（R-389）"; }
  std::string_view examples() const override {
    return "  anjuan volume count J021-ZY·XF·2025·Y-0001 --paper-pages 86 --for 方档案\n  anjuan volume count J021-ZY·XF·2025·Y-0001 --paper-pages 87 --reason '第 40 页后夹有空白页'";
  }

 private:
  void declare_more(Arguments& arguments) override {
    arguments.option("--paper-pages", m_pages, "数得的纸质页数（有文字或图像的面）");
    arguments.option("--reason", m_reason, "与图像不相符的理由，记入备考表");
  }
  Result<FilingRow> change(Context&, const Rooms& rooms, Transaction& transaction, const FilingRow& row, const registry::Act& act) override {
    std::int64_t pages = 0;
    const auto read = std::from_chars(m_pages.data(), m_pages.data() + m_pages.size(), pages);
    if (m_pages.empty() || read.ec != std::errc() || read.ptr != m_pages.data() + m_pages.size() || pages <= 0) {
      return fail(ErrorCode::invalid_argument, "--paper-pages “" + to_shown_utf8(m_pages) + "”应是页数，如 86");
    }
    return filing::Shelving(*rooms.archive, *rooms.registry).count(transaction, row, pages, m_reason, act);
  }
  std::string told(const FilingRow& after) const override {
    const json::object& counted = after.record.at("counted").as_object();
    return fmt::format("纸质 {} 页，图像 {} 页，", registry::number_in(counted, "pages"), registry::number_in(after.record, "pages")) + text_in(counted, "by") + " 签";
  }
  std::string m_pages, m_reason;
};

}  // namespace

std::vector<CommandPtr> make_volume_commands() {
  std::vector<CommandPtr> commands;
  commands.push_back(std::make_unique<VolumeCheckCommand>());
  commands.push_back(std::make_unique<VolumeSealCommand>());
  commands.push_back(std::make_unique<VolumeReopenCommand>());
  commands.push_back(std::make_unique<VolumeAddCommand>());
  commands.push_back(std::make_unique<VolumeNoteCommand>());
  commands.push_back(std::make_unique<VolumePlaceCommand>());
  commands.push_back(std::make_unique<VolumeCountCommand>());
  return commands;
}

}  // namespace anjuan::cli
