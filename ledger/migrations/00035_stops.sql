-- Where and when the posts of items were made, counted as they come and go, and which sources brought them.
-- +goose Up
CREATE TABLE stops (
  item_id   TEXT NOT NULL,
  platform  TEXT NOT NULL,
  space     TEXT NOT NULL,
  language  TEXT NOT NULL,
  territory TEXT NOT NULL,
  hour      BIGINT NOT NULL,   -- since 1970
  posts     BIGINT NOT NULL,
  reach     BIGINT NOT NULL,   -- of their authors
  first_at  BIGINT NOT NULL,   -- when the first of them was made
  PRIMARY KEY (item_id, platform, space, language, territory, hour)
);
INSERT INTO stops
  SELECT item_id, platform, space, language, territory, made / 3600000000, COUNT(*), SUM(reach), MIN(made)
  FROM (SELECT p.*, CASE WHEN created_at > 0 AND created_at < collected_at THEN created_at ELSE collected_at END AS made FROM posts p WHERE item_id <> '') AS posts_made
  GROUP BY item_id, platform, space, language, territory, made / 3600000000;
INSERT INTO shares (item_id, part, name, posts, first_at)
  SELECT item_id, 'source', source, COUNT(*), MIN(collected_at) FROM posts WHERE item_id <> '' GROUP BY item_id, source;
-- +goose Down
DELETE FROM shares WHERE part = 'source';
DROP TABLE stops;
