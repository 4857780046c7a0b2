// The box plan by thickness.
#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "archive/base/utf8.hpp"
#include "archive/filing/shelving.hpp"
#include "archive/registry/record.hpp"
#include "query/access/principal.hpp"
#include "tools/cli/act_options.hpp"
#include "tools/cli/filing_output.hpp"

namespace anjuan::cli {

namespace json = boost::json;
using filing::Box;

namespace {

double mm(std::int64_t um) { return static_cast<double>(um) / 1000; }

json::object json_of(const Box& box) {
  json::array codes;
  std::int64_t pages = 0;
  for (const FilingRow& row : box.rows) {
    codes.emplace_back(json::string(row.code));
    pages += registry::number_in(row.record, "pages");
  }
  return {{"series", box.series},
          {"number", box.number},
          {"spine", box.spine},
          {"thickness_mm", mm(box.thickness)},
          {"pages", pages},
          {"new", box.is_new},
          {"overfull", box.is_overfull},
          {"codes", std::move(codes)}};
}

class FilingBoxesCommand final : public Command {
 public:
  std::string_view name() const override { return "filing boxes"; }
  std::string_view help() const override {
    return "装盒建议：按厚度，年度、机构、期限不同的不混装；--accept 登记盒号（R-146、R-389）";
  }
  std::string_view group() const override { return k_filing_group; }
  std::string_view examples() const override {
    return "  anjuan filing boxes --year 2025\n  anjuan filing boxes --year 2025 --box 30 --accept";
  }
  void declare(Arguments& arguments) override {
    arguments.option("--year", m_year, "归档年度", Need::required);
    arguments.option("--box", m_box, "盒脊，毫米：20、30、40、50；不写：每盒用放得下的最窄的");
    arguments.flag("--accept", m_accept, "照建议登记盒号；不写只看");
    m_act.declare(arguments);
  }
  Reach reach() const override { return Reach::scope; }

  Result<ExitCode> run(Context& context) override {
    if (m_accept) TRY(context.require_right("归档"));
    TRY_ASSIGN(const auto filing, open_filing(context));
    if (!m_accept) {
      TRY_ASSIGN(const std::vector<Box> boxes, plan(context, *filing));
      tell(context, boxes);
      return ExitCode::done;
    }
    TRY_ASSIGN(Archive* const archive, context.archive());
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(registry::Act act, m_act.act());
    if (act.by.empty()) act.by = context.as_option;
    // Planned under the lock: nobody files or fills a box in between.
    TRY_ASSIGN(Transaction transaction, archive->begin());
    TRY(transaction.lock());
    TRY_ASSIGN(const std::vector<Box> boxes, plan(context, *filing));
    filing::Shelving shelving(*archive, *registry);
    for (const Box& box : boxes) TRY(shelving.put_in_box(transaction, box, act));
    TRY(transaction.commit());
    tell(context, boxes);
    return ExitCode::done;
  }

 private:
  Result<std::vector<Box>> plan(Context& context, filing::Filing& filing) const {
    int spine = 0;
    if (!m_box.empty()) {
      const auto read = std::from_chars(m_box.data(), m_box.data() + m_box.size(), spine);
      if (read.ec != std::errc() || read.ptr != m_box.data() + m_box.size() || spine <= 0)
        return fail(ErrorCode::invalid_argument, "--box “" + to_shown_utf8(m_box) + "”应是毫米数，如 30");
    }
    FilingFilter filter;
    TRY_ASSIGN(filter.year, year_from("--year", m_year));
    TRY_ASSIGN(const AccessScope scope, context.scope());
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    std::vector<FilingRow> rows;
    std::map<std::string, std::int64_t> taken;
    TRY(filing.book().each(filter, [&](FilingRow&& row) -> Result<bool> {
      if (!row.matter || may_see(scope, *row.matter)) {
        rows.push_back(std::move(row));
        return true;
      }
      // Two boxes of one number would stand on the shelf: only the highest number of what is hidden is known here (like
      // a serial, SECURITY.md).
      std::int64_t& highest = taken[filing::class_of(row, filing.codes())];
      const json::value* const box = row.record.if_contains("box");
      if (box != nullptr && box->is_object())
        highest = std::max(highest, registry::number_in(box->get_object(), "number"));
      return true;
    }));
    TRY_ASSIGN(const filing::BoxRule* const rule, filing.rules().box(registry->today()));
    return filing::plan_boxes(std::move(rows), taken, filing.codes(), *rule, spine);
  }

  void tell(Context& context, const std::vector<Box>& boxes) const {
    if (context.json) {
      json::array list;
      for (const Box& box : boxes) list.push_back(json_of(box));
      context.out.json_line(json::object{{"year", m_year}, {"accepted", m_accept}, {"boxes", std::move(list)}});
      return;
    }
    for (const Box& box : boxes) {
      const std::string& first = box.rows.front().code;
      context.out.line(fmt::format("第 {} 盒  盒脊 {} 毫米  {} 件  约 {:.1f} 毫米  ", box.number, box.spine,
                                   box.rows.size(), mm(box.thickness)) +
                       first + (box.rows.size() == 1 ? "" : " 至 " + box.rows.back().code) +
                       (box.is_overfull ? "  放不下（R-146）"
                        : box.is_new    ? ""
                                        : "  已装"));
    }
    context.out.line(fmt::format("共 {} 盒{}", boxes.size(), m_accept ? "，盒号已登记" : ""));
  }

  std::string m_year, m_box;
  bool m_accept = false;
  ActOptions m_act;
};

}  // namespace

CommandPtr make_boxes_command() { return std::make_unique<FilingBoxesCommand>(); }

}  // namespace anjuan::cli
