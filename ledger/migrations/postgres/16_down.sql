DROP INDEX posts_latest;
ALTER TABLE posts DROP COLUMN words; ALTER TABLE replies DROP COLUMN words;
CREATE INDEX posts_words ON posts USING gin (hearsay_words(text)) WHERE item_id <> '';
CREATE INDEX replies_words ON replies USING gin (hearsay_words(COALESCE(body::jsonb ->> 'fact', '') || ' ' || COALESCE(body::jsonb ->> 'myth', '') || ' ' || COALESCE(body::jsonb ->> 'why', '') || ' ' || COALESCE(body::jsonb ->> 'again', '')));
