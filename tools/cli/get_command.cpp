#include <boost/json.hpp>

#include "tools/cli/command.hpp"
#include "tools/cli/item_text.hpp"
#include "tools/cli/output_file.hpp"

namespace anjuan::cli {

namespace {

class GetCommand final : public Command {
 public:
  std::string_view name() const override { return "get"; }
  std::string_view help() const override { return "取出原件，逐字节与收存时相同"; }
  std::string_view examples() const override { return "  anjuan get i4k9m -o 来信.pdf\n  anjuan get sha256-9f86d0… -o - | less"; }
  void declare(Arguments& arguments) override {
    arguments.positional("ID", m_id, "件的编号，或原件的摘要 sha256-…");
    arguments.option("-o,--output", m_output, "写入的文件；- 为标准输出", Need::required);
  }
  Reach reach() const override { return Reach::scope; }
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(Archive* const archive, context.archive());
    // Of an object that was asked for by its digest, the digest is what was looked at.
    std::string subject = m_id;
    std::optional<ObjectId> object;
    if (m_id.starts_with("sha256-")) {
      TRY(context.require_whole_view("按摘要取原件"));
      TRY_ASSIGN(object, ObjectId::parse(m_id));
      if (const auto size = archive->object_size(*object); !size) return fail(size.error());
    } else {
      TRY_ASSIGN(const Item item, context.visible_item(m_id));
      // Another item may still have the same bytes; this one gives them no more.
      TRY(check_not_destroyed(item));
      subject = item.item.value;
      object = item.object;
    }
    TRY_ASSIGN(const auto file, OutputFile::open(m_output));
    TRY(archive->read_object(*object, *file));
    TRY(record_content_read(*archive, {ItemId{subject}, "original", 0}));
    TRY(file->finish());
    if (m_output == "-") return ExitCode::done;
    if (context.json) {
      context.out.json_line(boost::json::object{{"digest", object->to_string()}, {"bytes", file->size()}, {"file", m_output}});
    } else {
      context.note("已写入 " + m_output + "（" + human_bytes(file->size()) + "）");
    }
    return ExitCode::done;
  }

 private:
  std::string m_id, m_output;
};

}  // namespace

CommandPtr make_get_command() { return std::make_unique<GetCommand>(); }

}  // namespace anjuan::cli
