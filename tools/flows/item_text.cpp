#include "tools/flows/item_text.hpp"

namespace anjuan::flows {

Result<PositionedText> read_text(Archive& archive, const ObjectId& text) {
  MemorySink sink;
  TRY(archive.read_object(text, sink));
  return decode_positioned_text(sink.bytes());
}

}  // namespace anjuan::flows
