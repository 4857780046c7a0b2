// A PromiseBook in memory, for tests of the store: what SQL would remember.
#pragma once

#include <map>

#include "archive/store/pack_store.hpp"

namespace anjuan::test {

class MemoryBook final : public PromiseBook {
 public:
  Result<std::optional<RecordLocation>> find(const ObjectId& id) override {
    const auto found = objects.find(id);
    return found == objects.end() ? std::nullopt : std::optional(found->second);
  }
  Result<std::vector<PackState>> packs() override {
    std::vector<PackState> states;
    for (const auto& [number, state] : promised) states.push_back(state);
    return states;
  }
  /// What a SQL commit does between sync() and keep().
  void promise(const PackSession& session, const std::vector<PutResult>& puts = {}) {
    for (const PackState& state : session.written()) promised[state.pack] = state;
    for (const PutResult& put : puts) objects.emplace(put.id, put.location);
  }

  std::map<ObjectId, RecordLocation> objects;
  std::map<PackNumber, PackState> promised;
};

}  // namespace anjuan::test
