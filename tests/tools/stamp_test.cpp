// R-141, F-5: numbers and the 归档章 on access copies stand where nothing else stands; originals stay as they are.
#include <functional>

#include "tests/scenarios/run_program.hpp"
#include "tests/tools/scans.hpp"

using namespace anjuan;
using namespace anjuan::test;

namespace {

/// A picture in pixels of red, green, blue.
struct Shot {
  int width = 0, height = 0;
  std::vector<std::uint32_t> pixels;

  explicit Shot(const std::string& png) {
    const Picture read(pixReadMem(reinterpret_cast<const l_uint8*>(png.data()), png.size()));
    BOOST_REQUIRE(read != nullptr);
    const Picture pix(pixConvertTo32(read.get()));
    width = pixGetWidth(pix.get()), height = pixGetHeight(pix.get());
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        l_uint32 value = 0;
        pixGetPixel(pix.get(), x, y, &value);
        pixels.push_back(value >> 8);
      }
    }
  }
  int part(std::size_t at, int shift) const { return static_cast<int>(pixels[at] >> shift & 0xFF); }
  bool is_red(std::size_t at) const { return part(at, 16) > part(at, 8) + 90; }
  bool is_dark(std::size_t at) const { return part(at, 16) < 120; }
};

struct Extent {
  double left = 1e9, top = 1e9, right = -1, bottom = -1;  ///< millimetres
  std::size_t count = 0;
};
Extent extent_of(const Shot& shot, double dpi, const std::function<bool(std::size_t)>& which) {
  Extent extent;
  for (std::size_t at = 0; at < shot.pixels.size(); ++at) {
    if (!which(at)) continue;
    const double x = static_cast<double>(at % static_cast<std::size_t>(shot.width)) * 25.4 / dpi, y = static_cast<double>(at / static_cast<std::size_t>(shot.width)) * 25.4 / dpi;
    extent.left = std::min(extent.left, x), extent.right = std::max(extent.right, x), extent.top = std::min(extent.top, y), extent.bottom = std::max(extent.bottom, y);
    ++extent.count;
  }
  return extent;
}

constexpr double k_shown = 100;
const std::vector<std::string> k_cells = {"J021", "2025", "12", "信访", "30年", "8"};

std::string png_of_page(const std::string& tiff, const std::vector<PageStamp>& stamps) {
  const auto png = worker().render([&](ByteSink& sink) { return sink.write(as_bytes(tiff)); }, "scan.tif", 1, k_shown, {}, stamps);
  BOOST_REQUIRE_MESSAGE(png.has_value(), (png ? "" : png.error().message));
  return std::string(as_text(*png));
}

struct Stamped {
  Extent seal, number;
  std::size_t over_writing = 0;  ///< stamped pixels on what was dark before
};
Stamped stamped(const Picture& page, const PageStamp& stamp) {
  const TempDir dir;
  std::vector<Picture> pages;
  pages.emplace_back(pixClone(page.get()));
  const std::string tiff = tiff_of(pages, dir);
  const Shot before(png_of_page(tiff, {})), after(png_of_page(tiff, {stamp}));
  BOOST_REQUIRE(before.pixels.size() == after.pixels.size());
  const auto changed = [&](std::size_t at) { return before.pixels[at] != after.pixels[at]; };
  Stamped made;
  made.seal = extent_of(after, k_shown, [&](std::size_t at) { return changed(at) && after.is_red(at); });
  made.number = extent_of(after, k_shown, [&](std::size_t at) { return changed(at) && after.is_dark(at) && !after.is_red(at); });
  made.over_writing = extent_of(after, k_shown, [&](std::size_t at) { return changed(at) && before.is_dark(at); }).count;
  for (const Extent& one : {made.seal, made.number}) BOOST_TEST_MESSAGE(one.count << " px, " << one.left << "…" << one.right << " × " << one.top << "…" << one.bottom << " mm; over " << made.over_writing);
  return made;
}

void write_lines(PIX* pix, double from, double to) {
  for (double y = from; y < to; y += 7) {
    for (double x = 12; x < 196; x += 4) fill(pix, x, y, 3, 3.4, 40);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stamps)

BOOST_AUTO_TEST_CASE(r_141_fronts_are_numbered_upper_right_and_backs_upper_left) {
  const Picture page = sheet();
  write_lines(page.get(), 40, 250);
  const Stamped front = stamped(page, {1, "12", false, {}}), back = stamped(page, {1, "13", true, {}});
  BOOST_TEST((front.number.count > 20U && front.number.left > 180 && front.number.right < 205 && front.number.bottom < 20));
  BOOST_TEST((back.number.count > 20U && back.number.right < 30 && back.number.left > 5 && back.number.bottom < 20));
  BOOST_TEST(front.seal.count == 0U);
  BOOST_TEST(stamped(page, {2, "12", false, {}}).number.count == 0U);  // of another page
}

BOOST_AUTO_TEST_CASE(f_5_the_stamp_has_its_size_and_stands_on_blank_space_at_the_top) {
  const Picture page = sheet();
  write_lines(page.get(), 40, 250);
  const Stamped made = stamped(page, {1, "1", false, k_cells});
  BOOST_TEST(std::abs(made.seal.right - made.seal.left - 45) < 1);
  BOOST_TEST(std::abs(made.seal.bottom - made.seal.top - 16) < 1);
  BOOST_TEST(made.seal.bottom < 40);
  BOOST_TEST(made.seal.count > 600U);  // lines and six texts
  BOOST_TEST(made.over_writing == 0U);
  BOOST_TEST(made.number.left > made.seal.right);
}

BOOST_AUTO_TEST_CASE(f_5_never_over_text_while_there_is_blank_space) {
  const Picture headed = sheet();  // a letterhead in the middle: beside it
  for (double y = 6; y < 96; y += 7) {
    for (double x = 62; x < 150; x += 4) fill(headed.get(), x, y, 3, 3.4, 40);
  }
  write_lines(headed.get(), 100, 250);
  const Stamped beside = stamped(headed, {1, "1", false, k_cells});
  BOOST_TEST((beside.over_writing == 0U && beside.seal.count > 600U && beside.seal.top < 100));
  BOOST_TEST((beside.seal.right < 62 || beside.seal.left > 150));
  const Picture full = sheet();  // nothing free at the top: below
  write_lines(full.get(), 4, 180);
  const Stamped below = stamped(full, {1, "1", false, k_cells});
  BOOST_TEST((below.seal.count > 600U && below.seal.top > 180));
  const Picture everywhere = sheet();  // no blank space at all: still stamped
  write_lines(everywhere.get(), 3, 296);
  BOOST_TEST(stamped(everywhere, {1, "1", false, k_cells}).seal.count > 600U);
}

BOOST_AUTO_TEST_CASE(r_141_long_texts_stay_in_their_cells_and_slips_get_a_smaller_stamp) {
  const Stamped lengthy = stamped(sheet(), {1, "1234", false, {"J021", "2025", "12345", "干部监督一处举报中心", "永久", "200"}});
  BOOST_TEST(std::abs(lengthy.seal.right - lengthy.seal.left - 45) < 1);
  const Picture slip(pixCreate(mm(40), mm(30), 8));
  pixSetAllArbitrary(slip.get(), 245);
  pixSetResolution(slip.get(), static_cast<l_int32>(k_dpi), static_cast<l_int32>(k_dpi));
  const Stamped small = stamped(slip, {1, "", false, k_cells});
  BOOST_TEST((small.seal.count > 100U && small.seal.right < 40));
}

BOOST_AUTO_TEST_CASE(r_140_r_141_the_program_stamps_what_was_filed_and_leaves_the_original) {
  const TempDir dir;
  const Anjuan anjuan{dir / "档案"};
  anjuan.init();
  write_file(dir / "旧.csv", "收到日期,登记日期,来信人,类别,题名,摘要,办结日期,处理结果\n2025-01-06,2025-01-07,张三,申诉求决,离休待遇,要求落实离休待遇,2025-03-01,予以支持\n");
  const auto must = [&](const std::vector<std::string>& arguments) {
    const RunResult result = anjuan.run(arguments);
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, arguments.at(0) << ": " << result.err);
    return result.out;
  };
  must({"import", (dir / "旧.csv").string(), "--ledger", "--defer"});
  std::vector<Picture> pages;
  pages.push_back(sheet());
  ring(pages.back().get(), 120, 200, 20, 1.2, 120);
  pages.push_back(scanned(sheet()));
  pages.push_back(sheet());
  digit_one(pages.back().get(), 100, 150);
  const std::string original = tiff_of(pages, dir);
  const std::string item = text_of(json_lines(must({"ingest", (dir / "scan.tif").string(), "--kind", "来信", "--matter", "〔2025〕组信字第0001号", "--json"})).at(0), "item");
  const auto shot = [&](int page) {
    must({"page", item, std::to_string(page), "-o", (dir / "p.png").string(), "--stamped", "--dpi", "100"});
    return Shot(read_file(dir / "p.png"));
  };
  const RunResult early = anjuan.run({"page", item, "1", "-o", (dir / "p.png").string(), "--stamped"});
  BOOST_TEST(early.exit_code == 2);
  BOOST_TEST(early.err.find("没有归档") != std::string::npos, early.err);
  must({"file", "〔2025〕组信字第0001号", "--accept"});
  const auto red = [](const Shot& of) { return extent_of(of, 100, [&](std::size_t at) { return of.is_red(at); }).count; };
  const auto dark_above = [](const Shot& of) {
    return extent_of(of, 100, [&](std::size_t at) { return of.is_dark(at) && !of.is_red(at) && at < 90U * static_cast<std::size_t>(of.width); });
  };
  const Shot first = shot(1), blank = shot(2), third = shot(3);
  BOOST_TEST(red(first) > 600U);
  BOOST_TEST(dark_above(first).left > 180);
  BOOST_TEST((red(blank) == 0U && dark_above(blank).count < 10U));  // specks only
  BOOST_TEST((red(third) == 0U && dark_above(third).count > 10U));
  must({"get", item, "-o", (dir / "o.tif").string()});
  BOOST_TEST((read_file(dir / "o.tif") == original));
}

BOOST_AUTO_TEST_CASE(leaves_come_in_order_and_only_as_whole_pictures) {
  const TempDir dir;
  std::vector<Picture> pages;
  for (int i = 0; i < 3; ++i) pages.push_back(sheet());
  const std::string tiff = tiff_of(pages, dir);
  const auto copy = [&](ByteSink& sink) { return sink.write(as_bytes(tiff)); };
  std::vector<std::uint32_t> seen;
  const auto take = [&](Leaf&& leaf) -> Status {
    seen.push_back(leaf.page);
    BOOST_TEST((leaf.grey && leaf.width > 820U && leaf.height > 1160U && leaf.height < 1180U));
    return {};
  };
  BOOST_TEST(worker().leaves(copy, "scan.tif", {1, 3}, 100, {{3, "3", false, k_cells}}, [&](Leaf&& leaf) -> Status {
    seen.push_back(leaf.page);
    BOOST_TEST(leaf.grey == (leaf.page == 1));
    return {};
  }).has_value());
  BOOST_TEST((seen == std::vector<std::uint32_t>{1, 3}));
  seen.clear();
  BOOST_TEST(worker().leaves(copy, "scan.tif", {2}, 100, {}, take).has_value());
  BOOST_TEST(!worker().leaves(copy, "scan.tif", {4}, 100, {}, take).has_value());
  const auto stopped = worker().leaves(copy, "scan.tif", {1, 2}, 100, {}, [](Leaf&&) -> Status { return fail(ErrorCode::no_space, "满了"); });
  BOOST_REQUIRE(!stopped.has_value());
  BOOST_TEST(stopped.error().message == "满了");
  setenv("ANJUAN_EXTRACT_SELFTEST", "1", 1);
  Worker bad(helper_program(), {});
  for (const char* blow : {"leaf", "ink", "garbage"}) {
    const std::string bytes = std::string("ANJUAN-SELFTEST ") + blow;
    const auto refused = bad.leaves([&](ByteSink& sink) { return sink.write(as_bytes(bytes)); }, "a.tif", {1}, 100, {}, take);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST(refused.error().message.find("不合约定") != std::string::npos, refused.error().message);
  }
  unsetenv("ANJUAN_EXTRACT_SELFTEST");
}

BOOST_AUTO_TEST_SUITE_END()
