-- How many events the first reading of a calendar still has to bring; NULL = it is not known, or all of it was read once.
ALTER TABLE calendars ADD COLUMN still_to_read INTEGER;
