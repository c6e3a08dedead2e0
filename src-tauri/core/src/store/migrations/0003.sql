-- Read access only: the person did not allow more.
ALTER TABLE calendar_connections ADD COLUMN read_only INTEGER NOT NULL DEFAULT 0 CHECK (read_only IN (0, 1));

-- The span of time that is read of a calendar; NULL = all of it. Outside of it nothing is known.
ALTER TABLE calendars ADD COLUMN covered_from INTEGER;
ALTER TABLE calendars ADD COLUMN covered_to INTEGER;

DROP TABLE pending_sign_ins;
CREATE TABLE pending_sign_ins (
  -- A sign-in by the browser that was begun; good for 10 minutes, in whatever process its answer arrives.
  id            TEXT NOT NULL PRIMARY KEY,
  provider      TEXT NOT NULL,
  connection_id TEXT REFERENCES calendar_connections (id) ON DELETE SET NULL,  -- to sign in again
  state_mark    TEXT NOT NULL UNIQUE,   -- HMAC of the one-time state
  verifier      TEXT NOT NULL,          -- PKCE
  verifier_iv   TEXT NOT NULL,
  verifier_auth TEXT NOT NULL,
  redirect      TEXT NOT NULL,
  direct        INTEGER NOT NULL CHECK (direct IN (0, 1)),  -- 1 = connect with what Daybook proposes, without asking
  step          TEXT NOT NULL CHECK (step IN ('waiting', 'claimed', 'done', 'failed')),
  outcome       TEXT,                   -- done: the connection; failed: a key of docs/messages.md
  key_id        TEXT NOT NULL REFERENCES vault_keys (id),
  created_at    INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL
) STRICT;
