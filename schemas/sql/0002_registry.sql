-- Version 2 of the catalog: the petition registry. Everything here is a view of the actions matter.event, account.set and unit.set.
-- `record` is a JSON object to which each event's `set` is merged; the columns beside it mirror what lists filter and sort by.

ALTER TABLE matter ADD COLUMN number TEXT;
ALTER TABLE matter ADD COLUMN state TEXT;
ALTER TABLE matter ADD COLUMN received TEXT;
ALTER TABLE matter ADD COLUMN registered TEXT;
ALTER TABLE matter ADD COLUMN channel TEXT;
ALTER TABLE matter ADD COLUMN category TEXT;
ALTER TABLE matter ADD COLUMN scope TEXT;
ALTER TABLE matter ADD COLUMN section TEXT;
ALTER TABLE matter ADD COLUMN handler TEXT;
ALTER TABLE matter ADD COLUMN closed TEXT;
ALTER TABLE matter ADD COLUMN alarm TEXT;
ALTER TABLE matter ADD COLUMN external TEXT;
ALTER TABLE matter ADD COLUMN restricted INTEGER;
ALTER TABLE matter ADD COLUMN record TEXT;
ALTER TABLE matter ADD COLUMN changed INTEGER;
CREATE UNIQUE INDEX matter_by_number ON matter (number) WHERE number IS NOT NULL;
CREATE INDEX matter_by_alarm ON matter (alarm) WHERE alarm IS NOT NULL;
CREATE INDEX matter_by_received ON matter (received) WHERE received IS NOT NULL;
CREATE INDEX matter_by_external ON matter (external) WHERE external IS NOT NULL;
CREATE INDEX matter_restricted ON matter (matter) WHERE restricted = 1;
CREATE UNIQUE INDEX matter_by_import ON matter (import_source, import_row) WHERE number IS NOT NULL AND import_source IS NOT NULL;

-- What happened to a matter, in the order in which it was entered. `on_date` is the day it happened, `acted` who did it; the entry's time
-- and actor say when and by whom it was typed (R-385).
CREATE TABLE matter_event (
  seq INTEGER PRIMARY KEY,
  matter TEXT NOT NULL,
  move TEXT NOT NULL,
  on_date TEXT NOT NULL,
  actor TEXT NOT NULL,
  acted TEXT NOT NULL,
  evidence TEXT,
  fields TEXT NOT NULL,
  changes TEXT NOT NULL
);
CREATE INDEX event_by_matter ON matter_event (matter, seq);

-- Petitioners, representatives, persons and units complained of, in the order of the paper. Keys find them again: names in all their
-- spellings, keyed hashes of numbers (R-347, R-348).
CREATE TABLE party (
  matter TEXT NOT NULL,
  position INTEGER NOT NULL,
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (matter, position)
) WITHOUT ROWID;
CREATE TABLE party_key (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  role TEXT NOT NULL,
  matter TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (kind, key, matter, position)
) WITHOUT ROWID;
CREATE INDEX party_key_by_matter ON party_key (matter);

-- The last serial given out in each series of numbers; without a gap up to it.
CREATE TABLE number_series (
  series TEXT NOT NULL,
  year INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (series, year)
) WITHOUT ROWID;

CREATE TABLE account (
  account TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  unit TEXT,
  record TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE unit (
  unit TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  record TEXT NOT NULL
) WITHOUT ROWID;
