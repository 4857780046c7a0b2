#include "query/access/access_scope.hpp"

#include <algorithm>

#include "indexer/schema/index_schema.hpp"

namespace anjuan {

AccessScope office_scope() { return {"office", {schema::scope_term(schema::k_scope_open)}, {}, true}; }

bool may_see(const AccessScope& scope, const Item& item) {
  // Every item is open as long as nothing in the catalog restricts one; the index says the same with the same term.
  const std::string term = schema::scope_term(schema::k_scope_open);
  if (std::find(scope.readable.begin(), scope.readable.end(), term) == scope.readable.end()) return false;
  return !item.matter || std::find(scope.denied.begin(), scope.denied.end(), *item.matter) == scope.denied.end();
}

}  // namespace anjuan
