// When a text layer is believed. The broken lines are as poppler gives them for real files.
#include "indexer/extract/layer_quality.hpp"
#include "indexer/extract/layer_repair.hpp"
#include "tests/support/shared_data.hpp"

#include <boost/test/unit_test.hpp>

using namespace anjuan;
using namespace anjuan::extract;

namespace {

std::vector<TextLine> lines(std::initializer_list<const char*> texts) {
  std::vector<TextLine> made;
  for (const char* text : texts) {
    made.emplace_back();
    made.back().text = text;
  }
  return made;
}

bool garbage(std::initializer_list<const char*> texts) { return assess_layer(lines(texts)).is_garbage(false); }

}  // namespace

BOOST_AUTO_TEST_SUITE(extract_quality)

BOOST_AUTO_TEST_CASE(broken_layers_are_seen) {
  BOOST_TEST(garbage({"犐犆犛０３．１２０．３０", "犆犆犛犃１４", "犌犅／犜３９７８４—２０２１", "犌犲狀犲狉犪犾犳狌狀犮狋犻狅狀犪犾狉犲狇狌犻狉犲犿犲狀狋狊"}));
  BOOST_TEST(garbage({"FGHILM6723?\\' 、FGH.' ，IªHI~ÌJKL67MNO( 。", "ÎPQFGHIÒÆLM ，&$FGHILM6 7 R S ，N h F G H I > P 、? \\ 、D ( l B C ，T",
                      "·¸HIGU&$')* 《FGHILM6 7 V 2 3 & . 》（H W ¬ 〔２０１７〕３ X ），8 Y Z · F G H", "23 ，Ihi67RSæj¯k¼l 。"}));
  BOOST_TEST(garbage({"!\"#$%&'()*+,-.", "'(+,-./012", "/ 0", "!", "\"", "#\" ……………………… Ⅲ"}));
  BOOST_TEST(garbage({"¹ØÓÚºì¾ü×÷Õ½µÄÔ-Ôò", "£¨Ò»¾ÅÈýÆßÄê°ËÔÂÒ»ÈÕ£©"}));
  BOOST_TEST(garbage({"\uE001\uE002\uE003\uE004\uE005\uE006", "第1页"}));
  BOOST_TEST(garbage({"\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"}));
}

BOOST_AUTO_TEST_CASE(sound_layers_are_believed) {
  BOOST_TEST(!garbage({"尊敬的领导：您好！我是某县某镇某村三组村民，现就土地征收补偿款一事向贵局反映。"}));
  BOOST_TEST(!garbage({"在歐洲，梵語的學術研究，由德國學者陸特和漢斯雷頓開創。後來威廉·瓊斯發現印歐語系"}));
  BOOST_TEST(!garbage({"Word Similarity Computing Based on How-net", "for (int i = 0; i < n; ++i) { sum += a[i] * b[i]; }  // \"total\" & $rest"}));
  BOOST_TEST(!garbage({"Le préfet de la région a été saisi d'une pétition à l'été 1998.", "Größe, Straße, Übergang"}));
  BOOST_TEST(!garbage({"来信人：张喆 王堃 李㐂林 赵犇"}));
  BOOST_TEST(!garbage({"前言……………………………………………………………………… Ⅲ", "1 范围………………… 1", "GB/T 39784—2021"}));
  BOOST_TEST(!garbage({"2019年3月10日", "13800138000", "（010）12345678", "100.00%"}));
  BOOST_TEST(!garbage({"α + β² ≤ ∑ᵢ λᵢ ± 3°"}));
  BOOST_TEST(!garbage({}));
}

BOOST_AUTO_TEST_CASE(after_one_garbage_page_less_is_enough) {
  const LayerQuality quality = assess_layer(lines({"犌犅／犜３９７８４—２０２１", "Terms of use", "２"}));
  BOOST_TEST(!quality.is_garbage(false));
  BOOST_TEST(quality.is_garbage(true));
}

BOOST_AUTO_TEST_CASE(gbk_bytes_are_put_together_with_their_edges) {
  std::vector<TextLine> broken = lines({"¹ØÓÚºì¾ü×÷Õ½µÄÔ-Ôò £±"});
  for (std::int32_t i = 0; i <= 21; ++i) broken.front().edges.push_back(100 * i);
  BOOST_REQUIRE(broken.front().edges.size() == 22U);
  BOOST_REQUIRE(repair_gbk_layer(broken));
  BOOST_TEST(broken.front().text == "关于红军作战的原则 １");
  const std::vector<std::int32_t> expected = {0, 200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800, 1900, 2100};
  BOOST_TEST(broken.front().edges == expected, boost::test_tools::per_element());
  std::vector<TextLine> french = lines({"Größe, Straße, été, à côté, ïambe, Ænglisc"});
  BOOST_TEST(!repair_gbk_layer(french));
}

BOOST_AUTO_TEST_SUITE_END()
