#include <algorithm>

#include "archive/base/utf8.hpp"
#include "archive/registry/personal_values.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::registry {

namespace {

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

/// 1 3…9 and nine more.
bool is_mobile(std::string_view digits) { return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3'; }

/// 010 and 02x are of three digits, all others of four.
std::size_t area_size(std::string_view digits) { return digits.starts_with("01") || digits.starts_with("02") ? 3 : 4; }

/// An area code and 7 or 8 digits.
bool is_landline(std::string_view digits) {
  if (digits.size() < 2 || digits[0] != '0' || digits[1] == '0') return false;
  const std::size_t local = digits.size() - std::min(area_size(digits), digits.size());
  return local == 7 || local == 8;
}

bool is_service(std::string_view digits) { return digits.size() == 10 && (digits.starts_with("400") || digits.starts_with("800")); }
bool is_local(std::string_view digits) { return (digits.size() == 7 || digits.size() == 8) && digits[0] >= '2'; }

struct Groups {
  bool plus = false, foreign_characters = false;
  std::vector<std::string> digits;
};

/// The runs of digits up to an extension.
Groups groups_of(const std::string& form) {
  Groups groups;
  bool open = false;
  for (std::size_t at = 0; at < form.size();) {
    const char32_t c = next_utf8(form, at);
    if (c == U'转' || c == U'轉' || c == U'分' || c == U'#' || c == U'x' || c == U'e') break;  // 转8001, 分机, #, x, ext
    if (is_digit(c)) {
      if (!open) groups.digits.emplace_back();
      groups.digits.back() += static_cast<char>(c);
      open = true;
      continue;
    }
    open = false;
    if (c == U'+' && groups.digits.empty()) groups.plus = true;
    else if (std::u32string_view(U"-()[]./·—–‐_").find(c) == std::u32string_view::npos) groups.foreign_characters = true;
  }
  // 0512-57310000-8001: what comes third after area code and number is an extension.
  const bool area_first = !groups.plus && groups.digits.size() == 3 && groups.digits[0].starts_with("0") && !groups.digits[0].starts_with("00");
  if (area_first && is_landline(groups.digits[0] + groups.digits[1])) groups.digits.pop_back();
  return groups;
}

/// Takes +86, 0086 or a bare 86 off; the number then begins as it does inside the country.
std::string without_country(std::string digits, bool& plus) {
  bool taken = false;
  if (digits.starts_with("0086")) {
    digits.erase(0, 4);
    taken = true;
  } else if (digits.starts_with("86") && (plus || is_mobile(std::string_view(digits).substr(2)))) {
    digits.erase(0, 2);
    taken = true;
  }
  if (!taken) return digits;
  plus = false;
  const bool needs_zero = !is_mobile(digits) && !is_service(digits) && !digits.starts_with("0");
  return needs_zero ? "0" + digits : digits;
}

std::string mask_one(std::string_view typed) {
  const auto read = read_phone(typed, {}, Irregular::keep);
  if (!read) return "****";
  const std::string& value = read->value;
  if (!read->valid) return value.size() < 8 ? "****" : "****" + value.substr(value.size() - 2);
  const std::string end = value.substr(value.size() - 4);
  if (value[0] == '+') return value.substr(0, 2) + "****" + value.substr(value.size() - 2);
  if (value[0] == '0') return value.substr(0, area_size(value)) + "****" + end;
  if (value.size() >= 10) return value.substr(0, 3) + "****" + (is_service(value) ? value.substr(value.size() - 3) : end);
  return "****" + value.substr(value.size() - 3);
}

}  // namespace

Result<PersonalValue> read_phone(std::string_view typed, std::string_view area, Irregular irregular) {
  const std::string form = typed_form(typed);
  if (form.empty()) return fail(ErrorCode::invalid_argument, "电话号码是空的");
  const auto irregular_number = [&](const std::string& why) -> Result<PersonalValue> {
    if (irregular == Irregular::keep) return PersonalValue{form, false, "电话号码" + why};
    return fail(ErrorCode::invalid_argument, "电话号码" + why + "；旧件上就是这样写的，可以注明照录");
  };
  if (split_phones(typed).size() > 1) return irregular_number("不止一个，请分开填写");
  const Groups groups = groups_of(form);
  std::string digits;
  for (const std::string& group : groups.digits) digits += group;
  if (groups.foreign_characters || digits.empty()) return irregular_number("里有号码以外的字");
  bool plus = groups.plus;
  digits = without_country(std::move(digits), plus);
  if (plus) {
    if (digits.size() < 7 || digits.size() > 15) return irregular_number("的位数不对（国际号码7到15位）");
    return PersonalValue{"+" + digits, true, {}};
  }
  // 013812345678: how a mobile far away used to be dialled.
  if (digits.size() == 12 && digits[0] == '0' && is_mobile(std::string_view(digits).substr(1))) digits.erase(0, 1);
  if (is_local(digits) && !area.empty()) digits.insert(0, area);
  if (is_mobile(digits) || is_landline(digits) || is_service(digits) || is_local(digits)) return PersonalValue{digits, true, {}};
  return irregular_number("的位数不对（手机11位，固定电话为区号加7或8位）");
}

std::vector<std::string> split_phones(std::string_view typed) {
  std::vector<std::string> numbers(1);
  for (std::size_t at = 0; at < typed.size();) {
    const std::size_t begin = at;
    const char32_t c = next_utf8(typed, at);
    if (std::u32string_view(U"、，,；;/／\\或和及\n").find(c) == std::u32string_view::npos) {
      numbers.back() += typed.substr(begin, at - begin);
    } else {
      numbers.emplace_back();
    }
  }
  std::erase_if(numbers, [](const std::string& number) { return typed_form(number).empty(); });
  return numbers;
}

std::string mask_phone(std::string_view typed) {
  std::string masked;
  for (const std::string& number : split_phones(typed)) masked += (masked.empty() ? "" : "、") + mask_one(number);
  return masked;
}

}  // namespace anjuan::registry
