#include <tiffio.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "tools/extract/batch/cut.hpp"

namespace anjuan::batch {

namespace {

struct Close {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
using Tiff = std::unique_ptr<TIFF, Close>;

/// A file in memory, as libtiff wants one. Reading borrows the input; writing grows.
struct Memory {
  ByteView input;
  Bytes* output = nullptr;
  std::uint64_t at = 0;
  std::uint64_t size() const { return output != nullptr ? output->size() : input.size(); }
};

tmsize_t read_memory(thandle_t handle, void* buffer, tmsize_t count) {
  auto& memory = *static_cast<Memory*>(handle);
  const ByteView all = memory.output != nullptr ? ByteView(*memory.output) : memory.input;
  if (memory.at >= all.size() || count <= 0) return 0;
  const std::size_t part = std::min(static_cast<std::size_t>(count), all.size() - static_cast<std::size_t>(memory.at));
  std::memcpy(buffer, all.data() + memory.at, part);
  memory.at += part;
  return static_cast<tmsize_t>(part);
}

tmsize_t write_memory(thandle_t handle, void* buffer, tmsize_t count) {
  auto& memory = *static_cast<Memory*>(handle);
  if (memory.output == nullptr || count < 0) return -1;
  const auto size = static_cast<std::size_t>(count);
  if (memory.output->size() < memory.at + size) memory.output->resize(memory.at + size);
  std::memcpy(memory.output->data() + memory.at, buffer, size);
  memory.at += size;
  return count;
}

toff_t seek_memory(thandle_t handle, toff_t offset, int whence) {
  auto& memory = *static_cast<Memory*>(handle);
  if (whence == SEEK_SET) memory.at = offset;
  if (whence == SEEK_CUR) memory.at += offset;
  if (whence == SEEK_END) memory.at = memory.size() + offset;
  return memory.at;
}

int close_memory(thandle_t) { return 0; }
toff_t size_of_memory(thandle_t handle) { return static_cast<Memory*>(handle)->size(); }
int map_memory(thandle_t, void**, toff_t*) { return 0; }
void unmap_memory(thandle_t, void*, toff_t) {}

Tiff open_memory(Memory& memory, const char* mode) {
  return Tiff(TIFFClientOpen("memory", mode, &memory, read_memory, write_memory, seek_memory, close_memory, size_of_memory, map_memory, unmap_memory));
}

template <class T>
void copy_tag(TIFF* from, TIFF* to, std::uint32_t tag) {
  T value{};
  if (TIFFGetField(from, tag, &value) == 1) TIFFSetField(to, tag, value);
}

/// The tags of office scans. What is not copied (EXIF folders, private tags) does not change the picture.
void copy_tags(TIFF* from, TIFF* to) {
  for (const std::uint32_t tag : {TIFFTAG_SUBFILETYPE, TIFFTAG_TILEWIDTH, TIFFTAG_TILELENGTH, TIFFTAG_IMAGEWIDTH, TIFFTAG_IMAGELENGTH}) copy_tag<std::uint32_t>(from, to, tag);
  for (const std::uint32_t tag : {TIFFTAG_BITSPERSAMPLE, TIFFTAG_SAMPLESPERPIXEL, TIFFTAG_COMPRESSION}) copy_tag<std::uint16_t>(from, to, tag);
  std::uint32_t size = 0;
  void* data = nullptr;
  if (TIFFGetField(from, TIFFTAG_JPEGTABLES, &size, &data) == 1 && size > 0 && data != nullptr) TIFFSetField(to, TIFFTAG_JPEGTABLES, size, data);
  if (TIFFGetField(from, TIFFTAG_ICCPROFILE, &size, &data) == 1 && size > 0 && data != nullptr) TIFFSetField(to, TIFFTAG_ICCPROFILE, size, data);
  for (const std::uint32_t tag : {TIFFTAG_PHOTOMETRIC, TIFFTAG_PREDICTOR, TIFFTAG_THRESHHOLDING, TIFFTAG_FILLORDER, TIFFTAG_ORIENTATION, TIFFTAG_MINSAMPLEVALUE, TIFFTAG_MAXSAMPLEVALUE,
                                  TIFFTAG_RESOLUTIONUNIT, TIFFTAG_PLANARCONFIG, TIFFTAG_SAMPLEFORMAT, TIFFTAG_YCBCRPOSITIONING}) {
    copy_tag<std::uint16_t>(from, to, tag);
  }
  for (const std::uint32_t tag : {TIFFTAG_GROUP3OPTIONS, TIFFTAG_GROUP4OPTIONS, TIFFTAG_ROWSPERSTRIP}) copy_tag<std::uint32_t>(from, to, tag);
  for (const std::uint32_t tag : {TIFFTAG_XRESOLUTION, TIFFTAG_YRESOLUTION, TIFFTAG_XPOSITION, TIFFTAG_YPOSITION}) copy_tag<float>(from, to, tag);
  for (const std::uint32_t tag : {TIFFTAG_DOCUMENTNAME, TIFFTAG_MAKE, TIFFTAG_MODEL, TIFFTAG_SOFTWARE, TIFFTAG_DATETIME, TIFFTAG_IMAGEDESCRIPTION}) copy_tag<char*>(from, to, tag);
  std::uint16_t a = 0, b = 0, *red = nullptr, *green = nullptr, *blue = nullptr;
  if (TIFFGetField(from, TIFFTAG_EXTRASAMPLES, &a, &red) == 1) TIFFSetField(to, TIFFTAG_EXTRASAMPLES, a, red);
  if (TIFFGetField(from, TIFFTAG_COLORMAP, &red, &green, &blue) == 1) TIFFSetField(to, TIFFTAG_COLORMAP, red, green, blue);
  if (TIFFGetField(from, TIFFTAG_YCBCRSUBSAMPLING, &a, &b) == 1) TIFFSetField(to, TIFFTAG_YCBCRSUBSAMPLING, a, b);
  float* levels = nullptr;
  if (TIFFGetField(from, TIFFTAG_REFERENCEBLACKWHITE, &levels) == 1) TIFFSetField(to, TIFFTAG_REFERENCEBLACKWHITE, levels);
}

tl::unexpected<Error> damaged() { return fail(ErrorCode::corrupt, "TIFF 已损坏，不能拆分"); }

/// Strips or tiles, byte for byte.
Status copy_data(TIFF* from, TIFF* to, std::uint64_t input_size) {
  const bool tiled = TIFFIsTiled(from) != 0;
  const std::uint32_t count = tiled ? TIFFNumberOfTiles(from) : TIFFNumberOfStrips(from);
  std::uint64_t* sizes = nullptr;
  if (TIFFGetField(from, tiled ? TIFFTAG_TILEBYTECOUNTS : TIFFTAG_STRIPBYTECOUNTS, &sizes) != 1 || sizes == nullptr) return damaged();
  Bytes buffer;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (sizes[i] > input_size) return damaged();  // a size inside a file is a claim
    buffer.resize(static_cast<std::size_t>(sizes[i]));
    const auto size = static_cast<tmsize_t>(buffer.size());
    if (size == 0) continue;
    const tmsize_t got = tiled ? TIFFReadRawTile(from, i, buffer.data(), size) : TIFFReadRawStrip(from, i, buffer.data(), size);
    if (got != size) return damaged();
    const tmsize_t put = tiled ? TIFFWriteRawTile(to, i, buffer.data(), size) : TIFFWriteRawStrip(to, i, buffer.data(), size);
    if (put != size) return damaged();
  }
  return {};
}

Status copy_page(TIFF* from, TIFF* to, std::uint64_t input_size) {
  std::uint16_t compression = 0;
  if (TIFFGetField(from, TIFFTAG_COMPRESSION, &compression) == 1 && compression == COMPRESSION_OJPEG) {
    // Its tables lie elsewhere in the file, at offsets that a copy would break.
    return fail(ErrorCode::unsupported, "此 TIFF 用旧式 JPEG 压缩，不能拆分；请另存为 PDF 后再试");
  }
  copy_tags(from, to);
  TRY(copy_data(from, to, input_size));
  if (TIFFWriteDirectory(to) != 1) return damaged();
  return {};
}

Result<Bytes> cut_span(ByteView bytes, TIFF* from, const PageSpan& span) {
  Bytes part;
  Memory memory{{}, &part};
  // Samples of two bytes keep the order that they were written in.
  Tiff to = open_memory(memory, TIFFIsBigEndian(from) != 0 ? "wbm" : "wlm");
  if (to == nullptr || TIFFSetDirectory(from, static_cast<tdir_t>(span.first - 1)) != 1) return damaged();
  for (std::uint32_t page = span.first; page <= span.last; ++page) {
    if (page > span.first && TIFFReadDirectory(from) != 1) return damaged();
    TRY(copy_page(from, to.get(), bytes.size()));
  }
  to.reset();
  return part;
}

}  // namespace

Status cut_tiff(ByteView bytes, const std::vector<PageSpan>& spans, const OnPart& on_part) {
  TIFFSetErrorHandler(nullptr);
  TIFFSetWarningHandler(nullptr);
  Memory memory{bytes};
  const Tiff from = open_memory(memory, "rm");
  if (from == nullptr) return damaged();
  const std::uint64_t pages = TIFFNumberOfDirectories(from.get());
  for (const PageSpan& span : spans) {
    TRY(check_span(span, pages));
    TRY_ASSIGN(const Bytes part, cut_span(bytes, from.get(), span));
    TRY(on_part(span, part));
  }
  return {};
}

}  // namespace anjuan::batch
