#include "query/reports/counting.hpp"

#include <algorithm>
#include <map>

#include "archive/registry/record.hpp"

namespace anjuan::reports {

using registry::number_in;
using registry::text_in;

namespace {

/// The table's values in its order: the fixed ones, then what else occurs, the most frequent first.
std::vector<std::string> values_of(const CountingContext& context, const Cases& cases, const Axis& axis, const std::vector<std::string>& more) {
  std::vector<std::string> values = axis.fixed(context.registry);
  std::map<std::string, std::int64_t> others;
  const auto known = [&](const std::string& value) { return std::find(values.begin(), values.end(), value) != values.end(); };
  for (const Case* one : cases) {
    for (const std::string& value : axis.values(context, *one)) {
      if (!known(value)) ++others[value];
    }
  }
  for (const std::string& value : more) {
    if (!known(value)) others.emplace(value, 0);
  }
  std::vector<std::pair<std::string, std::int64_t>> sorted(others.begin(), others.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  for (auto& [value, count] : sorted) values.push_back(value);
  return values;
}

using ColumnsOf = std::function<std::vector<std::size_t>(const Case&)>;

Parted parted(const CountingContext& context, const Cases& cases, const Axis& axis, std::vector<std::string> rows, std::vector<std::string> columns,
              const Axis* columns_axis, const ColumnsOf& columns_of) {
  Parted result{std::move(rows), std::move(columns), {}, {}};
  const std::size_t last_row = result.rows.size(), last_column = result.columns.size();
  result.cells.assign(last_row + 1, std::vector<Cases>(last_column + 1));
  std::map<std::string, std::size_t> row_of;
  for (std::size_t i = 0; i < last_row; ++i) row_of[result.rows[i]] = i;
  for (const Case* one : cases) {
    std::vector<std::size_t> in_rows{last_row}, in_columns = columns_of(*one);
    for (const std::string& value : axis.values(context, *one)) in_rows.push_back(row_of.at(value));
    in_columns.push_back(last_column);
    for (const std::size_t row : in_rows) {
      for (const std::size_t column : in_columns) result.cells[row][column].push_back(one);
    }
  }
  for (std::size_t r = 0; r <= last_row; ++r) {
    result.grid.emplace_back();
    for (std::size_t c = 0; c <= last_column; ++c) {
      Counted figure = counted(result.cells[r][c]);
      const bool named = (axis.names_accused && r < last_row && result.rows[r] != k_unnamed) ||
                         (columns_axis != nullptr && columns_axis->names_accused && c < last_column && result.columns[c] != k_unnamed);
      if (named && figure.all > 0) figure.accusations = std::max<std::int64_t>(figure.accusations, 1);
      result.grid.back().push_back(figure);
    }
  }
  mask(result.grid);
  return result;
}

}  // namespace

Cases counted_in(const Snapshot& snapshot, const Period& period) {
  Cases cases = snapshot.in(period);
  std::erase_if(cases, [](const Case* one) { return text_in(one->record, "state") == "作废"; });
  return cases;
}

bool is_visit(const CountingContext& context, const Case& one) {
  const auto channel = context.registry.intake_rules().channel(text_in(one.record, "channel"), one.registered);
  return channel && (*channel)->counted == "批次";
}

std::int64_t persons_of(const Cases& cases) {
  std::int64_t persons = 0;
  for (const Case* one : cases) persons += std::max<std::int64_t>(1, number_in(one->record, "heads"));
  return persons;
}

Counted counted(const Cases& cases) {
  const auto accusations = std::count_if(cases.begin(), cases.end(), [](const Case* one) { return one->accusation; });
  return {static_cast<std::int64_t>(cases.size()), accusations, false};
}

Cell cell_of(const Cases& cases, bool masked) {
  return masked ? Cell::hidden() : Cell::figure(static_cast<std::int64_t>(cases.size()), ids_of(cases));
}

Parted part(const CountingContext& context, const Cases& cases, const Axis& rows, const Axis& columns) {
  std::vector<std::string> column_names = values_of(context, cases, columns, {});
  std::map<std::string, std::size_t> column_of;
  for (std::size_t i = 0; i < column_names.size(); ++i) column_of[column_names[i]] = i;
  return parted(context, cases, rows, values_of(context, cases, rows, {}), column_names, &columns, [&](const Case& one) {
    std::vector<std::size_t> in;
    for (const std::string& value : columns.values(context, one)) in.push_back(column_of.at(value));
    return in;
  });
}

Parted part_by_units(const CountingContext& context, const Cases& cases, const Axis& rows, const std::vector<std::string>& more_rows) {
  return parted(context, cases, rows, values_of(context, cases, rows, more_rows), {"件次", "批次"}, nullptr,
                [&](const Case& one) { return std::vector<std::size_t>{is_visit(context, one) ? std::size_t{1} : std::size_t{0}}; });
}

}  // namespace anjuan::reports
