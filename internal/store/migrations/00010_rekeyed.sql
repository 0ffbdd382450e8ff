-- +goose Up
-- The number of the manifest since which an agency's role keys are those of today (PROTOCOL 2.8.12, step 3): what was sealed to the ones before is refused. 0: the first.
ALTER TABLE agencies ADD COLUMN keys_seq BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE agencies DROP COLUMN keys_seq;
