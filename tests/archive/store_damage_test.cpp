// What the store says of packs that are not as they were written: torn, rotten, cut, exchanged, newer.
#include <boost/test/unit_test.hpp>

#include "archive/store/pack_format.hpp"
#include "tests/support/crash_file_system.hpp"
#include "tests/support/memory_book.hpp"
#include "tests/support/object_store_conformance.hpp"
#include "tests/support/shared_data.hpp"

namespace anjuan::test {

namespace {

const Path k_folder = "/packs";
const Path k_pack = "/packs/00000001.pack";

struct Written {
  std::shared_ptr<CrashFileSystem> fs = std::make_shared<CrashFileSystem>();
  MemoryBook book;
  std::vector<RecordLocation> locations;
  std::vector<std::string> payloads;
  Bytes bytes;

  std::unique_ptr<PackStore> store(const PackLimits& limits = {}) const {
    return need(PackStore::open(fs, k_folder, limits));
  }
  void damage(std::size_t at, std::byte change) {
    Bytes damaged = bytes;
    damaged.at(at) ^= change;
    fs->set_bytes(k_pack, std::move(damaged));
  }
};

enum class Footer { yes, no };

/// Pack 1 with a few small records of every kind; with a footer, pack 2 holds the next record.
Written write_pack(Footer footer) {
  Written w;
  const PackLimits limits{.seal_at = footer == Footer::yes ? 380U : 1U << 20};
  const auto store = w.store(limits);
  const auto session = need(store->begin_session(w.book));
  for (const char* text : {"the first object", "", "the second object"}) {
    const PutResult p = put(*session, text);
    w.book.objects.emplace(p.id, p.location);
    w.locations.push_back(p.location);
    w.payloads.emplace_back(text);
  }
  for (const RecordKind kind : {RecordKind::private_payload, RecordKind::journal_batch}) {
    w.payloads.push_back("payload of kind " + std::to_string(static_cast<int>(kind)));
    w.locations.push_back(need(session->append(kind, as_bytes(w.payloads.back()))));
  }
  if (footer == Footer::yes) (void)put(*session, "in the next pack");
  commit(*session, w.book, {});
  w.bytes = w.fs->bytes(k_pack);
  return w;
}

struct Seen {
  std::vector<std::uint64_t> good, bad;
  std::string first_error;
};

Seen scan(PackStore& store, const PackStore::ScanOptions& options = {}) {
  Seen seen;
  const Status status = store.scan(
      1, options,
      [&](const Record& record, ByteView) -> Status {
        seen.good.push_back(record.location.offset);
        return {};
      },
      [&](std::uint64_t offset, const Error& error) -> Status {
        BOOST_TEST(error.code == ErrorCode::corrupt);
        BOOST_TEST(error.message.find("pack 1") != std::string::npos, error.message);
        if (seen.bad.empty()) seen.first_error = error.message;
        seen.bad.push_back(offset);
        return {};
      });
  if (!status) {
    seen.bad.push_back(0);
    seen.first_error = status.error().message;
  }
  return seen;
}

std::vector<std::uint64_t> offsets(const Written& w) {
  std::vector<std::uint64_t> offsets;
  for (const RecordLocation& location : w.locations) offsets.push_back(location.offset);
  return offsets;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_flipped_bit_is_found_and_never_delivered) {
  for (const Footer footer : {Footer::no, Footer::yes}) {
    Written w = write_pack(footer);
    BOOST_TEST(w.bytes.size() > 350U);
    BOOST_TEST(scan(*w.store()).bad.empty());
    BOOST_TEST(need(w.store()->is_sealed(1)) == (footer == Footer::yes));
    const PackStore::ScanOptions known{.known = offsets(w)};
    std::size_t flips = 0, unreachable = 0;
    for (std::size_t at = 0; at < w.bytes.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit, ++flips) {
        w.damage(at, std::byte(1 << bit));
        const auto store = w.store();
        const Seen seen = scan(*store, known);
        BOOST_REQUIRE_MESSAGE(!seen.bad.empty(), "byte " << at << " bit " << bit << " was flipped and not found");
        const bool footer_hit = footer == Footer::yes && at >= w.bytes.size() - pack::k_footer_size;
        BOOST_REQUIRE_MESSAGE(seen.good.size() + (at < 20 || footer_hit ? 0 : 1) == w.locations.size(),
                              "byte " << at << ": one flipped bit must cost one record, good: " << seen.good.size());
        if (scan(*store).good.size() != seen.good.size()) ++unreachable;
        for (std::size_t i = 0; i < w.locations.size(); ++i) {
          MemorySink sink;
          const Status read = store->read(w.locations[i], sink);
          BOOST_REQUIRE(!read || as_text(sink.bytes()) == w.payloads[i]);
          const bool hit = at >= w.locations[i].offset &&
                           at < (i + 1 < w.locations.size() ? w.locations[i + 1].offset : w.bytes.size());
          BOOST_REQUIRE_MESSAGE(read.has_value() || hit || at < 20,
                                "byte " << at << " made record " << i << " unreadable");
        }
      }
    }
    BOOST_TEST(flips == w.bytes.size() * 8);
    // Without the catalog's offsets the rest of the pack is lost behind a damaged header, size or trailer, but not
    // behind a damaged payload.
    BOOST_TEST(unreachable > 0U);
    BOOST_TEST(unreachable < flips);
  }
}

// A flipped bit meets several checks at once. Each must hold alone: against a writer that was wrong, not only against a
// disk.
BOOST_AUTO_TEST_CASE(length_and_digest_are_checked_beside_the_checksums) {
  Written w = write_pack(Footer::no);
  const std::uint64_t trailer_at = w.locations[1].offset - pack::k_trailer_size;
  const std::string& payload = w.payloads[0];
  const auto with_trailer = [&](std::uint64_t length, const Digest& digest) {
    Bytes bytes = w.bytes;
    const auto trailer = pack::trailer(1, length, digest);
    std::copy(trailer.begin(), trailer.end(), bytes.begin() + static_cast<std::ptrdiff_t>(trailer_at));
    w.fs->set_bytes(k_pack, bytes);
    return scan(*w.store()).first_error;
  };
  BOOST_TEST(with_trailer(payload.size(), sha256(as_bytes(payload))).empty());
  BOOST_TEST(with_trailer(payload.size() + 1, sha256(as_bytes(payload))).find("length") != std::string::npos);
  BOOST_TEST(with_trailer(payload.size(), sha256(as_bytes("other"))).find("digest") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(damage_inside_a_payload_leaves_the_next_record_reachable_without_sql) {
  Written w = write_pack(Footer::yes);
  w.damage(w.locations[2].offset + 15, std::byte{1});
  const Seen seen = scan(*w.store());
  BOOST_TEST(seen.bad == std::vector<std::uint64_t>{w.locations[2].offset}, boost::test_tools::per_element());
  BOOST_TEST(seen.good.size() == w.locations.size() - 1);
}

BOOST_AUTO_TEST_CASE(a_torn_tail_is_cut_exactly_to_the_promise) {
  Written w = write_pack(Footer::no);
  const std::uint64_t promise = w.bytes.size();
  {
    const auto store = w.store();
    const auto session = need(store->begin_session(w.book));
    (void)put(*session, std::string(700, 'x'));
    (void)need(session->append(RecordKind::journal_batch, as_bytes("never promised")));
    need(session->sync());
  }
  const Bytes longer = w.fs->bytes(k_pack);
  BOOST_TEST(longer.size() > promise + 800);
  for (std::uint64_t length = promise; length <= longer.size(); ++length) {
    w.fs->set_bytes(k_pack, Bytes(longer.begin(), longer.begin() + static_cast<std::ptrdiff_t>(length)));
    const auto store = w.store();
    const auto session = need(store->begin_session(w.book));
    BOOST_REQUIRE((w.fs->bytes(k_pack) == w.bytes));
  }
  // The place is used again.
  const auto store = w.store();
  const auto session = need(store->begin_session(w.book));
  const PutResult next = put(*session, "after the crash");
  commit(*session, w.book, {next});
  BOOST_TEST(next.location.offset == promise);
  BOOST_TEST(get(*store, next) == "after the crash");
  BOOST_TEST(scan(*store).good.size() == w.locations.size() + 1);
}

BOOST_AUTO_TEST_CASE(damage_before_the_promise_is_never_cut) {
  Written w = write_pack(Footer::no);
  for (std::size_t at = 0; at < w.bytes.size(); ++at) {
    w.damage(at, std::byte{0x40});
    const Bytes before = w.fs->bytes(k_pack);
    const auto store = w.store();
    const auto session = store->begin_session(w.book);
    BOOST_REQUIRE(session.has_value() == true);
    const PutResult next = put(**session, "written after the damage");
    need((*session)->sync());
    const Bytes after = w.fs->bytes(next.location.pack == 1 ? k_pack : "/packs/00000002.pack");
    BOOST_REQUIRE(next.location.pack == (at < 20 ? 2U : 1U));  // nothing is entrusted to a pack with a rotten header
    if (next.location.pack == 1) BOOST_REQUIRE(std::equal(before.begin(), before.end(), after.begin()));
    if (next.location.pack == 2) BOOST_REQUIRE((w.fs->bytes(k_pack) == before));
  }
  for (std::size_t length = 0; length < w.bytes.size(); length += 13) {
    w.fs->set_bytes(k_pack, Bytes(w.bytes.begin(), w.bytes.begin() + static_cast<std::ptrdiff_t>(length)));
    const auto store = w.store();
    BOOST_TEST(code_of(store->begin_session(w.book)) == ErrorCode::corrupt);
    BOOST_TEST(w.fs->bytes(k_pack).size() == length);
    const Seen seen = scan(*store, {.end = w.bytes.size(), .known = offsets(w)});
    BOOST_REQUIRE(!seen.bad.empty());
    BOOST_TEST(seen.bad.back() == length);
  }
  need(w.fs->remove(k_pack));
  BOOST_TEST(code_of(w.store()->begin_session(w.book)) == ErrorCode::corrupt);
}

// A restored backup of the catalog knows less than the packs hold. Cutting to its promise would destroy what was
// acknowledged since.
BOOST_AUTO_TEST_CASE(an_old_catalog_cuts_nothing) {
  Written w = write_pack(Footer::no);
  const MemoryBook backup = w.book;
  for (const char* text : {"acknowledged after the backup", "and this too"}) {
    const auto store = w.store();
    const auto session = need(store->begin_session(w.book));
    const PutResult p = put(*session, text);
    (void)need(session->append(RecordKind::journal_batch, as_bytes(text)));
    commit(*session, w.book, {p});
  }
  const Bytes before = w.fs->bytes(k_pack);
  for (MemoryBook old : {backup, MemoryBook()}) {
    const auto store = w.store();
    const auto session = store->begin_session(old);
    BOOST_TEST(code_of(session) == ErrorCode::corrupt);
    BOOST_TEST(session.error().message.find("older") != std::string::npos);
    BOOST_TEST((w.fs->bytes(k_pack) == before));
  }
}

BOOST_AUTO_TEST_CASE(a_newer_version_is_refused_and_not_touched) {
  Written w = write_pack(Footer::no);
  Bytes newer = w.bytes;
  newer[8] = std::byte{2};
  const std::uint32_t crc = crc32c(ByteView(newer).first(16));
  for (std::size_t i = 0; i < 4; ++i) newer[16 + i] = static_cast<std::byte>(crc >> (8 * i));
  w.fs->set_bytes(k_pack, newer);
  const auto store = w.store();
  MemorySink sink;
  BOOST_TEST(code_of(store->read(w.locations[0], sink)) == ErrorCode::unsupported);
  BOOST_TEST(sink.bytes().empty());
  BOOST_TEST(code_of(store->begin_session(w.book)) == ErrorCode::unsupported);
  const auto nothing = [](const Record&, ByteView) -> Status { return {}; };
  const auto bad = [](std::uint64_t, const Error&) -> Status { return {}; };
  BOOST_TEST(code_of(store->scan(1, {}, nothing, bad)) == ErrorCode::unsupported);
  BOOST_TEST((w.fs->bytes(k_pack) == newer));
}

BOOST_AUTO_TEST_CASE(a_footer_vouches_for_number_and_order_of_the_records) {
  Written w = write_pack(Footer::yes);
  const auto cut_out = [&](std::uint64_t from, std::uint64_t to) {
    Bytes bytes(w.bytes.begin(), w.bytes.begin() + static_cast<std::ptrdiff_t>(from));
    bytes.insert(bytes.end(), w.bytes.begin() + static_cast<std::ptrdiff_t>(to), w.bytes.end());
    return bytes;
  };
  const std::uint64_t footer = w.bytes.size() - pack::k_footer_size;
  // A record is gone.
  w.fs->set_bytes(k_pack, cut_out(w.locations[1].offset, w.locations[2].offset));
  BOOST_TEST(scan(*w.store()).first_error.find("the footer") != std::string::npos);
  BOOST_TEST(!need(w.store()->is_sealed(1)));
  // Two records of the same length have changed places: only the chain knows.
  Bytes swapped = w.bytes;
  const auto record = [&](std::size_t i) {
    return swapped.begin() + static_cast<std::ptrdiff_t>(w.locations[i].offset);
  };
  std::swap_ranges(record(3), record(4), record(4));
  w.fs->set_bytes(k_pack, swapped);
  const Seen seen = scan(*w.store());
  BOOST_TEST(seen.good.size() == w.locations.size());
  BOOST_TEST(seen.bad == std::vector<std::uint64_t>{footer}, boost::test_tools::per_element());
  // The catalog's view: another record stands in this place.
  MemorySink sink;
  BOOST_TEST(code_of(w.store()->read_object(ObjectId::of(as_bytes("else")), w.locations[0], sink)) ==
             ErrorCode::corrupt);
  // Something was written behind the footer.
  Bytes more = w.bytes;
  more.insert(more.end(), w.bytes.begin() + static_cast<std::ptrdiff_t>(w.locations[1].offset),
              w.bytes.begin() + static_cast<std::ptrdiff_t>(w.locations[2].offset));
  w.fs->set_bytes(k_pack, more);
  BOOST_TEST(scan(*w.store()).first_error.find("behind the footer") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_with_another_packs_name_is_found) {
  Written w = write_pack(Footer::yes);
  w.fs->set_bytes("/packs/00000002.pack", w.bytes);
  need(w.fs->rename("/packs/00000002.pack", k_pack));
  BOOST_TEST(scan(*w.store()).bad.empty());
  write_pack(Footer::no);
  w.fs->set_bytes(k_pack, [&] {
    Bytes other = w.bytes;
    const auto header = pack::file_header(7);
    std::copy(header.begin(), header.end(), other.begin());
    return other;
  }());
  BOOST_TEST(scan(*w.store()).first_error.find("names pack 7") != std::string::npos);
}

// An archived document may contain a forged pack. It must not become a record, whatever is damaged around it.
BOOST_AUTO_TEST_CASE(a_forged_record_inside_a_payload_stays_a_payload) {
  Written inner = write_pack(Footer::no);
  Written w;
  const auto session = need(w.store()->begin_session(w.book));
  const PutResult carrier = put(*session, as_text(inner.bytes));
  const PutResult next = put(*session, "behind it");
  commit(*session, w.book, {carrier, next});
  w.bytes = w.fs->bytes(k_pack);
  for (std::size_t at = 20; at < next.location.offset; ++at) {
    w.damage(at, std::byte{0x10});
    for (const std::uint64_t offset : scan(*w.store()).good) BOOST_REQUIRE(offset == next.location.offset);
  }
}

// Written once by the first release. Never regenerate it: if this fails, old archives cannot be read.
BOOST_AUTO_TEST_CASE(packs_of_format_1_are_read_for_ever) {
  const Written w = write_pack(Footer::yes);
  const auto store = need(PackStore::open(posix_file_system(), source_dir() / "tests/data/formats/v1/packs"));
  BOOST_TEST(scan(*store).bad.empty());
  BOOST_TEST(scan(*store).good == offsets(w), boost::test_tools::per_element());
  BOOST_TEST(need(store->is_sealed(1)));
  for (std::size_t i = 0; i < w.locations.size(); ++i) {
    MemorySink sink;
    need(store->read(w.locations[i], sink));
    BOOST_TEST(as_text(sink.bytes()) == w.payloads[i]);
  }
}

}  // namespace anjuan::test
