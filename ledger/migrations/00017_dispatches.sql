-- Replies on their way into a thread on a platform, and those that stand there.
-- +goose Up
CREATE TABLE dispatches (
  id       TEXT PRIMARY KEY,
  reply_id TEXT NOT NULL,
  state    TEXT NOT NULL,
  next_at  BIGINT NOT NULL,           -- nobody moves it on before
  at       BIGINT NOT NULL,
  body     TEXT NOT NULL,             -- the whole dispatch
  version  BIGINT NOT NULL
);
CREATE INDEX dispatches_reply ON dispatches (reply_id, at);
CREATE INDEX dispatches_due ON dispatches (state, next_at);
-- +goose Down
DROP TABLE dispatches;
