-- +goose Up
CREATE TABLE aliases (
  platform TEXT NOT NULL,
  alias    TEXT NOT NULL,             -- another id of a post, by which its platform may delete it
  id       TEXT NOT NULL,
  PRIMARY KEY (platform, alias)
);

-- +goose Down
DROP TABLE aliases;
