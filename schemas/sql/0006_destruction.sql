-- Version 6 of the catalog: destruction (销毁). A destroyed object has no row in `object`; its digest stays here, with the entry that permitted it.

CREATE TABLE destroyed (
  digest BLOB PRIMARY KEY,
  seq INTEGER NOT NULL
) WITHOUT ROWID;

-- What a purge has still to do. 0: the pack (it stands in `pack` too) holds bytes that must go; 1: the pack is being written to take over from
-- another one, nothing of it is promised; 2: another pack has taken over, the file must go; 3: as 0, and what no entry names goes too. Not a view of
-- the journal.
CREATE TABLE pack_purge (
  pack INTEGER PRIMARY KEY,
  state INTEGER NOT NULL
);
-- Up to which entry the traces of destroyed items have left this database's free pages and its log. Not a view of the journal.
CREATE TABLE purge_mark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL
);

CREATE INDEX item_by_text ON item (text) WHERE text IS NOT NULL;
CREATE INDEX item_destroyed ON item (added) WHERE state = 3;
