-- +goose Up
CREATE INDEX posts_author ON posts (platform, author);

-- +goose Down
DROP INDEX posts_author;
