-- How many minutes are kept free after an appointment of a service.
ALTER TABLE services ADD COLUMN break_minutes INTEGER NOT NULL DEFAULT 0 CHECK (break_minutes >= 0);
