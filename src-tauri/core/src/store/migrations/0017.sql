-- The body of an event lies apart from what questions are about, as the bytes it is and not as hex: half of what it took, and no
-- question reads past it.
DROP INDEX events_in_time;
DROP INDEX events_of_appointment;
ALTER TABLE events RENAME TO old_events;

CREATE TABLE events (
  -- The mirror: what each calendar holds, and the base of every later change.
  number         INTEGER NOT NULL PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE,
  calendar_id    TEXT NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
  handle         TEXT NOT NULL,
  handle_iv      TEXT NOT NULL,
  handle_auth    TEXT NOT NULL,
  handle_mark    TEXT NOT NULL,         -- HMAC of the handle: finds the row without opening all
  revision       TEXT NOT NULL,         -- ETag
  readable       INTEGER NOT NULL CHECK (readable IN (0, 1)),
  starts_at      INTEGER,               -- of the first occurrence; NULL = not known
  ends_at        INTEGER,               -- of the last occurrence; NULL = endless or not known
  appointment_id TEXT,                  -- it was written for this appointment
  key_id         TEXT NOT NULL REFERENCES vault_keys (id),
  updated_at     INTEGER NOT NULL,
  UNIQUE (calendar_id, handle_mark)
) STRICT;

CREATE TABLE event_bodies (
  -- Each event byte for byte as the provider sent it. Sealed as the column body of events, to the row of that id.
  event     INTEGER NOT NULL PRIMARY KEY REFERENCES events (number) ON DELETE CASCADE,
  body      BLOB NOT NULL,
  body_iv   BLOB NOT NULL,              -- 16 bytes, as is the tag
  body_auth BLOB NOT NULL
) STRICT;

INSERT INTO events (number, id, calendar_id, handle, handle_iv, handle_auth, handle_mark, revision, readable, starts_at,
                    ends_at, appointment_id, key_id, updated_at)
SELECT rowid, id, calendar_id, handle, handle_iv, handle_auth, handle_mark, revision, readable, starts_at,
       ends_at, appointment_id, key_id, updated_at FROM old_events ORDER BY rowid;

-- What is no hex does not open, and is fetched again.
INSERT INTO event_bodies (event, body, body_iv, body_auth)
SELECT rowid, coalesce(unhex(body), x''), coalesce(unhex(body_iv), x''), coalesce(unhex(body_auth), x'')
FROM old_events ORDER BY rowid;

DROP TABLE old_events;

CREATE INDEX events_in_time ON events (calendar_id, starts_at, ends_at);
CREATE INDEX events_of_appointment ON events (appointment_id) WHERE appointment_id IS NOT NULL;
