-- JSON: the addresses that the tokens of a connection may go to, as they were at its sign-in. NULL = not known yet.
ALTER TABLE calendar_connections ADD COLUMN endpoints TEXT;
ALTER TABLE calendar_connections ADD COLUMN endpoints_iv TEXT;
ALTER TABLE calendar_connections ADD COLUMN endpoints_auth TEXT;
