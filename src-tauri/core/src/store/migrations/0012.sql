-- Times that were chosen for an appointment and could not be checked: they are looked at again when more is known.
CREATE TABLE unchecked_times (
  id        TEXT NOT NULL PRIMARY KEY REFERENCES appointments (id) ON DELETE CASCADE,  -- the appointment
  starts_at INTEGER NOT NULL,           -- the time that was chosen; of another one nothing is asked
  ends_at   INTEGER NOT NULL,
  meant     TEXT NOT NULL,              -- JSON: ids of what it overlapped then, which the person knew
  clashes   INTEGER NOT NULL DEFAULT 0 CHECK (clashes IN (0, 1))  -- it overlaps something else: the person is asked
) STRICT;
