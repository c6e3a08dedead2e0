-- Who is to be taken off the list of guests when an appointment gets another client, or they another address.
ALTER TABLE appointments ADD COLUMN invited /* the address that the event there was written to invite */ TEXT;
ALTER TABLE appointments ADD COLUMN invited_iv TEXT;
ALTER TABLE appointments ADD COLUMN invited_auth TEXT;
