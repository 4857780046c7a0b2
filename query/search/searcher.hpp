// Searcher over an index folder and three ports, so that it can be used (and tested) without an open archive. Internal
// to query/search.
#pragma once

#include "query/search/index_reader.hpp"
#include "query/search/search.hpp"

namespace anjuan::detail {

struct SearchPorts {
  /// In the order asked; absent ones are left out.
  std::function<Result<std::vector<Item>>(const std::vector<ItemId>&)> items;
  MatterByName matter_by_name;
  /// The text of an item that has one.
  std::function<Result<PositionedText>(const Item&)> text;
};

Result<std::unique_ptr<Searcher>> open_searcher(const std::filesystem::path& index_folder, SearchPorts ports);

}  // namespace anjuan::detail
