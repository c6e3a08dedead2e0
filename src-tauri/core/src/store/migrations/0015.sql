-- What was true when a change was done: what "Done today" and the history of an appointment show. NULL = of an older version.
ALTER TABLE outbox ADD COLUMN client_id TEXT;
ALTER TABLE outbox ADD COLUMN calendar_id TEXT;
ALTER TABLE outbox ADD COLUMN told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1));  -- the provider was asked to mail the client

CREATE INDEX outbox_of_appointment ON outbox (appointment_id);
