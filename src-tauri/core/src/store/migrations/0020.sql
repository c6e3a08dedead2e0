-- A line that a booking of the service begins with, for the calendar and the client.
ALTER TABLE services ADD COLUMN description TEXT;
ALTER TABLE services ADD COLUMN description_iv TEXT;
ALTER TABLE services ADD COLUMN description_auth TEXT;
