-- How often a calendar is worth reading, seconds, where it says so itself; NULL = as often as any. What was read of it
-- stands for as long.
ALTER TABLE calendars ADD COLUMN read_every INTEGER;
