// The paper of what was filed: which box it lies in, where it stands, and that its pages were counted.
//
// None of it is covered by a seal: boxes move, and paper is counted and shelved after its images were sealed.
// Everything that writes takes a locked Transaction. Proof: tests/archive/shelving_test.cpp.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "archive/catalog/filing_book.hpp"
#include "archive/filing/archival_code.hpp"
#include "archive/filing/filing_rules.hpp"
#include "archive/registry/registry.hpp"

namespace anjuan::filing {

/// What lies together: 件 of one class (年度, 机构, 保管期限), in the order of their codes.
struct Box {
  std::string series;          ///< the class: what stands before the serials
  std::int64_t number = 0;     ///< 盒号, from 1 in its class; 0: in no box yet
  int spine = 0;               ///< mm
  std::int64_t thickness = 0;  ///< of the paper in it, in µm, by the rule
  bool is_new = false;         ///< some of it is not recorded yet
  bool is_overfull = false;    ///< one 件 that is thicker than the box
  std::vector<FilingRow> rows;
};

/// one box for each class at least; the paper that no box has yet goes on where the last one ends. `spine`: 0:
/// the smallest that holds what lies in a box of the largest. Boxes are numbered after the highest number of their
/// class in `rows` and `taken` (classes with their highest number that `rows` does not show). The same rows give the
/// same boxes. invalid_argument: a width that the rule does not have.
Result<std::vector<Box>> plan_boxes(std::vector<FilingRow> rows, const std::map<std::string, std::int64_t>& taken,
                                    const CodeRules& codes, const BoxRule& rule, int spine);

/// As recorded: one box for each number of a class; 件 in no box yet together, without a number. By class and number.
std::vector<Box> boxes_of(std::vector<FilingRow> rows, const CodeRules& codes);

/// The class that a code belongs to; a code outside all grammars is a class of its own year and period.
std::string class_of(const FilingRow& row, const CodeRules& codes);

struct Location {
  std::string room, cabinet, shelf;
};

class Shelving {
 public:
  Shelving(Archive& archive, registry::Registry& registry);

  /// Records what of a box is not recorded; invalid_argument: overfull.
  Status put_in_box(Transaction& transaction, const Box& box, const registry::Act& act);
  /// invalid_argument: no room.
  Result<FilingRow> place(Transaction& transaction, const FilingRow& row, const Location& location,
                          const registry::Act& act);
  /// Signs "paper pages = image pages" at binding. invalid_argument: they differ and no reason is given; with one the
  /// difference stands in the notes.
  Result<FilingRow> count(Transaction& transaction, const FilingRow& row, std::int64_t paper_pages,
                          const std::string& reason, const registry::Act& act);

 private:
  Archive& m_archive;
  registry::Registry& m_registry;
};

}  // namespace anjuan::filing
