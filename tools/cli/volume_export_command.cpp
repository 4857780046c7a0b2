// 一卷一文件: 件 and volumes as bound PDF/A.
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "archive/filing/sealing.hpp"
#include "query/access/principal.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/filing_output.hpp"
#include "tools/cli/filing_tally.hpp"
#include "tools/cli/output_file.hpp"
#include "tools/flows/volume_book.hpp"

namespace anjuan::cli {

namespace {

/// The code as a file's name: a folder in it would lead elsewhere.
std::string file_name_of(std::string code) {
  std::replace_if(code.begin(), code.end(), [](char c) { return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }, '_');
  return (code.starts_with('.') ? "_" + code : code) + ".pdf";
}

class VolumeExportCommand final : public Command {
 public:
  std::string_view name() const override { return "volume export"; }
  std::string_view help() const override { return "整卷装订成一个 PDF/A：封面、目录（可点）、盖好页号的全部材料、备考表"; }
  std::string_view group() const override { return k_filing_group; }
  std::string_view examples() const override {
    return "  anjuan volume export J021-ZY·XF·2025·Y-0001 --pdf 案卷.pdf\n  anjuan volume export --year 2025 -o 案卷/          # 每卷一个文件，以档号命名";
  }
  void declare(Arguments& arguments) override {
    m_chosen.declare(arguments);
    arguments.option("--pdf", m_pdf, "写入的 PDF 文件（只一卷）；- 为标准输出");
    arguments.option("-o,--output", m_folder, "写入的文件夹，每卷一个文件");
    arguments.option("--dpi", m_dpi, "页面图像的分辨率", 72, 600);
  }
  Reach reach() const override { return Reach::scope; }

  Result<ExitCode> run(Context& context) override {
    if (m_pdf.empty() == m_folder.empty()) return fail(ErrorCode::invalid_argument, "写 --pdf 文件，或 -o 文件夹");
    TRY_ASSIGN(const auto filing, open_filing(context));
    TRY_ASSIGN(const std::vector<FilingRow> rows, m_chosen.rows(context, filing->book()));
    if (!m_pdf.empty() && (m_chosen.is_year() || rows.size() != 1)) return fail(ErrorCode::invalid_argument, "--pdf 只用于一卷，多卷写 -o 文件夹");
    if (!m_folder.empty()) TRY(make_folder());
    Worker worker(default_helper(), WorkerLimits{});
    worker.cancel_when(context.cancel());
    Tally tally(context);
    for (const FilingRow& row : rows) {
      const std::string path = m_pdf.empty() ? (std::filesystem::path(m_folder) / file_name_of(row.code)).string() : m_pdf;
      TRY(one(context, worker, row, path, rows.size() > 1, tally));
    }
    return m_pdf == "-" ? ExitCode::done : tally.finish("已输出");
  }

 private:
  Status make_folder() const {
    std::error_code error;
    std::filesystem::create_directories(m_folder, error);
    if (error) return fail(errno_error("建文件夹 " + m_folder, error.value()));
    return {};
  }

  // One volume with a fault keeps nobody from the others; what is no fault of a volume (no space, no helper) ends it all.
  Status one(Context& context, Worker& worker, const FilingRow& row, const std::string& path, bool among_others, Tally& tally) const {
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(const std::vector<Item> items, papers_of(context, row));
    if (filing::is_destroyed(row.record)) {
      if (!among_others) return fail(ErrorCode::not_found, row.code + " 已销毁，只留著录（R-222）");
      tally.refused(row, {"已销毁，只留著录（R-222）"});
      return {};
    }
    TRY_ASSIGN(const filing::Checked checked, filing::Sealing(*archive, *registry).check(row));
    if (!checked.is_whole()) {
      if (m_pdf == "-") return fail(ErrorCode::corrupt, row.code + "：" + checked.faults().front());
      tally.refused(row, checked.faults());
      return {};
    }
    TRY_ASSIGN(const ArchiveStatus about, archive->status());
    TRY_ASSIGN(const flows::VolumeForms forms, flows::VolumeForms::open(*registry, about.fonds));
    TRY_ASSIGN(const auto file, OutputFile::open(path));
    const auto bound = flows::bind_volume(*archive, worker, forms, row, items, m_dpi, *file);
    if (!bound) {
      const ErrorCode code = bound.error().code;
      const bool is_its_own = code == ErrorCode::corrupt || code == ErrorCode::not_found || code == ErrorCode::unsupported || code == ErrorCode::resource_exhausted;
      if (!among_others || !is_its_own) return fail(bound.error());
      tally.refused(row, {bound.error().message});
      return {};
    }
    TRY(record_read(*archive, items));
    TRY(file->finish());
    if (m_pdf == "-") return {};
    tally.done(row, fmt::format("{} 页，{}，{}{}", bound->pages, human_bytes(file->size()), path, bound->unshown.empty() ? "" : fmt::format("；{} 件没有页面，以说明代替", bound->unshown.size())));
    return {};
  }

  /// Hidden papers make the whole hidden: a volume with a gap would tell that something is there.
  static Result<std::vector<Item>> papers_of(Context& context, const FilingRow& row) {
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(const AccessScope scope, context.scope());
    std::vector<ItemId> ids;
    for (const filing::ArrangedPaper& paper : filing::papers_of(row.record)) ids.push_back(paper.item);
    TRY_ASSIGN(std::vector<Item> items, archive->items(ids));
    const bool hides = std::any_of(items.begin(), items.end(), [&](const Item& item) { return !may_see(scope, item); });
    if (hides) return fail(ErrorCode::not_found, "没有档号“" + row.code + "”");
    return items;
  }

  // before anybody has the file.
  static Status record_read(Archive& archive, const std::vector<Item>& items) {
    TRY_ASSIGN(Transaction transaction, archive.begin());
    for (const Item& item : items) transaction.record_content_read({item.item, "export", 0});
    return transaction.commit();
  }

  ChosenFilings m_chosen;
  std::string m_pdf, m_folder;
  std::uint32_t m_dpi = 200;
};

}  // namespace

CommandPtr make_volume_export_command() { return std::make_unique<VolumeExportCommand>(); }

}  // namespace anjuan::cli
