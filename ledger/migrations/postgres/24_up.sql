-- A post in a hundred is somebody's business or a repost: the others need no entry. And an index that leads with the platform alone is
-- taken for a way to posts by their ids, as long as nobody has counted the rows: all posts of a platform were read to store five hundred.
DROP INDEX posts_item;
DROP INDEX posts_repost;
DROP INDEX posts_author;
CREATE INDEX posts_item ON posts (item_id, collected_at) WHERE item_id <> '';
CREATE INDEX posts_repost ON posts (platform, repost_of) WHERE repost_of <> '';
CREATE INDEX posts_author ON posts (platform, author) WHERE author <> '';
