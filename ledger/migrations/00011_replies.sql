-- Replies are looked at again: when they expire, and when their sources change.
-- +goose Up
ALTER TABLE replies ADD COLUMN doubts BIGINT NOT NULL DEFAULT 0;      -- how many stand against it
ALTER TABLE replies ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0;  -- 0 for never
ALTER TABLE replies ADD COLUMN looked_at BIGINT NOT NULL DEFAULT 0;   -- when its sources were last opened again
ALTER TABLE replies ADD COLUMN failures BIGINT NOT NULL DEFAULT 0;    -- looks in a row at which a source did not answer
CREATE INDEX replies_looked ON replies (state, looked_at);
CREATE TABLE copies (
  sha256  TEXT PRIMARY KEY,           -- of the source's body, in hex
  url     TEXT NOT NULL,
  text    TEXT NOT NULL,              -- what is read there
  at      BIGINT NOT NULL
);
-- +goose Down
DROP TABLE copies;
DROP INDEX replies_looked;
ALTER TABLE replies DROP COLUMN failures;
ALTER TABLE replies DROP COLUMN looked_at;
ALTER TABLE replies DROP COLUMN expires_at;
ALTER TABLE replies DROP COLUMN doubts;
