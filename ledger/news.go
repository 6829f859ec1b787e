package ledger

import (
	"context"
	"strings"
	"time"
)

// newsKey begins the keys under which it stands that a hub has told of a feed; newsFor is how long it does where nobody reads that feed.
const (
	newsKey = "news/"
	newsFor = time.Hour
)

// TellNews keeps it for the process that reads a feed that a hub has told of it, by the token of the subscription.
func (t *Tx) TellNews(ctx context.Context, token string) error {
	if err := t.exec(ctx, "forgetting old news", "DELETE FROM meta WHERE key LIKE ? AND value < ?", newsKey+"%", newsTime(t.now().Add(-newsFor))); err != nil {
		return err
	}
	return t.exec(ctx, "keeping news of a hub", "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING", newsKey+token, newsTime(t.now()))
}

// newsTime orders as text as it does as time.
func newsTime(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// News are the tokens of feeds that hubs have told of, and that nobody has read since.
func (q *queries) News(ctx context.Context) ([]string, error) {
	tokens, err := q.texts(ctx, "reading news of hubs", "SELECT key FROM meta WHERE key LIKE ? ORDER BY key", newsKey+"%")
	for i := range tokens {
		tokens[i] = strings.TrimPrefix(tokens[i], newsKey)
	}
	return tokens, err
}

// ForgetNews forgets the news of a feed. It comes before the feed is read, so that what is told meanwhile is not lost.
func (t *Tx) ForgetNews(ctx context.Context, token string) error {
	return t.exec(ctx, "forgetting news of a hub", "DELETE FROM meta WHERE key = ?", newsKey+token)
}
