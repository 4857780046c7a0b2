-- Version 4 of the catalog: later scans of one sheet (R-385) name the item of its first scan.

ALTER TABLE item ADD COLUMN version_of TEXT;
CREATE INDEX item_by_version ON item (version_of) WHERE version_of IS NOT NULL;
