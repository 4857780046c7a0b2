#include "tools/flows/names.hpp"

#include <iconv.h>

#include "archive/base/utf8.hpp"

namespace anjuan::flows {

static bool decode_gb18030(const std::string& bytes, std::string& out) {
  const iconv_t converter = ::iconv_open("UTF-8", "GB18030");
  if (converter == reinterpret_cast<iconv_t>(-1)) return false;
  std::string in = bytes;
  std::string text(bytes.size() * 4, '\0');
  char* from = in.data();
  char* to = text.data();
  std::size_t from_left = in.size();
  std::size_t to_left = text.size();
  const std::size_t result = ::iconv(converter, &from, &from_left, &to, &to_left);
  ::iconv_close(converter);
  if (result == static_cast<std::size_t>(-1) || from_left != 0) return false;
  text.resize(text.size() - to_left);
  out = std::move(text);
  return is_utf8(out);
}

ShownName shown_name(const std::string& bytes) {
  if (is_utf8(bytes)) return {bytes, ""};
  std::string decoded;
  if (decode_gb18030(bytes, decoded)) return {decoded, "GB18030"};
  return {to_shown_utf8(bytes), "unknown"};
}

std::string title_of(const std::string& file_name) {
  const std::size_t slash = file_name.rfind('/');
  const std::string name = slash == std::string::npos ? file_name : file_name.substr(slash + 1);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == name.size()) return name;
  return name.substr(0, dot);
}

std::string source_of(const Path& path) {
  std::error_code error;
  const Path absolute = std::filesystem::absolute(path, error);
  std::string text = (error ? path : absolute).lexically_normal().string();
  if (text.size() > 1 && text.back() == '/') text.pop_back();
  return shown_name(text).text;
}

}  // namespace anjuan::flows
