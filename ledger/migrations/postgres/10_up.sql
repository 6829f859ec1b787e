-- Letters without their marks, as SQLite's tokenizer has them.
CREATE FUNCTION hearsay_words(text TEXT) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT to_tsvector('simple', translate(lower(text COLLATE "und-x-icu"), 'áàâäãåăāąçćčďéèêëěęēíìîïīñńňóòôöõőōřśšșşťțţúùûüůűūýÿźžż', 'aaaaaaaaacccdeeeeeeeiiiiinnnooooooorsssstttuuuuuuuyyzzz')) $$;
CREATE FUNCTION hearsay_query(text TEXT) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT to_tsquery('simple', translate(lower(text COLLATE "und-x-icu"), 'áàâäãåăāąçćčďéèêëěęēíìîïīñńňóòôöõőōřśšșşťțţúùûüůűūýÿźžż', 'aaaaaaaaacccdeeeeeeeiiiiinnnooooooorsssstttuuuuuuuyyzzz')) $$;
CREATE INDEX posts_words ON posts USING gin (hearsay_words(text)) WHERE item_id <> '';
CREATE INDEX replies_words ON replies USING gin (hearsay_words(COALESCE(body::jsonb ->> 'fact', '') || ' ' || COALESCE(body::jsonb ->> 'myth', '') || ' ' || COALESCE(body::jsonb ->> 'why', '') || ' ' || COALESCE(body::jsonb ->> 'again', '')));
