-- +goose Up
-- The audit chain: roots over the messages of a day, how many have signed in on a day, and up to where leads have confirmed the chain (spec/audit.md).

-- Of entries whose action is letters.
CREATE TABLE audit_roots (
  agency BYTEA  NOT NULL,
  seq    BIGINT NOT NULL,
  root   BYTEA  NOT NULL,
  PRIMARY KEY (agency, seq),
  FOREIGN KEY (agency, seq) REFERENCES audit ON DELETE CASCADE
);

-- Numbers of a day, without persons, until the day is over and they stand in the chain.
CREATE TABLE audit_counts (
  agency BYTEA  NOT NULL REFERENCES agencies ON DELETE CASCADE,
  day    BIGINT NOT NULL,
  action TEXT   NOT NULL, -- signin, signin-failed
  count  BIGINT NOT NULL,
  PRIMARY KEY (agency, day, action)
);

-- What each lead's browser has checked and signed last.
CREATE TABLE audit_heads (
  agency BYTEA  NOT NULL,
  uid    BYTEA  NOT NULL,
  seq    BIGINT NOT NULL,
  hash   BYTEA  NOT NULL,
  body   TEXT   NOT NULL, -- what she has signed (sg1/audit)
  PRIMARY KEY (agency, uid),
  FOREIGN KEY (agency, uid) REFERENCES accounts ON DELETE CASCADE
);

-- What was written on a day, of one agency.
CREATE INDEX messages_time ON messages (agency, time);

-- +goose Down
DROP INDEX messages_time;
DROP TABLE audit_heads;
DROP TABLE audit_counts;
DROP TABLE audit_roots;
