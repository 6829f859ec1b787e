package ledger

import (
	"context"
	"fmt"

	"hearsay/claims"
)

const claimColumns = "id, claim, title, rating, language, url, publisher, updated_at"

// Claim is one claim of the catalogue.
func (q *queries) Claim(ctx context.Context, id string) (claims.Claim, error) {
	found, err := q.claims(ctx, "WHERE id = ?", id)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("claim %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return claims.Claim{}, err
	}
	return found[0], nil
}

// Claims are the whole catalogue, in the order of the ids.
func (q *queries) Claims(ctx context.Context) ([]claims.Claim, error) {
	return q.claims(ctx, "ORDER BY id")
}

// ClaimsAfter is a page of the catalogue, in the order of the ids.
func (q *queries) ClaimsAfter(ctx context.Context, after string, limit int) ([]claims.Claim, error) {
	return q.claims(ctx, "WHERE id > ? ORDER BY id LIMIT ?", after, limit)
}

// NewestClaims are the claims that were changed last.
func (q *queries) NewestClaims(ctx context.Context, most int) ([]claims.Claim, error) {
	return q.claims(ctx, "ORDER BY updated_at DESC, id LIMIT ?", most)
}

// CountClaims is how many claims the catalogue has.
func (q *queries) CountClaims(ctx context.Context) (n int64, err error) {
	return n, q.get(ctx, "counting claims", "SELECT COUNT(*) FROM claims", nil, &n)
}

// ClaimsVersion tells one state of the catalogue from another.
type ClaimsVersion struct{ count, updated int64 }

// ClaimsVersion is that of the catalogue as it is.
func (q *queries) ClaimsVersion(ctx context.Context) (v ClaimsVersion, err error) {
	err = q.each(ctx, "looking at the catalogue", "SELECT COUNT(*), COALESCE(MAX(updated_at), 0) FROM claims", nil, func(scan func(...any) error) error {
		return scan(&v.count, &v.updated)
	})
	return v, err
}

// SaveClaim stores a claim, in place of what the catalogue had under its id.
func (t *Tx) SaveClaim(ctx context.Context, c claims.Claim) error {
	return t.exec(ctx, "storing claim "+c.ID, "INSERT INTO claims ("+claimColumns+") VALUES ("+marks(8)+") ON CONFLICT (id) DO UPDATE SET claim = excluded.claim, "+
		"title = excluded.title, rating = excluded.rating, language = excluded.language, url = excluded.url, publisher = excluded.publisher, updated_at = excluded.updated_at",
		c.ID, c.Text, c.Title, c.Rating, c.Language, c.URL, c.Publisher, micros(t.now()))
}

func (q *queries) claims(ctx context.Context, where string, args ...any) ([]claims.Claim, error) {
	found := []claims.Claim{}
	err := q.each(ctx, "reading claims", "SELECT "+claimColumns+" FROM claims "+where, args, func(scan func(...any) error) error {
		var c claims.Claim
		var updated int64
		err := scan(&c.ID, &c.Text, &c.Title, &c.Rating, &c.Language, &c.URL, &c.Publisher, &updated)
		c.UpdatedAt = fromMicros(updated)
		found = append(found, c)
		return err
	})
	return found, err
}
