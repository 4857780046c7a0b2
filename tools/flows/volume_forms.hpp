// The forms of 立卷归档 (DOMAIN §1.5, F-1…F-9), filled from the record of a 件 or volume (schemas/formats/filing.md).
// Whether somebody may see the record is decided before; the forms stay in the house.
//
// a name that was typed where a person signs is marked 录入件; the signed paper is the record. Proof:
// tests/tools/volume_forms_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archive/catalog/filing_book.hpp"
#include "archive/filing/archival_code.hpp"
#include "archive/filing/filing_rules.hpp"
#include "archive/registry/registry.hpp"
#include "tools/print/form.hpp"

namespace anjuan::flows {

/// Millimetres.
struct SpineWidth {
  int value;
};

/// One form that `anjuan volume print` knows.
struct FilingForm {
  std::string_view name;    ///< as people ask for it: 封面
  std::string_view form;    ///< of schemas/forms
  std::string_view regime;  ///< 卷 or 件
};
const std::vector<FilingForm>& filing_forms();
/// Whether a form of schemas/forms is filled from what was filed, not from a matter.
bool is_filing_form(std::string_view form);
/// By its name or its id in schemas/forms; invalid_argument names the forms there are.
Result<FilingForm> filing_form_named(std::string_view name);
/// invalid_argument: a cover of a 件, a 归档章 of a volume whose pages bear numbers of their own.
Status check_filing_form(const FilingForm& form, const FilingRow& row);

/// Takes the registry by reference: lives no longer than it.
class VolumeForms {
 public:
  static Result<VolumeForms> open(registry::Registry& registry, const Fonds& fonds);

  /// F-1 案卷封面.
  print::FormDocument cover(const FilingRow& row) const;
  /// F-2 卷脊, 10, 15 or 20 mm; invalid_argument: another width.
  Result<print::FormDocument> spine(const FilingRow& row, SpineWidth width) const;
  /// F-3 卷内文件目录; R-151: the first page of each paper, of the last its first and last.
  print::FormDocument contents(const FilingRow& row) const;
  /// F-4 卷内备考表, filled whether there is something to note or not.
  Result<print::FormDocument> notes(const FilingRow& row) const;
  /// F-5 归档章, a page of 45×16 mm. invalid_argument for a volume: its pages bear numbers of their own.
  Result<print::FormDocument> stamp(const FilingRow& row) const;
  /// The stamps one below the other in the order of `rows`, each with its 档号.
  Result<print::FormDocument> stamp_list(const std::vector<FilingRow>& rows) const;

  /// F-8, F-9 of one box; `rows` are what lies in it, in order: one fonds, year and period.
  print::FormDocument box_cover() const;
  /// 20, 30, 40 or 50 mm; invalid_argument: another width, nothing in the box, two classes in one box.
  Result<print::FormDocument> box_spine(const std::vector<FilingRow>& rows, SpineWidth width) const;
  Result<print::FormDocument> box_notes(const std::vector<FilingRow>& rows) const;

 private:
  VolumeForms(registry::Registry& registry, Fonds fonds, filing::CodeRules codes, filing::FilingRules rules);
  struct Code {
    std::string catalogue, serial, office, class_name;  ///< 目录号, 案卷号 or 件号, 机构, 类目
  };
  Code code_of(const FilingRow& row) const;
  Result<std::string> name_of(const std::string& account) const;
  print::FormRow stamp_row(const FilingRow& row) const;
  /// invalid_argument names the two that differ in fonds, year, 机构 or period: they would stand under one spine
  ///
  Status check_one_class(const std::vector<FilingRow>& rows) const;

  registry::Registry* m_registry;
  Fonds m_fonds;
  filing::CodeRules m_codes;
  filing::FilingRules m_rules;
};

}  // namespace anjuan::flows
