// Must not compile without -DWITH_SCOPE: there is no search without an access scope (DESIGN §6, Access). The same file with it does,
// so that the failure has this one reason.
#include "query/search/search.hpp"

anjuan::Result<anjuan::Hits> find(anjuan::Searcher& searcher, const anjuan::Query& query) {
#ifdef WITH_SCOPE
  return searcher.search(query, anjuan::office_scope(), anjuan::SearchOptions{});
#else
  return searcher.search(query, anjuan::SearchOptions{});
#endif
}
