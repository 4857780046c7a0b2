// The catalogues and indexes of what was filed, as reports (R-401… ): each shows what is within the scope,
// as if the rest did not exist. Proof: tests/query/catalogues_test.cpp.
#pragma once

#include <string_view>
#include <vector>

#include "archive/catalog/filing_book.hpp"
#include "archive/filing/archival_code.hpp"
#include "archive/filing/filing_rules.hpp"
#include "archive/registry/registry.hpp"
#include "query/access/access_scope.hpp"
#include "query/reports/name_order.hpp"
#include "query/reports/report.hpp"

namespace anjuan::reports {

struct CatalogueRequest {
  FilingFilter filter;
  NameOrder order = NameOrder::pinyin;
  std::string topic;  ///< 专题目录: this one alone; empty: all
  std::string fonds_name;
};

/// What catalogues are made from; by reference, for the length of a call.
struct CatalogueSources {
  registry::Registry& registry;
  FilingBook& book;
  const AccessScope& scope;
  const filing::CodeRules& codes;
  const filing::FilingRules& rules;
};

/// 案卷目录, 全引目录, 归档文件目录, 人名索引, 文号索引, 专题目录.
std::vector<std::string_view> catalogue_kinds();
/// invalid_argument: another kind, with those there are; a topic for one that has none. denied: 被反映人索引 for a
/// scope without accusations.
Result<Report> catalogue(std::string_view kind, const CatalogueSources& sources, const CatalogueRequest& request,
                         CivilDate as_of);

}  // namespace anjuan::reports
