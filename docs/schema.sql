-- The data file of Daybook, version 34. Made from the migrations by `cargo x fix`. Do not edit.

CREATE TABLE appointments (
  id                TEXT NOT NULL PRIMARY KEY,
  client_id         TEXT NOT NULL REFERENCES clients (id),
  service_id        TEXT REFERENCES services (id),
  title             TEXT NOT NULL,
  title_iv          TEXT NOT NULL,
  title_auth        TEXT NOT NULL,
  place             TEXT NOT NULL,
  place_iv          TEXT NOT NULL,
  place_auth        TEXT NOT NULL,
  notes             TEXT NOT NULL,      -- private: never sent
  notes_iv          TEXT NOT NULL,
  notes_auth        TEXT NOT NULL,
  wall_start        TEXT NOT NULL,      -- what was agreed: 2026-12-01T10:00 in zone
  minutes           INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
  zone              TEXT NOT NULL,      -- IANA name
  starts_at         INTEGER NOT NULL,   -- follows from the wall clock and today's zone rules
  ends_at           INTEGER NOT NULL,
  status            TEXT NOT NULL CHECK (status IN ('confirmed', 'tentative', 'cancelled')),
  invite            INTEGER NOT NULL CHECK (invite IN (0, 1)),
  calendar_id       TEXT REFERENCES calendars (id) ON DELETE SET NULL,  -- NULL = on this computer
  calendar_event_id TEXT,               -- what the provider calls the event
  uid               TEXT NOT NULL UNIQUE,
  sequence          INTEGER NOT NULL,
  key_id            TEXT NOT NULL REFERENCES vault_keys (id),
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL
, invited /* the address that the event there was written to invite */ TEXT, invited_iv TEXT, invited_auth TEXT, description TEXT, description_iv TEXT, description_auth TEXT, long_minutes INTEGER, guessed TEXT, bound TEXT, repeat TEXT, series_ends INTEGER, series_begins INTEGER) STRICT;

CREATE INDEX appointments_in_time ON appointments (starts_at, ends_at);

CREATE INDEX appointments_of_client ON appointments (client_id, starts_at);

CREATE INDEX appointments_series ON appointments (series_ends, series_begins) WHERE series_ends IS NOT NULL;

CREATE TABLE calendar_connections (
  -- One account at one provider. A field x is three columns: x, x_iv, x_auth (AES-256-GCM, lower-case hex).
  id                 TEXT NOT NULL PRIMARY KEY,
  user_id            TEXT NOT NULL,     -- the person of this data folder
  provider           TEXT NOT NULL,
  email              TEXT NOT NULL,
  email_iv           TEXT NOT NULL,
  email_auth         TEXT NOT NULL,
  access_token       TEXT,              -- OAuth only
  access_token_iv    TEXT,
  access_token_auth  TEXT,
  refresh_token      TEXT,              -- OAuth only: CalDAV has none, and none is made up
  refresh_token_iv   TEXT,
  refresh_token_auth TEXT,
  user_name          TEXT,              -- CalDAV
  user_name_iv       TEXT,
  user_name_auth     TEXT,
  password           TEXT,              -- CalDAV: the (app) password
  password_iv        TEXT,
  password_auth      TEXT,
  account            TEXT NOT NULL,     -- stable identity at the provider: subject id or principal address
  account_iv         TEXT NOT NULL,
  account_auth       TEXT NOT NULL,
  addresses          TEXT NOT NULL,     -- the account's own e-mail addresses, a JSON list
  addresses_iv       TEXT NOT NULL,
  addresses_auth     TEXT NOT NULL,
  server             TEXT NOT NULL,     -- where to begin
  server_iv          TEXT NOT NULL,
  server_auth        TEXT NOT NULL,
  expires_at         INTEGER,           -- of the access token; NULL = does not expire (a password)
  is_primary         INTEGER NOT NULL CHECK (is_primary IN (0, 1)),
  server_mails       INTEGER NOT NULL CHECK (server_mails IN (0, 1)),
  status             TEXT NOT NULL,     -- the words of the window
  reason             TEXT,              -- a key of docs/messages.md
  paused             INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
  failures           INTEGER NOT NULL DEFAULT 0,  -- in a row
  retry_at           INTEGER,
  last_sync_at       INTEGER,
  key_id             TEXT NOT NULL REFERENCES vault_keys (id),
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL
, read_only INTEGER NOT NULL DEFAULT 0 CHECK (read_only IN (0, 1)), sign_ins INTEGER NOT NULL DEFAULT 0, name TEXT, name_iv TEXT, name_auth TEXT, endpoints TEXT, endpoints_iv TEXT, endpoints_auth TEXT) STRICT;

CREATE UNIQUE INDEX one_primary ON calendar_connections (is_primary) WHERE is_primary = 1;

CREATE TABLE calendars (
  -- A calendar of a connection.
  id                TEXT NOT NULL PRIMARY KEY,
  connection_id     TEXT NOT NULL REFERENCES calendar_connections (id) ON DELETE CASCADE,
  handle            TEXT NOT NULL,      -- what the provider calls it
  handle_iv         TEXT NOT NULL,
  handle_auth       TEXT NOT NULL,
  name              TEXT NOT NULL,
  name_iv           TEXT NOT NULL,
  name_auth         TEXT NOT NULL,
  sync_cursor       TEXT,               -- sync token, or what stands in for one
  sync_cursor_iv    TEXT,
  sync_cursor_auth  TEXT,
  hue               TEXT NOT NULL,
  zone              TEXT,               -- IANA name, of floating times
  can_write         INTEGER NOT NULL CHECK (can_write IN (0, 1)),
  counts_busy       INTEGER NOT NULL CHECK (counts_busy IN (0, 1)),
  receives_bookings INTEGER NOT NULL CHECK (receives_bookings IN (0, 1)),
  shown             INTEGER NOT NULL CHECK (shown IN (0, 1)),
  gone              INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)),  -- deleted at the provider
  last_read_at      INTEGER,            -- last complete reading of changes
  compared_at       INTEGER,            -- last full comparison of revisions
  key_id            TEXT NOT NULL REFERENCES vault_keys (id),
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL
, covered_from INTEGER, covered_to INTEGER, read_every INTEGER, named_here INTEGER NOT NULL DEFAULT 0 CHECK (named_here IN (0, 1)), missing_since INTEGER, unread_since INTEGER, unread_reason TEXT, held_since INTEGER, held_events INTEGER NOT NULL DEFAULT 0, held_own INTEGER NOT NULL DEFAULT 0, held_let INTEGER NOT NULL DEFAULT 0 CHECK (held_let IN (0, 1)), still_to_read INTEGER, rules TEXT, counts_since INTEGER) STRICT;

CREATE INDEX calendars_of_connection ON calendars (connection_id);

CREATE UNIQUE INDEX one_receives_bookings ON calendars (receives_bookings) WHERE receives_bookings = 1;

CREATE TABLE changes (
  -- The history of each appointment: what it was before every change, for undo and for the record.
  id             TEXT NOT NULL PRIMARY KEY,
  appointment_id TEXT NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
  what           TEXT NOT NULL,         -- book, move, change, cancel, undo; moved_there, kept_mine, used_theirs
  before         TEXT,                  -- the appointment before, JSON; NULL = there was none
  before_iv      TEXT,
  before_auth    TEXT,
  undone         INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
  key_id         TEXT NOT NULL REFERENCES vault_keys (id),
  at             INTEGER NOT NULL
, together TEXT) STRICT;

CREATE INDEX changes_of_appointment ON changes (appointment_id, at);

CREATE INDEX changes_there ON changes (at) WHERE what IN ('changed_there', 'moved_there', 'repeats_there', 'deleted_there', 'used_theirs');

CREATE INDEX changes_together ON changes (together) WHERE together IS NOT NULL;

CREATE TABLE clients (
  id         TEXT NOT NULL PRIMARY KEY,
  name       TEXT NOT NULL,
  name_iv    TEXT NOT NULL,
  name_auth  TEXT NOT NULL,
  email      TEXT,
  email_iv   TEXT,
  email_auth TEXT,
  phone      TEXT,
  phone_iv   TEXT,
  phone_auth TEXT,
  key_id     TEXT NOT NULL REFERENCES vault_keys (id),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

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
, by_rules INTEGER NOT NULL DEFAULT 0 CHECK (by_rules IN (0, 1)), repeats INTEGER NOT NULL DEFAULT 0 CHECK (repeats IN (0, 1))) STRICT;

CREATE INDEX copies_away ON copies (home) WHERE home IS NOT NULL;

CREATE INDEX copies_from_mirror ON copies (id) WHERE from_mirror = 1;

CREATE INDEX copies_to_look_for ON copies (id) WHERE absent = 1 OR looked = 0;

CREATE TABLE event_bodies (
  -- Each event byte for byte as the provider sent it. Sealed as the column body of events, to the row of that id.
  event     INTEGER NOT NULL PRIMARY KEY REFERENCES events (number) ON DELETE CASCADE,
  body      BLOB NOT NULL,
  body_iv   BLOB NOT NULL,              -- 16 bytes, as is the tag
  body_auth BLOB NOT NULL
) STRICT;

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
  updated_at     INTEGER NOT NULL, held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)), heir_of TEXT, ignored TEXT, indexed_from INTEGER, indexed_to INTEGER, index_due INTEGER DEFAULT 0,
  UNIQUE (calendar_id, handle_mark)
) STRICT;

CREATE INDEX events_heir ON events (heir_of) WHERE heir_of IS NOT NULL;

CREATE INDEX events_held ON events (calendar_id, held, starts_at) WHERE held = 1;

CREATE INDEX events_in_time ON events (calendar_id, starts_at, ends_at);

CREATE INDEX events_of_appointment ON events (appointment_id) WHERE appointment_id IS NOT NULL;

CREATE INDEX events_partly_indexed ON events (index_due, indexed_from, indexed_to, starts_at, ends_at)
  WHERE index_due IS NOT NULL;

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
, name TEXT, name_iv TEXT, name_auth TEXT, called TEXT, called_iv TEXT, called_auth TEXT, counts_busy INTEGER CHECK (counts_busy IN (0, 1)), receives_bookings INTEGER CHECK (receives_bookings IN (0, 1)), shown INTEGER CHECK (shown IN (0, 1)), can_write INTEGER CHECK (can_write IN (0, 1)), rules TEXT) STRICT;

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

CREATE INDEX occurrences_long ON occurrences (ends, starts, form, is_first, is_long, certain) WHERE is_long = 1;

CREATE INDEX occurrences_short ON occurrences (starts, ends, form, is_first, is_long, certain) WHERE is_long = 0;

CREATE TABLE outbox (
  -- What has to reach a provider: written in the transaction of the change it carries.
  id             TEXT NOT NULL PRIMARY KEY,
  appointment_id TEXT NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
  what           TEXT NOT NULL CHECK (what IN ('book', 'move', 'change', 'cancel')),
  state          TEXT NOT NULL CHECK (state IN ('waiting', 'needs_you', 'done', 'dropped')),
  reason         TEXT,                  -- a key of docs/messages.md
  old_starts_at  INTEGER,               -- a move: where it was when the provider last knew
  theirs_start   INTEGER,               -- a conflict: what the provider holds now
  theirs_end     INTEGER,
  notify         INTEGER NOT NULL CHECK (notify IN (0, 1)),
  attempts       INTEGER NOT NULL DEFAULT 0,  -- 0 = never tried: nothing of it can be at the provider
  not_before     INTEGER NOT NULL,      -- the undo window
  next_try_at    INTEGER NOT NULL,
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL
, starts_at INTEGER, ends_at INTEGER, client_id TEXT, calendar_id TEXT, told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)), kept INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1)), closed INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE UNIQUE INDEX one_open_change ON outbox (appointment_id) WHERE state IN ('waiting', 'needs_you');

CREATE INDEX outbox_by_state ON outbox (state, updated_at);

CREATE INDEX outbox_of_appointment ON outbox (appointment_id);

CREATE TABLE pending_sign_ins (
  -- A sign-in by the browser that was begun; good for 10 minutes, in whatever process its answer arrives.
  id            TEXT NOT NULL PRIMARY KEY,
  provider      TEXT NOT NULL,
  connection_id TEXT REFERENCES calendar_connections (id) ON DELETE SET NULL,  -- to sign in again
  state_mark    TEXT NOT NULL UNIQUE,   -- HMAC of the one-time state
  verifier      TEXT NOT NULL,          -- PKCE
  verifier_iv   TEXT NOT NULL,
  verifier_auth TEXT NOT NULL,
  redirect      TEXT NOT NULL,
  direct        INTEGER NOT NULL CHECK (direct IN (0, 1)),  -- 1 = connect with what Daybook proposes, without asking
  step          TEXT NOT NULL CHECK (step IN ('waiting', 'claimed', 'done', 'failed')),
  outcome       TEXT,                   -- done: the connection; failed: a key of docs/messages.md
  key_id        TEXT NOT NULL REFERENCES vault_keys (id),
  created_at    INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE services (
  -- What can be booked.
  id        TEXT NOT NULL PRIMARY KEY,
  name      TEXT NOT NULL,
  name_iv   TEXT NOT NULL,
  name_auth TEXT NOT NULL,
  minutes   INTEGER NOT NULL,
  hue       TEXT NOT NULL,
  position  INTEGER NOT NULL,
  key_id    TEXT NOT NULL REFERENCES vault_keys (id)
, description TEXT, description_iv TEXT, description_auth TEXT, break_minutes INTEGER NOT NULL DEFAULT 0 CHECK (break_minutes >= 0)) STRICT;

CREATE TABLE settings (
  -- How the practitioner works and how the window looks. Nothing personal.
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL           -- JSON
) STRICT;

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

CREATE INDEX unchecked_times_clashing ON unchecked_times (starts_at, id) WHERE clashes;

CREATE INDEX unchecked_times_of_appointment ON unchecked_times (appointment);

CREATE INDEX unchecked_times_open ON unchecked_times (starts_at, id) WHERE open;

CREATE TABLE vault_keys (
  -- The keys this file was sealed with. Holds no secret: the master key lies in the keychain, or follows from a passphrase.
  id         TEXT NOT NULL PRIMARY KEY,
  kind       TEXT NOT NULL CHECK (kind IN ('keychain', 'passphrase')),
  salt       TEXT,              -- hex; passphrase only, like the three costs of argon2id
  memory_kib INTEGER,
  passes     INTEGER,
  lanes      INTEGER,
  proof      TEXT NOT NULL,     -- a known text, sealed: tells a wrong key from damaged data
  proof_iv   TEXT NOT NULL,
  proof_auth TEXT NOT NULL,
  created_at INTEGER NOT NULL   -- every ..._at: seconds since 1970, UTC
) STRICT;
