#include "indexer/extract/formats.hpp"
#include "indexer/extract/office.hpp"

namespace anjuan::extract {
namespace {

class OfficeExtractor final : public FlowExtractor {
 public:
  explicit OfficeExtractor(std::string media_type) : m_media_type(std::move(media_type)) {}

 protected:
  Result<FlowDocument> read(const Input& input, const Limits& limits, Sink* sink) override {
    if (m_media_type == "application/x-ole-encrypted-package") return fail(ErrorCode::denied, "文件已加密，需要口令");
    if (sink) sink->add_engine(k_engine);
    TRY_ASSIGN(const Package package, Package::open(input.bytes(), limits));
    auto document = read_package(package, limits);
    // A part that is not there means a damaged package, not something a person asked for.
    if (!document && document.error().code == ErrorCode::not_found) return fail(ErrorCode::corrupt, "文件不完整：" + document.error().message);
    return document;
  }

 private:
  static constexpr const char* k_engine = "anjuan-office 2";

  Result<FlowDocument> read_package(const Package& package, const Limits& limits) const {
    const std::string_view type = m_media_type;
    if (type.starts_with("application/vnd.oasis.opendocument.")) return read_odf(package, limits);
    if (type.find("wordprocessingml") != std::string_view::npos) return read_docx(package, limits);
    if (type.find("spreadsheetml") != std::string_view::npos) return read_xlsx(package, limits);
    return read_pptx(package, limits);
  }

  std::string m_media_type;
};

}  // namespace

std::unique_ptr<Extractor> make_office(std::string media_type) { return std::make_unique<OfficeExtractor>(std::move(media_type)); }

}  // namespace anjuan::extract
