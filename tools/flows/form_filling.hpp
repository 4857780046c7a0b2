// What a printed form says of a matter (DOMAIN §3.5): from the record and its history to the fields of schemas/forms.
//
// slips, letters and envelopes of an accusation carry no reporter's identity unless it was released by name. R-385: what was typed for a leader and has no
// paper yet is marked 录入件. R-348: numbers are opened only on forms that stay in the office or go to the person itself, and only to those who may read them.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "archive/registry/registry.hpp"
#include "tools/print/form.hpp"

namespace anjuan::flows {

struct FormRequest {
  std::string form;                          ///< id, name or title; "labels" is 标签纸
  std::vector<MatterRow> matters;            ///< one, or several for labels and books
  std::map<std::string, std::string> extra;  ///< fields that people give; they win over the record
  Fonds fonds;
  /// whether whoever prints may read a matter's telephone, address and ID numbers in clear. Empty: nobody may.
  std::function<Result<bool>(const MatterRow&)> may_read_numbers;
};

struct FilledForms {
  std::vector<print::FormDocument> documents;
  std::vector<std::string> left_out;  ///< for people: what the paper does not say, why, and what to do about it
};

/// invalid_argument: unknown form or field; a form that does not fit the matter (form_fit.hpp); an answer that lacks what R-324 asks of it, each field named; a
/// given field that names the reporter of an accusation.
Result<FilledForms> fill_forms(registry::Registry& registry, const FormRequest& request);

}  // namespace anjuan::flows
