-- Posts that come one after another stand side by side in every index: why so and what it brings, docs/decisions/0016-posts-side-by-side.md.
CREATE TABLE posts_new (
  place        INTEGER PRIMARY KEY,   -- the order in which they came
  tail         TEXT AS (substr(id, -13)),
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
  deleted_at   BIGINT NOT NULL
);
INSERT INTO posts_new (platform, id, source, url, author, text, language, created_at, collected_at, space, reach, shares, links, reply_to, repost_of, quote_of, territory, kind, verdict, item_id, seen, deleted_at) SELECT platform, id, source, url, author, text, language, created_at, collected_at, space, reach, shares, links, reply_to, repost_of, quote_of, territory, kind, verdict, item_id, seen, deleted_at FROM posts ORDER BY rowid;
DROP TABLE posts;
ALTER TABLE posts_new RENAME TO posts;
CREATE UNIQUE INDEX posts_key ON posts (platform, tail, id);
CREATE INDEX posts_item ON posts (item_id, collected_at) WHERE item_id <> '';
CREATE INDEX posts_repost ON posts (platform, repost_of) WHERE repost_of <> '';
CREATE INDEX posts_author ON posts (platform, author) WHERE item_id <> '';
CREATE INDEX posts_tombstones ON posts (deleted_at) WHERE seen = 0;
CREATE INDEX posts_fresh ON posts (collected_at, item_id) WHERE item_id <> '';
CREATE INDEX posts_pointing ON posts (item_id, platform, space, collected_at) WHERE item_id <> '' AND (repost_of <> '' OR quote_of <> '' OR reply_to <> '');

-- Who wrote the posts of a batch that are nobody's business: the beginnings of pseudonyms, a space before each.
CREATE TABLE crowds (
  first   INTEGER PRIMARY KEY,        -- of the places of its posts
  last    INTEGER NOT NULL,
  at      INTEGER NOT NULL,           -- when the last of them was collected
  authors TEXT NOT NULL
);
INSERT INTO crowds (first, last, at, authors)
  SELECT MIN(place), MAX(place), MAX(collected_at), group_concat(' ' || substr(author, 1, 6), '') FROM posts WHERE item_id = '' AND author <> '' GROUP BY place / 500;
