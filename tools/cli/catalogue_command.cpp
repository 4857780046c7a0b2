// Catalogues and indexes of what was filed (R-122, R-125, R-401…R-403).
#include "query/reports/catalogues.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/filing_output.hpp"
#include "tools/cli/report_output.hpp"

namespace anjuan::cli {

namespace {

class FilingCatalogueCommand final : public Command {
 public:
  std::string_view name() const override { return "filing catalogue"; }
  std::string_view help() const override {
    return "归档文件目录、案卷目录、全引目录、人名索引、文号索引、专题目录（R-122、R-125、R-401…R-403）";
  }
  std::string_view group() const override { return k_filing_group; }
  std::string_view examples() const override {
    return "  anjuan filing catalogue --year 2025 --retention 30年 --pdf 目录.pdf --xlsx 目录.xlsx\n  anjuan filing "
           "catalogue --kind 全引目录 --year 2025\n"
           "  anjuan filing catalogue --kind 人名索引 --order 笔画\n  anjuan filing catalogue --kind 专题目录 --topic "
           "离休待遇";
  }
  void declare(Arguments& arguments) override {
    arguments.option("--kind", m_kind,
                     "归档文件目录（缺省）、案卷目录、全引目录、人名索引、被反映人索引、文号索引、专题目录");
    arguments.option("--year", m_year, "归档年度");
    arguments.option("--retention", m_request.filter.period, "保管期限");
    arguments.option("--regime", m_request.filter.regime, "件 或 卷");
    arguments.option("--order", m_order, "姓名、文号、专题的次序：拼音（缺省）或 笔画");
    arguments.option("--topic", m_request.topic, "专题目录：只要这个专题，或题名里有这个词的");
    arguments.option("--xlsx", m_files.xlsx, "写成 XLSX 文件");
    arguments.option("--pdf", m_files.pdf, "写成 PDF 文件");
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    const std::string& regime = m_request.filter.regime;
    if (!m_year.empty()) {
      TRY_ASSIGN(m_request.filter.year, year_from("--year", m_year));
    }
    if (!regime.empty() && regime != "件" && regime != "卷")
      return fail(ErrorCode::invalid_argument, "--regime “" + regime + "”：件 或 卷");
    TRY_ASSIGN(m_request.order, reports::name_order_of(m_order));
    TRY_ASSIGN(const auto filing, open_filing(context));
    if (!m_request.filter.period.empty()) TRY(filing->retention().choose(m_request.filter.period));
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(const ArchiveStatus about, archive->status());
    m_request.fonds_name = about.fonds.name;
    TRY_ASSIGN(const AccessScope scope, context.scope());
    const reports::CatalogueSources sources{*registry, filing->book(), scope, filing->codes(), filing->rules()};
    TRY_ASSIGN(const reports::Report report, reports::catalogue(m_kind, sources, m_request, registry->today()));
    TRY(deliver(context, report, m_files));
    return ExitCode::done;
  }

 private:
  std::string m_kind = "归档文件目录", m_year, m_order = "拼音";
  reports::CatalogueRequest m_request;
  ReportFiles m_files;
};

}  // namespace

CommandPtr make_catalogue_command() { return std::make_unique<FilingCatalogueCommand>(); }

}  // namespace anjuan::cli
