-- Why a calendar could not be read the last time, and since when. NULL = it could, or it is missing.
ALTER TABLE calendars ADD COLUMN unread_since INTEGER;
ALTER TABLE calendars ADD COLUMN unread_reason TEXT;
