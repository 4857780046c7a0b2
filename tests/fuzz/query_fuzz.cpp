// libFuzzer over parse_query and explain: run with the preset fuzz.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "query/language/query.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto query = anjuan::parse_query({reinterpret_cast<const char*>(data), size});
  if (!query) {
    if (query.error().code != anjuan::ErrorCode::invalid_argument) std::abort();
    return 0;
  }
  if (!query->boolean) return 0;
  const std::string once = anjuan::explain(*query);
  if (once.size() > 10000) return 0;  // field names written out can make it longer than a query may be
  const auto again = anjuan::parse_query(once);
  if (!again) std::abort();
  // Without brackets that nothing needs, a query need not be boolean any more.
  if (again->boolean && anjuan::explain(*again) != once) std::abort();
  return 0;
}
