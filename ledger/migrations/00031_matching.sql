-- What may be the same and is for people to say, and what they said.
-- +goose Up
CREATE TABLE suggestions (
  item_id TEXT NOT NULL,
  kind    TEXT NOT NULL,
  target  TEXT NOT NULL,             -- another item, or a claim of the catalogue
  score   DOUBLE PRECISION NOT NULL,
  state   TEXT NOT NULL,             -- open, confirmed or refused
  at      BIGINT NOT NULL,
  PRIMARY KEY (item_id, kind, target)
);
CREATE INDEX suggestions_target ON suggestions (target);
CREATE TABLE judgements (
  at       BIGINT NOT NULL,
  kind     TEXT NOT NULL,
  score    DOUBLE PRECISION NOT NULL,
  is_right BIGINT NOT NULL,          -- 1 if the match was right
  by_user  TEXT NOT NULL
);
CREATE INDEX judgements_at ON judgements (at);
-- +goose Down
DROP TABLE judgements; DROP TABLE suggestions;
