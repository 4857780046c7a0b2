-- Version 3 of the catalog: what was filed (立卷归档). Everything here is a view of the action filing.event; `record` (schemas/formats/filing.md) is a JSON object
-- to which each event's `set` is merged; the columns beside it mirror what lists filter and sort by.

CREATE TABLE filing (
  filing TEXT PRIMARY KEY,
  matter TEXT,
  code TEXT,
  regime TEXT,
  year INTEGER,
  period TEXT,
  due TEXT,
  state TEXT,
  record TEXT NOT NULL,
  changed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX filing_by_code ON filing (code) WHERE code IS NOT NULL;
CREATE INDEX filing_by_matter ON filing (matter) WHERE matter IS NOT NULL;
CREATE INDEX filing_by_class ON filing (year, period, regime);
CREATE INDEX filing_by_due ON filing (due) WHERE due IS NOT NULL;

-- The papers of a 件 or a volume, in their order.
CREATE TABLE filing_paper (
  filing TEXT NOT NULL,
  position INTEGER NOT NULL,
  item TEXT NOT NULL,
  PRIMARY KEY (filing, position)
) WITHOUT ROWID;
CREATE INDEX filing_paper_by_item ON filing_paper (item);

CREATE TABLE filing_event (
  seq INTEGER PRIMARY KEY,
  filing TEXT NOT NULL,
  move TEXT NOT NULL,
  on_date TEXT NOT NULL,
  actor TEXT NOT NULL,
  acted TEXT NOT NULL,
  evidence TEXT,
  fields TEXT NOT NULL,
  changes TEXT NOT NULL
);
CREATE INDEX filing_event_by_filing ON filing_event (filing, seq);
