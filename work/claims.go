package work

import (
	"context"
	"fmt"

	"hearsay/claims"
	"hearsay/ledger"
)

// ImportClaims puts claims into the catalogue, in place of those of the same ids: all of them, or none.
func (w *Work) ImportClaims(ctx context.Context, actor Actor, all []claims.Claim) error {
	if err := actor.must(toImport); err != nil {
		return err
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
