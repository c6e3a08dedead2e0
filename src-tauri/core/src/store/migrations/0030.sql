-- Which kinds of its events count as busy, in words such as "tentative=free all_day=free"; what is not named is as by default.
-- NULL = all is.
ALTER TABLE calendars ADD COLUMN rules TEXT;
ALTER TABLE former_calendars ADD COLUMN rules TEXT;

-- The index says more of each part. Until it is worked out again, events are opened.
DROP TABLE event_parts;
CREATE TABLE event_parts (
  -- What a question needs of a part of an event. Its says is JSON: UID, title, place, and who answered what. It is sealed to the row
  -- "id of the event/part", under the key of the event's row.
  event     INTEGER NOT NULL REFERENCES events (number) ON DELETE CASCADE,
  part      INTEGER NOT NULL,
  takes     TEXT NOT NULL,              -- what kind of time
  travel    INTEGER NOT NULL CHECK (travel IN (0, 1)),  -- it is the way to another part
  says      BLOB NOT NULL,
  says_iv   BLOB NOT NULL,              -- 16 bytes, as is the tag
  says_auth BLOB NOT NULL,
  PRIMARY KEY (event, part)
) STRICT, WITHOUT ROWID;
UPDATE events SET indexed_from = NULL, indexed_to = NULL, index_due = 0;
