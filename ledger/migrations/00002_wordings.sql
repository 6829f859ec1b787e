-- +goose Up
-- The item that a wording was first of: one that was merged into item_id since, or item_id itself.
ALTER TABLE signatures ADD COLUMN origin TEXT NOT NULL DEFAULT '';
UPDATE signatures SET origin = item_id;

-- +goose Down
ALTER TABLE signatures DROP COLUMN origin;
