// Random lives of matters, day by day, and what a person with a pencil would have counted: the model that reports are compared with.
#pragma once

#include <boost/json/object.hpp>
#include <random>
#include <string>
#include <vector>

#include "query/reports/report.hpp"
#include "tests/support/office.hpp"

namespace anjuan::test {

struct Lived {
  MatterId matter;
  std::string number, registered;
  std::vector<std::pair<std::string, boost::json::object>> days;  ///< the record as each step gave it back

  /// The record at the end of a day, null before registration.
  const boost::json::object* on(const std::string& day) const;
};

class Histories : public Office {
 public:
  enum class Accusations { yes, no };
  /// Registers and moves matters on every day from `from`, `days` of them; the office's clock goes along. `each_day` sees the evening.
  void live(unsigned seed, const std::string& from, int days, Accusations accusations, const std::function<void(const std::string&)>& each_day = {});

  /// What of `lived` was registered in the period, as it stood on a day.
  std::vector<const boost::json::object*> records(const reports::Period& period, const std::string& day) const;

  std::vector<Lived> lived;

 private:
  void register_one(std::mt19937& random, const std::string& day, Accusations accusations);
  void move_one(std::mt19937& random, const std::string& day);
};

/// Everything a report says, figures and matters behind them, as text to compare.
std::string spelled(const reports::Report& report);

/// The cell of a table by its row's name and its column's; fails the test when there is none.
const reports::Cell& cell(const reports::Report& report, const std::string& table, const std::string& row, const std::string& column);

}  // namespace anjuan::test
