-- Posts that come one after another stand side by side in every index of posts that are nobody's business: why so and what it brings,
-- docs/decisions/0016-posts-side-by-side.md. Months that have posts keep the key they have, which is as good to read; those that have none get the new one.
DROP INDEX posts_other_author;
CREATE INDEX posts_other_author ON posts_other USING brin (author text_bloom_ops) WITH (pages_per_range = 32, autosummarize = on);

DO $$
DECLARE
  part REGCLASS;
  has_posts BOOLEAN;
  key TEXT;
BEGIN
  FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'posts_other'::regclass LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s)', part) INTO has_posts;
    CONTINUE WHEN has_posts;
    SELECT relname || '_key' INTO key FROM pg_class WHERE oid = part;
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I', part, key);
    EXECUTE format('DROP INDEX IF EXISTS %I', key);
    EXECUTE format('CREATE UNIQUE INDEX %I ON %s (platform, right(id, 13), id)', key, part);
  END LOOP;
END $$;
