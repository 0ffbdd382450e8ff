-- +goose Up
-- Retention, deletion, holds and the audit chain (PROTOCOL 2.8.15, 2.8.16, 2.8.18, 2.11, 2.12; spec/audit.md, spec/rest.md).

-- The policy of the newest manifest, as far as the server acts on it. close_days 0: not read yet, so nothing is done by it (Open reads it).
ALTER TABLE agencies ADD COLUMN retention TEXT NOT NULL DEFAULT 'none';
ALTER TABLE agencies ADD COLUMN years BIGINT NOT NULL DEFAULT 0;
ALTER TABLE agencies ADD COLUMN close_days BIGINT NOT NULL DEFAULT 0;
ALTER TABLE agencies ADD COLUMN erase_wait BIGINT NOT NULL DEFAULT 0;
ALTER TABLE agencies ADD COLUMN relink TEXT NOT NULL DEFAULT 'off';
ALTER TABLE agencies ADD COLUMN archive BOOLEAN NOT NULL DEFAULT FALSE;

-- What the clock looks for, among all agencies.
CREATE INDEX cases_closed ON cases (closed) WHERE state = 'closed';
CREATE INDEX cases_sealed ON cases (sealed_until) WHERE state = 'sealed';

-- A counsellor deletes a case at the seeker's request: it runs by itself after the wait. One for a case.
CREATE TABLE erase_orders (
  agency  BYTEA   NOT NULL,
  id      BYTEA   NOT NULL,
  case_id BYTEA   NOT NULL,
  runs_at BIGINT  NOT NULL, -- 15 minutes
  by_uid  BYTEA   NOT NULL,
  by_role TEXT    NOT NULL,
  account BOOLEAN NOT NULL, -- with the account, if it has no other case
  body    TEXT    NOT NULL, -- the signed order
  PRIMARY KEY (agency, id),
  FOREIGN KEY (agency, case_id) REFERENCES cases ON DELETE CASCADE
);
CREATE UNIQUE INDEX erase_orders_case ON erase_orders (agency, case_id);
CREATE INDEX erase_orders_due ON erase_orders (runs_at);

-- What a seeker whose account stays is told of a case of hers that is gone.
CREATE TABLE receipts (
  agency       BYTEA  NOT NULL,
  uid          BYTEA  NOT NULL,
  id           BYTEA  NOT NULL, -- random, not the case's
  at           BIGINT NOT NULL, -- day
  role         TEXT   NOT NULL, -- who had it deleted; system: the retention period was over
  sealed_until BIGINT NOT NULL, -- day; 0: nothing stays
  PRIMARY KEY (agency, uid, id),
  FOREIGN KEY (agency, uid) REFERENCES accounts ON DELETE CASCADE
);

-- What a counsellor is told of a case of hers that is gone, for 30 days.
CREATE TABLE erased (
  agency BYTEA  NOT NULL,
  uid    BYTEA  NOT NULL, -- the counsellor's
  id     BYTEA  NOT NULL, -- random, not the case's
  at     BIGINT NOT NULL, -- day
  why    TEXT   NOT NULL, -- a reason of internal/counsel/audit.go
  sealed BOOLEAN NOT NULL,
  PRIMARY KEY (agency, uid, id),
  FOREIGN KEY (agency, uid) REFERENCES accounts ON DELETE CASCADE
);
CREATE INDEX erased_at ON erased (at);

-- A lead keeps a closed or sealed case beyond its day.
CREATE TABLE holds (
  agency  BYTEA  NOT NULL,
  case_id BYTEA  NOT NULL,
  until   BIGINT NOT NULL, -- the last day
  reason  TEXT   NOT NULL,
  by_uid  BYTEA  NOT NULL,
  PRIMARY KEY (agency, case_id),
  FOREIGN KEY (agency, case_id) REFERENCES cases ON DELETE CASCADE
);

-- What a transaction leaves for the writer of the audit chain, and the chain.
CREATE TABLE audit_notes (
  agency BYTEA  NOT NULL REFERENCES agencies ON DELETE CASCADE,
  id     BYTEA  NOT NULL,
  at     BIGINT NOT NULL, -- 15 minutes
  actor  TEXT   NOT NULL,
  action TEXT   NOT NULL,
  object BYTEA  NOT NULL,
  reason TEXT   NOT NULL,
  count  BIGINT NOT NULL,
  PRIMARY KEY (agency, id)
);
CREATE TABLE audit (
  agency BYTEA  NOT NULL REFERENCES agencies ON DELETE CASCADE,
  seq    BIGINT NOT NULL,
  at     BIGINT NOT NULL, -- 15 minutes
  actor  TEXT   NOT NULL, -- a uid of staff, or seeker, system
  action TEXT   NOT NULL,
  object BYTEA  NOT NULL,
  reason TEXT   NOT NULL,
  count  BIGINT NOT NULL,
  prev   BYTEA  NOT NULL,
  hash   BYTEA  NOT NULL,
  PRIMARY KEY (agency, seq)
);

-- What a deletion leaves for the shred store: whose key goes, and what its journal notes. Gone as soon as that is done.
CREATE TABLE shred_notes (
  agency BYTEA NOT NULL REFERENCES agencies ON DELETE CASCADE,
  kind   TEXT  NOT NULL, -- account, case, or sealed: for the journal only
  id     BYTEA NOT NULL,
  PRIMARY KEY (agency, kind, id)
);

-- +goose Down
DROP TABLE shred_notes;
DROP TABLE audit;
DROP TABLE audit_notes;
DROP TABLE holds;
DROP TABLE erased;
DROP TABLE receipts;
DROP TABLE erase_orders;
DROP INDEX cases_sealed;
DROP INDEX cases_closed;
ALTER TABLE agencies DROP COLUMN archive;
ALTER TABLE agencies DROP COLUMN relink;
ALTER TABLE agencies DROP COLUMN erase_wait;
ALTER TABLE agencies DROP COLUMN close_days;
ALTER TABLE agencies DROP COLUMN years;
ALTER TABLE agencies DROP COLUMN retention;
