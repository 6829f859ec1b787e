-- How far programs elsewhere have been told what happens here.
-- +goose Up
CREATE TABLE webhooks (
  name       TEXT PRIMARY KEY,        -- in the configuration
  told       BIGINT NOT NULL,         -- the number of the last event that was taken, or passed over
  next_at    BIGINT NOT NULL,         -- nobody sends before; while one process sends, no other may
  tries      BIGINT NOT NULL,         -- of the event behind told
  first_try  BIGINT NOT NULL,         -- of these; 0 before
  problem    TEXT NOT NULL,           -- why the last try failed, or ''
  stopped    BIGINT NOT NULL          -- 1 if the receiver says that it is gone
);
-- +goose Down
DROP TABLE webhooks;
