-- In which order the changes of an appointment were carried out, whatever the clock said. 0 = before that was noted.
ALTER TABLE outbox ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;
