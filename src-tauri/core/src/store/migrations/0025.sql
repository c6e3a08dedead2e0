-- The appointment that another computer booked again as this event, while the one that it replaces was still known to stand.
ALTER TABLE events ADD COLUMN heir_of TEXT;
CREATE INDEX events_heir ON events (heir_of) WHERE heir_of IS NOT NULL;
