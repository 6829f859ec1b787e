-- The words of a text stand beside it, so that they are not cut anew wherever the index is unsure or not used; and the latest
-- posts with a common word are found by going back in time.
DROP INDEX posts_words; DROP INDEX replies_words;
ALTER TABLE posts ADD COLUMN words tsvector GENERATED ALWAYS AS (CASE WHEN item_id <> '' THEN hearsay_words(text) END) STORED;
ALTER TABLE replies ADD COLUMN words tsvector GENERATED ALWAYS AS (hearsay_words(COALESCE(body::jsonb ->> 'fact', '') || ' ' || COALESCE(body::jsonb ->> 'myth', '') || ' ' || COALESCE(body::jsonb ->> 'why', '') || ' ' || COALESCE(body::jsonb ->> 'again', ''))) STORED;
CREATE INDEX posts_words ON posts USING gin (words) WHERE item_id <> '';
CREATE INDEX posts_latest ON posts (collected_at) WHERE item_id <> '';
CREATE INDEX replies_words ON replies USING gin (words);
