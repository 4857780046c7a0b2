-- Version 7 of the catalog: holds, appraisals and 销毁清册. Everything here is a view of the action disposal.event; `record` (schemas/formats/disposal.md) is a JSON
-- object to which each event's `set` is merged.

CREATE TABLE disposal (
  disposal TEXT PRIMARY KEY,
  number TEXT,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  record TEXT NOT NULL,
  changed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX disposal_by_number ON disposal (number) WHERE number IS NOT NULL;
CREATE INDEX disposal_by_kind ON disposal (kind, state);

-- Matters and filings that a hold, an appraisal or a list is about.
CREATE TABLE disposal_subject (
  subject TEXT NOT NULL,
  disposal TEXT NOT NULL,
  PRIMARY KEY (subject, disposal)
) WITHOUT ROWID;

CREATE TABLE disposal_event (
  seq INTEGER PRIMARY KEY,
  disposal TEXT NOT NULL,
  move TEXT NOT NULL,
  on_date TEXT NOT NULL,
  actor TEXT NOT NULL,
  acted TEXT NOT NULL,
  evidence TEXT,
  fields TEXT NOT NULL,
  changes TEXT NOT NULL
);
CREATE INDEX disposal_event_by_disposal ON disposal_event (disposal, seq);
