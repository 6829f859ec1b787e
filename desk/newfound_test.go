package desk_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"hearsay/amend"
	"hearsay/asks"
	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/internal/browsertest"
	"hearsay/ledger"
	"hearsay/mail"
	"hearsay/matching"
	"hearsay/post"
	"hearsay/triage"
	"hearsay/work"
)

// plant puts an item with posts into the ledger.
func (o *office) plant(t *testing.T, id string, kind classifier.Kind, change func(*triage.Item), texts ...string) {
	t.Helper()
	now := time.Now()
	it := &triage.Item{ID: id, Kind: kind, State: triage.Open, Queue: triage.DefaultQueue, Severity: rules.Medium, Language: "en", Topics: []string{"water"}, OpenedAt: now.Add(-3 * time.Hour), Deadline: now.Add(time.Hour)}
	var posts []ledger.StoredPost
	for i, text := range texts {
		v := &classifier.Verdict{Kind: kind, Severity: rules.Medium, Topics: []string{"water"}}
		if i > 0 {
			v.Match = &matching.Match{Kind: matching.Claim, Score: 0.52}
		}
		posts = append(posts, ledger.StoredPost{Post: post.Post{Platform: "sample", ID: fmt.Sprint(id, i), Text: text, Language: "en", Space: "#water", CreatedAt: now}, Item: id, CollectedAt: now, Verdict: v})
	}
	it.Lead, it.Posts = posts[0].Ref(), int64(len(posts))
	change(it)
	err := o.ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		return errors.Join(tx.SaveItem(t.Context(), it), tx.InsertPosts(t.Context(), posts))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.relay.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestAPackIsChangedByTwoAtTheDesk has a responder change a rule by a form, with its faults and what it would have done beside it, and a verifier accept it.
func TestAPackIsChangedByTwoAtTheDesk(t *testing.T) {
	o := newOffice(t)
	o.plant(t, "flooded", classifier.KindClaim, func(*triage.Item) {}, "The spillway gave way and they hide it from us")
	responder := browsertest.Sit(t, o.URL, "responder")
	responder.SignIn(password)
	responder.Open("/rules")
	responder.Looks("rules")
	responder.Click(`a[href="/rules/civil-emergency"]`)
	responder.Sees(`form[action="/rules/civil-emergency/amend"] button`)
	responder.Click(`form[action="/rules/civil-emergency/amend"] button`)
	responder.Reads("Nothing yet.")
	responder.Click(`a[href$="?new=1"]`)
	responder.Write(`input[name="id"]`, "spillway-en")
	responder.Write(`textarea[name="any"]`, "spillway gave way\nspillway broke")
	responder.Write(`input[name="languages"]`, "en")
	responder.Write(`textarea[name="match"]`, "The spillway broke")
	responder.Write(`textarea[name="miss"]`, "The spillway broke last century, says the museum")
	responder.Click(`#rule button`)
	responder.Reads("should miss and matches")
	responder.Looks("amendment-faults")
	responder.Click(`a[href$="?rule=spillway-en#rule"]`)
	responder.Write(`textarea[name="miss"]`, "The spillway holds")
	responder.Click(`#rule button`)
	responder.Reads("all its tests pass")
	responder.Reads("it is tried and counts for nothing")
	responder.Write(`input[name="days"]`, "7")
	responder.Do(chromedp.Submit(`input[name="days"]`))
	responder.Reads("would be there, too")
	responder.Looks("amendment-tried")
	responder.Click(`a[href$="?rule=spillway-en#rule"]`)
	responder.Do(chromedp.SetValue(`select[name="mode"]`, ""))
	responder.Click(`#rule button`)
	responder.Until("the rule to count", `document.readyState === "complete" && document.querySelector('form[action$="/submit"]') && !document.querySelector("#rule") && !document.querySelector("td b")`)
	responder.Write(`input[name="note"]`, "people say so since noon")
	responder.Click(`form[action$="/submit"] button`)
	responder.Reads("waits for a second person")
	other := o.change(t, rules.Written{ID: "sirens-en", Kind: "claim", Any: []string{"sirens are broken"}, Tests: rules.WrittenTests{Match: []string{"The sirens are broken"}, Miss: []string{"The sirens sing"}}})
	same := o.change(t, rules.Written{ID: "spillway-en", Kind: "claim", Any: []string{"spillway"}, Tests: rules.WrittenTests{Match: []string{"The spillway"}, Miss: []string{"The dam"}}})
	verifier := browsertest.Sit(t, o.URL, "verifier")
	verifier.SignIn(password)
	verifier.Open(responder.Path())
	verifier.Reads("people say so since noon")
	verifier.Click(`form[action$="/accept"] button`)
	verifier.Reads("It is in force")
	in, err := o.ledger.AmendmentsIn(t.Context(), "accepted")
	if err != nil || len(in) != 1 || in[0].Accepter != "verifier" || !strings.Contains(in[0].Source, "spillway-en") || !strings.Contains(in[0].Source, "# ---") {
		t.Errorf("in force: %+v, %v", in, err)
	}
	if _, err := o.work.SubmitAmendment(t.Context(), drafter, other, ""); !errors.Is(err, amend.ErrBehind) {
		t.Errorf("what would undo it unseen is handed on: %v", err)
	}
	if _, err := o.work.UpdateAmendment(t.Context(), drafter, same); !errors.Is(err, rules.ErrBoth) {
		t.Errorf("both wrote the same rule: %v", err)
	}
	responder.Open("/amendments/" + other)
	responder.Reads("accepting it would undo that")
	responder.Looks("amendment-behind")
	responder.Click(`form[action$="/update"] button`)
	responder.Reads("spillway-en")
	v, err := o.work.Amendment(t.Context(), other)
	if err != nil || v.Behind || len(v.Differences.Added) != 1 || len(v.Differences.Changed)+len(v.Differences.Removed) != 0 || !strings.Contains(v.Source, "spillway-en") {
		t.Errorf("brought up to date: %+v, %v", v.Differences, err)
	}
}

var drafter = work.Actor{Name: "responder", Role: work.Responder}

// change drafts a rule of the pack for civil emergencies.
func (o *office) change(t *testing.T, r rules.Written) (amendment string) {
	t.Helper()
	v, err := o.work.BeginAmendment(t.Context(), drafter, "civil-emergency")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.work.WriteRule(t.Context(), drafter, v.ID, r); err != nil {
		t.Fatal(err)
	}
	return v.ID
}

// TestAWrongMatchIsUndoneAtTheDesk picks a post that does not belong, undoes its match, refuses a suggestion and confirms another.
func TestAWrongMatchIsUndoneAtTheDesk(t *testing.T) {
	o := newOffice(t)
	o.plant(t, "water", classifier.KindClaim, func(it *triage.Item) { it.Claim = "" }, "The water is poisoned", "They put poison into the town's water", "The swimming pool is closed for good")
	o.plant(t, "alike", classifier.KindClaim, func(*triage.Item) {}, "Somebody has poisoned our wells")
	o.plant(t, "unlike", classifier.KindClaim, func(*triage.Item) {}, "The water costs twice as much from May on")
	err := o.ledger.Write(t.Context(), func(tx *ledger.Tx) error {
		return errors.Join(tx.Suggest(t.Context(), "alike", "water", matching.Match{Kind: matching.Claim, Score: 0.47}), tx.Suggest(t.Context(), "unlike", "water", matching.Match{Kind: matching.Claim, Score: 0.41}))
	})
	if err != nil {
		t.Fatal(err)
	}
	seat := browsertest.Sit(t, o.URL, "responder")
	seat.SignIn(password)
	seat.Open("/items/water")
	seat.Reads("Perhaps the same")
	seat.Click(`form[action="/items/water/refuse"]:has(input[value="unlike"]) button`)
	seat.Reads("it is not the same")
	seat.Click(`input[value="sample/water2"]`)
	seat.Click(`details:has(#split) > summary`)
	seat.Sees(`button[formaction="/items/water/undo"]`)
	seat.Looks("undo")
	seat.Click(`button[formaction="/items/water/undo"]`)
	seat.Reads("The match is undone")
	if path := seat.Path(); path == "/items/water" || !strings.HasPrefix(path, "/items/") {
		t.Errorf("it leads to %s", path)
	}
	seat.Reads("The swimming pool is closed for good")
	seat.Looks("undone")
	seat.Open("/items/alike")
	seat.Click(`form[action="/items/alike/confirm"] button`)
	seat.Until("it is merged", `location.pathname === "/items/water"`)
	said, err := o.ledger.Judgements(t.Context())
	if it, failed := o.ledger.Item(t.Context(), "water"); err != nil || failed != nil || it.Posts != 3 || len(said) != 3 {
		t.Errorf("the item has %+v, people said %+v, %v, %v", it, said, err, failed)
	}
}

// TestAnItemIsHandedOverAtTheDesk reads what is hard to read only when asked for, holds an item for longer and hands it over; the other is told.
func TestAnItemIsHandedOverAtTheDesk(t *testing.T) {
	o := newOffice(t)
	o.plant(t, "hard", classifier.KindClaim, func(it *triage.Item) { it.Severity, it.IsHarsh = rules.Critical, true }, "They were beheaded in the square, share before it is deleted")
	seat := browsertest.Sit(t, o.URL, "responder")
	seat.SignIn(password)
	seat.Open("/")
	seat.Reads("Violent or abusive text.")
	seat.Until("it is hidden in the list", `!document.body.innerText.includes("beheaded")`)
	seat.Open("/items/hard")
	seat.Until("it is hidden", `!document.querySelector("article.post p.text")?.checkVisibility()`)
	seat.Looks("harsh")
	seat.Click(`article.post details.harsh summary`)
	seat.Until("it is shown", `document.querySelector("article.post p.text").checkVisibility()`)
	seat.Click(`form[action="/items/hard/claim"] button`)
	seat.Reads("You hold it now")
	seat.Click(`details:has(form[action="/items/hard/park"]) > summary`)
	seat.Write(`form[action="/items/hard/park"] input[name="reason"]`, "the police answer tomorrow")
	seat.Click(`form[action="/items/hard/park"] button`)
	seat.Reads("others see why")
	seat.Click(`details:has(form[action="/items/hard/assign"]) > summary`)
	seat.Write(`form[action="/items/hard/assign"] input[name="to"]`, "verifier")
	seat.Write(`form[action="/items/hard/assign"] textarea[name="note"]`, "The police call at ten.")
	seat.Looks("hand-over")
	seat.Click(`form[action="/items/hard/assign"] button`)
	seat.Reads("The police call at ten.")
	other := browsertest.Sit(t, o.URL, "verifier")
	other.SignIn(password)
	other.Open("/")
	other.Click(`a[href="/items/hard#notes"]`)
	other.Reads("the police answer tomorrow")
	other.Reads("The police call at ten.")
}

// TestWhatNobodyAnsweredIsShown looks at the gaps, and asks an authority.
func TestWhatNobodyAnsweredIsShown(t *testing.T) {
	o := newOffice(t)
	o.work.Mail = &mail.Server{Host: "127.0.0.1", Port: 1, Security: "none", From: "desk@made-up.example"}
	o.work.Authorities = []asks.Authority{{Name: "The made-up water works", Email: "press@water.example", Language: "en", Topics: []string{"water"}, Clock: asks.Clock{Within: 8 * time.Hour, Every: 4 * time.Hour, Reminders: 3}}}
	for i := range 3 {
		o.plant(t, fmt.Sprint("q", i), classifier.KindQuestion, func(it *triage.Item) { it.Territories = []string{"torino"} }, fmt.Sprintf("Is the water safe in street %d?", i))
	}
	seat := browsertest.Sit(t, o.URL, "responder")
	seat.SignIn(password)
	seat.Open("/items/q0")
	seat.Click(`details:has(form[action="/items/q0/ask"]) > summary`)
	seat.Write(`form[action="/items/q0/ask"] input[name="note"]`, "It is urgent.")
	seat.Looks("ask")
	seat.Click(`form[action="/items/q0/ask"] button`)
	seat.Reads("They are asked")
	seat.Open("/gaps")
	seat.Reads("The made-up water works")
	seat.Until("the gap", `document.querySelector("#live tbody tr td.n").innerText === "3"`)
	seat.Looks("gaps")
}
