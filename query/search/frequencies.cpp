#include "query/search/frequencies.hpp"

#include <algorithm>
#include <cmath>

#include "indexer/schema/index_schema.hpp"

namespace anjuan::detail {

double idf(double documents, double with_term) {
  return std::log(1 + (documents - with_term + 0.5) / (with_term + 0.5));
}

Frequencies::Frequencies(const Xapian::Database& db, const AccessScope& scope)
    : m_db(db), m_whole(scope.name == office_scope().name && scope.denied.empty()) {
  for (const MatterId& matter : scope.denied) {
    const std::string term = schema::matter_term(matter.value);
    m_hidden.insert(m_hidden.end(), db.postlist_begin(term), db.postlist_end(term));
  }
  std::sort(m_hidden.begin(), m_hidden.end());
  m_hidden.erase(std::unique(m_hidden.begin(), m_hidden.end()), m_hidden.end());
}

double Frequencies::documents() const { return static_cast<double>(m_db.get_doccount() - m_hidden.size()); }

double Frequencies::with_term(const std::string& term) const {
  if (m_hidden.empty()) return m_db.get_termfreq(term);
  const auto known = m_known.find(term);
  if (known != m_known.end()) return known->second;
  const double count = static_cast<double>(m_db.get_termfreq(term) - hidden_with(term));
  m_known.emplace(term, count);
  return count;
}

double Frequencies::idf(const std::string& term) const { return detail::idf(documents(), with_term(term)); }

Xapian::doccount Frequencies::hidden_with(const std::string& term) const {
  Xapian::doccount count = 0;
  auto posting = m_db.postlist_begin(term);
  const auto end = m_db.postlist_end(term);
  for (const Xapian::docid hidden : m_hidden) {
    if (posting == end) break;
    posting.skip_to(hidden);
    if (posting != end && *posting == hidden) ++count;
  }
  return count;
}

}  // namespace anjuan::detail
