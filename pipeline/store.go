package pipeline

import (
	"context"
	"slices"
	"time"

	"hearsay/classifier"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/triage"
)

// storing is one batch on its way into the ledger.
type storing struct {
	*ledger.Tx
	pipeline *Pipeline
	source   string
	now      time.Time

	fresh  int
	opened []*triage.Item
}

// store keeps the posts that are new with the items they belong to, and counts those that are not.
func (s *storing) store(ctx context.Context, posts []classified) error {
	posts, err := s.withoutDeleted(ctx, posts)
	if err != nil {
		return err
	}
	known, err := s.KnownPosts(ctx, refsOf(posts))
	if err != nil {
		return err
	}
	fresh := make([]*classified, 0, len(posts))
	var again []*classified
	for i := range posts {
		c := &posts[i]
		if _, seen := known[c.post.Ref()]; seen {
			again = append(again, c)
		} else {
			fresh = append(fresh, c)
		}
	}
	if err := s.see(ctx, again, known); err != nil {
		return err
	}
	posted := make([]time.Time, len(fresh))
	for i, c := range fresh {
		posted[i] = c.post.CreatedAt
	}
	if err := s.CatchUp(ctx, s.source, posted); err != nil {
		return err
	}
	board, err := s.board(ctx, fresh, known)
	if err != nil {
		return err
	}
	return s.place(ctx, board, fresh)
}

// withoutDeleted leaves out posts that were deleted by their alias before they came.
func (s *storing) withoutDeleted(ctx context.Context, posts []classified) ([]classified, error) {
	var aliases []post.Ref
	for i := range posts {
		if p := &posts[i].post; p.Alias != "" {
			aliases = append(aliases, post.Ref{Platform: p.Platform, ID: p.Alias})
		}
	}
	deleted, err := s.KnownPosts(ctx, aliases)
	if err != nil || len(deleted) == 0 {
		return posts, err
	}
	return slices.DeleteFunc(posts, func(c classified) bool {
		_, isDeleted := deleted[post.Ref{Platform: c.post.Platform, ID: c.post.Alias}]
		return isDeleted
	}), nil
}

// see counts posts that came again. One that was edited is found by its new words from now on.
func (s *storing) see(ctx context.Context, again []*classified, known map[post.Ref]string) error {
	posts := make([]post.Post, len(again))
	for i, c := range again {
		posts[i] = c.post
	}
	if err := s.SeePosts(ctx, posts, known); err != nil {
		return err
	}
	for _, c := range again {
		if c.post.Edited {
			if err := s.edit(ctx, c, known[c.post.Ref()]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *storing) edit(ctx context.Context, c *classified, item string) error {
	if err := s.EditPost(ctx, c.post, &c.verdict); err != nil {
		return err
	}
	if item == "" || c.verdict.Kind == classifier.KindNone {
		return nil
	}
	stored, err := s.Post(ctx, c.post.Ref())
	if err != nil || !stored.DeletedAt.IsZero() {
		return err
	}
	return s.SaveSignature(ctx, c.post.Ref(), triage.Known{Item: item, Origin: item, Kind: c.verdict.Kind, Signature: c.sign})
}

// board holds the items that the posts might belong to: those of the posts they spread, and those they resemble.
func (s *storing) board(ctx context.Context, posts []*classified, known map[post.Ref]string) (*triage.Board, error) {
	board := triage.NewBoard(s.pipeline.Routes, s.now)
	if s.pipeline.Levels != nil {
		board.Match(s.pipeline.Levels())
	}
	var originals []post.Ref
	var bands []int64
	var claims []string
	for _, c := range posts {
		if original, ok := c.post.Original(); ok {
			originals = append(originals, original)
		}
		if c.verdict.Kind != classifier.KindNone {
			bands = append(bands, c.sign.Bands(c.verdict.Kind)...)
			if c.verdict.Claim != nil {
				claims = append(claims, c.verdict.Claim.ID)
			}
		}
	}
	spread, err := s.KnownPosts(ctx, originals)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, found := range []map[post.Ref]string{known, spread} {
		for ref, item := range found {
			if item != "" {
				ids = append(ids, item)
				board.AddPost(ref, item)
			}
		}
	}
	resembled, err := s.ItemsOfBands(ctx, bands)
	if err != nil {
		return nil, err
	}
	claimed, err := s.ItemsOfClaims(ctx, unique(claims))
	if err != nil {
		return nil, err
	}
	resembled = unique(append(resembled, claimed...))
	wordings, err := s.Wordings(ctx, resembled)
	if err != nil {
		return nil, err
	}
	items, err := s.ItemsByID(ctx, unique(append(ids, resembled...)))
	if err != nil {
		return nil, err
	}
	for _, k := range wordings {
		board.AddSignature(k)
	}
	for _, it := range items {
		board.Add(it)
	}
	return board, nil
}

func (s *storing) place(ctx context.Context, board *triage.Board, posts []*classified) error {
	rows := make([]ledger.StoredPost, len(posts))
	var signatures []func() error
	for i, c := range posts {
		rows[i] = ledger.StoredPost{Post: c.post, Source: s.source, CollectedAt: s.now, Verdict: &c.verdict}
		isEcho, err := s.isEcho(ctx, board, c)
		if err != nil {
			return err
		}
		if isEcho {
			continue
		}
		placed := board.Place(c.post, &c.verdict, &c.sign)
		if placed.Item == nil {
			continue
		}
		rows[i].Item = placed.Item.ID
		s.pipeline.Observer.Spread(c.post.Platform, c.post.Space)
		if placed.Opened {
			s.opened = append(s.opened, placed.Item)
		}
		if c.post.Hand != "" {
			signatures = append(signatures, func() error {
				return s.NoteHand(ctx, placed.Item.ID, ledger.Hand{Name: c.post.Hand, At: s.now, Signature: c.sign})
			})
		}
		if n := placed.Nearest; n != nil {
			signatures = append(signatures, func() error { return s.Suggest(ctx, placed.Item.ID, n.Item.ID, n.Match) })
		}
		if placed.Known != nil {
			signatures = append(signatures, func() error { return s.SaveSignature(ctx, c.post.Ref(), *placed.Known) })
		}
	}
	s.fresh += len(rows)
	if err := s.InsertPosts(ctx, rows); err != nil {
		return err
	}
	for _, save := range signatures {
		if err := save(); err != nil {
			return err
		}
	}
	return s.saveItems(ctx, board.Changed())
}

// sameWords is how similar tips are that others than their senders have written.
const sameWords = 0.85

// isEcho tells whether a tip says again what its hand, or others in the same words, have handed in within a day: it is kept and gets its answer, and counts for
// nothing, so that nobody lifts an item by handing it in again and again.
func (s *storing) isEcho(ctx context.Context, board *triage.Board, c *classified) (bool, error) {
	if c.post.Hand == "" {
		return false, nil
	}
	it := board.Joins(c.post, &c.verdict, &c.sign)
	if it == nil {
		return false, nil
	}
	hands, err := s.Hands(ctx, it.ID)
	if err != nil {
		return false, err
	}
	reason := ""
	for i := range hands {
		switch {
		case hands[i].Name == c.post.Hand:
			reason = ledger.SameHand
		case reason == "" && hands[i].Signature.Similarity(&c.sign) >= sameWords:
			reason = ledger.SameWords
		}
	}
	if reason == "" {
		return false, nil
	}
	if reason == ledger.SameWords {
		if err := s.NoteHand(ctx, it.ID, ledger.Hand{Name: c.post.Hand, At: s.now, Signature: c.sign}); err != nil {
			return false, err
		}
	}
	return true, s.NoteEcho(ctx, c.post.Ref(), it.ID, reason)
}

func (s *storing) saveItems(ctx context.Context, items []*triage.Item) error {
	for _, it := range items {
		if err := s.SaveItem(ctx, it); err != nil {
			return err
		}
	}
	for _, it := range s.opened {
		if err := s.Audit(ctx, ledger.Program, "opened", it.ID, s.source); err != nil {
			return err
		}
	}
	return nil
}

// delete obeys deletions. Of what cannot be kept nothing is there.
func (s *storing) delete(ctx context.Context, refs []post.Ref) error {
	refs = slices.DeleteFunc(slices.Clone(refs), func(ref post.Ref) bool { return !ref.IsUsable() })
	_, err := Erase(ctx, s.Tx, refs, ledger.Program, s.source, s.now)
	return err
}

// erase deletes every post of authors whose account is gone.
func (s *storing) erase(ctx context.Context, authors []post.Author) error {
	for _, author := range authors {
		refs, err := s.PostsOfAuthor(ctx, author.Platform, post.Pseudonym(s.pipeline.Key, author.Platform, author.Name))
		if err != nil {
			return err
		}
		if err := s.delete(ctx, refs); err != nil {
			return err
		}
	}
	return nil
}

func refsOf(posts []classified) []post.Ref {
	refs := make([]post.Ref, len(posts))
	for i := range posts {
		refs[i] = posts[i].post.Ref()
	}
	return refs
}

func unique(ids []string) []string {
	seen := make(map[string]bool, len(ids))
	out := ids[:0]
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}
