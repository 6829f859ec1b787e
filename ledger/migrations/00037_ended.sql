-- The lease that a change of an item ended, by its token: its queue is told of it, too, whatever happens in between.
-- +goose Up
ALTER TABLE outbox ADD COLUMN ended TEXT NOT NULL DEFAULT '';
-- +goose Down
ALTER TABLE outbox DROP COLUMN ended;
