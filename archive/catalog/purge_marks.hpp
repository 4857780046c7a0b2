// What pack_purge.state says (schemas/sql/0005_destruction.sql). For the files of this room only.
#pragma once

#include "archive/catalog/archive_impl.hpp"

namespace anjuan {

enum PackMark : int { mark_to_rewrite = 0, mark_being_written = 1, mark_replaced = 2, mark_to_sweep = 3 };  // in SQL: append, never renumber

/// Kinds that a run which died may leave, and that mean nothing once no entry names them.
inline bool is_orphan_kind(RecordKind kind) { return kind == RecordKind::object || kind == RecordKind::private_payload; }

/// corrupt when entries cannot be opened: with keys lost, items are missing from the catalog and with them the knowledge of what is needed.
Status check_all_known(Database& db);

}  // namespace anjuan
