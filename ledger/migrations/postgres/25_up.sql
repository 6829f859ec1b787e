-- Posts that are nobody's business, ninety-nine in a hundred, stand in a part for each month, which is dropped when its time is over;
-- why so: docs/decisions/0010-posts-by-month.md. What is there already becomes the first part, where it stands, and is not copied.
ALTER TABLE posts RENAME TO posts_before;
DROP INDEX posts_item, posts_repost, posts_author, posts_tombstones, posts_words, posts_latest, posts_fresh;
CREATE TABLE posts (LIKE posts_before INCLUDING GENERATED) PARTITION BY LIST (item_id);

CREATE TABLE posts_of_items PARTITION OF posts DEFAULT;
INSERT INTO posts_of_items (platform, id, source, url, author, text, language, created_at, collected_at, space, reach, shares, links, reply_to, repost_of, quote_of, territory, kind, verdict, item_id, seen, deleted_at)
  SELECT platform, id, source, url, author, text, language, created_at, collected_at, space, reach, shares, links, reply_to, repost_of, quote_of, territory, kind, verdict, item_id, seen, deleted_at FROM posts_before WHERE item_id <> '';
DELETE FROM posts_before WHERE item_id <> '';
CREATE UNIQUE INDEX posts_of_items_key ON posts_of_items (platform, id);
CREATE INDEX posts_item ON posts_of_items (item_id, collected_at);
CREATE INDEX posts_fresh ON posts_of_items (collected_at, item_id);
CREATE INDEX posts_words ON posts_of_items USING gin (words);
CREATE INDEX posts_repost ON posts_of_items (platform, repost_of) WHERE repost_of <> '';
CREATE INDEX posts_author ON posts_of_items (platform, author) WHERE author <> '';

CREATE TABLE posts_other PARTITION OF posts FOR VALUES IN ('') PARTITION BY RANGE (collected_at);
CREATE INDEX posts_other_repost ON posts_other (platform, repost_of) WHERE repost_of <> '';
CREATE INDEX posts_other_author ON posts_other (platform, author) WHERE author <> '';
CREATE INDEX posts_other_tombstones ON posts_other (deleted_at) WHERE seen = 0;

DO $$
DECLARE
  latest TIMESTAMP := GREATEST(clock_timestamp() AT TIME ZONE 'UTC', (SELECT to_timestamp(MAX(collected_at) / 1000000) AT TIME ZONE 'UTC' FROM posts_before));
  part TEXT := 'posts_other_' || to_char(latest, 'YYYY_MM');
BEGIN
  EXECUTE format('ALTER TABLE posts_before RENAME TO %I', part);
  EXECUTE format('ALTER INDEX posts_pkey RENAME TO %I', part || '_key');
  EXECUTE format('ALTER TABLE posts_other ATTACH PARTITION %I FOR VALUES FROM (MINVALUE) TO (%s)', part, EXTRACT(EPOCH FROM date_trunc('month', latest) + INTERVAL '1 month')::BIGINT * 1000000);
END $$;
