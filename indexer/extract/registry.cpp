#include "indexer/extract/formats.hpp"

namespace anjuan::extract {

namespace {

bool is_container(std::string_view type) {
  for (const std::string_view each :
       {"application/zip", "application/x-7z-compressed", "application/vnd.rar", "application/x-tar", "application/x-cpio", "application/x-iso9660-image",
        "application/vnd.ms-cab-compressed", "application/x-lzh-compressed", "application/x-xar", "application/warc", "application/x-archive",
        "application/gzip", "application/x-bzip2", "application/x-xz", "application/zstd", "application/x-lz4", "application/x-lzip",
        "application/x-lzop", "application/x-compress", "application/x-lzma"}) {
    if (type == each) return true;
  }
  return false;
}

}  // namespace

std::unique_ptr<Extractor> extractor_for(const std::string& media_type) {
  const std::string base = media_type.substr(0, media_type.find(';'));
  if (base == "text/plain" || base == "text/csv") return make_text(media_type);
  if (base == "application/pdf") return make_pdf();
  if (base.starts_with("image/")) return make_image();
  if (base.starts_with("application/vnd.openxmlformats-officedocument.") || base.starts_with("application/vnd.oasis.opendocument.") ||
      base == "application/x-ole-encrypted-package") {
    return make_office(base);
  }
  if (base == "application/ofd") return make_ofd();
  if (base == "application/xml") return make_xml();
  if (base == "text/html") return make_html(media_type);
  if (base == "message/rfc822" || base == "application/mbox" || base == "application/vnd.ms-outlook") return make_mail(base);
  if (is_container(base)) return make_container(base);
  return nullptr;
}

}  // namespace anjuan::extract
