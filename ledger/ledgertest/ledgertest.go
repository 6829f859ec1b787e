// Package ledgertest holds what a ledger does, whatever database it runs on.
package ledgertest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hearsay/claims"
	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies"
	"hearsay/triage"
)

// Noon is the time at which ledgers in these tests are written.
var Noon = time.Date(2020, 3, 3, 12, 0, 0, 0, time.UTC)

// Open opens an empty ledger with the clock now. Calling it twice opens the same ledger twice.
type Open func(now func() time.Time) (*ledger.Ledger, error)

// Run runs the suite; create makes a database and says how to open it.
func Run(t *testing.T, create func(t testing.TB) Open) {
	tests := map[string]func(*testing.T, *ledger.Ledger){
		"ACursorMovesByCompareAndSwap":   cursorMoves,
		"AnAuthorsPostsAreFound":         everyAuthorIsFound,
		"AgedPostsComeInPages":           agedInPages,
		"AuthorsOfForgottenPosts":        authorsOfForgottenPosts,
		"ADeletionMayNameAnAlias":        deletionByAlias,
		"ABudgetIsNeverOverrun":          budgets,
		"SourcesAreOrderedAtRunTime":     sourceOrders,
		"NewsWaitForWhoReadsThem":        newsWait,
		"SpellsOfBlindnessAreKept":       spellsKept,
		"TheLastPostsAreReadAgain":       readAgain,
		"QuestionsWaitForAnAnswer":       questionsWait,
		"ASourceIsLeasedWithAFence":      sourceLeases,
		"OldTombstonesAreForgotten":      tombstones,
		"AFailedWriteLeavesNothing":      failedWrite,
		"PostsAreKnownByPlatformAndID":   postsAreKnown,
		"SeenAgainChangesCountsOnly":     seenAgain,
		"AnEditReplacesText":             editReplaces,
		"ADeletionErasesAndStays":        deletionErases,
		"ItemsSurviveStorage":            itemsSurvive,
		"AnItemIsNotSavedOverAnother":    itemVersions,
		"ItemsAreFilteredAndPaged":       itemsFiltered,
		"ItemsAreLookedAtInTime":         lookedAtInTime,
		"SimilarTextsAreFound":           similarTexts,
		"TheOutboxTellsOnceItIsTaken":    outboxTells,
		"TheAuditLogShowsTampering":      auditShows,
		"TheAuditLogIsWholeWhileWritten": auditWhileWritten,
		"RepliesAreFoundByClaimAndReuse": repliesFound,
		"TokensSignInUntilTheyEnd":       tokensSignIn,
		"SessionsEnd":                    sessionsEnd,
		"AlertsAreKeptUntilTheyAreOver":  alertsKept,
		"AGroupIsClaimedByOne":           groupClaimed,
		"SilencesEnd":                    silencesEnd,
		"SamplesAreTheLastOfTheirHour":   samplesKept,
		"FiguresAreWhatThereIs":          figures,
		"PostsMoveBetweenItems":          postsMove,
		"WritersTakeTurns":               writersTakeTurns,
		"TheCatalogueKeepsTheLatest":     catalogue,
		"CountsAreWhatIsThere":           counts,
		"ItemsAreFoundByWords":           foundByWords,
		"RepliesAreFoundByWords":         repliesByWords,
		"TheDeskKeepsWhatPeopleKeep":     deskKeeps,
		"EchoesAreCounted":               echoesAreCounted,
		"EverythingMoves":                everythingMoves,
		"StreaksAreCounted":              streaksAreCounted,
		"SuggestionsAreSettled":          suggestionsAreSettled,
		"SharingIsKnown":                 sharingIsKnown,
		"RecallsAreFollowed":             recallsAreFollowed,
		"ReportsCountWhatThereIs":        reportsCount,
		"ClaimsTravel":                   claimsTravel,
		"AsksAreFoundWhenDue":            asksAreDue,
		"AmendmentsAreKept":              amendmentsAreKept,
		"QueuesAreCounted":               queueStates,
		"SharesAreWhatThereIs":           sharesAgree,
		"ItemsAreFoundBehindACrowd":      foundBehindACrowd,
		"DispatchesAreFoundWhenDue":      dispatchesMove,
		"LooksAreNotedAndForgotten":      looksAreNoted,
		"OldPostsAreWalkedAndForgotten":  agedPosts,
		"JobsTakeTurns":                  jobsTakeTurns,
		"ListsAreNotedOnceInAWhile":      listsAreNoted,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			l, err := create(t)(func() time.Time { return Noon })
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { l.Close() })
			test(t, l)
		})
	}
	t.Run("FilesStayWhileAReplyNamesThem", func(t *testing.T) { mediaKept(t, create(t)) })
	t.Run("TheAuditLogIsOneForAll", func(t *testing.T) { auditOfSeveral(t, create(t)) })
	t.Run("WhoLeftIsNotThere", func(t *testing.T) { presence(t, create(t)) })
	t.Run("EverythingIsThereAfterReopening", func(t *testing.T) { reopening(t, create(t)) })
}

func write(t testing.TB, l *ledger.Ledger, do func(ctx context.Context, tx *ledger.Tx) error) {
	t.Helper()
	if err := l.Write(t.Context(), func(tx *ledger.Tx) error { return do(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func stored(id, text, item string) ledger.StoredPost {
	return ledger.StoredPost{
		Post:   post.Post{Platform: "sample", ID: id, Text: text, URL: "https://example.org/" + id, Author: "pseudonym", Links: []string{"https://example.org/x"}, Reach: 5, Shares: 2, CreatedAt: Noon.Add(-time.Hour), Space: "#sample"},
		Source: "s", CollectedAt: Noon, Item: item,
		Verdict: &classifier.Verdict{ID: id, Kind: classifier.KindClaim, Topics: []string{"t"}, Territories: []string{}, Rules: []classifier.Reason{{ID: "p.r", Start: 0, End: 4, Text: text[:4]}}},
	}
}

func failedWrite(t *testing.T, l *ledger.Ledger) {
	fails := errors.New("fails")
	err := l.Write(t.Context(), func(tx *ledger.Tx) error {
		return errors.Join(tx.InsertPosts(t.Context(), []ledger.StoredPost{stored("1", "text", "")}), tx.MoveCursor(t.Context(), "s", "", "a", 1),
			tx.SaveItem(t.Context(), item("i", 1)), fails)
	})
	if !errors.Is(err, fails) {
		t.Fatalf("got %v", err)
	}
	posts := must[int64](t)(l.CountPosts(t.Context()))
	at, _, _ := l.Cursor(t.Context(), "s")
	if _, err := l.Item(t.Context(), "i"); posts != 0 || at != "" || !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("%d posts, cursor %q, item %v; want nothing", posts, at, err)
	}
}

func outboxTells(t *testing.T, l *ledger.Ledger) {
	it := item("i", 1)
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveItem(ctx, it) })
	select {
	case <-l.Woken():
	default:
		t.Error("a write that leaves word wakes nobody")
	}
	down := errors.New("the queue is down")
	if _, err := l.Relay(t.Context(), 10, func([]*triage.Item) error { return down }); !errors.Is(err, down) {
		t.Fatalf("got %v", err)
	}
	n, err := l.Relay(t.Context(), 10, func(items []*triage.Item) error {
		if len(items) != 1 || items[0].ID != "i" {
			t.Errorf("told of %v", items)
		}
		write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveItem(ctx, it) }) // changed while being told
		return nil
	})
	if n != 1 || err != nil {
		t.Fatalf("got %d, %v", n, err)
	}
	for _, want := range []int{1, 0} {
		if n, err := l.Relay(t.Context(), 10, func([]*triage.Item) error { return nil }); n != want || err != nil {
			t.Errorf("got %d, %v; want %d", n, err, want)
		}
	}
	// A lease that was ended is told until it is taken, whatever is saved after.
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		it.Ended = "token"
		err := tx.SaveItem(ctx, it)
		it.Ended = ""
		return errors.Join(err, tx.SaveItem(ctx, it))
	})
	for _, want := range []error{down, nil} {
		_, err := l.Relay(t.Context(), 10, func(items []*triage.Item) error {
			if len(items) != 1 || items[0].Ended != "token" {
				t.Errorf("told of %+v", items[0])
			}
			return want
		})
		if !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
}

func repliesFound(t *testing.T, l *ledger.Ledger) {
	save := func(id, item, claim, reuses string, state replies.State) {
		r := replies.New(id, item, classifier.KindClaim, claim, "ann", Noon)
		r.State, r.Reuses = state, reuses
		write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveReply(ctx, r) })
		if diff := cmp.Diff(r, must[*replies.Reply](t)(l.Reply(t.Context(), id))); diff != "" {
			t.Errorf("a stored reply (-want +got):\n%s", diff)
		}
	}
	save("draft", "a", "c", "", replies.Draft)
	save("good", "a", "c", "", replies.Recorded)
	save("copy", "b", "c", "good", replies.Verified)
	save("copy of copy", "d", "c", "copy", replies.Draft)
	save("other", "e", "", "", replies.Verified)
	save("wrong", "f", "", "", replies.Retracted)
	save("waits", "g", "", "", replies.Submitted)
	ids := func(all []*replies.Reply, err error) []string {
		t.Helper()
		got := []string{}
		for _, r := range must[[]*replies.Reply](t)(all, err) {
			got = append(got, r.ID)
		}
		slices.Sort(got)
		return got
	}
	for name, test := range map[string]struct{ got, want []string }{
		"suggested":        {ids(l.Suggested(t.Context(), "c", "b")), []string{"good"}},
		"without a claim":  {ids(l.Suggested(t.Context(), "", "b")), []string{}},
		"reusing":          {ids(l.Reusing(t.Context(), "good")), []string{"copy", "copy of copy"}},
		"of an item":       {ids(l.RepliesOf(t.Context(), "a")), []string{"draft", "good"}},
		"in states":        {ids(l.RepliesIn(t.Context(), 0, replies.Verified, replies.Recorded)), []string{"copy", "good", "other"}},
		"submitted":        {ids(l.Submitted(t.Context(), 5)), []string{"waits"}},
		"retracted":        {ids(l.Retracted(t.Context(), []string{"good", "wrong", "unknown"})), []string{"wrong"}},
		"retracted, one":   {ids(l.Retracted(t.Context(), []string{"wrong"})), []string{"wrong"}},
		"retracted, none":  {ids(l.Retracted(t.Context(), nil)), []string{}},
		"in states, a few": {ids(l.RepliesIn(t.Context(), 1, replies.Draft))[:1], ids(l.RepliesIn(t.Context(), 1, replies.Draft))},
	} {
		if !slices.Equal(test.got, test.want) {
			t.Errorf("%s: got %v, want %v", name, test.got, test.want)
		}
	}
}

// writersTakeTurns counts up from many goroutines; a lost update would show.
func writersTakeTurns(t *testing.T, l *ledger.Ledger) {
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error { return tx.SaveItem(ctx, item("i", 0)) })
	var wg sync.WaitGroup
	const writers, times = 4, 10
	for range writers {
		wg.Go(func() {
			for range times {
				err := l.Write(t.Context(), func(tx *ledger.Tx) error {
					it, err := tx.Item(t.Context(), "i")
					if err != nil {
						return err
					}
					it.Posts++
					return errors.Join(tx.SaveItem(t.Context(), it), tx.Audit(t.Context(), "w", "counted", "i", ""))
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if it := must[*triage.Item](t)(l.Item(t.Context(), "i")); it.Posts != 1+writers*times {
		t.Errorf("counted to %d, want %d", it.Posts, 1+writers*times)
	}
	if _, err := l.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
}

func catalogue(t *testing.T, l *ledger.Ledger) {
	for _, text := range []string{"first", "second"} {
		write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
			return tx.SaveClaim(ctx, claims.Claim{ID: "c", Text: text, Rating: "false"})
		})
	}
	if all := must[[]claims.Claim](t)(l.Claims(t.Context())); len(all) != 1 || all[0].Text != "second" || !all[0].UpdatedAt.Equal(Noon) {
		t.Errorf("got %+v", all)
	}
}

func counts(t *testing.T, l *ledger.Ledger) {
	write(t, l, func(ctx context.Context, tx *ledger.Tx) error {
		done := item("d", 1)
		done.State = triage.Answered
		r := replies.New("r", "d", classifier.KindClaim, "", "ann", Noon)
		r.State, r.RecordedAt, r.Language = replies.Recorded, Noon.Add(-time.Hour), "fi"
		before, after := stored("1", "some text", "d"), stored("2", "some text", "d")
		before.CollectedAt, after.CollectedAt = Noon.Add(-90*time.Minute), Noon.Add(-time.Minute)
		return errors.Join(tx.SaveItem(ctx, item("a", 1)), tx.SaveItem(ctx, item("b", 1)), tx.SaveItem(ctx, done), tx.SaveReply(ctx, r), tx.InsertPosts(ctx, []ledger.StoredPost{before, after}))
	})
	got := must[ledger.Counts](t)(l.Count(t.Context()))
	want := ledger.Counts{
		Items:   []ledger.ItemCount{{Queue: "q", Severity: int(rules.High), N: 2}},
		Replies: []ledger.ReplyCount{{State: "recorded", Language: "fi", N: 1}},
		Opened:  []ledger.OpenedCount{{Kind: "claim", Topic: `["vaccines"]`, Queue: "q", N: 3}},
		Oldest:  map[string]time.Time{"q": Noon},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if spreads := must[[]ledger.ReplySpread](t)(l.Spreads(t.Context(), 24*time.Hour)); len(spreads) != 1 || spreads[0] != (ledger.ReplySpread{Before: 1, After: 1}) {
		t.Errorf("got %v", spreads)
	}
}

func reopening(t *testing.T, open Open) {
	now := func() time.Time { return Noon }
	first := must[*ledger.Ledger](t)(open(now))
	key := must[[]byte](t)(first.PseudonymKey(t.Context()))
	write(t, first, func(ctx context.Context, tx *ledger.Tx) error {
		return errors.Join(tx.SaveItem(ctx, item("i", 1)), tx.MoveCursor(ctx, "s", "", "a", 1), tx.Audit(ctx, "ann", "did", "i", ""))
	})
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := must[*ledger.Ledger](t)(open(now))
	defer second.Close()
	at, _, err := second.Cursor(t.Context(), "s")
	if _, itemErr := second.Item(t.Context(), "i"); err != nil || itemErr != nil || at != "a" {
		t.Errorf("after reopening: cursor %q, %v, item %v", at, err, itemErr)
	}
	if again := must[[]byte](t)(second.PseudonymKey(t.Context())); len(key) != 32 || string(again) != string(key) {
		t.Error("the key of pseudonyms changed")
	}
	if rows, err := second.VerifyAudit(t.Context()); rows != 1 || err != nil {
		t.Errorf("the audit log: %d rows, %v", rows, err)
	}
	if n, err := second.Relay(t.Context(), 9, func([]*triage.Item) error { return nil }); n != 1 || err != nil {
		t.Errorf("the outbox: %d, %v; want what was left in it", n, err)
	}
}
