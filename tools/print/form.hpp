// Printed forms (DOMAIN §3.5, R-376, R-377, R-380, R-385, R-386): a form's name and its values in, a PDF out. Layouts are data (schemas/forms); the
// typesetting is done by the sandboxed helper. Knows nothing of matters: who prints decides what a paper may say.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "archive/base/bytes.hpp"
#include "indexer/worker/worker.hpp"
#include "tools/print/layout.hpp"

namespace anjuan::print {

using FormRow = std::map<std::string, std::string>;

/// What is to be printed. Values may have line ends; what is absent is left blank on the paper, for the pen.
struct FormDocument {
  std::string form;  ///< id, name or title
  std::map<std::string, std::string> fields;
  std::map<std::string, std::vector<FormRow>> lists;
};

struct FormInfo {
  std::string id;      ///< "register-sheet"
  std::string name;    ///< "登记表"
  std::string title;   ///< "信访问题处理登记表"
  std::string source;  ///< the rule of DOMAIN, and how certain it is
};

/// All forms, by id.
Result<std::vector<FormInfo>> forms();

/// invalid_argument for a form that does not exist; the message lists those that do.
Result<std::vector<FormField>> fields_of(std::string_view form);

/// The form as one of the documents of a print request (schemas/formats/form-layout.md). Errors as render().
Result<boost::json::object> request_of(const FormDocument& document);

/// The form as PDF, fonts embedded, as many pages as its values need. invalid_argument, naming it, for an unknown form, field or column, a value that is
/// no UTF-8, and what cannot be printed (a QR code or label too long for its place).
Result<Bytes> render(Worker& worker, const FormDocument& document);

/// Several forms one after the other in one PDF, each on pages of its own: the morning's pile for a third of the time.
Result<Bytes> render(Worker& worker, const std::vector<FormDocument>& documents);

}  // namespace anjuan::print
