-- The person decided that what stands here is right, and that was not carried out yet.
ALTER TABLE outbox ADD COLUMN kept INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1));
-- An invitation that was taken back stayed in the event until now, and is shown as what it is.
-- Where something waits to be sent, that goes on as it was meant.
UPDATE appointments SET invite = 1 WHERE invite = 0 AND invited IS NOT NULL
  AND id NOT IN (SELECT appointment_id FROM outbox WHERE state IN ('waiting', 'needs_you'));
