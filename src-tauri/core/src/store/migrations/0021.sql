-- When the time was chosen: what a calendar held by then is known once it was read since.
ALTER TABLE unchecked_times ADD COLUMN chosen_at INTEGER NOT NULL DEFAULT 0;
