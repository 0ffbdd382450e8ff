-- +goose Up
-- Drafts, and what a list of cases needs without opening anything (PROTOCOL 2.17, docs/decisions/0011).

CREATE TABLE drafts (
  agency  BYTEA  NOT NULL,
  uid     BYTEA  NOT NULL,
  case_id BYTEA  NOT NULL, -- of a case that may not exist yet: the first letter
  kind    TEXT   NOT NULL, -- message, note, earlier
  version BIGINT NOT NULL,
  message BYTEA  NOT NULL, -- the held message it has become; '' while it is being written
  box     BYTEA  NOT NULL, -- rest
  PRIMARY KEY (agency, uid, case_id, kind),
  FOREIGN KEY (agency, uid) REFERENCES accounts ON DELETE CASCADE
);

-- messages.order_no of a held message is minus the last_order of its case when it was written: which letters it answers, and which came after it.
-- It has no number yet, so messages_order leaves it out.
-- The held messages of all agencies, and those of a case: whoever looks for them reads no others.
CREATE INDEX messages_held ON messages (held_until) WHERE held_until > 0;
CREATE INDEX messages_held_in ON messages (agency, case_id, held_until) WHERE held_until > 0;

-- Those that are over, at every sign-in.
CREATE INDEX sessions_end ON sessions (agency, ends_at);

-- Of the newest message, so that a list need not look it up.
ALTER TABLE cases ADD COLUMN last_time BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN last_role TEXT NOT NULL DEFAULT '';
UPDATE cases SET last_time = COALESCE((SELECT m.time FROM messages m WHERE m.agency = cases.agency AND m.case_id = cases.id AND m.order_no = cases.last_order), 0),
  last_role = COALESCE((SELECT m.role FROM messages m WHERE m.agency = cases.agency AND m.case_id = cases.id AND m.order_no = cases.last_order), '');

-- In the pool again, or taken from it and not confirmed: its nk_id stays.
ALTER TABLE cases ADD COLUMN put_back BOOLEAN NOT NULL DEFAULT FALSE;

-- What the desk asks: the pool by what is due (last what has no promise), acceptances that may have lapsed, a counsellor's cases by state (closed ones by day), what was promised.
DROP INDEX cases_state;
DROP INDEX cases_counsellor;
CREATE INDEX cases_pool ON cases (agency, (promised_at = 0), promised_at, created) WHERE state = 'open';
CREATE INDEX cases_confirm ON cases (agency, confirm_due) WHERE confirm_due > 0;
CREATE INDEX cases_counsellor ON cases (agency, counsellor, state, closed);
CREATE INDEX cases_promised ON cases (agency, promised_at) WHERE promised_at > 0;

-- +goose Down
DROP INDEX cases_promised;
DROP INDEX cases_counsellor;
DROP INDEX cases_confirm;
DROP INDEX cases_pool;
CREATE INDEX cases_counsellor ON cases (agency, counsellor);
CREATE INDEX cases_state ON cases (agency, state);
ALTER TABLE cases DROP COLUMN put_back;
ALTER TABLE cases DROP COLUMN last_role;
ALTER TABLE cases DROP COLUMN last_time;
DROP INDEX sessions_end;
DROP INDEX messages_held_in;
DROP INDEX messages_held;
DROP TABLE drafts;
