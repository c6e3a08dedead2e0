-- When events happen, worked out once for each change of an event: a question is answered from here, and opens no body.
CREATE TABLE event_parts (
  -- What a question needs of a part of an event. Its says is JSON: UID, title, place, and who declined. It is sealed to the row
  -- "id of the event/part", under the key of the event's row.
  event     INTEGER NOT NULL REFERENCES events (number) ON DELETE CASCADE,
  part      INTEGER NOT NULL,
  busy      INTEGER NOT NULL CHECK (busy IN (0, 1)),
  says      BLOB NOT NULL,
  says_iv   BLOB NOT NULL,              -- 16 bytes, as is the tag
  says_auth BLOB NOT NULL,
  PRIMARY KEY (event, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE occurrences (
  event    INTEGER NOT NULL REFERENCES events (number) ON DELETE CASCADE,
  part     INTEGER NOT NULL,
  form     INTEGER NOT NULL CHECK (form IN (0, 1, 2)),  -- 1 = wall-clock times, 2 = days: of wherever the reader is, noted as of UTC
  starts   INTEGER NOT NULL,
  ends     INTEGER NOT NULL,
  is_first INTEGER NOT NULL CHECK (is_first IN (0, 1)),  -- it starts when its event first does
  is_long  INTEGER NOT NULL CHECK (is_long IN (0, 1)),   -- it lasts over a day
  certain  INTEGER NOT NULL CHECK (certain IN (0, 1)),   -- 0 = nobody knows the time zone that it is in
  PRIMARY KEY (event, part, starts)
) STRICT, WITHOUT ROWID;

CREATE INDEX occurrences_short ON occurrences (starts, ends, form, is_first, is_long, certain) WHERE is_long = 0;
CREATE INDEX occurrences_long ON occurrences (ends, starts, form, is_first, is_long, certain) WHERE is_long = 1;

-- The span of time in which its occurrences stand in the index; NULL = in none, the event is opened for each question.
ALTER TABLE events ADD COLUMN indexed_from INTEGER;
ALTER TABLE events ADD COLUMN indexed_to INTEGER;
-- When they are to be worked out again; NULL = all there ever are stand there.
ALTER TABLE events ADD COLUMN index_due INTEGER DEFAULT 0;
CREATE INDEX events_partly_indexed ON events (index_due, indexed_from, indexed_to, starts_at, ends_at)
  WHERE index_due IS NOT NULL;
