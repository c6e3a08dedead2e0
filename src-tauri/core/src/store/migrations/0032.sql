-- An appointment that is a series: how often, until when, and what is left out of it. Its start is the first date.
ALTER TABLE appointments ADD COLUMN repeat TEXT;
-- When its last date is over at the latest; NULL = it is no series.
ALTER TABLE appointments ADD COLUMN series_ends INTEGER;
CREATE INDEX appointments_series ON appointments (series_ends, starts_at) WHERE series_ends IS NOT NULL;
