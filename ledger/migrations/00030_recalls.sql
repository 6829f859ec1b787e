-- Replies that were retracted, or whose date has come, and to whom they had gone.
-- +goose Up
CREATE TABLE recalls (
  id       TEXT PRIMARY KEY,
  reply_id TEXT NOT NULL,
  state    TEXT NOT NULL,
  at       BIGINT NOT NULL,
  body     TEXT NOT NULL,            -- the whole recall
  version  BIGINT NOT NULL
);
CREATE INDEX recalls_reply ON recalls (reply_id, at);
CREATE INDEX recalls_state ON recalls (state, at);
-- +goose Down
DROP TABLE recalls;
