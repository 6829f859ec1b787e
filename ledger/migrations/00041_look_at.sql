-- When an item is to be looked at, as time alone may have changed it: 0 for one that was saved since it was looked at, less for never.
-- +goose Up
ALTER TABLE items ADD COLUMN look_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX items_look_at ON items (look_at) WHERE look_at >= 0;
-- +goose Down
DROP INDEX items_look_at;
ALTER TABLE items DROP COLUMN look_at;
