package work

import (
	"context"
	"errors"
	"fmt"

	"hearsay/claims"
	"hearsay/ledger"
)

// ImportClaims puts claims into the catalogue, in place of those of the same ids: all of them, or none.
func (w *Work) ImportClaims(ctx context.Context, actor Actor, all []claims.Claim) error {
	if err := actor.must(toImport); err != nil {
		return err
	}
	if len(all) == 0 {
		return fmt.Errorf("%w: name at least one claim", ErrBounds)
	}
	return w.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		for i, c := range all {
			if err := c.Validate(); err != nil {
				return fmt.Errorf("%w: claim %d of %d: %w", ErrBounds, i+1, len(all), err)
			}
			if err := tx.SaveClaim(ctx, c); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, actor.Name, "claims imported", "claims", fmt.Sprintf("%d claims, the first is %s", len(all), all[0].ID))
	})
}

// FindClaims are claims of the catalogue that words may mean, the most probable first; without words the newest ones.
func (w *Work) FindClaims(ctx context.Context, words, language string, most int) ([]claims.Claim, error) {
	if words == "" || w.Finder == nil {
		return w.Ledger.NewestClaims(ctx, most)
	}
	found := []claims.Claim{}
	for _, match := range w.Finder.Find(words, language, most) {
		entry, err := w.Ledger.Claim(ctx, match.Claim)
		if errors.Is(err, ledger.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found = append(found, entry)
	}
	return found, nil
}
