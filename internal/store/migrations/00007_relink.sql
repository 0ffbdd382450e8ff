-- +goose Up
-- A case shared with another account of the person who wrote in it, and the links between the keys of a case (PROTOCOL 2.8.9, 2.8.12, 2.5; spec/grant.md).

-- Who else may read a case: the new account of somebody who could not get into the old one any more.
CREATE TABLE shares (
  agency  BYTEA  NOT NULL,
  case_id BYTEA  NOT NULL,
  uid     BYTEA  NOT NULL, -- the new account
  id      BYTEA  NOT NULL, -- of the grant by which it was shared
  to_case BYTEA  NOT NULL, -- the new account's case, from whose profile the recipient was taken
  by_uid  BYTEA  NOT NULL,
  at      BIGINT NOT NULL, -- day
  PRIMARY KEY (agency, case_id, uid),
  FOREIGN KEY (agency, case_id) REFERENCES cases ON DELETE CASCADE,
  FOREIGN KEY (agency, uid) REFERENCES accounts ON DELETE CASCADE
);
CREATE INDEX shares_reader ON shares (agency, uid);

-- The keys of an epoch, sealed under those of the next one: one grant opens the history.
CREATE TABLE back_links (
  agency  BYTEA  NOT NULL,
  case_id BYTEA  NOT NULL,
  epoch   BIGINT NOT NULL, -- the one that opens
  ck      BYTEA  NOT NULL, -- rest
  nk      BYTEA  NOT NULL, -- rest
  PRIMARY KEY (agency, case_id, epoch),
  FOREIGN KEY (agency, case_id) REFERENCES cases ON DELETE CASCADE
);

-- +goose Down
DROP TABLE back_links;
DROP TABLE shares;
