DROP TABLE crowds;
CREATE TABLE posts_old (
  platform     TEXT NOT NULL,
  id           TEXT NOT NULL,
  source       TEXT NOT NULL,
  url          TEXT NOT NULL,
  author       TEXT NOT NULL,
  text         TEXT NOT NULL,
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
  verdict      TEXT NOT NULL,
  item_id      TEXT NOT NULL,
  seen         BIGINT NOT NULL,
  deleted_at   BIGINT NOT NULL,
  PRIMARY KEY (platform, id)
);
INSERT INTO posts_old SELECT platform, id, source, url, author, text, language, created_at, collected_at, space, reach, shares, links, reply_to, repost_of, quote_of, territory, kind, verdict, item_id, seen, deleted_at FROM posts ORDER BY place;
DROP TABLE posts;
ALTER TABLE posts_old RENAME TO posts;
CREATE INDEX posts_item ON posts (item_id, collected_at);
CREATE INDEX posts_repost ON posts (platform, repost_of);
CREATE INDEX posts_author ON posts (platform, author);
CREATE INDEX posts_tombstones ON posts (deleted_at) WHERE seen = 0;
CREATE INDEX posts_fresh ON posts (collected_at, item_id) WHERE item_id <> '';
CREATE INDEX posts_pointing ON posts (item_id, platform, space, collected_at) WHERE item_id <> '' AND (repost_of <> '' OR quote_of <> '' OR reply_to <> '');
