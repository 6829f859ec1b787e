-- +goose Up
CREATE TABLE sights (
  source   TEXT PRIMARY KEY,
  seen_to  BIGINT NOT NULL,           -- all that was posted until then is here
  patience BIGINT NOT NULL            -- microseconds behind the present without being blind
);
CREATE TABLE blind_spells (
  source    TEXT NOT NULL,
  began_at  BIGINT NOT NULL,
  ended_at  BIGINT NOT NULL,          -- 0 while it lasts
  reason    TEXT NOT NULL,
  detail    TEXT NOT NULL,
  caught_up BIGINT NOT NULL,          -- posts of that time that came later
  is_lost   BIGINT NOT NULL,          -- 1 if what was posted then does not come any more
  PRIMARY KEY (source, began_at, is_lost)
);
CREATE INDEX blind_spells_by_end ON blind_spells (ended_at);
-- +goose Down
DROP TABLE blind_spells; DROP TABLE sights;
