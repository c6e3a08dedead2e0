-- The address the event at the provider invites: who is to be taken off its list when the client changes.
ALTER TABLE appointments ADD COLUMN invited TEXT;
ALTER TABLE appointments ADD COLUMN invited_iv TEXT;
ALTER TABLE appointments ADD COLUMN invited_auth TEXT;
