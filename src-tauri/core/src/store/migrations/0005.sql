-- The person gave this calendar its name: what it is called at the provider does not replace it.
ALTER TABLE calendars ADD COLUMN named_here INTEGER NOT NULL DEFAULT 0 CHECK (named_here IN (0, 1));
