-- The version (revision) of an event that cannot be read and that the person has ignored. One that is changed there counts again.
ALTER TABLE events ADD COLUMN ignored TEXT;
-- What could not be read is asked for again: more of it can be read by now.
UPDATE events SET revision = '' WHERE NOT readable AND appointment_id IS NULL;
