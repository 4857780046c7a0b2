#include "tools/flows/register_rows.hpp"

#include <boost/json/array.hpp>
#include <map>

#include "archive/base/json.hpp"
#include "tools/flows/intake_rows.hpp"
#include "tools/flows/line_reader.hpp"
#include "tools/flows/names.hpp"
#include "tools/flows/office_date.hpp"
#include "tools/flows/registering.hpp"

namespace anjuan::flows {

namespace json = boost::json;

namespace {

constexpr std::size_t k_longest_row = 1u << 20;
/// The source of rows that have no name of their own: the same row in a copy of the file is still the same row.
constexpr std::string_view k_unnamed = "登记行";

class RowsRun {
 public:
  RowsRun(Archive& archive, registry::Registry& registry, const RegisterRowsOptions& options, const RowTeller& teller, RowSummary& summary)
      : m_registry(registry), m_options(options), m_summary(summary), m_group(archive, options.dry_run, teller, summary) {
    m_path = shown_name(options.file.string()).text;
    m_stem = title_of(shown_name(options.file.filename().string()).text);
  }

  Status run() {
    const Status taken = m_options.sheet ? take_sheet(*m_options.sheet) : take_lines();
    const Status committed = m_group.commit();
    m_summary.interrupted = is_set(m_options.cancel);
    if (!taken) return fail_in(m_path, taken.error());
    return committed;
  }

 private:
  Status take_lines() {
    TRY_ASSIGN(auto reader, LineReader::open(m_options.file, k_longest_row));
    while (!is_set(m_options.cancel)) {
      TRY_ASSIGN(const auto line, reader->next());
      if (!line) return {};
      if (line->text.find_first_not_of(" \t") == std::string::npos) continue;
      ++m_summary.rows;
      TRY(take(line->number, line->too_long ? fail(ErrorCode::invalid_argument, "一行超过 1 MiB") : object_from(line->text)));
    }
    return {};
  }

  static Result<json::object> object_from(const std::string& line) {
    auto value = parse_json(line);
    if (!value) return fail(ErrorCode::invalid_argument, "不是有效的 JSON（" + value.error().message + "）");
    if (!value->is_object()) return fail(ErrorCode::invalid_argument, "不是 JSON 对象");
    return std::move(value->get_object());
  }

  Status take_sheet(const std::vector<SheetRow>& rows) {
    if (rows.empty()) return fail(ErrorCode::invalid_argument, "没有标题行");
    const std::vector<std::string>& titles = rows.front().cells;
    TRY(check_titles(titles));
    for (std::size_t i = 1; i < rows.size() && !is_set(m_options.cancel); ++i) {
      ++m_summary.rows;
      TRY(take(rows[i].number, object_from(titles, rows[i].cells)));
    }
    return {};
  }

  static Status check_titles(const std::vector<std::string>& titles) {
    std::map<std::string, std::string> seen;
    for (const std::string& title : titles) {
      const std::string member = is_name(title) ? title : std::string(intake_member(title));
      if (title.empty() || member.empty()) return fail(ErrorCode::invalid_argument, "标题行里没有“" + title + "”这一列：列名见 schemas/api/cli-json.md");
      if (const auto [other, added] = seen.emplace(member, title); !added) {
        return fail(ErrorCode::invalid_argument, "标题行里“" + title + "”和“" + other->second + "”是同一项");
      }
    }
    return {};
  }

  static Result<json::object> object_from(const std::vector<std::string>& titles, const std::vector<std::string>& cells) {
    TRY(check_width(cells, titles.size()));
    json::object row;
    for (std::size_t i = 0; i < titles.size(); ++i) {
      if (!cells[i].empty()) row.emplace(titles[i], cells[i]);
    }
    return row;
  }

  static bool is_name(std::string_view title) { return title == "source" || title == "row" || title == "来源" || title == "行号"; }

  Status take(std::uint64_t number, Result<json::object> row) {
    RowEvent event;
    event.row = number;
    Status status;
    if (row) {
      status = registered(std::move(*row), event);
    } else {
      status = fail(std::move(row).error());
    }
    if (!status) {
      if (!is_refusal(status.error())) return status;
      event.status = RowStatus::refused;
      event.reason = cited(status.error().message);
    }
    m_group.tell(std::move(event));
    return m_group.commit_if_due();
  }

  Status registered(json::object row, RowEvent& event) {
    TRY_ASSIGN(const auto name, take_name(row));
    TRY(spell_dates(row));
    TRY_ASSIGN(registry::Intake intake, intake_from(row));
    intake.import_source = name.first;
    intake.import_row = name.second;
    intake.irregular = m_options.irregular;
    if (!intake.repeat_of.empty() && m_options.earlier) {
      TRY_ASSIGN(intake.repeat_of, m_options.earlier(intake.repeat_of));
    }
    TRY_ASSIGN(Transaction* const transaction, m_group.transaction());
    TRY_ASSIGN(const auto known, m_registry.book().imported(name.first, name.second));
    if (known) {
      TRY_ASSIGN(const auto matter, m_registry.book().by_id(*known));
      event.status = RowStatus::duplicate;
      event.matter = known;
      if (matter) event.number = matter->name;
      return {};
    }
    TRY_ASSIGN(const Registered done, register_within(m_registry, *transaction, intake, m_options.act));
    event.status = RowStatus::registered;
    event.matter = done.matter.matter;
    event.number = done.matter.name;
    return {};
  }

  /// By what the row is known when it comes again. Taken out of the row.
  Result<std::pair<std::string, std::string>> take_name(json::object& row) const {
    std::string source, id;
    for (const auto& [member, target] : {std::pair("source", &source), std::pair("来源", &source), std::pair("row", &id), std::pair("行号", &id)}) {
      const json::value* value = row.if_contains(member);
      if (value == nullptr) continue;
      if (value->is_int64()) {
        *target = std::to_string(value->get_int64());
      } else if (value->is_string()) {
        *target = std::string(value->get_string());
      } else if (!value->is_null()) {
        return fail(ErrorCode::invalid_argument, std::string(member) + "：应为文字");
      }
      row.erase(member);
    }
    if (!id.empty()) return std::pair(source.empty() ? m_stem : source, id);
    TRY_ASSIGN(const std::string text, canonical_json(row));
    return std::pair(source.empty() ? std::string(k_unnamed) : source, ObjectId::of(as_bytes(text)).to_string());
  }

  registry::Registry& m_registry;
  const RegisterRowsOptions& m_options;
  RowSummary& m_summary;
  RowGroup m_group;
  std::string m_path, m_stem;
};

}  // namespace

Status spell_dates(json::object& row) {
  for (json::key_value_pair& pair : row) {
    const std::string_view member = intake_member(pair.key());
    if (member != "received" && member != "opened" && member != "letter_date" && member != "assigned_on" && member != "assigned_due" &&
        member != "transferred_on") {
      continue;
    }
    const std::string text = pair.value().is_string() ? std::string(pair.value().get_string()) : pair.value().is_int64() ? std::to_string(pair.value().get_int64()) : "";
    if (text.empty()) continue;
    auto date = read_office_date(text);
    if (!date) return fail(ErrorCode::invalid_argument, std::string(pair.key()) + "：" + date.error().message);
    pair.value() = json::string(date->to_string());
  }
  return {};
}

bool is_refusal(const Error& error) {
  return error.code == ErrorCode::invalid_argument || error.code == ErrorCode::already_exists || error.code == ErrorCode::not_found;
}

std::string cited(const std::string& message) {
  for (const char* mark : {"（R-", "（F-", "R-"}) {
    if (message.find(mark) != std::string::npos) return message;
  }
  return message + "（F-10）";
}

Status register_rows(Archive& archive, registry::Registry& registry, const RegisterRowsOptions& options, const RowTeller& teller, RowSummary& summary) {
  return RowsRun(archive, registry, options, teller, summary).run();
}

}  // namespace anjuan::flows
