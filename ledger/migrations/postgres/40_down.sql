DROP INDEX posts_other_author;
CREATE INDEX posts_other_author ON posts_other (platform, author) WHERE author <> '';

DO $$
DECLARE
  part REGCLASS;
  key TEXT;
BEGIN
  FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'posts_other'::regclass LOOP
    SELECT relname || '_key' INTO key FROM pg_class WHERE oid = part;
    IF EXISTS (SELECT 1 FROM pg_indexes WHERE schemaname = current_schema() AND indexname = key AND indexdef LIKE '%"right"%') THEN
      EXECUTE format('DROP INDEX %I', key);
      EXECUTE format('CREATE UNIQUE INDEX %I ON %s (platform, id)', key, part);
    END IF;
  END LOOP;
END $$;
