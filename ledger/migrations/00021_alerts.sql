-- What is worth a message: conditions that hold, which groups of them were told to whom, and silences.
-- +goose Up
DROP TABLE notices;
DROP TABLE alerts;
CREATE TABLE alerts (
  id          TEXT PRIMARY KEY,       -- condition and subject
  condition   TEXT NOT NULL,
  subject     TEXT NOT NULL,          -- as in item/ID
  labels      TEXT NOT NULL,
  facts       TEXT NOT NULL,          -- the figures when it was last looked at
  active_at   BIGINT NOT NULL,        -- since when the condition holds
  fired_at    BIGINT NOT NULL,        -- 0 while it has not held for long enough
  seen_at     BIGINT NOT NULL,        -- when it last held
  resolved_at BIGINT NOT NULL         -- 0 while it fires
);
CREATE INDEX alerts_resolved ON alerts (resolved_at);
CREATE TABLE alert_groups (
  id       TEXT PRIMARY KEY,          -- receiver, route and labels
  receiver TEXT NOT NULL,
  told     TEXT NOT NULL,             -- what the receiver was last told of each alert
  told_at  BIGINT NOT NULL,           -- 0 before the first message
  next_at  BIGINT NOT NULL,           -- not tried before; while one process sends, no other may
  tries    BIGINT NOT NULL
);
CREATE TABLE silences (
  id        TEXT PRIMARY KEY,
  matchers  TEXT NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at   BIGINT NOT NULL,
  author    TEXT NOT NULL,
  comment   TEXT NOT NULL
);
CREATE TABLE samples (
  name  TEXT NOT NULL,                -- as in queue/NAME
  hour  BIGINT NOT NULL,              -- hours since 1970
  value DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (name, hour)
);
ALTER TABLE shares ADD COLUMN first_at BIGINT NOT NULL DEFAULT 0;  -- when its first post was collected; 0 if that was not noted
CREATE INDEX posts_fresh ON posts (collected_at, item_id) WHERE item_id <> '';
-- All items together, as the item ''.
INSERT INTO shares (item_id, part, name, posts) SELECT '', part, name, SUM(posts) FROM shares WHERE part = 'hour' GROUP BY part, name;
-- +goose Down
DROP INDEX posts_fresh;
DELETE FROM shares WHERE item_id = '';
ALTER TABLE shares DROP COLUMN first_at;
DROP TABLE samples; DROP TABLE silences; DROP TABLE alert_groups; DROP TABLE alerts;
CREATE TABLE alerts (
  id        TEXT PRIMARY KEY,
  name      TEXT NOT NULL,
  item_id   TEXT NOT NULL,
  at        BIGINT NOT NULL
);
CREATE TABLE notices (
  alert_id TEXT NOT NULL,
  receiver TEXT NOT NULL,
  sent_at  BIGINT NOT NULL,
  tries    BIGINT NOT NULL,
  next_at  BIGINT NOT NULL,
  PRIMARY KEY (alert_id, receiver)
);
CREATE INDEX notices_due ON notices (sent_at, next_at);
