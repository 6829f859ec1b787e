-- What metrics count at every scrape stands in indexes: rows of items are wide, and there are more of them every year.
-- +goose Up
CREATE INDEX items_counted ON items (kind, topics, queue);
DROP INDEX items_state;
CREATE INDEX items_state ON items (state, queue, priority, severity, opened_at);
-- +goose Down
DROP INDEX items_state;
CREATE INDEX items_state ON items (state, queue, priority);
DROP INDEX items_counted;
