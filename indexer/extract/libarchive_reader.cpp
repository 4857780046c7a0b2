#include "indexer/extract/libarchive_reader.hpp"

#include <locale.h>

#include "archive/base/utf8.hpp"

namespace anjuan::extract {
namespace {

bool mentions(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (text.find(word) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

Error reader_error(struct ::archive* reader) {
  const char* message = archive_error_string(reader);
  const std::string text = to_shown_utf8(message ? message : "");
  if (mentions(text, {"ncrypt", "assphrase"})) return {ErrorCode::denied, "已加密，需要口令"};
  if (mentions(text, {"volume", "Multi"})) return {ErrorCode::unsupported, "分卷压缩包，缺少其他分卷"};
  if (mentions(text, {"annot allocate", "emory", "ENOMEM"})) return {ErrorCode::resource_exhausted, "解压所需内存超过上限"};
  if (mentions(text, {"nsupported", "not supported", "upport", "unable to run program", "Unknown codec", "internal error"})) return {ErrorCode::unsupported, "压缩方法不支持（" + text + "）"};
  if (text.empty()) return {ErrorCode::corrupt, "文件已损坏"};
  return {ErrorCode::corrupt, "文件已损坏（" + text + "）"};
}

NameLocale::NameLocale(Kind kind) {
  // Built into glibc 2.35 and later: needs no file, so it works inside the sandbox.
  m_mine = newlocale(LC_ALL_MASK, kind == Kind::utf8 ? "C.UTF-8" : "C", nullptr);
  if (m_mine) m_before = uselocale(static_cast<locale_t>(m_mine));
}

NameLocale::~NameLocale() {
  if (!m_mine) return;
  uselocale(static_cast<locale_t>(m_before));
  freelocale(static_cast<locale_t>(m_mine));
}

}  // namespace anjuan::extract
