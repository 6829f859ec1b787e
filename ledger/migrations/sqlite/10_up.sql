CREATE TABLE documents (
  id       INTEGER PRIMARY KEY,
  platform TEXT NOT NULL,             -- of a post; '' for a reply
  key      TEXT NOT NULL,             -- its id
  UNIQUE (platform, key)
);
CREATE VIRTUAL TABLE post_words USING fts5(text, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3');
INSERT INTO post_words (post_words, rank) VALUES ('secure-delete', 1);
CREATE VIRTUAL TABLE reply_words USING fts5(text, tokenize='unicode61 remove_diacritics 2', prefix='2 3');
INSERT INTO documents (platform, key) SELECT platform, id FROM posts WHERE item_id <> '' AND text <> '' ORDER BY collected_at;
INSERT INTO post_words (rowid, text) SELECT d.id, p.text FROM documents d JOIN posts p ON p.platform = d.platform AND p.id = d.key;
INSERT INTO documents (platform, key) SELECT '', id FROM replies ORDER BY created_at;
INSERT INTO reply_words (rowid, text) SELECT d.id, COALESCE(r.body ->> 'fact', '') || ' ' || COALESCE(r.body ->> 'myth', '') || ' ' || COALESCE(r.body ->> 'why', '') || ' ' || COALESCE(r.body ->> 'again', '')
  FROM documents d JOIN replies r ON d.platform = '' AND r.id = d.key;
