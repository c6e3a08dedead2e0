-- What a calendar was called when it was disconnected, for when its account comes back without it. NULL = of an older version.
ALTER TABLE former_calendars ADD COLUMN name TEXT;
ALTER TABLE former_calendars ADD COLUMN name_iv TEXT;
ALTER TABLE former_calendars ADD COLUMN name_auth TEXT;
