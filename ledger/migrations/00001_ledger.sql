-- One text for SQLite and PostgreSQL. Times are Unix microseconds, lists and structs are JSON, ids are text.

-- +goose Up
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE sources (
  name       TEXT PRIMARY KEY,
  cursor     TEXT NOT NULL,
  stopped    TEXT NOT NULL,           -- why it is not read any more, or ''
  posts      BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE posts (
  platform     TEXT NOT NULL,
  id           TEXT NOT NULL,
  source       TEXT NOT NULL,
  url          TEXT NOT NULL,
  author       TEXT NOT NULL,         -- a pseudonym
  text         TEXT NOT NULL,         -- the only place where a post's text stands
  language     TEXT NOT NULL,
  created_at   BIGINT NOT NULL,
  collected_at BIGINT NOT NULL,
  space        TEXT NOT NULL,
  reach        BIGINT NOT NULL,
  shares       BIGINT NOT NULL,
  links        TEXT NOT NULL,
  reply_to     TEXT NOT NULL,
  repost_of    TEXT NOT NULL,
  quote_of     TEXT NOT NULL,
  territory    TEXT NOT NULL,
  kind         TEXT NOT NULL,
  verdict      TEXT NOT NULL,         -- without the matched words; '' for a post that is nobody's business
  item_id      TEXT NOT NULL,
  seen         BIGINT NOT NULL,
  deleted_at   BIGINT NOT NULL,       -- 0 while it stands
  PRIMARY KEY (platform, id)
);
CREATE INDEX posts_item ON posts (item_id, collected_at);
CREATE INDEX posts_repost ON posts (platform, repost_of);

CREATE TABLE items (
  id            TEXT PRIMARY KEY,
  kind          TEXT NOT NULL,
  state         TEXT NOT NULL,
  queue         TEXT NOT NULL,
  severity      BIGINT NOT NULL,
  language      TEXT NOT NULL,
  topics        TEXT NOT NULL,
  territories   TEXT NOT NULL,
  claim         TEXT NOT NULL,
  lead_platform TEXT NOT NULL,
  lead_id       TEXT NOT NULL,
  posts         BIGINT NOT NULL,
  reach         BIGINT NOT NULL,
  heat          DOUBLE PRECISION NOT NULL,
  last_post     BIGINT NOT NULL,
  opened_at     BIGINT NOT NULL,
  deadline      BIGINT NOT NULL,
  priority      BIGINT NOT NULL,
  parts         TEXT NOT NULL,
  holder        TEXT NOT NULL,
  token         TEXT NOT NULL,
  held_until    BIGINT NOT NULL,
  merged_into   TEXT NOT NULL,
  reason        TEXT NOT NULL,
  version       BIGINT NOT NULL
);
CREATE INDEX items_state ON items (state, queue, priority);
CREATE INDEX items_claim ON items (claim);
CREATE INDEX items_opened ON items (opened_at, id);

CREATE TABLE signatures (
  id        TEXT PRIMARY KEY,         -- of the post that it was made from, as platform/id
  item_id   TEXT NOT NULL,
  kind      TEXT NOT NULL,
  signature BYTEA NOT NULL
);
CREATE INDEX signatures_item ON signatures (item_id);
CREATE TABLE bands (
  band      BIGINT NOT NULL,
  signature TEXT NOT NULL,
  PRIMARY KEY (band, signature)
);
CREATE INDEX bands_signature ON bands (signature);

CREATE TABLE notes (
  item_id TEXT NOT NULL,
  at      BIGINT NOT NULL,
  author  TEXT NOT NULL,
  text    TEXT NOT NULL
);
CREATE INDEX notes_item ON notes (item_id, at);

CREATE TABLE claims (
  id         TEXT PRIMARY KEY,
  claim      TEXT NOT NULL,
  title      TEXT NOT NULL,
  rating     TEXT NOT NULL,
  language   TEXT NOT NULL,
  url        TEXT NOT NULL,
  publisher  TEXT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE replies (
  id         TEXT PRIMARY KEY,
  item_id    TEXT NOT NULL,
  claim      TEXT NOT NULL,
  state      TEXT NOT NULL,
  language   TEXT NOT NULL,
  reuses     TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  body       TEXT NOT NULL,           -- the whole reply
  version    BIGINT NOT NULL
);
CREATE INDEX replies_item ON replies (item_id);
CREATE INDEX replies_claim ON replies (claim);
CREATE INDEX replies_state ON replies (state, created_at);
CREATE INDEX replies_reuses ON replies (reuses);

CREATE TABLE users (
  name        TEXT PRIMARY KEY,
  role        TEXT NOT NULL,
  password    TEXT NOT NULL,          -- argon2id in PHC form
  created_at  BIGINT NOT NULL,
  disabled_at BIGINT NOT NULL         -- 0 while the user may sign in
);
CREATE TABLE tokens (
  id         TEXT PRIMARY KEY,
  hash       TEXT NOT NULL UNIQUE,    -- SHA-256 of the token
  user_name  TEXT NOT NULL,
  label      TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE TABLE sessions (
  token      TEXT PRIMARY KEY,        -- a hash of the cookie's
  data       BYTEA NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE TABLE outbox (
  item_id TEXT PRIMARY KEY,           -- of an item whose queue is to be told
  version BIGINT NOT NULL,
  at      BIGINT NOT NULL
);
CREATE INDEX outbox_at ON outbox (at);

CREATE TABLE audit (
  seq     BIGINT PRIMARY KEY,
  at      BIGINT NOT NULL,
  actor   TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail  TEXT NOT NULL,
  hash    TEXT NOT NULL               -- of this row and of the hash before it
);
CREATE INDEX audit_subject ON audit (subject, seq);

CREATE TABLE alerts (
  id        TEXT PRIMARY KEY,         -- condition and item: each is told once
  name      TEXT NOT NULL,
  item_id   TEXT NOT NULL,
  at        BIGINT NOT NULL
);
CREATE TABLE notices (
  alert_id TEXT NOT NULL,
  receiver TEXT NOT NULL,
  sent_at  BIGINT NOT NULL,           -- 0 until the receiver took it
  tries    BIGINT NOT NULL,
  next_at  BIGINT NOT NULL,           -- not tried again before; while one process sends, no other may
  PRIMARY KEY (alert_id, receiver)
);
CREATE INDEX notices_due ON notices (sent_at, next_at);

-- +goose Down
DROP TABLE notices; DROP TABLE alerts; DROP TABLE audit; DROP TABLE outbox; DROP TABLE sessions; DROP TABLE tokens;
DROP TABLE users; DROP TABLE replies; DROP TABLE claims; DROP TABLE notes; DROP TABLE bands; DROP TABLE signatures;
DROP TABLE items; DROP TABLE posts; DROP TABLE sources; DROP TABLE meta;
