DROP INDEX posts_pointing;
