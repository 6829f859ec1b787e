-- The posts of a place that show or answer others, the first of them first.
CREATE INDEX posts_pointing ON posts (item_id, platform, space, collected_at) WHERE item_id <> '' AND (repost_of <> '' OR quote_of <> '' OR reply_to <> '');
