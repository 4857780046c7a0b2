-- Version 5 of the catalog: whose content was read, by subject. What was read stands in the journal alone (content.read); a matter's history looks it up there.
-- Few entries are readings, so that the index costs every other entry nothing.
CREATE INDEX read_by_subject ON entry (subject, seq) WHERE action = 'content.read';
