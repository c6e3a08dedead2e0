-- In which order the changes of an appointment were carried out. 0 = before that was noted.
ALTER TABLE outbox ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;
