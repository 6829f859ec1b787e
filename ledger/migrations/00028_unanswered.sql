-- Questions that nobody has answered are counted at each scrape and on a page of their own, however many items wait: from an index alone.
-- +goose Up
CREATE INDEX items_questions ON items (kind, state, language, topics, territories, posts, opened_at, id) WHERE kind = 'question';
CREATE INDEX shares_authority ON shares (item_id, name) WHERE part = 'authority' AND posts > 0;
-- +goose Down
DROP INDEX shares_authority; DROP INDEX items_questions;
