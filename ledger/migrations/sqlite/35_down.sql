DROP INDEX posts_pointing;
DELETE FROM shares WHERE part = 'source';
DROP TABLE stops;
