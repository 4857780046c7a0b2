// personal data sealed at rest, masked on screen, still found by exact value.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <random>
#include <set>
#include <thread>

#include "archive/registry/personal.hpp"
#include "tests/support/crash_file_system.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan;
using namespace anjuan::registry;

namespace {

bool says(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

template <class T>
Error error_of(const Result<T>& result) {
  BOOST_REQUIRE(!result.has_value());
  return result.error();
}

PersonalVault vault_in(const std::filesystem::path& folder) { return PersonalVault::open(*posix_file_system(), folder).value(); }

std::string id_value(std::string_view typed) { return read_id_number(typed).value().value; }
std::string phone_value(std::string_view typed, std::string_view area = {}) { return read_phone(typed, area).value().value; }

std::size_t digits_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

const PersonalKind k_kinds[] = {PersonalKind::id_number, PersonalKind::phone, PersonalKind::address};

/// A valid ID number made from its definition, not from the code under test.
std::string random_id(std::mt19937& random) {
  const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  std::string id = std::to_string(110000 + random() % 700000) + std::to_string(1930 + random() % 90) + std::to_string(100 + 1 + random() % 12).substr(1) +
                   std::to_string(100 + 1 + random() % 28).substr(1) + std::to_string(1000 + random() % 1000).substr(1);
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += (id[i] - '0') * weights[i];
  return id + "10X98765432"[sum % 11];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vault)

BOOST_AUTO_TEST_CASE(r348_sealed_values_open_again_and_hide_what_they_hold) {
  test::TempDir folder;
  const PersonalVault vault = vault_in(folder / "a.keys");
  std::mt19937 random(348);
  for (int i = 0; i < 300; ++i) {
    std::string plain;
    for (std::size_t n = 8 + random() % 60; n > 0; --n) plain += static_cast<char>(i % 2 == 0 ? '0' + random() % 10 : random() % 256);
    const PersonalKind kind = k_kinds[random() % 3];
    const Bytes sealed = vault.seal(kind, plain);
    BOOST_TEST(vault.unseal(kind, sealed).value() == plain);
    BOOST_TEST(!says(std::string(as_text(sealed)), plain));
    BOOST_TEST(!says(std::string(as_text(sealed)), plain.substr(0, 4)));
    // Equal values have different seals: nobody sees that two matters have one phone number.
    BOOST_TEST((vault.seal(kind, plain) != sealed));
  }
  BOOST_TEST(vault.unseal(PersonalKind::phone, vault.seal(PersonalKind::phone, "")).value().empty());
}

// Counter-examples to R-348: changed bytes, another kind, another archive's key.
BOOST_AUTO_TEST_CASE(r348_what_was_tampered_with_does_not_open) {
  test::TempDir folder;
  const PersonalVault vault = vault_in(folder / "a.keys");
  const PersonalVault other = vault_in(folder / "b.keys");
  const Bytes sealed = vault.seal(PersonalKind::id_number, "11010519491231002X");
  for (std::size_t i = 1; i < sealed.size(); ++i) {
    Bytes changed = sealed;
    changed[i] ^= std::byte{1};
    BOOST_TEST((error_of(vault.unseal(PersonalKind::id_number, changed)).code == ErrorCode::corrupt));
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    BOOST_TEST((error_of(vault.unseal(PersonalKind::id_number, ByteView(sealed).first(size))).code == ErrorCode::corrupt), size);
  }
  Bytes newer = sealed;
  newer[0] = std::byte{2};
  BOOST_TEST((error_of(vault.unseal(PersonalKind::id_number, newer)).code == ErrorCode::unsupported));
  BOOST_TEST((error_of(vault.unseal(PersonalKind::phone, sealed)).code == ErrorCode::corrupt));
  const Error wrong_key = error_of(other.unseal(PersonalKind::id_number, sealed));
  BOOST_TEST((wrong_key.code == ErrorCode::corrupt));
  BOOST_TEST(says(wrong_key.message, "密钥不是这个案卷库的"));
}

// R-347 needs equal hashes for equal values; R-348 needs them useless without the key.
BOOST_AUTO_TEST_CASE(r347_r348_the_lookup_hash_is_of_one_archive_and_one_kind) {
  test::TempDir folder;
  const PersonalVault vault = vault_in(folder / "a.keys");
  const PersonalVault again = vault_in(folder / "a.keys");
  const PersonalVault other = vault_in(folder / "b.keys");
  const std::string hash = vault.lookup_hash(PersonalKind::phone, "13812345678");
  BOOST_TEST(hash.size() == 32u);
  BOOST_TEST(again.lookup_hash(PersonalKind::phone, "13812345678") == hash);
  BOOST_TEST(other.lookup_hash(PersonalKind::phone, "13812345678") != hash);
  BOOST_TEST(vault.lookup_hash(PersonalKind::id_number, "13812345678") != hash);
  BOOST_TEST(again.fingerprint() == vault.fingerprint());
  BOOST_TEST(other.fingerprint() != vault.fingerprint());
  std::set<std::string> hashes;
  for (int i = 0; i < 1000; ++i) {
    for (const PersonalKind kind : k_kinds) hashes.insert(vault.lookup_hash(kind, std::to_string(i)));
  }
  BOOST_TEST(hashes.size() == 3000u);
}

BOOST_AUTO_TEST_CASE(r348_the_key_stands_apart_and_only_for_its_owner) {
  test::TempDir folder;
  const std::string fingerprint = vault_in(folder / "a.keys").fingerprint();
  const std::filesystem::path file = folder / "a.keys" / "personal.key";
  BOOST_TEST((std::filesystem::status(file).permissions() == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)));
  BOOST_TEST(!std::filesystem::exists(folder / "a.keys" / "personal.key.new"));
  BOOST_TEST(vault_in(folder / "a.keys").fingerprint() == fingerprint);

  // An archive that has sealed values asks for the key that there must be, and is not given a new one.
  const Error missing = error_of(PersonalVault::open(*posix_file_system(), folder / "c.keys", MissingKey::refuse));
  BOOST_TEST((missing.code == ErrorCode::not_found));
  BOOST_TEST(says(missing.message, "请从密钥文件夹的备份恢复"));
  BOOST_TEST(!std::filesystem::exists(folder / "c.keys"));
}

BOOST_AUTO_TEST_CASE(r348_a_damaged_key_is_reported_and_never_replaced) {
  test::CrashFileSystem fs;
  const std::string fingerprint = PersonalVault::open(fs, "/k").value().fingerprint();
  const Bytes good = fs.bytes("/k/personal.key");
  for (std::size_t i = 0; i < good.size(); ++i) {
    Bytes changed = good;
    changed[i] ^= std::byte{1};
    fs.set_bytes("/k/personal.key", changed);
    const Error error = error_of(PersonalVault::open(fs, "/k"));
    BOOST_TEST((error.code == ErrorCode::corrupt || error.code == ErrorCode::unsupported), i);
  }
  for (std::size_t size = 0; size < good.size(); ++size) {
    fs.set_bytes("/k/personal.key", Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)));
    BOOST_TEST((error_of(PersonalVault::open(fs, "/k")).code == ErrorCode::corrupt), size);
  }
  fs.set_bytes("/k/personal.key", good);
  BOOST_TEST(PersonalVault::open(fs, "/k").value().fingerprint() == fingerprint);
}

// Power is lost at every step of making the key: a vault that was opened keeps its key, and a later one always opens.
BOOST_AUTO_TEST_CASE(r348_a_key_that_was_used_survives_power_loss) {
  std::uint64_t points = 0;
  for (std::uint64_t at = 0;; ++at) {
    test::CrashFileSystem fs(static_cast<std::uint32_t>(at));
    fs.lose_power_at(at);
    std::string used;
    try {
      const test::ThrowOnSyncFailure thrower;
      if (auto vault = PersonalVault::open(fs, "/d/keys")) used = vault->fingerprint();
    } catch (const test::ProcessEnded&) {
    }
    const bool lost = fs.power_lost();
    fs.reboot();
    const auto vault = PersonalVault::open(fs, "/d/keys");
    BOOST_REQUIRE_MESSAGE(vault.has_value(), "after " << at << " calls: " << (vault ? "" : vault.error().message));
    BOOST_TEST((used.empty() || vault->fingerprint() == used));
    if (!lost) {
      BOOST_TEST(!used.empty());
      break;
    }
    ++points;
  }
  BOOST_TEST(points >= 6u);

  // The test notices a missing sync.
  bool noticed = false;
  for (std::uint32_t seed = 1; seed < 20 && !noticed; ++seed) {
    test::CrashFileSystem fs(seed);
    fs.ignore_syncs(true);
    const std::string used = PersonalVault::open(fs, "/d/keys").value().fingerprint();
    fs.reboot(test::CrashFileSystem::Survival::nothing);
    const auto vault = PersonalVault::open(fs, "/d/keys");
    noticed = !vault || vault->fingerprint() != used;
  }
  BOOST_TEST(noticed);
}

BOOST_AUTO_TEST_CASE(r348_processes_that_begin_at_once_agree_on_one_key) {
  for (int round = 0; round < 20; ++round) {
    test::TempDir folder;
    std::vector<std::string> fingerprints(8);
    std::vector<std::thread> threads;
    for (std::string& fingerprint : fingerprints) {
      threads.emplace_back([&] {
        const auto vault = PersonalVault::open(*posix_file_system(), folder / "keys");
        fingerprint = vault ? vault->fingerprint() : vault.error().message;
      });
    }
    for (std::thread& thread : threads) thread.join();
    BOOST_TEST((std::set<std::string>(fingerprints.begin(), fingerprints.end()).size() == 1u), fingerprints[0] << " " << fingerprints[1]);
    BOOST_TEST(fingerprints[0].size() == 16u, fingerprints[0]);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(values)

// GB 11643: the sample of the standard, its 15-digit form, and slips.
BOOST_AUTO_TEST_CASE(r347_one_person_has_one_id_number) {
  for (const char* typed : {"11010519491231002X", "11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", "110105 1949 1231 002X", "110105-19491231-002X", "110105491231002"}) {
    BOOST_TEST(id_value(typed) == "11010519491231002X", typed);
  }
  BOOST_TEST(id_value("440524188001010014") == "440524188001010014");
  std::mt19937 random(347);
  for (int i = 0; i < 500; ++i) {
    const std::string id = random_id(random);
    BOOST_TEST(id_value(id) == id);
    // One wrong digit is always noticed.
    std::string wrong = id;
    char& digit = wrong[6 + random() % 11];
    digit = static_cast<char>('0' + (digit - '0' + 1 + static_cast<int>(random() % 9)) % 10);
    BOOST_TEST(!read_id_number(wrong).has_value(), wrong);
    // And two neighbours in the wrong order.
    std::string swapped = id;
    const std::size_t at = 14 + random() % 2;
    std::swap(swapped[at], swapped[at + 1]);
    if (swapped != id) BOOST_TEST(!read_id_number(swapped).has_value(), swapped);
  }
}

BOOST_AUTO_TEST_CASE(r347_a_wrong_id_number_is_refused_unless_the_paper_says_so) {
  const auto refused = [](std::string_view typed) {
    const Error error = error_of(read_id_number(typed));
    BOOST_TEST((error.code == ErrorCode::invalid_argument));
    // a message is shown and logged: it does not tell the number.
    BOOST_TEST(!says(error.message, typed));
    const PersonalValue kept = read_id_number(typed, Irregular::keep).value();
    BOOST_TEST(!kept.valid);
    BOOST_TEST(says(error.message, kept.reason));
    return error.message;
  };
  BOOST_TEST(says(refused("110105194912310021"), "校验位不对"));
  BOOST_TEST(says(refused("110105194902310020"), "出生日期不存在（GB 11643）"));
  BOOST_TEST(says(refused("110105491331002"), "出生日期不存在"));
  BOOST_TEST(says(refused("1101051949123100"), "不是18位"));
  BOOST_TEST(says(refused("1101051949123100XX"), "不是18位"));
  BOOST_TEST(says(refused("010105194912310021"), "不是地区代码"));
  BOOST_TEST(says(refused("E12345678"), "不是18位"));
  BOOST_TEST(read_id_number("e1234 5678", Irregular::keep).value().value == "E12345678");
  BOOST_TEST(!read_id_number("  ", Irregular::keep).has_value());
}

BOOST_AUTO_TEST_CASE(r347_one_phone_number_has_one_spelling) {
  for (const char* typed : {"13812345678", "138-1234-5678", "138 1234 5678", "+86 138 1234 5678", "+8613812345678", "008613812345678", "8613812345678", "013812345678",
                            "１３８１２３４５６７８", "(138)12345678"}) {
    BOOST_TEST(phone_value(typed) == "13812345678", typed);
  }
  for (const char* typed : {"0512-57310000", "（0512）57310000", "0512 5731 0000", "+86-512-57310000", "051257310000", "0512-57310000-8001", "0512-57310000转8001",
                            "0512－57310000", "0512—57310000 分机12"}) {
    BOOST_TEST(phone_value(typed) == "051257310000", typed);
  }
  BOOST_TEST(phone_value("57310000", "0512") == "051257310000");
  BOOST_TEST(phone_value("57310000") == "57310000");
  BOOST_TEST(phone_value("13812345678", "0512") == "13812345678");
  BOOST_TEST(phone_value("010-65201234") == "01065201234");
  BOOST_TEST(phone_value("+1 202 555 0123") == "+12025550123");
  BOOST_TEST(phone_value("400-810-6666") == "4008106666");
  BOOST_TEST((split_phones("13812345678、0512-57310000 / 57310001；") == std::vector<std::string>{"13812345678", "0512-57310000 ", " 57310001"}));
}

BOOST_AUTO_TEST_CASE(r347_what_is_no_phone_number_is_refused_unless_the_paper_says_so) {
  for (const char* typed : {"1381234567", "138123456789", "12345678901", "无", "找他儿子13812345678", "13812345678/57310000", "0000057310000", "+86", "5731", "99-99"}) {
    const Error error = error_of(read_phone(typed));
    BOOST_TEST((error.code == ErrorCode::invalid_argument), typed);
    BOOST_TEST(!says(error.message, typed));
    BOOST_TEST(!read_phone(typed, {}, Irregular::keep).value().valid, typed);
  }
  BOOST_TEST(!read_phone("").has_value());
  BOOST_TEST(!read_phone("　", {}, Irregular::keep).has_value());
}

BOOST_AUTO_TEST_CASE(r347_one_place_has_one_address) {
  for (const char* typed : {"江苏省苏州市昆山市玉山镇前进路12号", "昆山市玉山镇前进路12号", "江苏省昆山市玉山镇前进路１２＃", "中国江苏省苏州市昆山市 玉山镇，前进路12号。",
                            "江蘇省崑山市玉山鎮前進路12號"}) {
    BOOST_TEST(read_address(typed) == "昆山市玉山镇前进路12号", typed);
  }
  BOOST_TEST(read_address("昆山市玉山镇前进路12号") != read_address("昆山市玉山镇前进路2号"));
  BOOST_TEST(read_address("苏州市姑苏区人民路1号") == "苏州市姑苏区人民路1号");
  BOOST_TEST(read_address("昆山市周市镇青阳路3号") == "昆山市周市镇青阳路3号");
  BOOST_TEST(read_address("江苏省苏州市昆山市周市镇青阳路3号") == "昆山市周市镇青阳路3号");
}

BOOST_AUTO_TEST_CASE(r348_masks_as_the_screen_shows_them) {
  BOOST_TEST(mask_id_number("320583199001011212") == "32058319********12");
  BOOST_TEST(mask_id_number("11010519491231002x") == "11010519********2X");
  BOOST_TEST(mask_id_number("110105491231002") == "110105*******02");
  BOOST_TEST(mask_id_number("E12345678") == "E1*****78");
  BOOST_TEST(mask_id_number("1234") == "****");
  BOOST_TEST(mask_id_number("军字第123号") == "****");
  BOOST_TEST(mask_phone("138 1234 5678") == "138****5678");
  BOOST_TEST(mask_phone("0512-57310000") == "0512****0000");
  BOOST_TEST(mask_phone("010-65201234") == "010****1234");
  BOOST_TEST(mask_phone("57310000") == "****000");
  BOOST_TEST(mask_phone("13812345678、57310000") == "138****5678、****000");
  BOOST_TEST(mask_phone("找他儿子13812345678") == "****78");
  BOOST_TEST(mask_address("江苏省苏州市昆山市玉山镇前进路12号") == "江苏省苏州市昆山市****");
  BOOST_TEST(mask_address("昆山市玉山镇前进路12号") == "昆山市****");
  BOOST_TEST(mask_address("上海市浦东新区世纪大道1号") == "上海市浦东新区****");
  BOOST_TEST(mask_address("内蒙古自治区呼和浩特市新城区1号") == "内蒙古自治区呼和浩特市新城区****");
  BOOST_TEST(mask_address("玉山镇前进中路富士康小区3幢") == "玉山镇前进中****");
  BOOST_TEST(mask_address("前进路12号") == "前进路****");
  BOOST_TEST(mask_address("康居新江南小区3幢201") == "康居新江南小****");
  BOOST_TEST(mask_address("三组") == "三****");
  BOOST_TEST(mask_address("").empty());
}

// whatever is typed, a mask tells no more than its rule allows.
BOOST_AUTO_TEST_CASE(r348_masks_never_show_what_they_hide) {
  std::mt19937 random(3480);
  for (int i = 0; i < 2000; ++i) {
    const std::string id = random_id(random);
    BOOST_TEST(!says(mask_id_number(id), id.substr(8, 8)));
    BOOST_TEST(digits_in(mask_id_number(id)) <= 10u);
    std::string phone = "1" + std::to_string(3 + random() % 7) + std::to_string(1000000000 + random() % 1000000000).substr(1);
    BOOST_TEST(mask_phone(phone) == phone.substr(0, 3) + "****" + phone.substr(7));
    // Anything at all in the field: at least four digits of a long run of digits stay hidden.
    static const char* const k_pieces[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "13", "0512", "+", "-", " ", "(", "转", "、", "省", "市", "区", "号", "A"};
    std::string anything;
    for (std::size_t n = 5 + random() % 20; n > 0; --n) anything += k_pieces[random() % std::size(k_pieces)];
    const std::size_t digits = digits_in(anything);
    const std::size_t parts = std::max<std::size_t>(split_phones(anything).size(), 1);
    BOOST_TEST(digits_in(mask_phone(anything)) <= 8u * parts, anything);
    if (digits >= 8) BOOST_TEST(digits_in(mask_phone(anything)) < digits, anything);
    if (digits >= 8) BOOST_TEST(digits_in(mask_id_number(anything)) + 4u <= digits, anything);
    BOOST_TEST(digits_in(mask_address("前进路" + anything)) == 0u, anything);
  }
}

BOOST_AUTO_TEST_SUITE_END()
