-- Whom posts of items name, counted as their other parts are.
INSERT INTO shares (item_id, part, name, posts, first_at)
  SELECT p.item_id, 'authority', named.value, COUNT(*), MIN(p.collected_at)
  FROM posts p, json_each(CASE WHEN p.verdict <> '' THEN p.verdict ELSE '{}' END, '$.addressees') named
  WHERE p.item_id <> '' GROUP BY p.item_id, named.value;
