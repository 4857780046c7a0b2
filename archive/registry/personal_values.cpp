#include "archive/registry/personal_values.hpp"

#include <algorithm>
#include <array>

#include "archive/base/civil_date.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::registry {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }

Result<PersonalValue> irregular_value(Irregular irregular, std::string value, const std::string& reason) {
  if (irregular == Irregular::keep) return PersonalValue{std::move(value), false, reason};
  return fail(ErrorCode::invalid_argument, reason + "；旧件上就是这样写的，可以注明照录");
}

/// GB 11643-1999, ISO 7064 MOD 11-2.
char check_digit(std::string_view first17) {
  constexpr std::array<int, 17> k_weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < k_weights.size(); ++i) sum += (first17[i] - '0') * k_weights[i];
  return "10X98765432"[sum % 11];
}

/// Upper case, without dashes: as it would be printed on the card.
std::string id_form(std::string_view typed) {
  std::string form;
  for (const char c : typed_form(typed)) {
    if (c != '-') form += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return form;
}

bool looks_like_id(std::string_view form) {
  return (form.size() == 15 && all_digits(form)) || (form.size() == 18 && all_digits(form.substr(0, 17)) && (is_digit(form[17]) || form[17] == 'X'));
}

bool is_date(std::string_view yyyymmdd) {
  return CivilDate::parse(std::string(yyyymmdd.substr(0, 4)) + "-" + std::string(yyyymmdd.substr(4, 2)) + "-" + std::string(yyyymmdd.substr(6))).has_value();
}

}  // namespace

std::string_view title_of(PersonalKind kind) {
  switch (kind) {
    case PersonalKind::id_number: return "证件号";
    case PersonalKind::phone: return "电话";
    case PersonalKind::address: return "地址";
  }
  return "";
}

Result<PersonalValue> read_id_number(std::string_view typed, Irregular irregular) {
  const std::string form = id_form(typed);
  if (form.empty()) return fail(ErrorCode::invalid_argument, "身份证号是空的");
  const std::string who = "身份证号 " + mask_id_number(form);
  if (!looks_like_id(form)) return irregular_value(irregular, form, who + " 不是18位（末位可以是X）或15位（GB 11643）");
  const std::string first17 = form.size() == 18 ? form.substr(0, 17) : form.substr(0, 6) + "19" + form.substr(6);
  if (form[0] == '0') return irregular_value(irregular, form, who + " 的前6位不是地区代码（GB 11643）");
  if (!is_date(std::string_view(first17).substr(6, 8))) return irregular_value(irregular, form, who + " 里的出生日期不存在（GB 11643）");
  const char check = check_digit(first17);
  // The right digit is not told: whoever mistyped another one would make a wrong number valid.
  if (form.size() == 18 && form[17] != check) return irregular_value(irregular, form, who + " 的校验位不对，请核对各位数字（GB 11643）");
  return PersonalValue{first17 + check, true, {}};
}

Result<PersonalValue> read_personal(PersonalKind kind, std::string_view typed, Irregular irregular, std::string_view area) {
  switch (kind) {
    case PersonalKind::id_number: return read_id_number(typed, irregular);
    case PersonalKind::phone: return read_phone(typed, area, irregular);
    case PersonalKind::address: return PersonalValue{read_address(typed), true, {}};
  }
  return fail(ErrorCode::internal, "personal kind");
}

std::string mask_id_number(std::string_view typed) {
  const std::string form = id_form(typed);
  if (looks_like_id(form)) {
    const std::size_t shown = form.size() == 18 ? 8 : 6;
    return form.substr(0, shown) + std::string(form.size() - shown - 2, '*') + form.substr(form.size() - 2);
  }
  // A passport, or a number with a slip: letters of any script may stand in it, so that ends are only shown where they are ASCII.
  const bool ascii = std::all_of(form.begin(), form.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii || form.size() < 8) return std::string(ascii ? form.size() : 4, '*');
  return form.substr(0, 2) + std::string(form.size() - 4, '*') + form.substr(form.size() - 2);
}

std::string mask_personal(PersonalKind kind, std::string_view typed) {
  switch (kind) {
    case PersonalKind::id_number: return mask_id_number(typed);
    case PersonalKind::phone: return mask_phone(typed);
    case PersonalKind::address: return mask_address(typed);
  }
  return "****";
}

}  // namespace anjuan::registry
