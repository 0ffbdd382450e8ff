-- +goose Up
-- One text for SQLite and PostgreSQL. What may stand here is listed in PROTOCOL 2.17: a column that is not there does not exist.
-- Every table but server_keys has the agency first in its keys and goes with it. Nothing is NULL: '' and 0 mean "not yet".
-- Times are Unix milliseconds, rounded as 2.17 says. "rest": under the server's own layer (internal/rest).

CREATE TABLE server_keys (
  name      TEXT  NOT NULL PRIMARY KEY,
  key_check BYTEA NOT NULL
);

CREATE TABLE agencies (
  agency     BYTEA   NOT NULL PRIMARY KEY,
  short      TEXT    NOT NULL UNIQUE,
  name       TEXT    NOT NULL,
  origin     TEXT    NOT NULL,
  state      TEXT    NOT NULL,
  quota      BIGINT  NOT NULL,
  seq        BIGINT  NOT NULL, -- of the newest manifest
  continuity BOOLEAN NOT NULL, -- a switch, read off the newest manifest
  settings   TEXT    NOT NULL  -- JSON: what the agency shows and asks
);

CREATE TABLE logos (
  agency BYTEA NOT NULL PRIMARY KEY REFERENCES agencies ON DELETE CASCADE,
  image  BYTEA NOT NULL -- PNG or WebP, at most 50 KB, public
);

CREATE TABLE roots (
  agency BYTEA  NOT NULL REFERENCES agencies ON DELETE CASCADE,
  n      BIGINT NOT NULL,
  body   TEXT   NOT NULL,
  PRIMARY KEY (agency, n)
);

CREATE TABLE manifests (
  agency BYTEA  NOT NULL REFERENCES agencies ON DELETE CASCADE,
  seq    BIGINT NOT NULL,
  hash   BYTEA  NOT NULL,
  body   TEXT   NOT NULL,
  PRIMARY KEY (agency, seq)
);

CREATE TABLE records (
  agency BYTEA NOT NULL REFERENCES agencies ON DELETE CASCADE,
  hash   BYTEA NOT NULL,
  body   TEXT  NOT NULL,
  PRIMARY KEY (agency, hash)
);

CREATE TABLE accounts (
  agency          BYTEA  NOT NULL REFERENCES agencies ON DELETE CASCADE,
  uid             BYTEA  NOT NULL,
  realm           TEXT   NOT NULL,
  name_idx        BYTEA  NOT NULL,
  rc_idx          BYTEA  NOT NULL,
  salt16          BYTEA  NOT NULL,
  kdf             BIGINT NOT NULL,
  verifier_pw     BYTEA  NOT NULL,
  verifier_rc     BYTEA  NOT NULL,
  roles           TEXT   NOT NULL, -- a hint, read off the newest manifest
  state           TEXT   NOT NULL,
  created         BIGINT NOT NULL, -- day
  last_seen       BIGINT NOT NULL, -- week
  fails           BIGINT NOT NULL,
  fails_day       BIGINT NOT NULL,
  keyring_version BIGINT NOT NULL,
  keyring         BYTEA  NOT NULL, -- rest
  vault_version   BIGINT NOT NULL,
  vault           BYTEA  NOT NULL, -- rest
  PRIMARY KEY (agency, uid)
);
CREATE UNIQUE INDEX accounts_name ON accounts (agency, realm, name_idx) WHERE length(name_idx) > 0;
CREATE UNIQUE INDEX accounts_code ON accounts (agency, realm, rc_idx) WHERE length(rc_idx) > 0;

CREATE TABLE wraps (
  agency BYTEA  NOT NULL,
  uid    BYTEA  NOT NULL,
  method TEXT   NOT NULL,
  gen    BIGINT NOT NULL,
  kdf    BIGINT NOT NULL,
  wrap   BYTEA  NOT NULL, -- rest
  PRIMARY KEY (agency, uid, method),
  FOREIGN KEY (agency, uid) REFERENCES accounts ON DELETE CASCADE
);

CREATE TABLE invites (
  agency BYTEA  NOT NULL REFERENCES agencies ON DELETE CASCADE,
  inv_id BYTEA  NOT NULL,
  kind   TEXT   NOT NULL,
  until  BIGINT NOT NULL, -- day
  state  TEXT   NOT NULL,
  uid    BYTEA  NOT NULL,
  record TEXT   NOT NULL,
  mac    BYTEA  NOT NULL,
  PRIMARY KEY (agency, inv_id)
);

CREATE TABLE sessions (
  agency      BYTEA  NOT NULL,
  cookie_hash BYTEA  NOT NULL,
  handle      BYTEA  NOT NULL,
  uid         BYTEA  NOT NULL,
  ends_at     BIGINT NOT NULL, -- minute
  last_use    BIGINT NOT NULL, -- 5 minutes
  step_until  BIGINT NOT NULL,
  PRIMARY KEY (agency, cookie_hash),
  FOREIGN KEY (agency, uid) REFERENCES accounts ON DELETE CASCADE
);
-- The one look-up without an agency: a cookie is all that a call brings.
CREATE INDEX sessions_cookie ON sessions (cookie_hash);
CREATE INDEX sessions_account ON sessions (agency, uid);

CREATE TABLE cases (
  agency          BYTEA  NOT NULL REFERENCES agencies ON DELETE CASCADE,
  id              BYTEA  NOT NULL,
  seeker          BYTEA  NOT NULL,
  state           TEXT   NOT NULL,
  epoch           BIGINT NOT NULL,
  ck_id           BYTEA  NOT NULL,
  nk_id           BYTEA  NOT NULL,
  department      TEXT   NOT NULL,
  topic           TEXT   NOT NULL,
  lang            TEXT   NOT NULL,
  promised_at     BIGINT NOT NULL, -- minute
  marks           TEXT   NOT NULL,
  confirm_due     BIGINT NOT NULL, -- exact, cleared by the confirmation
  created         BIGINT NOT NULL, -- 15 minutes
  closed          BIGINT NOT NULL, -- day
  sealed_until    BIGINT NOT NULL,
  locked_until    BIGINT NOT NULL,
  counsellor      BYTEA  NOT NULL,
  last_order      BIGINT NOT NULL,
  last_note       BIGINT NOT NULL,
  profile_version BIGINT NOT NULL,
  profile         BYTEA  NOT NULL,
  PRIMARY KEY (agency, id)
);
CREATE INDEX cases_seeker ON cases (agency, seeker);
CREATE INDEX cases_counsellor ON cases (agency, counsellor);
CREATE INDEX cases_state ON cases (agency, state);

CREATE TABLE self_copies (
  agency  BYTEA  NOT NULL,
  case_id BYTEA  NOT NULL,
  epoch   BIGINT NOT NULL,
  uid     BYTEA  NOT NULL,
  box     BYTEA  NOT NULL, -- rest
  PRIMARY KEY (agency, case_id, epoch, uid),
  FOREIGN KEY (agency, case_id) REFERENCES cases ON DELETE CASCADE
);

-- The object is a case or, for agency keys, the agency itself.
CREATE TABLE grants (
  agency  BYTEA  NOT NULL REFERENCES agencies ON DELETE CASCADE,
  id      BYTEA  NOT NULL,
  obj     TEXT   NOT NULL,
  obj_id  BYTEA  NOT NULL,
  epoch   BIGINT NOT NULL,
  to_uid  BYTEA  NOT NULL,
  to_role TEXT   NOT NULL,
  by_uid  BYTEA  NOT NULL,
  why     TEXT   NOT NULL,
  until   BIGINT NOT NULL, -- day
  created BIGINT NOT NULL, -- day
  file    BYTEA  NOT NULL, -- rest
  PRIMARY KEY (agency, id)
);
CREATE INDEX grants_object ON grants (agency, obj_id);
CREATE INDEX grants_recipient ON grants (agency, to_uid);

CREATE TABLE messages (
  agency     BYTEA  NOT NULL,
  id         BYTEA  NOT NULL,
  case_id    BYTEA  NOT NULL,
  epoch      BIGINT NOT NULL,
  author     BYTEA  NOT NULL,
  role       TEXT   NOT NULL,
  author_seq BIGINT NOT NULL,
  prev_hash  BYTEA  NOT NULL,
  kind       TEXT   NOT NULL,
  order_no   BIGINT NOT NULL,
  time       BIGINT NOT NULL, -- 15 minutes
  length     BIGINT NOT NULL,
  held_until BIGINT NOT NULL, -- second
  hash       BYTEA  NOT NULL, -- after a retraction
  box        BYTEA  NOT NULL,
  PRIMARY KEY (agency, id),
  FOREIGN KEY (agency, case_id) REFERENCES cases ON DELETE CASCADE
);
CREATE UNIQUE INDEX messages_order ON messages (agency, case_id, order_no) WHERE order_no > 0;
CREATE UNIQUE INDEX messages_author ON messages (agency, case_id, author, author_seq);

-- The same columns in a table of their own: a forgotten condition can never hand a note to a seeker.
CREATE TABLE notes (
  agency     BYTEA  NOT NULL,
  id         BYTEA  NOT NULL,
  case_id    BYTEA  NOT NULL,
  epoch      BIGINT NOT NULL,
  author     BYTEA  NOT NULL,
  role       TEXT   NOT NULL,
  author_seq BIGINT NOT NULL,
  prev_hash  BYTEA  NOT NULL,
  kind       TEXT   NOT NULL,
  order_no   BIGINT NOT NULL,
  time       BIGINT NOT NULL, -- 15 minutes
  length     BIGINT NOT NULL,
  held_until BIGINT NOT NULL, -- second
  hash       BYTEA  NOT NULL, -- after a retraction
  box        BYTEA  NOT NULL,
  PRIMARY KEY (agency, id),
  FOREIGN KEY (agency, case_id) REFERENCES cases ON DELETE CASCADE
);
CREATE UNIQUE INDEX notes_order ON notes (agency, case_id, order_no) WHERE order_no > 0;
CREATE UNIQUE INDEX notes_author ON notes (agency, case_id, author, author_seq);

-- +goose Down
DROP TABLE notes;
DROP TABLE messages;
DROP TABLE grants;
DROP TABLE self_copies;
DROP TABLE cases;
DROP TABLE sessions;
DROP TABLE invites;
DROP TABLE wraps;
DROP TABLE accounts;
DROP TABLE records;
DROP TABLE manifests;
DROP TABLE roots;
DROP TABLE logos;
DROP TABLE agencies;
DROP TABLE server_keys;
