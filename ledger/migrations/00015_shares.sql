-- How the posts of an item divide, counted as they come, so that a page need not read a hundred thousand of them.
-- +goose Up
CREATE TABLE shares (
  item_id TEXT NOT NULL,
  part    TEXT NOT NULL,              -- hour, platform, space, language or territory
  name    TEXT NOT NULL,              -- of an hour, hours since 1970
  posts   BIGINT NOT NULL,
  PRIMARY KEY (item_id, part, name)
);
INSERT INTO shares SELECT item_id, 'hour', CAST(collected_at / 3600000000 AS TEXT), COUNT(*) FROM posts WHERE item_id <> '' GROUP BY 1, 3;
INSERT INTO shares SELECT item_id, 'platform', platform, COUNT(*) FROM posts WHERE item_id <> '' GROUP BY 1, 3;
INSERT INTO shares SELECT item_id, 'space', space, COUNT(*) FROM posts WHERE item_id <> '' GROUP BY 1, 3;
INSERT INTO shares SELECT item_id, 'language', language, COUNT(*) FROM posts WHERE item_id <> '' GROUP BY 1, 3;
INSERT INTO shares SELECT item_id, 'territory', territory, COUNT(*) FROM posts WHERE item_id <> '' GROUP BY 1, 3;
-- +goose Down
DROP TABLE shares;
