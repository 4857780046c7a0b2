// SM3 beside SHA-256: in a pass of its own, because it costs five times as much (FINDINGS §1).
#pragma once

#include "archive/catalog/archive.hpp"
#include "tools/flows/observer.hpp"

namespace anjuan::flows {

/// Digests every object that has no SM3 yet. Damaged objects are passed over; the flow then ends with corrupt.
/// The caller holds the capture lock.
Status digest_objects(Archive& archive, unsigned threads, const CancelFlag* cancel, Observer& observer, Summary& summary);

}  // namespace anjuan::flows
