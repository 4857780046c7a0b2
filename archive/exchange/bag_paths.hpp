// The names that a bag's manifests and fetch.txt give to files (RFC 8493 §2.1.3, §5.2).
#pragma once

#include <string>
#include <string_view>

namespace anjuan::exchange {

/// %0A, %0D and %25 become what they stand for; every other % stands for itself (`stray` is set then: 1.0 would encode
/// it).
std::string decoded_bag_path(std::string_view written, bool* stray);
/// LF, CR and % (and only those) encoded.
std::string encoded_bag_path(std::string_view path);

/// Why a path might lead out of a bag, on this system or on another: absolute, "..", "~", a drive, a share, a variable,
/// backslashes, control characters. "" when it is safe. `.` and empty parts are for the caller.
std::string unsafe_path_reason(std::string_view path);

/// Without "./" at its beginning.
std::string_view without_dot_slash(std::string_view path);

/// NFC. Text that is no UTF-8 comes back as it was.
std::string nfc(std::string_view text);
/// Equal for names that a system without case or normalisation takes for one.
std::string folded_name(std::string_view text);

}  // namespace anjuan::exchange
