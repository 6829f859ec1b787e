-- Who carries the message on, and what they were sent.
-- +goose Up
CREATE TABLE messengers (
  id      TEXT PRIMARY KEY,
  email   TEXT NOT NULL UNIQUE,       -- in small letters
  state   TEXT NOT NULL,
  body    TEXT NOT NULL,              -- the whole messenger
  version BIGINT NOT NULL
);
CREATE TABLE farewells (              -- who left: nobody may sign them up again but themselves
  hash TEXT PRIMARY KEY,              -- of the address, under the ledger's key
  at   BIGINT NOT NULL
);
CREATE TABLE editions (
  id       TEXT PRIMARY KEY,
  bulletin TEXT NOT NULL,             -- its name in the configuration
  state    TEXT NOT NULL,
  at       BIGINT NOT NULL,           -- when it was made
  body     TEXT NOT NULL,             -- the whole edition
  version  BIGINT NOT NULL
);
CREATE INDEX editions_bulletin ON editions (bulletin, at);
CREATE TABLE deliveries (
  edition_id TEXT NOT NULL,
  recipient  TEXT NOT NULL,           -- a messenger's id, or chat/RECEIVER
  state      TEXT NOT NULL,
  tries      BIGINT NOT NULL,
  next_at    BIGINT NOT NULL,         -- not tried before; while one process sends, no other may
  at         BIGINT NOT NULL,         -- of the last change
  reason     TEXT NOT NULL,           -- why it was not taken, or ''
  PRIMARY KEY (edition_id, recipient)
);
CREATE INDEX deliveries_due ON deliveries (state, next_at);
CREATE INDEX deliveries_recipient ON deliveries (recipient);
-- +goose Down
DROP TABLE deliveries; DROP TABLE editions; DROP TABLE farewells; DROP TABLE messengers;
