// One factory per family of formats; registry.cpp maps media types (as sniff() returns them) to these. A new format: a line in sniff.cpp, a
// line in registry.cpp, a factory here.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "indexer/extract/extractor.hpp"

namespace anjuan::extract {

std::unique_ptr<Extractor> make_pdf();
std::unique_ptr<Extractor> make_image();
/// text/plain and text/csv
std::unique_ptr<Extractor> make_text(std::string media_type);
/// OOXML and ODF
std::unique_ptr<Extractor> make_office(std::string media_type);
std::unique_ptr<Extractor> make_ofd();
std::unique_ptr<Extractor> make_xml();
std::unique_ptr<Extractor> make_html(std::string media_type);
/// message/rfc822, application/mbox, application/vnd.ms-outlook
std::unique_ptr<Extractor> make_mail(std::string media_type);
/// zip, 7z, rar, tar, their compressions, …
std::unique_ptr<Extractor> make_container(std::string media_type);

/// DOC, XLS, PPT, WPS, RTF, which no library of ours reads. The sandboxed child may start no program, so such an input never reaches an
/// Extractor of its own: the child only names the type, the zygote runs convert_legacy_office() in a fresh process outside that sandbox
/// (LibreOffice has its own, bubblewrap), and a second child reads the PDF that comes out.
bool is_legacy_office(std::string_view media_type);
/// In the sandboxed child, before it asks for a conversion: denied when the file needs a password, corrupt when it is no OLE file.
Status check_legacy_office(ByteView bytes);
/// Converts what `input_fd` holds into a PDF written to `output_fd`. Called in a process of its own, without threads, that is killed with all its
/// descendants (it leads their process group) when it takes too long. unsupported when LibreOffice or bubblewrap is not installed, denied when a password is
/// needed, corrupt when nothing comes out.
Status convert_legacy_office(int input_fd, std::string_view media_type, int output_fd);
/// "libreoffice 7.4.7.2", for the recipe of what was converted.
std::string legacy_office_engine();

}  // namespace anjuan::extract
