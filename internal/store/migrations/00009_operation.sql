-- +goose Up
-- What the operator's commands need (docs/operate.md): how much an agency may have, and the names under which it was found before.

-- Beside quota, which is in bytes of attachments. 0: no limit.
ALTER TABLE agencies ADD COLUMN max_staff BIGINT NOT NULL DEFAULT 0;
ALTER TABLE agencies ADD COLUMN max_cases BIGINT NOT NULL DEFAULT 0;

-- Addresses that lead to the agency's present one, for as long as it exists: they stand on paper.
CREATE TABLE former_names (
  agency BYTEA NOT NULL REFERENCES agencies ON DELETE CASCADE,
  short  TEXT  NOT NULL,
  PRIMARY KEY (agency, short)
);
-- The one look-up without an agency: an address is all that a page brings.
CREATE INDEX former_names_short ON former_names (short);

-- +goose Down
DROP TABLE former_names;
ALTER TABLE agencies DROP COLUMN max_cases;
ALTER TABLE agencies DROP COLUMN max_staff;
