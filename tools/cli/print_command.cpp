#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "tools/cli/command.hpp"
#include "tools/cli/matter_output.hpp"
#include "tools/cli/output_file.hpp"
#include "tools/flows/form_filling.hpp"

namespace anjuan::cli {

namespace json = boost::json;

namespace {

constexpr std::string_view k_group = "文书";

std::map<std::string, std::string> fields_from(const std::vector<std::string>& sets, Status& status) {
  std::map<std::string, std::string> fields;
  for (const std::string& set : sets) {
    const std::size_t equals = set.find('=');
    if (equals == std::string::npos || equals == 0) {
      status = fail(ErrorCode::invalid_argument, "“" + set + "”应写作 名称=内容");
      return fields;
    }
    fields[set.substr(0, equals)] = set.substr(equals + 1);
  }
  return fields;
}

class PrintCommand final : public Command {
 public:
  std::string_view name() const override { return "print"; }
  std::string_view help() const override { return "打印文书、登记表和二维码标签（PDF）"; }
  std::string_view group() const override { return k_group; }
  std::string_view examples() const override {
    return "  anjuan print 登记表 〔2026〕组信字第0001号 -o 登记表.pdf\n  anjuan print labels 〔2026〕组信字第0001号 〔2026〕组信字第0002号 -o 标签.pdf\n"
           "  anjuan print 受理告知书 〔2026〕组信字第0001号 --field 联系人=李四 --field 联系电话=0512-57310000 -o 告知.pdf\n  anjuan forms";
  }
  void declare(Arguments& arguments) override {
    arguments.positional("FORM", m_request.form, "文书名称（anjuan forms 列出全部）；labels 为标签纸");
    arguments.positionals("MATTER", m_matters, "信访编号，可多个");
    arguments.option("-o,--output", m_output, "输出的 PDF 文件", Need::required);
    arguments.repeated("--field", m_sets, "名称=内容：补填或改写表上的一项，可多次");
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(Archive* const archive, context.archive());
    Status status;
    m_request.extra = fields_from(m_sets, status);
    TRY(status);
    for (const std::string& name : m_matters) {
      TRY_ASSIGN(MatterRow matter, context.visible_matter(name));
      if (matter.record.empty()) return fail(ErrorCode::not_found, matter.name + " 没有登记过");
      TRY(context.refuse_void(matter, "不打印文书"));
      TRY(hide_links(context, matter.record));
      m_request.matters.push_back(std::move(matter));
    }
    TRY_ASSIGN(const ArchiveStatus about, archive->status());
    m_request.fonds = about.fonds;
    m_request.may_read_numbers = [&](const MatterRow& matter) { return may_read_numbers(context, matter.record); };
    TRY_ASSIGN(const flows::FilledForms filled, flows::fill_forms(*registry, m_request));
    const auto& documents = filled.documents;
    Worker worker(default_helper(), WorkerLimits{});
    TRY_ASSIGN(const Bytes pdf, print::render(worker, documents));
    TRY_ASSIGN(const auto file, OutputFile::open(m_output));
    TRY(file->write(pdf));
    // what is printed is read.
    for (const MatterRow& matter : m_request.matters) TRY(record_content_read(*archive, {ItemId{matter.matter.value}, std::string(k_print_read) + documents.front().form, 0}));
    TRY(file->finish());
    for (const std::string& note : filled.left_out) context.note(note);
    if (m_output == "-") return ExitCode::done;
    if (context.json) {
      context.out.json_line(json::object{{"form", documents.front().form}, {"matters", m_request.matters.size()}, {"bytes", pdf.size()}, {"file", m_output}});
    } else {
      context.note("已写入 " + m_output + "（" + human_bytes(pdf.size()) + "）");
    }
    return ExitCode::done;
  }

 private:
  flows::FormRequest m_request;
  std::vector<std::string> m_matters, m_sets;
  std::string m_output;
};

class FormsCommand final : public Command {
 public:
  std::string_view name() const override { return "forms"; }
  std::string_view help() const override { return "列出可打印的文书和它们的栏目"; }
  std::string_view group() const override { return k_group; }
  std::string_view examples() const override { return "  anjuan forms\n  anjuan forms --json"; }
  void declare(Arguments& /*arguments*/) override {}
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(const auto all, print::forms());
    json::array list;
    for (const print::FormInfo& form : all) {
      TRY_ASSIGN(const auto fields, print::fields_of(form.id));
      std::string names;
      json::array field_names;
      for (const print::FormField& field : fields) {
        names += (names.empty() ? "" : "、") + field.name;
        field_names.emplace_back(json::string(field.name));
      }
      if (context.json) {
        list.push_back(json::object{{"form", form.id}, {"name", form.name}, {"title", form.title}, {"source", form.source}, {"fields", std::move(field_names)}});
      } else {
        context.out.line(padded(form.name, 18) + names);
      }
    }
    if (context.json) context.out.json_line(json::object{{"forms", std::move(list)}});
    return ExitCode::done;
  }
};

}  // namespace

CommandPtr make_print_command() { return std::make_unique<PrintCommand>(); }
CommandPtr make_forms_command() { return std::make_unique<FormsCommand>(); }

}  // namespace anjuan::cli
