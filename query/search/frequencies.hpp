// In how many documents a term stands, as far as whoever asks may know (promise 5). Internal to query/search.
#pragma once

#include <xapian.h>

#include <map>
#include <string>
#include <vector>

#include "query/access/access_scope.hpp"

namespace anjuan::detail {

/// Counts without the documents of denied matters, so that neither a score nor an order tells that such documents exist.
/// The whole office's counts are the index's own. Rejected: constant weights for everybody else, which rank worse for all
/// accounts; counting unrestricted documents only, which lets those who may see an accusation tell how the others rank.
/// May throw Xapian::Error. Not safe for threads: it remembers what it counted.
class Frequencies {
 public:
  Frequencies(const Xapian::Database& db, const AccessScope& scope);

  /// Whether the counts are the index's own, so that Xapian may weigh by itself.
  bool are_whole() const { return m_whole; }
  double documents() const;
  double with_term(const std::string& term) const;
  /// The inverse document frequency by which terms weigh.
  double idf(const std::string& term) const;

 private:
  Xapian::doccount hidden_with(const std::string& term) const;

  const Xapian::Database& m_db;
  bool m_whole;
  std::vector<Xapian::docid> m_hidden;  ///< ascending
  mutable std::map<std::string, double> m_known;
};

double idf(double documents, double with_term);

}  // namespace anjuan::detail
