-- Calls of the API that are made once however often they come, and how far webhooks have been told.
-- +goose Up
CREATE TABLE answers (
  user_name   TEXT NOT NULL,
  key         TEXT NOT NULL,
  fingerprint TEXT NOT NULL,          -- of method, address and body
  status      BIGINT NOT NULL,        -- 0 while the call is being answered
  type        TEXT NOT NULL,
  body        BYTEA,
  at          BIGINT NOT NULL,
  PRIMARY KEY (user_name, key)
);
CREATE INDEX answers_at ON answers (at);
CREATE TABLE webhooks (
  name     TEXT PRIMARY KEY,
  seq      BIGINT NOT NULL,           -- of the last event that was told
  failures BIGINT NOT NULL,           -- tries in a row that failed
  next_at  BIGINT NOT NULL,           -- not before then
  problem  TEXT NOT NULL
);
-- +goose Down
DROP TABLE webhooks;
DROP TABLE answers;
