-- Answers that are kept for calls are sealed from now on; those that are not go.
-- +goose Up
DELETE FROM answers;
-- +goose Down
DELETE FROM answers;
