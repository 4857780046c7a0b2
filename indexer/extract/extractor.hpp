// Inside the helper: bytes → pages of positioned text, page images and members. Runs only in the sandboxed process; everything it
// meets is hostile. Each format is one Extractor; sniff() decides by content which one, never by name.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/base/bytes.hpp"
#include "indexer/text/positioned_text.hpp"

namespace anjuan::extract {

/// The bytes of one input: a file descriptor that can be mapped and read at random. Lives as long as the request.
class Input {
 public:
  /// Maps `fd` read-only. resource_exhausted when it does not fit the address space that the sandbox allows.
  static Result<std::unique_ptr<Input>> open(int fd);
  ~Input();
  ByteView bytes() const { return m_bytes; }
  int fd() const { return m_fd; }
  /// The name it came under: a hint for people and for charset guesses only.
  std::string name;

 private:
  explicit Input(int fd) : m_fd(fd) {}
  int m_fd;
  ByteView m_bytes;
};

struct Limits {
  std::uint32_t pages = 5000;
  std::uint64_t pixels = 120'000'000;             ///< of one page image
  std::uint64_t output_bytes = 256u << 20;        ///< text and boxes
  std::uint64_t member_bytes = 4ull << 30;        ///< all members of one container together
  std::uint32_t members = 100'000;
  bool recognise = true;                          ///< false: text layers are taken as they are; for what we printed ourselves
  std::uint32_t nesting = 8;                      ///< of XML elements × 100, of mail parts
};

/// A member of a container, or an attachment. Its bytes follow through Sink::member_bytes().
struct Member {
  Bytes raw_name;             ///< exactly as the container has it
  std::string name;           ///< decoded for people: '/'-separated, never empty, no control characters
  std::string name_charset;   ///< "UTF-8", "GB18030", "Big5", "Shift_JIS", … as which raw_name was decoded
  std::string refused;        ///< when not empty the member is named but not delivered: symlink, encrypted, device, …
  std::string modified;       ///< RFC 3339 UTC, or empty
};

/// Where results go, page by page so that a document of 5000 pages needs the memory of one. Every call may fail (limits, closed pipe);
/// the extractor returns that error at once.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual Status page(const TextPage& page) = 0;
  virtual Status begin_member(const Member& member) = 0;
  virtual Status member_bytes(ByteView bytes) = 0;
  virtual Status end_member() = 0;
  /// Title and media type, once, any time before the end; `engine` as often as needed ("poppler 22.12.0").
  virtual void set_title(std::string title) = 0;
  virtual void set_media_type(std::string media_type) = 0;
  virtual void add_engine(std::string engine) = 0;
};

/// An image of one page, 8-bit RGB without padding.
struct PageImage {
  std::uint32_t width = 0, height = 0;
  Bytes rgb;
};

/// One format. Errors: unsupported (known, but this build or this machine cannot read it), corrupt (broken, or not that format),
/// denied (encrypted), resource_exhausted (a limit). The message is one line for people, in Chinese, without the file's name.
class Extractor {
 public:
  virtual ~Extractor() = default;
  virtual Status extract(const Input& input, const Limits& limits, Sink& sink) = 0;
  /// Page `number` (1-based) as it is shown, at `dpi`: the same pages as extract() reported.
  virtual Result<PageImage> render(const Input& input, const Limits& limits, std::uint32_t number, double dpi) = 0;
};

/// What the content is: "application/pdf", "image/jpeg", "application/ofd", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
/// "text/plain; charset=GB18030", "application/octet-stream" when nothing is recognised. Reads, never parses deeply.
std::string sniff(const Input& input);

/// The extractor for a media type as sniff() returned it; null when none reads it (kept, reported unreadable).
std::unique_ptr<Extractor> extractor_for(const std::string& media_type);

/// For formats without pages of their own: paragraphs laid out on A4 (Pango), with the same result in extract() and render().
struct Paragraph {
  std::string text;                  ///< UTF-8, no line ends
  enum class Style { body, heading, cell_row, quote } style = Style::body;
};
struct FlowDocument {
  std::string title;                 ///< of the document itself; laid out only when `show_title`
  bool show_title = false;
  std::vector<Paragraph> paragraphs;
};
/// The sink gets TextSource::layout pages, character edges from the layout.
Status lay_out(const FlowDocument& document, const Limits& limits, Sink& sink);
Result<PageImage> draw_page(const FlowDocument& document, const Limits& limits, std::uint32_t number, double dpi);

/// Base of every Extractor whose content is a FlowDocument: text, HTML, mail, Office, lists of members.
class FlowExtractor : public Extractor {
 public:
  Status extract(const Input& input, const Limits& limits, Sink& sink) final;
  Result<PageImage> render(const Input& input, const Limits& limits, std::uint32_t number, double dpi) final;

 protected:
  /// Parses; members (attachments) go to `sink`, which is null when only the pages are wanted.
  virtual Result<FlowDocument> read(const Input& input, const Limits& limits, Sink* sink) = 0;
};

/// Text of unknown charset → UTF-8: BOM, strict UTF-8, strict GB18030 with a plausibility score, Big5, UTF-16 without BOM (FINDINGS §2).
struct DecodedText {
  std::string text;       ///< UTF-8, line ends as '\n'
  std::string charset;
  double confidence = 0;  ///< 0…1
};
Result<DecodedText> decode_text(ByteView bytes);

}  // namespace anjuan::extract
