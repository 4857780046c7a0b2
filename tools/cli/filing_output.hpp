// What the commands of filing share: the room behind them, and a 件 or volume as people and programs see it.
#pragma once

#include "archive/filing/filing.hpp"
#include "tools/cli/command.hpp"

namespace anjuan::cli {

inline constexpr std::string_view k_filing_group = "立卷归档";

Result<std::unique_ptr<filing::Filing>> open_filing(Context& context);

/// By 档号; what lies outside the scope answers exactly like what does not exist: not_found.
Result<FilingRow> visible_filing(Context& context, FilingBook& book, const std::string& code);

/// 件 and volumes by 档号, or all of a filing year that whoever asks may see.
class ChosenFilings {
 public:
  void declare(Arguments& arguments);
  /// In the order named, or of the year's lists (FilingBook::each).
  Result<std::vector<FilingRow>> rows(Context& context, FilingBook& book) const;

  bool is_year() const { return !m_year.empty(); }

 private:
  std::vector<std::string> m_codes;
  std::string m_year;
};

boost::json::object json_of(const FilingRow& row);

/// Which of the faces of `papers` bear a number. Reads and perhaps draws them: not to be called under the write
/// lock. `counted` by a person stay as they are.
Result<std::map<ItemId, filing::Faces>> faces_seen(Context& context, const std::vector<ItemId>& papers,
                                                   const std::map<ItemId, filing::Faces>& counted);

/// A four-digit year as typed after `option`.
Result<int> year_from(const char* option, const std::string& text);

/// "i4k9m=12", repeated: pages as a person counted them.
Result<std::map<ItemId, filing::Faces>> counted_pages(const std::vector<std::string>& options);

}  // namespace anjuan::cli
