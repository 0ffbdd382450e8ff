-- +goose Up
-- What has to be told to the notifier, once (PROTOCOL 2.10.2): a row stands here until it has been. Addresses are with the notifier alone.

CREATE TABLE notices (
  agency  BYTEA  NOT NULL REFERENCES agencies ON DELETE CASCADE,
  uid     BYTEA  NOT NULL, -- of an account that may be deleted already: no reference
  what    TEXT   NOT NULL, -- news, seen, gone
  entries BIGINT NOT NULL, -- news: how many things are new since the last time that it was told
  turn    BIGINT NOT NULL, -- counts what was noted here, so that something newer is not taken for told
  PRIMARY KEY (agency, uid)
);

-- +goose Down
DROP TABLE notices;
