// Covers, contents, stamps and box papers of what was filed (F-1…F-5, F-8, F-9).
#include <algorithm>
#include <boost/json/object.hpp>
#include <charconv>
#include <set>

#include "archive/filing/shelving.hpp"
#include "archive/registry/record.hpp"
#include "query/access/principal.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/filing_output.hpp"
#include "tools/cli/output_file.hpp"
#include "tools/flows/volume_forms.hpp"

namespace anjuan::cli {

namespace json = boost::json;
using flows::FilingForm;
using flows::SpineWidth;
using flows::VolumeForms;
using print::FormDocument;
using registry::text_in;

namespace {

constexpr std::string_view k_all = "全套";

/// The documents of one print, in the order in which they lie.
class Pile {
 public:
  Pile(const VolumeForms& forms, std::string wanted, int spine)
      : m_forms(forms), m_wanted(std::move(wanted)), m_spine(spine) {}

  bool wants(std::string_view name) const { return m_wanted == name || m_wanted == k_all; }

  // 封面, 卷内文件目录, the papers, 备考表.
  Status add_volume(const FilingRow& row) {
    if (wants("封面")) m_documents.push_back(m_forms.cover(row));
    if (wants("卷脊")) TRY(add(m_forms.spine(row, SpineWidth{m_spine == 0 ? 20 : m_spine})));
    if (wants("卷内文件目录")) m_documents.push_back(m_forms.contents(row));
    if (wants("备考表")) TRY(add(m_forms.notes(row)));
    return {};
  }

  Status add_stamps(const std::vector<FilingRow>& rows) {
    if (m_wanted == "归档章") {
      for (const FilingRow& row : rows) TRY(add(m_forms.stamp(row)));
    }
    if (wants("归档章清单")) TRY(add(m_forms.stamp_list(rows)));
    return {};
  }

  Status add_box(const filing::Box& box) {
    const int recorded = box.spine == 0 ? 30 : box.spine;
    if (wants("盒面")) m_documents.push_back(m_forms.box_cover());
    if (wants("盒脊")) TRY(add(m_forms.box_spine(box.rows, SpineWidth{m_spine == 0 ? recorded : m_spine})));
    if (wants("盒内备考表")) TRY(add(m_forms.box_notes(box.rows)));
    return {};
  }

  const std::vector<FormDocument>& documents() const { return m_documents; }

 private:
  Status add(Result<FormDocument> document) {
    if (!document) return fail(std::move(document).error());
    m_documents.push_back(std::move(*document));
    return {};
  }

  const VolumeForms& m_forms;
  std::string m_wanted;
  int m_spine;
  std::vector<FormDocument> m_documents;
};

class VolumePrintCommand final : public Command {
 public:
  std::string_view name() const override { return "volume print"; }
  std::string_view help() const override {
    return "打印案卷封面、卷脊、目录、备考表，归档章，盒面、盒脊、盒内备考表（F-1…F-5、F-8、F-9）";
  }
  std::string_view group() const override { return k_filing_group; }
  std::string_view examples() const override {
    return "  anjuan volume print J021-ZY·XF·2025·Y-0001 -o 案卷.pdf                       # 全套\n"
           "  anjuan volume print --year 2025 --form 归档章清单 -o 归档章.pdf              # 按摞放次序\n"
           "  anjuan volume print --year 2025 --form 盒脊 --spine 40 -o 盒脊.pdf";
  }
  void declare(Arguments& arguments) override {
    m_chosen.declare(arguments);
    arguments.option("--form", m_form,
                     "封面、卷脊、卷内文件目录、备考表、归档章、归档章清单、盒面、盒脊、盒内备考表，或 全套（缺省）");
    arguments.option("--spine", m_spine,
                     "脊宽，毫米：卷脊 10、15、20（缺省），盒脊 20、30、40、50（缺省照登记的盒，没有登记的 30）");
    arguments.option("-o,--output", m_output, "输出的 PDF 文件", Need::required);
  }
  Reach reach() const override { return Reach::scope; }

  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(const auto filing, open_filing(context));
    TRY_ASSIGN(std::vector<FilingRow> rows, m_chosen.rows(context, filing->book()));
    TRY(keep_fitting(rows));
    // the order in which they lie is that of their codes, whatever the order in which they were named.
    std::sort(rows.begin(), rows.end(), [](const FilingRow& a, const FilingRow& b) { return a.code < b.code; });
    TRY_ASSIGN(const std::vector<FormDocument> documents, filled(context, *filing, rows));
    if (documents.empty()) return fail(ErrorCode::not_found, "没有可以打印的件或案卷");
    Worker worker(default_helper(), WorkerLimits{});
    TRY_ASSIGN(const Bytes pdf, print::render(worker, documents));
    TRY_ASSIGN(const auto file, OutputFile::open(m_output));
    TRY(file->write(pdf));
    TRY_ASSIGN(Archive* const archive, context.archive());
    // what is printed is read.
    for (const FilingRow& row : rows) {
      if (row.matter) TRY(record_content_read(*archive, {ItemId{row.matter->value}, "print:" + m_form, 0}));
    }
    TRY(file->finish());
    if (m_output == "-") return ExitCode::done;
    if (context.json) {
      context.out.json_line(json::object{{"form", m_form},
                                         {"filings", rows.size()},
                                         {"documents", documents.size()},
                                         {"bytes", pdf.size()},
                                         {"file", m_output}});
    } else {
      context.note("已写入 " + m_output + "（" + human_bytes(pdf.size()) + "）");
    }
    return ExitCode::done;
  }

 private:
  /// One form fits 件 or volumes: of a year the others are passed over, one that was named is refused.
  Status keep_fitting(std::vector<FilingRow>& rows) const {
    if (m_form == k_all) return {};
    TRY_ASSIGN(const FilingForm form, flows::filing_form_named(m_form));
    if (m_chosen.is_year()) {
      std::erase_if(rows, [&](const FilingRow& row) { return !flows::check_filing_form(form, row); });
      return {};
    }
    for (const FilingRow& row : rows) TRY(flows::check_filing_form(form, row));
    return {};
  }

  Result<int> spine() const {
    int width = 0;
    if (m_spine.empty()) return width;
    const auto read = std::from_chars(m_spine.data(), m_spine.data() + m_spine.size(), width);
    if (read.ec != std::errc() || read.ptr != m_spine.data() + m_spine.size() || width <= 0)
      return fail(ErrorCode::invalid_argument, "--spine “" + m_spine + "”应是毫米数，如 20");
    return width;
  }

  /// The boxes in which they lie, each whole: a spine says where its box begins and ends, whichever 件 of it was named.
  static Result<std::vector<filing::Box>> boxes_with(Context& context, filing::Filing& filing,
                                                     const std::vector<FilingRow>& named) {
    TRY_ASSIGN(const AccessScope scope, context.scope());
    std::set<std::string> wanted;
    std::set<int> years;
    for (const FilingRow& row : named) {
      wanted.insert(row.code);
      years.insert(static_cast<int>(registry::number_in(row.record, "year")));
    }
    std::vector<FilingRow> rows;
    for (const int year : years) {
      TRY(filing.book().each({year, {}, "件", {}}, [&](FilingRow&& row) -> Result<bool> {
        if (!row.matter || may_see(scope, *row.matter)) rows.push_back(std::move(row));
        return true;
      }));
    }
    std::vector<filing::Box> boxes = filing::boxes_of(std::move(rows), filing.codes());
    std::erase_if(boxes, [&](const filing::Box& box) {
      return std::none_of(box.rows.begin(), box.rows.end(),
                          [&](const FilingRow& row) { return wanted.contains(row.code); });
    });
    return boxes;
  }

  Result<std::vector<FormDocument>> filled(Context& context, filing::Filing& filing,
                                           const std::vector<FilingRow>& rows) const {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(const ArchiveStatus about, archive->status());
    TRY_ASSIGN(const VolumeForms forms, VolumeForms::open(*registry, about.fonds));
    TRY_ASSIGN(const int spine, this->spine());
    Pile pile(forms, m_form, spine);
    std::vector<FilingRow> pieces;
    for (const FilingRow& row : rows) {
      if (text_in(row.record, "regime") == "件")
        pieces.push_back(row);
      else
        TRY(pile.add_volume(row));
    }
    if (!pieces.empty()) TRY(pile.add_stamps(pieces));
    TRY_ASSIGN(const std::vector<filing::Box> boxes, boxes_with(context, filing, pieces));
    for (const filing::Box& box : boxes) TRY(pile.add_box(box));
    return pile.documents();
  }

  ChosenFilings m_chosen;
  std::string m_form = std::string(k_all), m_spine, m_output;
};

}  // namespace

CommandPtr make_volume_print_command() { return std::make_unique<VolumePrintCommand>(); }

}  // namespace anjuan::cli
