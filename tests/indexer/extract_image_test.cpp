// Pictures of a page whose text is known, through the real helper: formats, orientation, bombs, and how well they are read.
#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>

#include "archive/base/utf8.hpp"
#include "tests/support/helper.hpp"

using namespace anjuan;
using anjuan::test::all_text;
using anjuan::test::extract_bytes;
using anjuan::test::run_on;

namespace {

constexpr std::string_view k_letter =
    "尊敬的信访局领导：\n"
    "　　您好！我是某某县某某镇某某村三组村民，现就我村土地征收补偿款未足额\n"
    "发放一事向贵局反映。\n"
    "　　2018年6月，因修建县道需要，我村征收耕地三十二亩，其中涉及我户承包\n"
    "地四亩七分。当时镇政府工作人员口头承诺补偿标准为每亩四万八千元。\n"
    "　　恳请贵局督促有关单位依法足额发放，维护农民合法权益。\n";

struct PixDestroy {
  void operator()(PIX* pix) const { pixDestroy(&pix); }
};
using Picture = std::unique_ptr<PIX, PixDestroy>;

std::string text_of(const Bytes& bytes) { return std::string(as_text(bytes)); }

/// What a Leptonica writer for memory wrote.
std::string written(const std::function<l_ok(l_uint8**, std::size_t*)>& writer) {
  l_uint8* data = nullptr;
  std::size_t size = 0;
  BOOST_REQUIRE(writer(&data, &size) == 0);
  std::string bytes(reinterpret_cast<char*>(data), size);
  lept_free(data);
  return bytes;
}

std::size_t edit_distance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = above;
    }
  }
  return row.back();
}

/// Letters, digits and Han only: punctuation is not what people search for.
std::u32string words_only(const std::string& text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_utf8(text, at);
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'z') || (c >= 0x4E00 && c <= 0x9FFF)) out += c;
  }
  return out;
}

double error_rate(const std::string& truth, const std::string& read) {
  const std::u32string a = words_only(truth), b = words_only(read);
  return static_cast<double>(edit_distance(a, b)) / static_cast<double>(a.size());
}

struct Scan {
  Scan() {
    // The page as it is set from the text, with the true place of every character; and its picture, as a scanner would give it.
    set = extract_bytes(worker, std::string(k_letter), "letter.txt");
    BOOST_REQUIRE(set.readable);
    auto image = test::render_bytes(worker, std::string(k_letter), "letter.txt", 1, 200, {});
    BOOST_REQUIRE(image.has_value());
    png = text_of(*image);
    pix.reset(pixReadMem(reinterpret_cast<const l_uint8*>(png.data()), png.size()));
    BOOST_REQUIRE(pix != nullptr);
    grey.reset(pixConvertTo8(pix.get(), 0));
    pixSetResolution(grey.get(), 200, 200);
  }

  std::string jpeg(PIX* from) const {
    return written([&](l_uint8** data, std::size_t* size) { return pixWriteMemJpeg(data, size, from, 90, 0); });
  }
  std::string tiff(PIX* from, int format) const {
    return written([&](l_uint8** data, std::size_t* size) { return pixWriteMemTiff(data, size, from, format); });
  }

  void check_read(const std::string& bytes, const std::string& name) {
    const ExtractOutcome read = extract_bytes(worker, bytes, name);
    BOOST_REQUIRE_MESSAGE(read.readable, name << ": " << read.reason);
    BOOST_REQUIRE(read.text.pages.size() == 1U);
    BOOST_TEST((read.text.pages.front().source == TextSource::ocr), name);
    const double rate = error_rate(std::string(k_letter), all_text(read.text));
    BOOST_TEST_MESSAGE(name << ": error rate " << rate);
    BOOST_TEST(rate < 0.05, name << " " << rate << "\n" << all_text(read.text));
  }

  Worker worker{test::helper_program(), WorkerLimits{}};
  ExtractOutcome set;
  std::string png;
  Picture pix, grey;
};

std::string with_exif_orientation(const std::string& jpeg, char orientation) {
  std::string tiff("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0", 26);
  tiff[19] = orientation;
  const std::string body = std::string("Exif\0\0", 6) + tiff;
  std::string segment = "\xff\xe1";
  segment += static_cast<char>((body.size() + 2) >> 8);
  segment += static_cast<char>((body.size() + 2) & 0xff);
  return jpeg.substr(0, 2) + segment + body + jpeg.substr(2);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(extract_image, Scan)

BOOST_AUTO_TEST_CASE(every_format_is_read) {
  check_read(png, "a.png");
  check_read(jpeg(grey.get()), "a.jpg");
  check_read(written([&](l_uint8** data, std::size_t* size) { return pixWriteMemBmp(data, size, grey.get()); }), "a.bmp");
  check_read(written([&](l_uint8** data, std::size_t* size) { return pixWriteMemWebP(data, size, pix.get(), 90, 0); }), "a.webp");
  const Picture bilevel(pixConvertTo1(grey.get(), 160));
  check_read(tiff(bilevel.get(), IFF_TIFF_G4), "a.tif");
}

BOOST_AUTO_TEST_CASE(boxes_lie_where_the_characters_stand) {
  const ExtractOutcome read = extract_bytes(worker, png, "a.png");
  BOOST_REQUIRE(read.readable);
  const std::vector<TextLine>& truth = set.text.pages.front().lines;
  std::size_t lines = 0, characters = 0, near = 0;
  for (const TextLine& line : read.text.pages.front().lines) {
    const auto middle = line.box.y + line.box.h / 2;
    const auto true_line = std::find_if(truth.begin(), truth.end(), [&](const TextLine& t) { return middle >= t.box.y && middle <= t.box.y + t.box.h; });
    if (true_line == truth.end() || line.edges.empty()) continue;
    ++lines;
    // Each character of the reading that the true line has once: how far apart are their middles?
    std::size_t index = 0;
    for (std::size_t at = 0; at < line.text.size(); ++index) {
      const std::size_t from = at;
      next_utf8(line.text, at);
      const std::string c = line.text.substr(from, at - from);
      const std::size_t found = true_line->text.find(c);
      if (c.size() < 3 || found == std::string::npos || true_line->text.find(c, found + 1) != std::string::npos) continue;
      std::size_t true_index = 0;
      for (std::size_t i = 0; i < found; ++i) true_index += (static_cast<unsigned char>(true_line->text[i]) & 0xC0) != 0x80;
      const double true_middle = (true_line->edges[true_index] + true_line->edges[true_index + 1]) / 2.0;
      const double width = true_line->edges[true_index + 1] - true_line->edges[true_index];
      ++characters;
      near += std::abs((line.edges[index] + line.edges[index + 1]) / 2.0 - true_middle) < width / 2;
    }
  }
  BOOST_TEST(lines == truth.size());
  BOOST_TEST(characters > 50U);
  BOOST_TEST_MESSAGE("middles within half a character: " << near << " of " << characters);
  BOOST_TEST(near * 10 >= characters * 9);
}

BOOST_AUTO_TEST_CASE(exif_turns_a_photograph) {
  // The camera lay on its side: the pixels are turned by 270°, EXIF 6 says to turn them by 90°.
  const Picture lying(pixRotateOrth(grey.get(), 3));
  const std::string photograph = with_exif_orientation(jpeg(lying.get()), 6);
  check_read(photograph, "photo.jpg");
  const ExtractOutcome read = extract_bytes(worker, photograph, "photo.jpg");
  BOOST_TEST(read.text.pages.front().width_pt < read.text.pages.front().height_pt);
  BOOST_TEST(read.text.pages.front().note == "");
  const auto shown = test::render_bytes(worker, photograph, "photo.jpg", 1, 50, {});
  BOOST_REQUIRE(shown.has_value());
  const Picture drawn(pixReadMem(reinterpret_cast<const l_uint8*>(shown->data()), shown->size()));
  BOOST_TEST(pixGetWidth(drawn.get()) < pixGetHeight(drawn.get()));
}

BOOST_AUTO_TEST_CASE(a_page_scanned_upside_down_is_read_and_says_so) {
  const Picture upside_down(pixRotateOrth(grey.get(), 2));
  const ExtractOutcome read = extract_bytes(worker, jpeg(upside_down.get()), "a.jpg");
  BOOST_REQUIRE(read.readable);
  BOOST_TEST(error_rate(std::string(k_letter), all_text(read.text)) < 0.1, all_text(read.text));
  BOOST_TEST(read.text.pages.front().note.find("180") != std::string::npos);
  // The first line of the letter stands at the foot of the page as it was scanned.
  BOOST_TEST(read.text.pages.front().lines.front().box.y > 5000);
}

BOOST_AUTO_TEST_CASE(frames_of_a_tiff_are_pages) {
  const Picture first(pixConvertTo1(grey.get(), 160));
  const Picture blank(pixCreate(pixGetWidth(first.get()), pixGetHeight(first.get()), 1));
  for (const Picture* each : {&first, &blank}) pixSetResolution(each->get(), 200, 200);
  const std::unique_ptr<PIXA, void (*)(PIXA*)> frames(pixaCreate(2), [](PIXA* p) { pixaDestroy(&p); });
  pixaAddPix(frames.get(), blank.get(), L_COPY);
  pixaAddPix(frames.get(), first.get(), L_COPY);
  const std::string both = written([&](l_uint8** data, std::size_t* size) { return pixaWriteMemMultipageTiff(data, size, frames.get()); });
  const ExtractOutcome read = extract_bytes(worker, both, "a.tif");
  BOOST_REQUIRE_MESSAGE(read.readable, read.reason);
  BOOST_REQUIRE(read.text.pages.size() == 2U);
  BOOST_TEST((read.text.pages[0].source == TextSource::none));
  BOOST_TEST(run_on(all_text(read.text)).find("土地征收补偿款") != std::string::npos);
  BOOST_TEST(std::abs(read.text.pages[1].width_pt - 595) < 2);
  BOOST_TEST(test::render_bytes(worker, both, "a.tif", 2, 50, {}).has_value());
  BOOST_TEST((test::render_bytes(worker, both, "a.tif", 3, 50, {}).error().code == ErrorCode::not_found));
}

BOOST_AUTO_TEST_CASE(bombs_and_broken_pictures_have_reasons) {
  std::string bomb = png;
  // Width and height of the header: 100,000 each. Its checksum is wrong then, which nobody gets to see.
  for (const std::size_t at : {16U, 20U}) bomb.replace(at, 4, std::string("\x00\x01\x86\xa0", 4));
  BOOST_TEST(extract_bytes(worker, bomb, "bomb.png").reason == "图像过大（100000×100000 像素）");
  BOOST_TEST(extract_bytes(worker, std::string("\xff\xd8\xff\xe0"), "a.jpg").reason == "图像已损坏，或不是所标的格式");
  const std::string truncated = tiff(grey.get(), IFF_TIFF_LZW).substr(0, 3000);
  BOOST_TEST(!extract_bytes(worker, truncated, "a.tif").readable);
}

BOOST_AUTO_TEST_CASE(the_order_of_documents_changes_no_text) {
  const std::string other = jpeg(Picture(pixRotateOrth(grey.get(), 2)).get());
  const std::string first = all_text(extract_bytes(worker, png, "a.png").text);
  static_cast<void>(extract_bytes(worker, other, "b.jpg"));
  BOOST_TEST(all_text(extract_bytes(worker, png, "a.png").text) == first);
}

BOOST_AUTO_TEST_SUITE_END()
