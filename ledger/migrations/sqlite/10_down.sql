DROP TABLE reply_words; DROP TABLE post_words; DROP TABLE documents;
