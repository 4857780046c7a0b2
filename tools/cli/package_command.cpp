#include <fmt/core.h>

#include <boost/json.hpp>
#include <set>

#include "archive/exchange/bag_writer.hpp"
#include "archive/exchange/ocfl_writer.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/dossiers.hpp"
#include "tools/cli/matter_output.hpp"

namespace anjuan::cli {

namespace json = boost::json;

namespace {

/// What a package holds, by the ids that the reading log needs.
struct Packed {
  std::vector<ItemId> read;
  std::uint64_t files = 0, bytes = 0;
};

// what is packed is read. One transaction, durable before the package bears its name.
Status record_reads(Archive& archive, const std::vector<ItemId>& read, const std::string& what) {
  TRY_ASSIGN(Transaction transaction, archive.begin());
  for (const ItemId& subject : read) transaction.record_content_read({subject, what, 0});
  return transaction.commit();
}

class PackageExportCommand final : public Command {
 public:
  std::string_view name() const override { return "package export"; }
  std::string_view help() const override {
    return "把信访事项的全部材料导出为 BagIt 包或 OCFL 存储根，不用本软件也能读";
  }
  std::string_view group() const override { return "交接 · 封装包"; }
  std::string_view examples() const override {
    return "  anjuan package export --ocfl 〔2026〕组信字第0001号 -o 出口\n"
           "  anjuan package export --bagit 〔2026〕组信字第0001号 〔2026〕组信字第0002号 -o 移交包\n"
           "  anjuan ocfl validate 出口";
  }
  void declare(Arguments& arguments) override {
    arguments.positionals("MATTER", m_matters, "信访编号（或外部编号、内部编号），可多个");
    arguments.flag("--bagit", m_bagit, "一个 BagIt 1.0 包（RFC 8493），每个事项一个文件夹");
    arguments.flag("--ocfl", m_ocfl, "一个 OCFL 1.1 存储根，每个事项一个对象");
    arguments.option("-o,--output", m_output, "新文件夹，不可已经存在", Need::required);
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    if (m_bagit == m_ocfl) return fail(ErrorCode::invalid_argument, "请给出 --bagit 或 --ocfl 之一");
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(const std::vector<MatterRow> matters, asked_for(context));
    TRY_ASSIGN(const Packed packed, m_bagit ? write<exchange::BagWriter>(context, *archive, matters)
                                            : write<exchange::OcflWriter>(context, *archive, matters));
    if (context.json) {
      context.out.json_line(json::object{{"package", m_output},
                                         {"format", m_bagit ? "BagIt" : "OCFL"},
                                         {"version", m_bagit ? "1.0" : "1.1"},
                                         {"matters", matters.size()},
                                         {"files", packed.files},
                                         {"bytes", packed.bytes}});
    } else {
      context.note(fmt::format("已导出 {} 件事项到 {}：{} 个文件，{}；核对：anjuan {} validate {}", matters.size(),
                               m_output, packed.files, human_bytes(packed.bytes), m_bagit ? "bag" : "ocfl", m_output));
    }
    return ExitCode::done;
  }

 private:
  /// Each matter once, under whatever names it was asked for.
  Result<std::vector<MatterRow>> asked_for(Context& context) const {
    std::vector<MatterRow> matters;
    std::set<std::string> seen;
    for (const std::string& name : m_matters) {
      TRY_ASSIGN(MatterRow matter, context.visible_matter(name));
      if (seen.insert(matter.matter.value).second) matters.push_back(std::move(matter));
    }
    return matters;
  }

  /// One dossier in memory at a time.
  template <class Writer>
  Result<Packed> write(Context& context, Archive& archive, const std::vector<MatterRow>& matters) const {
    TRY_ASSIGN(exchange::PackageAbout about, about_package(context));
    TRY_ASSIGN(Writer writer, Writer::create(posix_file_system(), m_output, std::move(about)));
    Packed packed;
    for (const MatterRow& matter : matters) {
      TRY_ASSIGN(const MatterDossier dossier, dossier_of(context, matter));
      TRY(writer.add(dossier.dossier));
      packed.read.push_back({matter.matter.value});
      packed.read.insert(packed.read.end(), dossier.items.begin(), dossier.items.end());
    }
    TRY(writer.seal());
    TRY(record_reads(archive, packed.read, m_bagit ? "package:bagit" : "package:ocfl"));
    TRY(writer.finish());
    packed.files = writer.files();
    packed.bytes = writer.bytes();
    return packed;
  }

  std::vector<std::string> m_matters;
  bool m_bagit = false, m_ocfl = false;
  std::string m_output;
};

}  // namespace

CommandPtr make_package_export_command() { return std::make_unique<PackageExportCommand>(); }

}  // namespace anjuan::cli
