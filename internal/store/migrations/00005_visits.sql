-- +goose Up
-- Visits as counts (PROTOCOL 2.10.3, docs/decisions/0023): no row stands for somebody, and none is smaller than three.

CREATE TABLE access_counts (
  agency    BYTEA  NOT NULL REFERENCES agencies ON DELETE CASCADE,
  day       BIGINT NOT NULL, -- of the agency's calendar, as midnight UTC
  from_hour BIGINT NOT NULL,
  hours     BIGINT NOT NULL, -- 1, 6 or 24
  kind      TEXT   NOT NULL, -- length, page, access
  what      TEXT   NOT NULL, -- class of length, class of pages, pattern of an address
  outcome   TEXT   NOT NULL, -- of an access: ok, refused, failed
  family    TEXT   NOT NULL, -- of an access: of browsers
  batch     BIGINT NOT NULL, -- random: what one node has written in one night, so that writing it again changes nothing
  count     BIGINT NOT NULL,
  kib       BIGINT NOT NULL,
  PRIMARY KEY (agency, day, from_hour, hours, kind, what, outcome, family, batch)
);

-- What is too old, of all agencies.
CREATE INDEX access_counts_day ON access_counts (day);

-- +goose Down
DROP TABLE access_counts;
