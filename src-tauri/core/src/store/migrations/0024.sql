-- A mark (64 hex) over what is not sealed of an appointment: client, times, zone, status, invitation, UID.
-- NULL = of an older file, until it is opened with its key for the first time.
ALTER TABLE appointments ADD COLUMN bound TEXT;
