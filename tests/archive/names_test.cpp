// names as people write and hear them, and how sure two of them are one.
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <random>
#include <set>
#include <thread>
#include <unicode/translit.h>

#include "archive/registry/dictionaries.hpp"
#include "archive/registry/name_reading.hpp"
#include "archive/registry/names.hpp"
#include "archive/registry/typed_text.hpp"

using namespace anjuan::registry;

namespace {

bool says(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

NameMatch match(std::string_view a, std::string_view b) {
  const NameMatch there = similarity(name_keys(a), name_keys(b));
  const NameMatch back = similarity(name_keys(b), name_keys(a));
  BOOST_TEST((there.level == back.level), a << " / " << b);
  return there;
}
NameLevel level(std::string_view a, std::string_view b) { return match(a, b).level; }

NameMatch unit_match(std::string_view a, std::string_view b) {
  const NameMatch there = similarity(unit_keys(a, {}, "昆山市"), unit_keys(b, {}, "昆山市"));
  BOOST_TEST((there.level == similarity(unit_keys(b, {}, "昆山市"), unit_keys(a, {}, "昆山市")).level), a << " / " << b);
  return there;
}

std::vector<std::string> read(std::string_view name) { return name_readings(compared_form(name)); }

}  // namespace

namespace anjuan::registry {
std::ostream& operator<<(std::ostream& out, NameLevel level) {
  return out << std::vector<const char*>{"none", "near", "sound_alike", "variant", "same"}[static_cast<std::size_t>(level)];
}
}  // namespace anjuan::registry

BOOST_AUTO_TEST_SUITE(person_names)

BOOST_AUTO_TEST_CASE(r347_surnames_are_read_as_surnames) {
  const std::pair<const char*, const char*> surnames[] = {{"单田芳", "shan tian fang"}, {"曾国藩", "zeng guo fan"}, {"仇和平", "qiu he ping"}, {"解晓东", "xie xiao dong"},
                                                          {"查良镛", "zha liang yong"}, {"任正非", "ren zheng fei"}, {"区伯", "ou bo"}, {"盖叫天", "ge jiao tian"},
                                                          {"朴树", "piao shu"}, {"翟志刚", "zhai zhi gang"}, {"欧阳修", "ou yang xiu"}, {"尉迟恭", "yu chi gong"},
                                                          {"万俟卨", "mo qi xie"}, {"长孙无忌", "zhang sun wu ji"}, {"乐毅", "yue yi"}, {"员半千", "yun ban qian"},
                                                          {"華國鋒", "hua guo feng"}, {"吕雉", "lv zhi"}, {"缪荃孙", "miao quan sun"}};
  for (const auto& [name, reading] : surnames) {
    BOOST_REQUIRE(!read(name).empty());
    BOOST_TEST(read(name).front() == reading, name);
  }
  // As part of a given name the same characters are read as usual.
  BOOST_TEST(read("王单").front() == "wang dan");
  BOOST_TEST(read("李曾").size() == 2u);
  // A compound surname needs a given name behind it.
  BOOST_TEST(surname_size(U"欧阳") == 1u);
  BOOST_TEST(surname_size(U"欧阳修") == 2u);
  BOOST_TEST(surname_size(U"张伟") == 1u);
  // Of several readings each is a key.
  const std::vector<std::string> le = read("覃乐");
  BOOST_TEST((std::set<std::string>(le.begin(), le.end()) == std::set<std::string>{"qin le", "tan le", "qin yue", "tan yue"}));
  BOOST_TEST(name_keys("单雄信").initials == "sxx");
}

BOOST_AUTO_TEST_CASE(r347_ways_of_writing_one_name_are_variants) {
  BOOST_TEST(level("张伟", "张 伟") == NameLevel::same);
  BOOST_TEST(level("张伟", "张　伟") == NameLevel::same);
  for (const char* other : {"張偉", "张伟同志", "张伟先生", "张伟（女）", "张伟,男", "張偉　女士", "张伟局长", "张小明（曾用名张伟）", "张小明(又名：张伟、张大伟)", "张小明又名张伟",
                            "张小明，曾用名张伟"}) {
    BOOST_TEST(level("张伟", other) == NameLevel::variant, other);
  }
  BOOST_TEST(level("买买提·阿不都", "买买提•阿不都") == NameLevel::variant);
  BOOST_TEST(level("买买提·阿不都", "买买提阿不都") == NameLevel::variant);
  BOOST_TEST(level("John Smith", "JOHN SMITH") == NameLevel::variant);
  BOOST_TEST(level("李峰", "李峯") == NameLevel::variant);
  BOOST_TEST(level("王喆", "王哲") == NameLevel::variant);
  // 二简字 of surnames: one family, two spellings.
  BOOST_TEST(level("萧建国", "肖建国") == NameLevel::variant);
  BOOST_TEST(level("阎锡山", "閻錫山") == NameLevel::variant);
  BOOST_TEST(level("傅雷", "付雷") == NameLevel::variant);
  BOOST_TEST(match("張偉", "张伟同志").reason == "“張偉”与“张伟同志”写法不同，都可写作“张伟”");
  // Given aliases count like written ones.
  BOOST_TEST(similarity(name_keys("张小明", {"张伟"}), name_keys("張偉")).level == NameLevel::variant);
}

// Counter-examples: what looks alike and is another name.
BOOST_AUTO_TEST_CASE(r347_other_names_are_no_variants) {
  BOOST_TEST(level("张伟", "张小伟") == NameLevel::none);
  BOOST_TEST(level("张伟", "李伟") == NameLevel::none);
  BOOST_TEST(level("张伟明", "张明伟") == NameLevel::none);
  BOOST_TEST(level("王萧", "王肖") == NameLevel::sound_alike);  // 二简字 hold for surnames only
  BOOST_TEST(level("张小明（已故，其子张伟）", "张伟") == NameLevel::none);
  BOOST_TEST(level("张小明（曾用名张大明），张伟", "张伟") == NameLevel::none);
  BOOST_TEST(level("", "") == NameLevel::none);
}

BOOST_AUTO_TEST_CASE(r347_sound_alikes_of_the_telephone) {
  for (const auto& [a, b] : {std::pair{"张伟", "章伟"}, {"单小平", "珊小平"}, {"曾志强", "增志强"}, {"仇英", "邱英"}, {"解放", "谢放"}, {"吕梅", "旅梅"}, {"陈乐", "陈月"}, {"沈小薇", "沈晓微"}}) {
    BOOST_TEST(level(a, b) == NameLevel::sound_alike, a << " " << b);
  }
  BOOST_TEST(match("张伟", "章伟").reason == "“张伟”与“章伟”同音：zhang wei");
  // A surname is never read as the plain character: 单 is no 丹, 曾 no 层.
  BOOST_TEST(level("单小平", "丹小平") == NameLevel::none);
  BOOST_TEST(level("曾志强", "层志强") == NameLevel::none);
  BOOST_TEST(level("吕梅", "鲁梅") == NameLevel::none);
}

BOOST_AUTO_TEST_CASE(r347_near_sounds_are_a_looser_level) {
  for (const auto& [a, b] : {std::pair{"陈林", "程林"}, {"李宁", "李林"}, {"张三", "臧三"}, {"刘楠", "牛兰"}, {"史静", "司晶"}}) BOOST_TEST(level(a, b) == NameLevel::near, a << " " << b);
  BOOST_TEST(says(match("陈林", "程林").reason, "音近：chen lin、cheng lin"));
  BOOST_TEST(level("陈林", "陈灵") == NameLevel::near);
  BOOST_TEST(level("陈林", "陈平") == NameLevel::none);
  BOOST_TEST(near_reading("zhang ling shuang chuang") == "zan nin suan cuan");
  BOOST_TEST(near_reading("a e wang") == "a e wan");
  BOOST_TEST((near_reading(near_reading("zhuang sheng lang")) == near_reading("zhuang sheng lang")));
}

// A name that hides itself, or a mere post, is nobody's key: 张某某 would meet every Zhang.
BOOST_AUTO_TEST_CASE(r347_partial_names_are_never_compared) {
  for (const char* name : {"张某", "张某某", "张××", "张XX", "张xx", "张**", "李书记", "王同志", "王", "局长", "张□□"}) {
    BOOST_TEST(name_keys(name).partial, name);
    BOOST_TEST(lookup_keys(name_keys(name)).empty(), name);
    BOOST_TEST(level(name, name) == NameLevel::none, name);
    BOOST_TEST(says(match(name, "张伟").reason, "不是全名"), name);
  }
  BOOST_TEST(!name_keys("Max Xiao").partial);
  // An alias that is whole makes the person known.
  BOOST_TEST(level("张某（真实姓名：张伟）", "张伟") == NameLevel::variant);
  BOOST_TEST(!name_keys("张某", {"张伟"}).partial);
}

// The usual readings are ICU's, asked here for one character in nine: a table that was cut or mixed up would not survive.
BOOST_AUTO_TEST_CASE(r347_the_table_of_readings_says_what_icu_says) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> icu_reading(icu::Transliterator::createInstance("Han-Latin; NFD; [[:Mn:]-[\\u0308]] Remove; NFC", UTRANS_FORWARD, status));
  BOOST_REQUIRE(U_SUCCESS(status));
  std::size_t compared = 0;
  for (char32_t c = 0x4E00; c <= 0x9FFF; c += 9) {
    // As the second character of a name that is no surname and not among those with several readings.
    const std::vector<std::string> ours = name_readings(std::u32string(U"安") + c);
    if (ours.size() != 1) continue;
    icu::UnicodeString text(static_cast<UChar32>(c));
    icu_reading->transliterate(text);
    text.findAndReplace(icu::UnicodeString(static_cast<UChar32>(0xFC)), icu::UnicodeString("v"));
    std::string theirs;
    text.toUTF8String(theirs);
    BOOST_TEST(ours.front() == "an " + theirs);
    ++compared;
  }
  BOOST_TEST(compared > 2200u);
}

// What the table of keys holds finds every pair that similarity() accepts.
BOOST_AUTO_TEST_CASE(r347_keys_find_what_similarity_accepts) {
  const char* names[] = {"张伟", "張偉同志", "章伟", "臧伟", "张小明（曾用名张伟）", "单雄信", "山雄信", "三雄信", "萧建国", "肖建国", "陈乐", "陈月", "陈勒", "李宁", "李林", "吕梅", "旅梅", "张某"};
  std::size_t met = 0;
  for (const char* a : names) {
    for (const char* b : names) {
      const auto keys_a = lookup_keys(name_keys(a));
      const auto keys_b = lookup_keys(name_keys(b));
      const bool found = std::any_of(keys_a.begin(), keys_a.end(), [&](const auto& key) { return std::find(keys_b.begin(), keys_b.end(), key) != keys_b.end(); });
      BOOST_TEST(found == (level(a, b) != NameLevel::none), a << " " << b);
      met += found ? 1 : 0;
    }
  }
  BOOST_TEST(met > 40u);
}

BOOST_AUTO_TEST_CASE(r347_any_text_is_a_name_without_harm) {
  std::mt19937 random(347);
  const std::u32string pieces = U"张王单曾某×（），、又名同志曾用名a B·书记1\U00020000é\u0301";
  for (int i = 0; i < 3000; ++i) {
    std::u32string text;
    for (std::size_t n = random() % 12; n > 0; --n) text += pieces[random() % pieces.size()];
    const NameKeys keys = name_keys(utf8_of(text));
    BOOST_TEST(keys.partial == keys.variants.empty());
    const NameMatch itself = similarity(keys, keys);
    BOOST_TEST((itself.level == (keys.partial ? NameLevel::none : NameLevel::same)), utf8_of(text));
  }
  BOOST_TEST(name_keys("\xff\xfe").partial == false);  // shown as two replacement characters, and equal to itself only
}

// The dictionaries are read whole, and every surname's reading has a syllable for each character.
BOOST_AUTO_TEST_CASE(r347_the_dictionaries_have_their_shape) {
  for (const auto& [name, columns, least] : {std::tuple{"han-readings", 2, 400}, {"surname-readings", 3, 150}, {"name-polyphones", 2, 70}, {"name-variants", 3, 70}, {"name-words", 2, 40}, {"unit-words", 2, 25}}) {
    const auto rows = dictionary(name, static_cast<std::size_t>(columns));
    BOOST_REQUIRE_MESSAGE(rows.has_value(), (rows ? "" : rows.error().message));
    BOOST_TEST(rows->size() >= static_cast<std::size_t>(least), name);
  }
  const auto surnames = dictionary("surname-readings", 3);
  std::set<std::string> seen;
  for (const auto& row : *surnames) {
    BOOST_TEST(seen.insert(row[0]).second, row[0]);
    BOOST_TEST((row[2] == "P" || row[2] == "K" || row[2] == "PK"));
    const std::u32string surname = code_points(row[0]);
    BOOST_TEST((surname == compared_form(row[0])), row[0]);
    const auto readings = name_readings(surname.size() == 2 ? surname + U"伟" : surname);
    for (const std::string& reading : readings) {
      BOOST_TEST(static_cast<std::size_t>(std::count(reading.begin(), reading.end(), ' ')) == (surname.size() == 2 ? 2u : 0u), row[0] << " " << reading);
      BOOST_TEST(reading.find_first_not_of("abcdefghijklmnopqrstuvwxyz ") == std::string::npos, row[0] << " " << reading);
    }
  }
  BOOST_TEST(!dictionary("surname-readings", 2).has_value());
  BOOST_TEST(!dictionary("nowhere", 1).has_value());
}

BOOST_AUTO_TEST_CASE(r347_names_are_compared_by_many_threads_and_fast) {
  const auto keys_of_many = [](std::size_t from) {
    std::size_t pinyin = 0;
    for (std::size_t i = 0; i < 2000; ++i) {
      std::u32string name = U"王";
      name += static_cast<char32_t>(0x4E00 + (from + i * 7) % 20000);
      pinyin += name_keys(utf8_of(name)).pinyin.size();
    }
    return pinyin;
  };
  const auto begin = std::chrono::steady_clock::now();
  static_cast<void>(name_keys("张伟"));
  const auto first = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  std::vector<std::size_t> counts(4);
  for (std::size_t i = 0; i < counts.size(); ++i) threads.emplace_back([&, i] { counts[i] = keys_of_many(i % 2); });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(counts[0] == counts[2]);
  BOOST_TEST(counts[1] == counts[3]);
  const auto warm = std::chrono::steady_clock::now();
  static_cast<void>(keys_of_many(0));
  const auto end = std::chrono::steady_clock::now();
  const auto microseconds = [](auto duration) { return std::chrono::duration_cast<std::chrono::microseconds>(duration).count(); };
  BOOST_TEST_MESSAGE("first name (reads the tables): " << microseconds(first - begin) << " us; each later one, readings known: "
                                                               << static_cast<double>(microseconds(end - warm)) / 2000 << " us");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(unit_names)

BOOST_AUTO_TEST_CASE(r347_one_unit_has_many_names) {
  const std::vector<std::vector<const char*>> units = {
      {"昆山市公安局", "公安局", "市公安局", "江苏省昆山市公安局", "本市公安局", "昆山公安局", "崑山市公安局", "苏州市昆山市公安局"},
      {"中共昆山市委员会组织部", "昆山市委组织部", "市委组织部", "组织部", "中国共产党昆山市委员会组织部"},
      {"昆山市玉山镇人民政府", "玉山镇政府", "玉山镇人民政府"},
      {"昆山市人力资源和社会保障局", "市人社局", "人社局"},
      {"某某村民委员会", "某某村委会", "某某村"},
      {"昆山宏达电子有限公司", "昆山宏达电子有限责任公司", "宏达电子公司"},
      {"昆山市人民政府教育局", "教育局"},
  };
  for (std::size_t i = 0; i < units.size(); ++i) {
    for (const char* a : units[i]) {
      for (const char* b : units[i]) BOOST_TEST((unit_match(a, b).level >= NameLevel::variant), a << " / " << b);
      for (std::size_t j = 0; j < units.size(); ++j) {
        if (i == j) continue;
        for (const char* b : units[j]) BOOST_TEST(unit_match(a, b).level == NameLevel::none, a << " / " << b);
      }
    }
  }
  BOOST_TEST(unit_match("市公安局", "昆山市公安局").reason == "“市公安局”与“昆山市公安局”写法不同，都是昆山市公安局");
}

// Counter-examples: one kind of office in two places; a part of a unit.
BOOST_AUTO_TEST_CASE(r347_units_of_two_places_are_two) {
  BOOST_TEST(unit_match("昆山市公安局", "太仓市公安局").level == NameLevel::none);
  BOOST_TEST(unit_match("昆山市公安局", "太仓市公安局").reason == "“昆山市公安局”与“太仓市公安局”地方不同：昆山市、太仓市");
  BOOST_TEST(unit_match("昆山市公安局", "苏州市公安局").level == NameLevel::none);
  BOOST_TEST(unit_match("昆山市公安局", "昆山市公安局交警大队").level == NameLevel::none);
  BOOST_TEST(unit_match("市委办公室", "市政府办公室").level == NameLevel::none);
  BOOST_TEST(unit_match("", "").level == NameLevel::none);
  BOOST_TEST(similarity(unit_keys("甲公司", {"乙公司"}), unit_keys("乙公司")).level == NameLevel::variant);
}

BOOST_AUTO_TEST_SUITE_END()
