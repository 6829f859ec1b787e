-- Changes of rule packs that are made at the desk.
-- +goose Up
CREATE TABLE amendments (
  id      TEXT PRIMARY KEY,
  pack    TEXT NOT NULL,
  state   TEXT NOT NULL,
  at      BIGINT NOT NULL,
  body    TEXT NOT NULL,             -- the whole amendment
  version BIGINT NOT NULL
);
CREATE INDEX amendments_pack ON amendments (pack, at);
CREATE INDEX amendments_state ON amendments (state, at);
-- +goose Down
DROP TABLE amendments;
