-- Items that nobody may leave waiting for longer, and texts that are hard to read.
-- +goose Up
ALTER TABLE items ADD COLUMN reach_by BIGINT NOT NULL DEFAULT 0;   -- from then on it comes first; 0 for three times as long as its deadline
ALTER TABLE items ADD COLUMN is_harsh BIGINT NOT NULL DEFAULT 0;   -- 1 if a post of it is violent or abusive
CREATE TABLE streaks (
  user_name TEXT PRIMARY KEY,
  harsh     BIGINT NOT NULL,         -- hard items that they took in a row
  at        BIGINT NOT NULL          -- when they took the last one
);
-- +goose Down
DROP TABLE streaks;
ALTER TABLE items DROP COLUMN is_harsh;
ALTER TABLE items DROP COLUMN reach_by;
