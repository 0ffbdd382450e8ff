-- +goose Up
-- Attachments (PROTOCOL 2.7, 2.17; spec/file.md). The parts themselves lie outside (internal/files), under agency, case and file.

CREATE TABLE files (
  agency  BYTEA  NOT NULL,
  id      BYTEA  NOT NULL,
  case_id BYTEA  NOT NULL,
  author  BYTEA  NOT NULL,
  length  BIGINT NOT NULL, -- of what is stored, in bytes: padded before it was sealed
  parts   BIGINT NOT NULL, -- how many have come; the others follow in order
  time    BIGINT NOT NULL, -- 15 minutes
  message BYTEA  NOT NULL, -- that announces it; '' until then
  PRIMARY KEY (agency, id),
  FOREIGN KEY (agency, case_id) REFERENCES cases ON DELETE CASCADE
);
CREATE INDEX files_case ON files (agency, case_id);
-- Those that nobody has announced, by how long they wait.
CREATE INDEX files_waiting ON files (time) WHERE length(message) = 0;

-- What is still to be removed outside, until that is done: the row of the file has gone with its case or before it.
CREATE TABLE file_removals (
  agency  BYTEA  NOT NULL REFERENCES agencies ON DELETE CASCADE,
  case_id BYTEA  NOT NULL,
  id      BYTEA  NOT NULL,
  due     BIGINT NOT NULL, -- 0: not removed yet; else removed, and once more then: a part may have been on its way
  PRIMARY KEY (agency, id)
);

-- +goose Down
DROP TABLE file_removals;
DROP TABLE files;
