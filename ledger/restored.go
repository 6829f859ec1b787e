package ledger

import (
	"context"
	"errors"

	"hearsay/bulletin"
	"hearsay/replies/publish"
)

// mayHaveGone is why what a restored ledger has on its way is held back.
const mayHaveGone = "the ledger was restored from a backup, and this may have gone out since: look where it is to stand, and send it again if it does not"

// holdBack keeps what was on its way when a backup was made from going out a second time: what came of it after the backup, the
// ledger does not know. Dispatches fail, and are sent again by hand; editions of bulletins are drafts once more. What calls a reply
// back goes on: it had better come twice than never.
func (t *Tx) holdBack(ctx context.Context) error {
	sending, err := t.dispatches(ctx, "WHERE state = ? ORDER BY id", string(publish.Sending))
	if err != nil {
		return err
	}
	for _, d := range sending {
		d.Fail(mayHaveGone)
		if err := errors.Join(t.SaveDispatch(ctx, d), t.Audit(ctx, Program, "reply failed", d.Item, d.Reply+" "+d.ID+" "+d.Account)); err != nil {
			return err
		}
	}
	approved, err := t.EditionsIn(ctx, bulletin.Approved)
	if err != nil {
		return err
	}
	for i := range approved {
		e := &approved[i]
		if e.Bulletin == "" {
			continue
		}
		e.HoldBack()
		if err := errors.Join(t.SaveEdition(ctx, e), t.Audit(ctx, Program, "edition held back", "edition/"+e.ID, e.Bulletin)); err != nil {
			return err
		}
	}
	return nil
}
