-- Pictures and videos that go with replies.
-- +goose Up
ALTER TABLE replies ADD COLUMN medium TEXT NOT NULL DEFAULT '';  -- the hash of its file, or ''
CREATE INDEX replies_medium ON replies (medium);
CREATE TABLE media (
  sha256 TEXT PRIMARY KEY,            -- a file is there once this row is: its pieces are stored before
  type   TEXT NOT NULL,
  size   BIGINT NOT NULL,
  at     BIGINT NOT NULL
);
CREATE TABLE media_pieces (
  sha256 TEXT NOT NULL,
  n      BIGINT NOT NULL,
  at     BIGINT NOT NULL,
  data   BYTEA NOT NULL,
  PRIMARY KEY (sha256, n)
);
-- +goose Down
DROP TABLE media_pieces;
DROP TABLE media;
DROP INDEX replies_medium;
ALTER TABLE replies DROP COLUMN medium;
