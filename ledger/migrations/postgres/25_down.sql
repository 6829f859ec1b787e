ALTER TABLE posts RENAME TO posts_parted;
CREATE TABLE posts (LIKE posts_parted INCLUDING GENERATED);
INSERT INTO posts (platform, id, source, url, author, text, language, created_at, collected_at, space, reach, shares, links, reply_to, repost_of, quote_of, territory, kind, verdict, item_id, seen, deleted_at)
  SELECT platform, id, source, url, author, text, language, created_at, collected_at, space, reach, shares, links, reply_to, repost_of, quote_of, territory, kind, verdict, item_id, seen, deleted_at FROM posts_parted;
DROP TABLE posts_parted;
ALTER TABLE posts ADD PRIMARY KEY (platform, id);
CREATE INDEX posts_item ON posts (item_id, collected_at) WHERE item_id <> '';
CREATE INDEX posts_repost ON posts (platform, repost_of) WHERE repost_of <> '';
CREATE INDEX posts_author ON posts (platform, author) WHERE author <> '';
CREATE INDEX posts_tombstones ON posts (deleted_at) WHERE seen = 0;
CREATE INDEX posts_fresh ON posts (collected_at, item_id) WHERE item_id <> '';
CREATE INDEX posts_words ON posts USING gin (words) WHERE item_id <> '';
CREATE INDEX posts_latest ON posts (collected_at) WHERE item_id <> '';
