-- Whom posts of items name, counted as their other parts are.
INSERT INTO shares (item_id, part, name, posts, first_at)
  SELECT p.item_id, 'authority', named.value, COUNT(*), MIN(p.collected_at)
  FROM posts p, jsonb_array_elements_text(COALESCE(CAST(CASE WHEN p.verdict <> '' THEN p.verdict ELSE '{}' END AS JSONB) -> 'addressees', '[]')) AS named (value)
  WHERE p.item_id <> '' GROUP BY p.item_id, named.value;
