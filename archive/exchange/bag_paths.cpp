#include "archive/exchange/bag_paths.hpp"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "archive/base/utf8.hpp"
#include "archive/exchange/digests.hpp"

namespace anjuan::exchange {

std::string decoded_bag_path(std::string_view written, bool* stray) {
  std::string path;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (written[i] != '%') {
      path.push_back(written[i]);
      continue;
    }
    const std::string code = lower_ascii(written.substr(i + 1, 2));
    if (code == "0a" || code == "0d" || code == "25") {
      path.push_back(code == "0a" ? '\n' : code == "0d" ? '\r' : '%');
      i += 2;
    } else {
      *stray = true;
      path.push_back('%');
    }
  }
  return path;
}

std::string encoded_bag_path(std::string_view path) {
  std::string written;
  for (const char c : path) {
    if (c == '\n') {
      written += "%0A";
    } else if (c == '\r') {
      written += "%0D";
    } else if (c == '%') {
      written += "%25";
    } else {
      written.push_back(c);
    }
  }
  return written;
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string unsafe_path_reason(std::string_view path) {
  if (path.empty()) return "路径为空";
  if (path.find('\0') != std::string_view::npos) return "路径含有空字符";
  if (path.front() == '/') return "绝对路径";
  if (path.front() == '~') return "以 ~ 开头，会指到用户的主目录";
  if (path.front() == '\\') return "以反斜杠开头，会指到盘符根或网络共享";
  if (path.size() >= 2 && is_letter(path[0]) && path[1] == ':') return "带盘符的绝对路径";
  if (path.front() == '%' && path.find('%', 1) != std::string_view::npos && path.find('\\') != std::string_view::npos) {
    return "以环境变量开头";
  }
  // Both separators: what is one name here is a way upwards on another system.
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find_first_of("/\\", at), path.size());
    if (path.substr(at, end - at) == "..") return "含有 ..，会指到包外";
    at = end + 1;
  }
  return "";
}

std::string_view without_dot_slash(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  return path;
}

static std::string normalised(std::string_view text, const icu::Normalizer2* (*form)(UErrorCode&)) {
  if (!is_utf8(text)) return std::string(text);
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const normaliser = form(error);
  if (U_FAILURE(error)) return std::string(text);
  std::string out;
  const icu::UnicodeString whole = normaliser->normalize(
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size()))), error);
  if (U_FAILURE(error)) return std::string(text);
  whole.toUTF8String(out);
  return out;
}

std::string nfc(std::string_view text) {
  return normalised(text, [](UErrorCode& error) { return icu::Normalizer2::getNFCInstance(error); });
}

std::string folded_name(std::string_view text) {
  return normalised(text, [](UErrorCode& error) { return icu::Normalizer2::getNFKCCasefoldInstance(error); });
}

}  // namespace anjuan::exchange
