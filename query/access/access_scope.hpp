// What a principal may see, as part of every query tree, never as a filter afterwards (promise 5; R-340…R-345).
#pragma once

#include <string>
#include <vector>

#include "archive/catalog/records.hpp"

namespace anjuan {

/// No default and no "everything": a scope is granted and has a name. Readable AND NOT denied.
struct AccessScope {
  std::string name;  ///< as granted, shown and journalled
  std::vector<std::string>
      readable;  ///< scope terms of the index of which an item must bear one; empty: nothing is readable
  std::vector<MatterId> denied;  ///< matters that are as if absent
  bool accusations = false;      ///< accusations as a kind: lists of who was complained of are for such scopes alone (R-340, R-403)
};

/// The whole office's view: everything that no deny-list takes away. The only scope while there is one kind of user.
AccessScope office_scope();

/// Whether an item found by its id (not by a query) lies within the scope. Hidden answers exactly like absent.
bool may_see(const AccessScope& scope, const Item& item);

}  // namespace anjuan
