-- What a reading of a calendar was to remove or to move, where that was so much that the person is asked; NULL = nothing.
ALTER TABLE calendars ADD COLUMN held_since INTEGER;
ALTER TABLE calendars ADD COLUMN held_events INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calendars ADD COLUMN held_own INTEGER NOT NULL DEFAULT 0;     -- appointments among them
-- The person said that it is right.
ALTER TABLE calendars ADD COLUMN held_let INTEGER NOT NULL DEFAULT 0 CHECK (held_let IN (0, 1));
