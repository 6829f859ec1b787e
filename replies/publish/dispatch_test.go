package publish_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hearsay/classifier"
	"hearsay/post"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/replies/thread"
)

var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

// platform stands for one that keeps keys for some time, or none, and of whose answers some are lost.
type platform struct {
	stands map[string]int // by part: how often
	keys   map[string]time.Time
	repeat time.Duration
}

func place(part string) publish.Place {
	return publish.Place{URL: "https://social.example/" + part, Handle: publish.HandleOf(part)}
}

func (p *platform) post(key string, now time.Time) {
	if at, known := p.keys[key]; known && now.Sub(at) < p.repeat {
		return
	}
	p.stands[key]++
	p.keys[key] = now
}

func planned(t interface{ Fatal(...any) }, parts int) *publish.Dispatch {
	r := replies.New("r", "i", classifier.KindQuestion, "", "ann", noon)
	text := replies.Text{Language: "en", Fact: strings.Repeat("The water is safe. ", 13*parts), Sources: []string{"https://water.example.org"}}
	err := errors.Join(r.Edit("ann", text), r.Submit("ann", []replies.Check{{URL: text.Sources[0], Publisher: "water works"}}, noon), r.Verify("ben", replies.Verification{}, noon))
	if err != nil {
		t.Fatal(err)
	}
	limits, _ := thread.Of("x")
	d, err := publish.Plan("d", r, publish.Account{Name: "town", Platform: "twitter", Limits: limits}, post.Ref{Platform: "twitter", ID: "1"}, "ben", noon)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestNothingStandsTwice lets a program die anywhere, answers get lost and a person settle what is unsure, and holds what
// stands on the platform against what the dispatch says.
func TestNothingStandsTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &platform{stands: map[string]int{}, keys: map[string]time.Time{}, repeat: rapid.SampledFrom([]time.Duration{0, time.Hour, 1000 * time.Hour}).Draw(t, "repeat")}
		d := planned(t, rapid.IntRange(1, 4).Draw(t, "length"))
		now, isUnwanted := noon, false
		withdraw := func() {
			if isUnwanted = true; d.Withdraw(now) != nil {
				t.Fatalf("it is %s and cannot be withdrawn", d.State)
			}
		}
		standing := func(part int) bool { return p.stands[d.Outgoing(part, publish.Place{}).Key] > 0 }
		steps := rapid.SliceOfN(rapid.SampledFrom([]string{"sent", "sent", "sent", "lost", "died", "later", "refused", "withdraw", "withdraw and die"}), 5, 40).Draw(t, "steps")
		for _, step := range steps {
			now = now.Add(rapid.SampledFrom([]time.Duration{time.Minute, time.Hour}).Draw(t, "pause"))
			switch d.State {
			case publish.Unsure: // a person looks
				at := publish.Place{}
				for i := range d.Parts {
					if &d.Parts[i] == d.Unclear() && standing(i) {
						at = place(fmt.Sprint(i))
					}
				}
				if err := d.Settle(at, true, now); err != nil {
					t.Fatal(err)
				}
				if isUnwanted && (d.State == publish.Sending || d.State == publish.Standing) {
					t.Fatalf("somebody wanted it taken down, and it is %s", d.State)
				}
				continue
			case publish.Failed:
				if step == "withdraw" {
					withdraw()
				} else if err := d.Retry(now); err != nil {
					t.Fatal(err)
				} else {
					isUnwanted = false
				}
				continue
			case publish.Withdrawing:
				if d.NextAt.After(now) {
					continue
				}
				if d.Last() < 0 {
					d.EndWithdrawal()
					continue
				}
				if step == "refused" { // it is too old to be deleted
					d.NotGone(fmt.Errorf("%w: no", publish.ErrRefused), now)
					continue
				}
				delete(p.stands, d.Outgoing(d.Last(), publish.Place{}).Key)
				d.Gone(d.Last(), now)
				continue
			case publish.Withdrawn:
				continue
			case publish.Standing:
				if step == "withdraw" {
					withdraw()
				}
				continue
			}
			if d.NextAt.After(now) || !d.Begin(p.repeat, now.Add(time.Minute), now) {
				continue
			}
			next := d.Next()
			key := d.Outgoing(next, publish.Place{}).Key
			switch step {
			case "sent":
				p.post(key, now)
				d.Sent(place(fmt.Sprint(next)), now)
			case "lost":
				p.post(key, now)
				d.NotSent(errors.New("connection reset"), p.repeat, now)
			case "died": // after it was posted, before that was stored
				p.post(key, now)
			case "later":
				d.NotSent(&publish.Later{Until: now.Add(time.Minute)}, p.repeat, now)
			case "refused":
				d.NotSent(fmt.Errorf("%w: no", publish.ErrRefused), p.repeat, now)
			case "withdraw": // while it is being sent; its answer comes
				withdraw()
				p.post(key, now)
				d.Sent(place(fmt.Sprint(next)), now)
			case "withdraw and die": // while it is being sent; its answer does not come
				withdraw()
				p.post(key, now)
			}
		}
		for i := range d.Parts {
			key := d.Outgoing(i, publish.Place{}).Key
			if p.stands[key] > 1 {
				t.Fatalf("part %d stands %d times", i, p.stands[key])
			}
			isKnown := !d.Parts[i].Place.IsZero()
			mayStand := isKnown || !d.Parts[i].BegunAt.IsZero()
			if isKnown && !standing(i) || standing(i) && !mayStand {
				t.Fatalf("part %d of a dispatch that is %s: stands is %t, known is %t, %+v", i, d.State, standing(i), isKnown, d.Parts[i])
			}
			if d.State == publish.Standing && !standing(i) || d.State == publish.Withdrawn && standing(i) {
				t.Fatalf("part %d of a dispatch that is %s: stands is %t", i, d.State, standing(i))
			}
		}
	})
}

func TestPausesGrowAndEnd(t *testing.T) {
	d := planned(t, 1)
	now := noon
	for want := 5 * time.Second; want < time.Hour; want *= 2 {
		d.Begin(24*time.Hour, now, now)
		d.NotSent(errors.New("broken"), 24*time.Hour, now)
		if got := d.NextAt.Sub(now); got != min(want, 30*time.Minute) {
			t.Errorf("after %d tries: a pause of %v, want %v", d.Tries, got, min(want, 30*time.Minute))
		}
		now = d.NextAt
	}
	d.Begin(24*time.Hour, now, now)
	d.NotSent(&publish.Later{Until: now.Add(3 * time.Hour)}, 24*time.Hour, now)
	if got := d.NextAt.Sub(now); got != 3*time.Hour {
		t.Errorf("the platform asks for 3h, and gets %v", got)
	}
}

func TestWhatNobodyShouldPostIsNotPlanned(t *testing.T) {
	limits, _ := thread.Of("x")
	account := publish.Account{Name: "town", Platform: "twitter", Limits: limits}
	r := replies.New("r", "i", classifier.KindQuestion, "", "ann", noon)
	if _, err := publish.Plan("d", r, account, post.Ref{}, "ben", noon); !errors.Is(err, replies.ErrOrder) {
		t.Errorf("a draft: got %v", err)
	}
}

func TestStepsThatAreOutOfOrderAreRefused(t *testing.T) {
	for _, state := range publish.States() {
		for name, step := range map[string]func(*publish.Dispatch) error{
			"retry":    func(d *publish.Dispatch) error { return d.Retry(noon) },
			"settle":   func(d *publish.Dispatch) error { return d.Settle(publish.Place{}, true, noon) },
			"withdraw": func(d *publish.Dispatch) error { return d.Withdraw(noon) },
		} {
			d := planned(t, 1)
			d.State = state
			allowed := name == "retry" && state == publish.Failed || name == "settle" && state == publish.Unsure ||
				name == "withdraw" && state != publish.Withdrawing && state != publish.Withdrawn
			if err := step(d); (err == nil) != allowed || err != nil && !errors.Is(err, publish.ErrDispatch) {
				t.Errorf("%s of a dispatch that is %s: got %v", name, state, err)
			}
		}
	}
}
