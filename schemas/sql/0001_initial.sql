-- Version 1 of the catalog: a view of the journal. Only archive/catalog's apply() writes the tables that an entry changes; pack, object, batch,
-- entry and tree are written by the commit itself. One SQL subset for SQLite and PostgreSQL: no triggers, no vendor types beyond BLOB.

CREATE TABLE archive (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  fonds_code TEXT NOT NULL,
  fonds_name TEXT NOT NULL,
  created TEXT NOT NULL
);

-- What the packs hold for us: bytes past `promised` were never acknowledged.
CREATE TABLE pack (
  pack INTEGER PRIMARY KEY,
  promised INTEGER NOT NULL,
  sealed INTEGER NOT NULL
);

CREATE TABLE object (
  digest BLOB PRIMARY KEY,
  pack INTEGER NOT NULL,
  at INTEGER NOT NULL,
  length INTEGER NOT NULL,
  sm3 BLOB
) WITHOUT ROWID;

CREATE TABLE batch (
  first INTEGER PRIMARY KEY,
  count INTEGER NOT NULL,
  pack INTEGER NOT NULL,
  at INTEGER NOT NULL,
  length INTEGER NOT NULL
);

-- Payloads stand in the packs only: batch (public) or the private record named here.
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  time TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  leaf BLOB NOT NULL,
  private_pack INTEGER,
  private_at INTEGER,
  private_length INTEGER
);

-- The right edge of the journal's RFC 9162 tree, largest subtree first.
CREATE TABLE tree (
  position INTEGER PRIMARY KEY,
  hash BLOB NOT NULL
);

CREATE TABLE matter (
  matter TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  import_source TEXT,
  import_row TEXT
) WITHOUT ROWID;

CREATE TABLE item (
  added INTEGER PRIMARY KEY,
  item TEXT NOT NULL UNIQUE,
  object BLOB NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  date TEXT NOT NULL,
  sender TEXT NOT NULL,
  number TEXT NOT NULL,
  source TEXT NOT NULL,
  file_name TEXT NOT NULL,
  matter TEXT,
  parent TEXT,
  raw_name BLOB,
  name_charset TEXT,
  import_source TEXT,
  import_row TEXT,
  state INTEGER NOT NULL,
  reason TEXT,
  media_type TEXT,
  pages INTEGER NOT NULL,
  text BLOB,
  changed INTEGER NOT NULL
);
CREATE INDEX item_by_object ON item (object);
CREATE INDEX item_to_read ON item (added) WHERE state = 0;
CREATE INDEX item_by_parent ON item (parent) WHERE parent IS NOT NULL;
CREATE INDEX item_by_matter ON item (matter) WHERE matter IS NOT NULL;
CREATE UNIQUE INDEX item_by_import ON item (import_source, import_row) WHERE import_source IS NOT NULL;
