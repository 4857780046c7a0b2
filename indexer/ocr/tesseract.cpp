#include <leptonica/allheaders.h>
#include <tesseract/baseapi.h>
#include <tesseract/resultiterator.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>

#include "archive/base/digest.hpp"
#include "archive/base/utf8.hpp"
#include "indexer/ocr/engine.hpp"
#include "indexer/ocr/line_builder.hpp"
#include "indexer/ocr/place_characters.hpp"
#include "indexer/ocr/script_guess.hpp"

namespace anjuan::ocr {

namespace {

struct PixDestroy {
  void operator()(PIX* pix) const { pixDestroy(&pix); }
};
using PixOwner = std::unique_ptr<PIX, PixDestroy>;

// Below this mean confidence a page may lie on its side or be in traditional script, and a strip of it is tried both ways. Measured on clean print: traditional
// script 96.0 with the simplified model, 98.1 with its own; simplified script 98.8 and 98.7.
constexpr double k_doubtful = 88, k_surely_traditional = 0.7, k_surely_turned = 8;

/// Grey is what Tesseract binarises anyway, and a third of the memory.
PixOwner grey_pix(const ImageView& image) {
  PixOwner pix(pixCreateNoInit(static_cast<l_int32>(image.width), static_cast<l_int32>(image.height), 8));
  if (pix == nullptr) return pix;
  const auto* from = reinterpret_cast<const unsigned char*>(image.rgb.data());
  const auto words = static_cast<std::size_t>(pixGetWpl(pix.get()));
  for (std::size_t y = 0; y < image.height; ++y) {
    l_uint32* row = pixGetData(pix.get()) + y * words;
    for (std::size_t x = 0; x < image.width; ++x, from += 3) SET_DATA_BYTE(row, x, static_cast<l_uint32>((from[0] * 77 + from[1] * 151 + from[2] * 28) >> 8));
  }
  return pix;
}

/// One language model, loaded once. The recognition keeps nothing between pages: the LSTM engine does not adapt.
class Model {
 public:
  explicit Model(std::string language) : m_language(std::move(language)) {}

  Status load() {
    if (m_api != nullptr) return {};
    auto api = std::make_unique<tesseract::TessBaseAPI>();
    if (api->Init(nullptr, m_language.c_str(), tesseract::OEM_LSTM_ONLY) != 0) {
      return fail(ErrorCode::unsupported, "缺少文字识别模型 " + m_language + "（软件包 tesseract-ocr-" + package_suffix() + "）");
    }
    api->SetPageSegMode(tesseract::PSM_AUTO);
    // Silence: what it says of a page ("Empty page!!") goes to nobody.
    api->SetVariable("debug_file", "/dev/null");
    m_digest = digest_of(std::string(api->GetDatapath()) + "/" + m_language + ".traineddata");
    m_api = std::move(api);
    return {};
  }

  std::string recipe() const { return "tessdata " + m_language + " " + m_digest; }

  /// Lines in pixels of `pix`.
  Result<std::vector<ReadLine>> recognise(PIX* pix, double dpi) {
    TRY(load());
    m_api->SetImage(pix);
    m_api->SetSourceResolution(static_cast<int>(std::clamp(dpi, 70.0, 1200.0)));
    if (m_api->Recognize(nullptr) != 0) return fail(ErrorCode::corrupt, "文字识别失败");
    std::vector<ReadLine> lines = collect();
    m_api->Clear();
    return lines;
  }

 private:
  std::string package_suffix() const {
    std::string suffix = m_language;
    std::replace(suffix.begin(), suffix.end(), '_', '-');
    return suffix;
  }

  static std::string digest_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    return to_hex(sha256(as_bytes(bytes))).substr(0, 12);
  }

  std::vector<ReadLine> collect() {
    std::vector<ReadLine> lines;
    const std::unique_ptr<tesseract::ResultIterator> it(m_api->GetIterator());
    if (it == nullptr) return lines;
    do {
      if (it->Empty(tesseract::RIL_SYMBOL)) continue;
      if (lines.empty() || it->IsAtBeginningOf(tesseract::RIL_TEXTLINE)) {
        ReadLine line;
        it->BoundingBox(tesseract::RIL_TEXTLINE, &line.left, &line.top, &line.right, &line.bottom);
        lines.push_back(std::move(line));
      }
      const std::unique_ptr<char[]> text(it->GetUTF8Text(tesseract::RIL_SYMBOL));
      if (text == nullptr) continue;
      ReadSymbol symbol;
      symbol.text = to_shown_utf8(text.get());
      it->BoundingBox(tesseract::RIL_SYMBOL, &symbol.left, &symbol.top, &symbol.right, &symbol.bottom);
      symbol.confidence = it->Confidence(tesseract::RIL_SYMBOL);
      symbol.begins_word = it->IsAtBeginningOf(tesseract::RIL_WORD);
      lines.back().symbols.push_back(std::move(symbol));
    } while (it->Next(tesseract::RIL_SYMBOL));
    return lines;
  }

  std::string m_language, m_digest;
  std::unique_ptr<tesseract::TessBaseAPI> m_api;
};

/// A strip of the page, two fifths of its height, where most of the ink is.
PixOwner inkiest_strip(PIX* pix) {
  const l_int32 w = pixGetWidth(pix), h = pixGetHeight(pix);
  const PixOwner binary(pixConvertTo1(pix, 140));
  if (binary == nullptr) return {};
  const std::unique_ptr<NUMA, void (*)(NUMA*)> rows(pixCountPixelsByRow(binary.get(), nullptr), [](NUMA* n) { numaDestroy(&n); });
  if (rows == nullptr) return {};
  const l_int32 strip = std::max(1, h * 2 / 5);
  std::vector<double> sum(static_cast<std::size_t>(h) + 1);
  for (l_int32 y = 0; y < h; ++y) {
    l_float32 ink = 0;
    numaGetFValue(rows.get(), y, &ink);
    sum[static_cast<std::size_t>(y) + 1] = sum[static_cast<std::size_t>(y)] + ink;
  }
  l_int32 best = 0;
  const auto ink_from = [&](l_int32 y) { return sum[static_cast<std::size_t>(y + strip)] - sum[static_cast<std::size_t>(y)]; };
  for (l_int32 y = 0; y + strip <= h; ++y) {
    if (ink_from(y) > ink_from(best)) best = y;
  }
  const std::unique_ptr<BOX, void (*)(BOX*)> box(boxCreate(0, best, w, strip), [](BOX* b) { boxDestroy(&b); });
  return PixOwner(pixClipRectangle(pix, box.get(), nullptr));
}

/// Certain characters read, which a wrong script or a wrong side cannot have many of.
double certain_characters(const std::vector<ReadLine>& lines) {
  double sum = 0;
  for (const ReadLine& line : lines) {
    for (const ReadSymbol& symbol : line.symbols) sum += symbol.confidence > 70;
  }
  return sum;
}

class TesseractEngine final : public OcrEngine {
 public:
  Result<Reading> read(const ImageView& image) override {
    PixOwner pix = grey_pix(image);
    if (pix == nullptr) return fail(ErrorCode::resource_exhausted, "图像太大，超过内存上限");
    TRY_ASSIGN(std::vector<ReadLine> lines, m_simplified.recognise(pix.get(), image.dpi));
    int turned = 0;
    Model* model = &m_simplified;
    const bool doubtful = mean_confidence(lines) < k_doubtful;
    if (doubtful || looks_traditional(lines)) {
      TRY_ASSIGN(const Attempt best, best_attempt(pix.get(), image.dpi, doubtful));
      if (best.quarter_turns != 0 || best.model != model) {
        PixOwner upright(pixRotateOrth(pix.get(), best.quarter_turns));
        if (upright == nullptr) return fail(ErrorCode::resource_exhausted, "图像太大，超过内存上限");
        TRY_ASSIGN(std::vector<ReadLine> again, best.model->recognise(upright.get(), image.dpi));
        // The strip only proposes; the whole page decides.
        if (mean_confidence(again) > mean_confidence(lines) + k_surely_traditional) {
          lines = std::move(again);
          turned = 90 * best.quarter_turns;
          model = best.model;
          pix = std::move(upright);
        }
      }
    }
    m_used_traditional |= model == &m_traditional;
    place_characters(pix.get(), lines);
    return build_reading(lines, image.width, image.height, turned);
  }

  std::vector<std::string> engines() const override {
    std::vector<std::string> all = {std::string("tesseract ") + tesseract::TessBaseAPI::Version(), std::string("leptonica ") + leptonica_version(), m_simplified.recipe()};
    if (m_used_traditional) all.push_back(m_traditional.recipe());
    return all;
  }

  void warm_up() {
    // Reading without a model reports it; warming up needs none.
    static_cast<void>(m_simplified.load());
  }

 private:
  struct Attempt {
    Model* model;
    int quarter_turns;
    double confidence, certain;
  };

  static std::string leptonica_version() {
    const std::unique_ptr<char, void (*)(void*)> version(getLeptonicaVersion(), lept_free);
    const std::string text = version.get();
    return text.substr(text.rfind('-') + 1);
  }

  Result<Attempt> attempt(PIX* strip, double dpi, Model& model, int quarter_turns) {
    const PixOwner turned(pixRotateOrth(strip, quarter_turns));
    if (turned == nullptr) return fail(ErrorCode::resource_exhausted, "图像太大，超过内存上限");
    TRY_ASSIGN(const std::vector<ReadLine> lines, model.recognise(turned.get(), dpi));
    return Attempt{&model, quarter_turns, mean_confidence(lines), certain_characters(lines)};
  }

  Result<Attempt> best_attempt(PIX* pix, double dpi, bool may_be_turned) {
    const PixOwner strip = inkiest_strip(pix);
    if (strip == nullptr) return fail(ErrorCode::resource_exhausted, "图像太大，超过内存上限");
    TRY_ASSIGN(const Attempt upright, attempt(strip.get(), dpi, m_simplified, 0));
    Attempt best = upright;
    const auto consider = [&](const Attempt& other, double margin) {
      if (other.confidence > best.confidence + margin && other.certain * 1.02 > best.certain) best = other;
    };
    // A machine without the traditional model reads on with the simplified one.
    if (auto traditional = attempt(strip.get(), dpi, m_traditional, 0)) consider(*traditional, k_surely_traditional);
    if (may_be_turned) {
      // A page on its head is read with up to 85 of 100: Han look like Han from below. On its side it is not.
      const std::vector<int> sides = best.confidence < 75 ? std::vector<int>{2, 1, 3} : std::vector<int>{2};
      for (const int quarter_turns : sides) {
        TRY_ASSIGN(const Attempt turned, attempt(strip.get(), dpi, m_simplified, quarter_turns));
        consider(turned, k_surely_turned);
      }
      if (best.quarter_turns != 0) {
        if (auto traditional = attempt(strip.get(), dpi, m_traditional, best.quarter_turns)) consider(*traditional, k_surely_traditional);
      }
    }
    return best;
  }

  Model m_simplified{"chi_sim"}, m_traditional{"chi_tra"};
  bool m_used_traditional = false;
};

TesseractEngine& engine() {
  static TesseractEngine instance;
  return instance;
}

}  // namespace

OcrEngine& default_engine() { return engine(); }

void warm_up() { engine().warm_up(); }

}  // namespace anjuan::ocr
