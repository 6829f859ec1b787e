package desk_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"hearsay/internal/browsertest"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/sight"
)

// TestBlindnessIsShown looks at every page that tells when sources could not see.
func TestBlindnessIsShown(t *testing.T) {
	o := newOffice(t)
	now := time.Now()
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	var posts []ledger.StoredPost
	for i := range 30 {
		at := ago(time.Duration(i*i) * 4 * time.Minute)
		posts = append(posts, ledger.StoredPost{Post: post.Post{Platform: "sample", ID: fmt.Sprint("blind", i), Text: "made-up", Language: "en", CreatedAt: at}, Item: o.item, CollectedAt: at})
	}
	err := o.ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		ctx := context.WithoutCancel(t.Context())
		return errors.Join(tx.InsertPosts(ctx, posts),
			tx.Saw(ctx, sight.Sight{Source: "sky", SeenTo: ago(3 * time.Hour), Patience: time.Minute}), tx.Saw(ctx, sight.Sight{Source: "towns", SeenTo: now, Patience: time.Minute}),
			tx.BeginSpell(ctx, sight.Spell{Source: "towns", From: ago(30 * time.Hour), To: ago(28 * time.Hour), Reason: sight.RateLimit, Detail: "429 made-up"}),
			tx.BeginSpell(ctx, sight.Spell{Source: "towns", From: ago(20 * time.Hour), To: ago(15 * time.Hour), Reason: sight.TooOld, IsLost: true}),
			tx.BeginSpell(ctx, sight.Spell{Source: "sky", From: ago(3 * time.Hour), Reason: sight.Down, Detail: "https://sky.example: the server answers 500 Internal Server Error: " + nasty}))
	})
	if err != nil {
		t.Fatal(err)
	}
	seat := browsertest.Sit(t, o.URL, "verifier")
	seat.SignIn(password)
	seat.Open("/")
	seat.Reads("Some sources cannot see now")
	seat.Looks("blind-queues")
	seat.Open("/items/" + o.item)
	seat.Reads("what was posted then cannot be had any more")
	seat.Until("two shades", `document.querySelectorAll(".chart .blind").length === 2`)
	seat.Do(chromedp.ScrollIntoView(`.chart`))
	seat.Looks("blind-item")
	seat.Open("/sources")
	seat.Reads("0 posts of that time came later")
	seat.Looks("blind-sources")
}
