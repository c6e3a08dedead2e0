-- When the first date of a series begins at the earliest: one that was moved may be before all others.
ALTER TABLE appointments ADD COLUMN series_begins INTEGER;
UPDATE appointments SET series_begins = starts_at - 172800 WHERE series_ends IS NOT NULL;
DROP INDEX appointments_series;
CREATE INDEX appointments_series ON appointments (series_ends, series_begins) WHERE series_ends IS NOT NULL;
-- Two changes of one act, which are taken back together: the id of one of them.
ALTER TABLE changes ADD COLUMN together TEXT;
CREATE INDEX changes_together ON changes (together) WHERE together IS NOT NULL;
-- How long each date of a series is, and which ends are a guess, is worked out anew.
UPDATE events SET indexed_from = NULL, indexed_to = NULL, index_due = 0;
