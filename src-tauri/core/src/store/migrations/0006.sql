-- How often it was signed in to: a run that began with an older sign-in says nothing about a newer one.
ALTER TABLE calendar_connections ADD COLUMN sign_ins INTEGER NOT NULL DEFAULT 0;
