-- The person's own name, where the account tells one: who invites. NULL = not known.
ALTER TABLE calendar_connections ADD COLUMN name TEXT;
ALTER TABLE calendar_connections ADD COLUMN name_iv TEXT;
ALTER TABLE calendar_connections ADD COLUMN name_auth TEXT;
