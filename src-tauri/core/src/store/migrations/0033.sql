-- Of a series each date is looked at again by itself, and what the person meant is known for as long as it is to come.
CREATE TABLE unchecked_before AS SELECT id, starts_at, ends_at, meant, clashes, chosen_at FROM unchecked_times;
DROP TABLE unchecked_times;
CREATE TABLE unchecked_times (
  id          TEXT NOT NULL PRIMARY KEY,  -- the appointment, or of a series the date: its id, an @ and its day
  appointment TEXT NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
  starts_at   INTEGER NOT NULL,           -- the time that was chosen; of another one nothing is asked
  ends_at     INTEGER NOT NULL,
  chosen_at   INTEGER NOT NULL,
  meant       TEXT NOT NULL,              -- JSON: what it overlapped then, which the person knew: ids and marks of events
  open        INTEGER NOT NULL CHECK (open IN (0, 1)),    -- it is to be looked at again
  clashes     INTEGER NOT NULL CHECK (clashes IN (0, 1))  -- it overlaps something else: the person is asked
) STRICT;
INSERT INTO unchecked_times (id, appointment, starts_at, ends_at, chosen_at, meant, open, clashes)
  SELECT id, id, starts_at, ends_at, chosen_at, meant, 1, clashes FROM unchecked_before;
DROP TABLE unchecked_before;
CREATE INDEX unchecked_times_of_appointment ON unchecked_times (appointment);
CREATE INDEX unchecked_times_open ON unchecked_times (starts_at, id) WHERE open;
CREATE INDEX unchecked_times_clashing ON unchecked_times (starts_at, id) WHERE clashes;

-- Since when a calendar counts, until what is to come was held against it; NULL = it was.
ALTER TABLE calendars ADD COLUMN counts_since INTEGER;
UPDATE calendars SET counts_since = created_at WHERE last_read_at IS NULL;
