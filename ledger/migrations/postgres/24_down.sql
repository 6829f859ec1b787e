DROP INDEX posts_item;
DROP INDEX posts_repost;
DROP INDEX posts_author;
CREATE INDEX posts_item ON posts (item_id, collected_at);
CREATE INDEX posts_repost ON posts (platform, repost_of);
CREATE INDEX posts_author ON posts (platform, author);
