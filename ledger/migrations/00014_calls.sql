-- Calls of the API that are done once however often they come.
-- +goose Up
CREATE TABLE answers (
  user_name   TEXT NOT NULL,
  key         TEXT NOT NULL,
  fingerprint TEXT NOT NULL,          -- of method, address and body
  status      BIGINT NOT NULL,        -- 0 while the call is being answered
  type        TEXT NOT NULL,
  body        BYTEA,
  at          BIGINT NOT NULL,
  PRIMARY KEY (user_name, key)
);
CREATE INDEX answers_at ON answers (at);
-- +goose Down
DROP TABLE answers;
