// Personal data as people write them: one spelling of each for comparing, and a mask for showing.
//
// Pure and thread-safe. A value that does not follow its rule is refused with the rule named; an old paper may hold one all the same, and the caller may say
// so: it is then kept in the spelling typed_form() gives, marked invalid. Messages show masks, never the value.
// Proof: tests/archive/personal_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "archive/base/result.hpp"

namespace anjuan::registry {

enum class PersonalKind : std::uint8_t { id_number, phone, address };
/// 证件号, 电话, 地址.
std::string_view title_of(PersonalKind kind);

/// What to do with a value that breaks its rule: an old paper's is kept as it is.
enum class Irregular : std::uint8_t { refuse, keep };

struct PersonalValue {
  std::string value;   ///< one spelling: equal people write equal values
  bool valid = true;
  std::string reason;  ///< why it is not; empty when valid
};

/// GB 11643: 18 digits, the last may be X, its check digit and date of birth right; 15 digits of the first issue become the 18 they stand for, so that both
/// find each other. Passports and other papers are irregular.
Result<PersonalValue> read_id_number(std::string_view typed, Irregular irregular = Irregular::refuse);

/// Blanks, dashes, brackets, +86 and an extension vanish: 13812345678, 051257310000, +12025550123. `area` (区号) goes before a local number of 7 or 8 digits.
Result<PersonalValue> read_phone(std::string_view typed, std::string_view area = {}, Irregular irregular = Irregular::refuse);
/// The numbers in a field that holds several (、 ， ； / 或).
std::vector<std::string> split_phones(std::string_view typed);

/// Never refuses. Width, script (traditional or simplified), blanks and punctuation vanish, as do country, province and the city above a county-level one:
/// “江苏省苏州市昆山市玉山镇３＃楼” and “昆山市玉山镇3号楼” are one place.
std::string read_address(std::string_view typed);

/// read_id_number and so on, by kind; `area` serves phones.
Result<PersonalValue> read_personal(PersonalKind kind, std::string_view typed, Irregular irregular, std::string_view area = {});

/// 32058319********12; other papers keep at most two characters at each end.
std::string mask_id_number(std::string_view typed);
/// 138****5678, 0512****0000; several numbers are masked one by one.
std::string mask_phone(std::string_view typed);
/// What stands before the street: 省市区县, else up to the first 6 characters, no digit in them; the rest is “****”, however long.
std::string mask_address(std::string_view typed);
std::string mask_personal(PersonalKind kind, std::string_view typed);

}  // namespace anjuan::registry
