-- +goose Up
CREATE TABLE source_hours (
  source TEXT NOT NULL,
  hour   BIGINT NOT NULL,             -- hours since 1970
  posts  BIGINT NOT NULL,             -- that were new
  PRIMARY KEY (source, hour)
);

-- +goose Down
DROP TABLE source_hours;
