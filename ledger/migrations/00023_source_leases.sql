-- +goose Up
CREATE TABLE readers (
  name TEXT PRIMARY KEY,              -- of a process that reads sources
  beat BIGINT NOT NULL                -- goes up while it lives
);
CREATE TABLE source_leases (
  source TEXT PRIMARY KEY,
  reader TEXT NOT NULL,               -- '' while nobody reads it
  fence  BIGINT NOT NULL              -- goes up with every reader; rows are never deleted, so that it never repeats
);
-- +goose Down
DROP TABLE source_leases; DROP TABLE readers;
