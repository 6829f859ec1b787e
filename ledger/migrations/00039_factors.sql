-- A password that somebody else chose for a user is good until a time; a second factor is a secret, and the last step of time of
-- which a code was taken. Codes for a lost device are kept as hashes, and gone when they are used.
-- +goose Up
ALTER TABLE users ADD COLUMN given_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN factor TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN factor_step BIGINT NOT NULL DEFAULT 0;
CREATE TABLE recovery_codes (
    user_name TEXT NOT NULL,
    hash      TEXT NOT NULL,
    PRIMARY KEY (user_name, hash)
);
-- +goose Down
DROP TABLE recovery_codes;
ALTER TABLE users DROP COLUMN factor_step;
ALTER TABLE users DROP COLUMN factor;
ALTER TABLE users DROP COLUMN given_until;
