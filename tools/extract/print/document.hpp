// A form document as it arrives: a layout with its values (schemas/formats/form-layout.md).
#pragma once

#include <boost/json.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "tools/extract/print/typeset.hpp"

namespace anjuan::press {

/// One table of a layout. check() once, then read: what is absent has its default.
class Spec {
 public:
  explicit Spec(const boost::json::object& object) : m_object(&object) {}
  /// "-" before a name: text, "#": number, "?": truth, "[": list, "{": table. Anything else in the table, or of another type, is a fault of the layout.
  Status check(std::initializer_list<std::string_view> names) const;

  bool has(std::string_view name) const { return m_object->contains(name); }
  std::string text(std::string_view name, std::string_view otherwise = "") const;
  double number(std::string_view name, double otherwise) const;
  bool flag(std::string_view name) const;
  std::vector<double> numbers(std::string_view name) const;
  std::vector<Spec> tables(std::string_view name) const;
  /// Empty when there is none.
  Spec table(std::string_view name) const;

 private:
  const boost::json::object* m_object;
};

/// The values to print: of the form, or of one row of a list.
class Values {
 public:
  explicit Values(const boost::json::object& object) : m_object(&object) {}
  /// Empty when there is none.
  std::string_view get(std::string_view name) const;
  std::vector<Values> rows(std::string_view name) const;
  /// "{来信人}同志" → runs. `{name=otherwise}` has a text for an empty value, `{name:8}` a line of 8 characters to write on.
  std::vector<Run> expand(std::string_view text) const;

 private:
  const boost::json::object* m_object;
};

/// Joined, for QR codes and the like.
std::string plain(const std::vector<Run>& runs);

/// Style of a table's text: `face`, `size`, `leading`, `indent`, `align`, `ink` as given, the rest from `base`.
Result<TextStyle> style_of(const Spec& spec, const TextStyle& base);

}  // namespace anjuan::press
