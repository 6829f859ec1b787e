package ledger

import (
	"context"
	"errors"
	"fmt"

	"hearsay/post"
)

// MovePosts gives some posts of an item another one. Its error is ErrNotFound for a post that is not of that item.
func (t *Tx) MovePosts(ctx context.Context, from, to string, refs []post.Ref) error {
	moving, err := t.PostsByRef(ctx, refs)
	if err != nil {
		return err
	}
	counts := newTally()
	for _, ref := range refs {
		n, err := t.execCount(ctx, "moving a post", "UPDATE posts SET item_id = ? WHERE "+t.dialect.thePost()+" AND item_id = ?", append(append([]any{to}, keyOf(ref)...), from)...)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("post %s of item %s: %w", ref, from, ErrNotFound)
		}
		p := moving[ref]
		counts.add(&p, -1)
		p.Item = to
		counts.add(&p, 1)
		if err := t.exec(ctx, "moving a signature", "UPDATE signatures SET item_id = ?, origin = ? WHERE id = ?", to, to, ref.String()); err != nil {
			return err
		}
	}
	return t.count(ctx, counts)
}

// MoveAll gives an item what another has: its posts with their counts and the words it is known by, what people noted, and who handed it in.
func (t *Tx) MoveAll(ctx context.Context, from, to string) error {
	var failed []error
	for _, table := range []string{"signatures", "posts", "notes", "tip_echoes"} {
		failed = append(failed, t.exec(ctx, "moving what an item has", "UPDATE "+table+" SET item_id = ? WHERE item_id = ? AND item_id <> ''", to, from))
	}
	return errors.Join(append(failed, t.moveCounts(ctx, from, to), t.moveMentions(ctx, from, to), t.moveHands(ctx, from, to))...)
}

func (t *Tx) moveMentions(ctx context.Context, from, to string) error {
	err := t.exec(ctx, "moving mentions", "INSERT INTO mentions (user_name, item_id, at, author) SELECT user_name, CAST(? AS TEXT), at, author FROM mentions WHERE item_id = ? ON CONFLICT DO NOTHING", to, from)
	return errors.Join(err, t.exec(ctx, "moving mentions", "DELETE FROM mentions WHERE item_id = ?", from))
}

func (t *Tx) moveHands(ctx context.Context, from, to string) error {
	err := t.exec(ctx, "moving who handed something in", "INSERT INTO tip_hands (item_id, hand, at, signature) SELECT CAST(? AS TEXT), hand, at, signature FROM tip_hands WHERE item_id = ? ON CONFLICT DO NOTHING", to, from)
	return errors.Join(err, t.exec(ctx, "moving who handed something in", "DELETE FROM tip_hands WHERE item_id = ?", from))
}
