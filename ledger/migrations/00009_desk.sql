-- What people keep at the desk: saved searches, queues they follow, who looks at what, mentions, text that is not saved yet.
-- +goose Up
CREATE TABLE searches (
  user_name TEXT NOT NULL,
  name      TEXT NOT NULL,
  query     TEXT NOT NULL,            -- as in an address, without the question mark
  PRIMARY KEY (user_name, name)
);
CREATE TABLE followed (
  user_name TEXT NOT NULL,
  queue     TEXT NOT NULL,
  PRIMARY KEY (user_name, queue)
);
CREATE TABLE presence (
  place     TEXT NOT NULL,            -- as in item/ID
  user_name TEXT NOT NULL,
  seen_at   BIGINT NOT NULL,
  PRIMARY KEY (place, user_name)
);
CREATE TABLE mentions (
  user_name TEXT NOT NULL,
  item_id   TEXT NOT NULL,
  at        BIGINT NOT NULL,
  author    TEXT NOT NULL,
  PRIMARY KEY (user_name, item_id, at)
);
CREATE TABLE scratches (
  reply_id  TEXT NOT NULL,
  user_name TEXT NOT NULL,
  version   BIGINT NOT NULL,          -- of the reply that it was written over
  body      TEXT NOT NULL,            -- the text of a reply
  at        BIGINT NOT NULL,
  PRIMARY KEY (reply_id, user_name)
);
CREATE INDEX items_first ON items (state, priority, id);
CREATE INDEX items_priority ON items (priority, id);
CREATE INDEX items_due ON items (state, queue, deadline);
CREATE INDEX items_holder ON items (holder, priority) WHERE holder <> '';

-- +goose Down
DROP INDEX items_holder; DROP INDEX items_due; DROP INDEX items_priority; DROP INDEX items_first;
DROP TABLE scratches; DROP TABLE mentions; DROP TABLE presence; DROP TABLE followed; DROP TABLE searches;
