-- +goose Up
CREATE TABLE source_orders (
  name       TEXT PRIMARY KEY,
  definition TEXT NOT NULL,           -- of a source that was added at run time, as JSON; '' for one of the configuration
  paused     BIGINT NOT NULL,         -- 1 while it is not to be read
  ordered_by TEXT NOT NULL,
  ordered_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE source_orders;
