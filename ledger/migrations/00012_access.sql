-- Who may come in: tokens that may do less than their users, and sign-ins that failed.
-- +goose Up
ALTER TABLE tokens ADD COLUMN scope TEXT NOT NULL DEFAULT '';  -- a role that the token does not go beyond; '' for its user's
CREATE TABLE failed_sign_ins (
  name    TEXT NOT NULL,               -- as it was written, whether there is such a user or not
  sender  TEXT NOT NULL,               -- an address, of IPv6 a network
  tries   BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (name, sender)
);
CREATE INDEX failed_sign_ins_last ON failed_sign_ins (last_at);
-- +goose Down
DROP TABLE failed_sign_ins;
ALTER TABLE tokens DROP COLUMN scope;
