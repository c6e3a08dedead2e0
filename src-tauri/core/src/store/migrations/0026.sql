-- What a calendar was for when it was disconnected: connected again, that is proposed. NULL = not noted by the version that
-- disconnected it.
ALTER TABLE former_calendars ADD COLUMN counts_busy INTEGER CHECK (counts_busy IN (0, 1));
ALTER TABLE former_calendars ADD COLUMN receives_bookings INTEGER CHECK (receives_bookings IN (0, 1));
ALTER TABLE former_calendars ADD COLUMN shown INTEGER CHECK (shown IN (0, 1));
ALTER TABLE former_calendars ADD COLUMN can_write INTEGER CHECK (can_write IN (0, 1));
