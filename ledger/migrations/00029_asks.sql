-- Who was asked for an answer, and when.
-- +goose Up
CREATE TABLE asks (
  id      TEXT PRIMARY KEY,
  item_id TEXT NOT NULL,
  kind    TEXT NOT NULL,             -- of the item
  whom    TEXT NOT NULL,
  state   TEXT NOT NULL,
  next_at BIGINT NOT NULL,           -- when they are told, or again; 0 for not any more
  due     BIGINT NOT NULL,
  at      BIGINT NOT NULL,
  body    TEXT NOT NULL,             -- the whole ask
  version BIGINT NOT NULL
);
CREATE INDEX asks_item ON asks (item_id, at);
CREATE INDEX asks_next ON asks (next_at) WHERE next_at > 0;
CREATE INDEX asks_open ON asks (due, id) WHERE state IN ('waiting', 'asked');
-- +goose Down
DROP TABLE asks;
