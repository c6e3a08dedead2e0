-- What is known of an appointment's event beyond the mirror, which a new reading replaces and a disconnected calendar loses.
CREATE TABLE copies (
  id              TEXT NOT NULL PRIMARY KEY REFERENCES appointments (id) ON DELETE CASCADE,  -- the appointment
  agreed          TEXT,                 -- JSON: what both sides were last known to hold; NULL = nothing
  agreed_iv       TEXT,
  agreed_auth     TEXT,
  agreed_calendar TEXT,                 -- where; kept although the calendar is not connected any more
  sent            TEXT,                 -- JSON: what was sent and not answered; written before the request
  sent_iv         TEXT,
  sent_auth       TEXT,
  sent_calendar   TEXT,
  looked          INTEGER NOT NULL DEFAULT 1 CHECK (looked IN (0, 1)),   -- its account was read since it was sent
  absent          INTEGER NOT NULL DEFAULT 0 CHECK (absent IN (0, 1, 2)),  -- 1 = not found, 2 = proved by reading its account
  whole_series    INTEGER NOT NULL DEFAULT 0 CHECK (whole_series IN (0, 1)),  -- the person let all of a series be changed
  home            TEXT,                 -- the calendar where it belongs, while that is not connected
  from_mirror     INTEGER NOT NULL DEFAULT 0 CHECK (from_mirror IN (0, 1)),   -- an older file: the mirror tells what was agreed
  key_id          TEXT REFERENCES vault_keys (id)
) STRICT;

CREATE INDEX copies_to_look_for ON copies (id) WHERE absent = 1 OR looked = 0;
CREATE INDEX copies_away ON copies (home) WHERE home IS NOT NULL;
CREATE INDEX copies_from_mirror ON copies (id) WHERE from_mirror = 1;

INSERT INTO copies (id, from_mirror)
SELECT DISTINCT a.id, 1 FROM appointments a JOIN events e ON e.appointment_id = a.id;

-- Calendars that were disconnected and had appointments: connected again, they are the same ones.
CREATE TABLE former_calendars (
  id           TEXT NOT NULL PRIMARY KEY,
  provider     TEXT NOT NULL,
  account      TEXT NOT NULL,           -- as in calendar_connections
  account_iv   TEXT NOT NULL,
  account_auth TEXT NOT NULL,
  handle       TEXT NOT NULL,           -- as in calendars
  handle_iv    TEXT NOT NULL,
  handle_auth  TEXT NOT NULL,
  key_id       TEXT NOT NULL REFERENCES vault_keys (id)
) STRICT;

-- The line for the calendar and the client, beside the notes that never leave; NULL = not known yet, as before this version.
ALTER TABLE appointments ADD COLUMN description TEXT;
ALTER TABLE appointments ADD COLUMN description_iv TEXT;
ALTER TABLE appointments ADD COLUMN description_auth TEXT;

-- Its length where that is none that a form takes: no time at all, or more than a day. NULL = `minutes` says it.
ALTER TABLE appointments ADD COLUMN long_minutes INTEGER;

-- When the appointment was at that time: what "Done today" shows. NULL = of an older version.
ALTER TABLE outbox ADD COLUMN starts_at INTEGER;
ALTER TABLE outbox ADD COLUMN ends_at INTEGER;
