-- Tips that say again what somebody has handed in already: they count for nothing.
-- +goose Up
CREATE TABLE tip_hands (
  item_id   TEXT NOT NULL,
  hand      TEXT NOT NULL,           -- of who handed something in, under a key and the day
  at        BIGINT NOT NULL,
  signature BYTEA NOT NULL,          -- of the text
  PRIMARY KEY (item_id, hand)
);
CREATE INDEX tip_hands_at ON tip_hands (at);
CREATE TABLE tip_echoes (
  platform TEXT NOT NULL,
  id       TEXT NOT NULL,
  item_id  TEXT NOT NULL,
  reason   TEXT NOT NULL,            -- same_hand or same_words
  at       BIGINT NOT NULL,
  PRIMARY KEY (platform, id)
);
CREATE INDEX tip_echoes_item ON tip_echoes (item_id, at);
-- +goose Down
DROP TABLE tip_echoes; DROP TABLE tip_hands;
