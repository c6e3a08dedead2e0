-- New zone rules moved its time, not the person: what its calendar holds is asked about.
ALTER TABLE copies ADD COLUMN by_rules INTEGER NOT NULL DEFAULT 0 CHECK (by_rules IN (0, 1));
