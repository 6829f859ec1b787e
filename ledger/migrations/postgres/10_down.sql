DROP INDEX replies_words; DROP INDEX posts_words; DROP FUNCTION hearsay_query; DROP FUNCTION hearsay_words;
