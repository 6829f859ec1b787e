-- Deletions of posts that were never seen are remembered for a while only.
-- +goose Up
CREATE INDEX posts_tombstones ON posts (deleted_at) WHERE seen = 0;

-- +goose Down
DROP INDEX posts_tombstones;
