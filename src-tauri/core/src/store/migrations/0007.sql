-- Since when a calendar is not where it should be; NULL = it was there when last looked for. Not yet "gone", and never free.
ALTER TABLE calendars ADD COLUMN missing_since INTEGER;
