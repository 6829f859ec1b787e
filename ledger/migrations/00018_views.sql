-- Who looked at what people wrote, and when.
-- +goose Up
CREATE TABLE views (
  at        BIGINT NOT NULL,
  user_name TEXT NOT NULL,
  subject   TEXT NOT NULL             -- an item's id, or what else was shown: "export", "author/PLATFORM/PSEUDONYM"
);
CREATE INDEX views_at ON views (at);
CREATE INDEX views_subject ON views (subject, at);
-- +goose Down
DROP TABLE views;
