-- Users who sign in elsewhere: by whom they are known there.
-- +goose Up
ALTER TABLE users ADD COLUMN subject TEXT NOT NULL DEFAULT '';   -- issuer and subject of OpenID Connect; '' for who has a password
CREATE INDEX users_subject ON users (subject);
-- +goose Down
DROP INDEX users_subject;
ALTER TABLE users DROP COLUMN subject;
