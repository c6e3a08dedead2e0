-- Somebody made the appointment's event repeat there. The history tells so once.
ALTER TABLE copies ADD COLUMN repeats INTEGER NOT NULL DEFAULT 0 CHECK (repeats IN (0, 1));
-- What was changed there today is listed.
CREATE INDEX changes_there ON changes (at) WHERE what IN ('changed_there', 'moved_there', 'repeats_there', 'deleted_there', 'used_theirs');
-- What the account of a calendar was called that is disconnected.
ALTER TABLE former_calendars ADD COLUMN called TEXT;
ALTER TABLE former_calendars ADD COLUMN called_iv TEXT;
ALTER TABLE former_calendars ADD COLUMN called_auth TEXT;
-- Some of what is gone or moved in a calendar that is held back: the next of it, to be listed.
ALTER TABLE events ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));
CREATE INDEX events_held ON events (calendar_id, held, starts_at) WHERE held = 1;
