package replies_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hearsay/classifier"
	"hearsay/replies"
)

var noon = time.Date(2020, 3, 3, 12, 0, 0, 0, time.UTC)

const source = "https://health.example/facts"

func complete() replies.Text {
	return replies.Text{Language: "en", Fact: "The water is safe.", Myth: "The water is poisoned.", Why: "It is tested daily.", Again: "You can drink it.", Rating: "false", Sources: []string{source}}
}

func checked(publisher string) []replies.Check {
	return []replies.Check{{URL: source, Publisher: publisher, SHA256: "x", CheckedAt: noon}}
}

// in makes a reply of ann's in a state.
func in(t testing.TB, state replies.State) *replies.Reply {
	t.Helper()
	r := replies.New("r", "i", classifier.KindClaim, "c", "ann", noon)
	steps := []error{r.Edit("ann", complete())}
	if state != replies.Draft {
		steps = append(steps, r.Submit("ann", checked("WHO"), noon))
	}
	if !slices.Contains([]replies.State{replies.Draft, replies.Submitted}, state) {
		steps = append(steps, r.Verify("ben", replies.Verification{}, noon))
	}
	switch state {
	case replies.Published:
		steps = append(steps, r.Publish(noon))
	case replies.Recorded:
		steps = append(steps, r.Record("ann", "https://example.org/1", true, noon))
	case replies.Retracted:
		steps = append(steps, r.Retract("wrong", noon))
	}
	if err := errors.Join(steps...); err != nil || r.State != state {
		t.Fatalf("made a reply that is %s, %v; want %s", r.State, err, state)
	}
	return r
}

// TestSteps walks every step from every state.
func TestSteps(t *testing.T) {
	steps := map[string]func(*replies.Reply) error{
		"edit":    func(r *replies.Reply) error { return r.Edit("ann", complete()) },
		"submit":  func(r *replies.Reply) error { return r.Submit("ann", checked("WHO"), noon) },
		"verify":  func(r *replies.Reply) error { return r.Verify("ben", replies.Verification{}, noon) },
		"back":    func(r *replies.Reply) error { return r.SendBack("unclear", nil) },
		"publish": func(r *replies.Reply) error { return r.Publish(noon) },
		"record":  func(r *replies.Reply) error { return r.Record("ann", "https://example.org/1", true, noon) },
		"retract": func(r *replies.Reply) error { return r.Retract("wrong", noon) },
	}
	allowed := map[replies.State]string{
		replies.Draft: "edit submit", replies.Submitted: "verify back", replies.Verified: "publish record retract",
		replies.Published: "record retract", replies.Recorded: "record retract", replies.Retracted: "",
	}
	for _, state := range replies.States() {
		for name, step := range steps {
			r := in(t, state)
			err := step(r)
			if want := slices.Contains(strings.Fields(allowed[state]), name); want != (err == nil) {
				t.Errorf("%s of a reply that is %s: got %v", name, state, err)
			}
			if err != nil && (!errors.Is(err, replies.ErrOrder) || r.State != state) {
				t.Errorf("%s of a reply that is %s: got %v, and it is %s", name, state, err, r.State)
			}
		}
	}
}

// TestNobodyVerifiesWhatTheyWrote is the law of four eyes: however often and by whomever a draft is written, submitted
// and sent back, no verified reply has an author for its verifier.
func TestNobodyVerifiesWhatTheyWrote(t *testing.T) {
	person := rapid.SampledFrom([]string{"ann", "ben", "cat"})
	rapid.Check(t, func(rt *rapid.T) {
		r := replies.New("r", "i", classifier.KindClaim, "c", person.Draw(rt, "drafter"), noon)
		wrote := map[string]bool{r.Authors[0]: true}
		rt.Repeat(map[string]func(*rapid.T){
			"edit": func(rt *rapid.T) {
				if who := person.Draw(rt, "who"); r.Edit(who, complete()) == nil {
					wrote[who] = true
				}
			},
			"submit": func(rt *rapid.T) {
				if who := person.Draw(rt, "who"); r.Submit(who, checked("WHO"), noon) == nil {
					wrote[who] = true
				}
			},
			"verify": func(rt *rapid.T) {
				who := person.Draw(rt, "who")
				if err := r.Verify(who, replies.Verification{}, noon); err == nil && wrote[who] {
					rt.Fatalf("%s verified what they wrote", who)
				}
			},
			"back": func(*rapid.T) { _ = r.SendBack("again", nil) },
		})
	})
}

func TestVerifyNeedsAWordForUnknownPublishers(t *testing.T) {
	r := in(t, replies.Draft)
	if err := r.Submit("ann", checked(""), noon); err != nil {
		t.Fatal(err)
	}
	if err := r.Verify("ben", replies.Verification{Vouched: []string{"https://another.example"}}, noon); !errors.Is(err, replies.ErrUnvouched) {
		t.Errorf("without a word for it: got %v", err)
	}
	if err := r.Verify("ben", replies.Verification{Vouched: []string{source}}, noon); err != nil || r.Verifier != "ben" {
		t.Errorf("with one: got %v", err)
	}
}

func TestSubmitSaysWhatIsMissing(t *testing.T) {
	tests := map[string]struct {
		kind   classifier.Kind
		change func(*replies.Text)
		want   string
	}{
		"no fact":               {classifier.KindClaim, func(t *replies.Text) { t.Fact = " " }, "(fact)"},
		"no myth":               {classifier.KindClaim, func(t *replies.Text) { t.Myth = "" }, "(myth)"},
		"no reason":             {classifier.KindClaim, func(t *replies.Text) { t.Why = "" }, "(why)"},
		"the fact once only":    {classifier.KindClaim, func(t *replies.Text) { t.Again = "" }, "(again)"},
		"an unknown rating":     {classifier.KindClaim, func(t *replies.Text) { t.Rating = "fake" }, "(rating)"},
		"no source":             {classifier.KindClaim, func(t *replies.Text) { t.Sources = nil }, "(sources)"},
		"a source in the clear": {classifier.KindClaim, func(t *replies.Text) { t.Sources = []string{"http://x.example"} }, "not a public https link"},
		"a source with a name":  {classifier.KindClaim, func(t *replies.Text) { t.Sources = []string{"https://u:p@x.example"} }, "not a public https link"},
		"no language":           {classifier.KindQuestion, func(t *replies.Text) { t.Language = "" }, "(language)"},
		"a question is short":   {classifier.KindQuestion, func(t *replies.Text) { t.Myth, t.Why, t.Again, t.Rating = "", "", "", "" }, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := replies.New("r", "i", test.kind, "", "ann", noon)
			text := complete()
			test.change(&text)
			if err := r.Edit("ann", text); err != nil {
				t.Fatal(err)
			}
			err := r.Submit("ann", checked("WHO"), noon)
			if test.want == "" && err != nil || test.want != "" && (!errors.Is(err, replies.ErrIncomplete) || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	r := in(t, replies.Draft)
	if err := r.Submit("ann", nil, noon); !errors.Is(err, replies.ErrIncomplete) {
		t.Errorf("with sources that nobody opened: got %v", err)
	}
}

func TestRecordKeepsEachPlaceOnce(t *testing.T) {
	r := in(t, replies.Verified)
	for _, url := range []string{"https://a.example/1", "https://b.example/2", "https://a.example/1"} {
		if err := r.Record("ann", url, true, noon); err != nil {
			t.Fatal(err)
		}
	}
	if len(r.Postings) != 2 || !r.IsPublic() {
		t.Errorf("got %+v", r.Postings)
	}
	if err := r.Record("ann", "javascript:alert(1)", true, noon); !errors.Is(err, replies.ErrLink) {
		t.Errorf("a link that is none: got %v", err)
	}
}

func TestAReplyInDoubtIsVerifiedAgain(t *testing.T) {
	r := replies.New("r", "i", classifier.KindQuestion, "", "ann", noon)
	source := "https://who.int/a"
	checks := []replies.Check{{URL: source, Publisher: "WHO"}}
	again := func(by string, v replies.Verification, checks []replies.Check) error {
		return r.VerifyAgain(by, v, checks, noon)
	}
	if err := again("ben", replies.Verification{}, checks); !errors.Is(err, replies.ErrOrder) {
		t.Errorf("a draft: %v", err)
	}
	err := errors.Join(r.Edit("ann", replies.Text{Language: "en", Fact: "f", Sources: []string{source}}), r.Submit("ann", checks, noon))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Verify("ben", replies.Verification{ExpiresAt: noon}, noon); !errors.Is(err, replies.ErrExpiry) {
		t.Errorf("an end that has passed: %v", err)
	}
	if err := r.Verify("ben", replies.Verification{Checked: []string{"fact"}, ExpiresAt: noon.Add(time.Hour)}, noon); err != nil || !r.IsSound() {
		t.Fatalf("verified: %v, %+v", err, r)
	}
	gone := []replies.Doubt{{Kind: replies.SourceGone, URL: source, At: noon}}
	if !r.Question(gone) || r.Question(gone) || r.IsSound() || !r.IsVerified() || len(r.Doubts) != 1 {
		t.Errorf("in doubt: %+v", r)
	}
	if err := again("ann", replies.Verification{}, checks); !errors.Is(err, replies.ErrFourEyes) {
		t.Errorf("her own: %v", err)
	}
	if err := again("cat", replies.Verification{}, []replies.Check{{URL: source}}); !errors.Is(err, replies.ErrUnvouched) {
		t.Errorf("an unknown publisher: %v", err)
	}
	if err := again("cat", replies.Verification{}, checks); err != nil || !r.IsSound() || r.Verifier != "cat" || !r.ExpiresAt.IsZero() {
		t.Errorf("verified again: %v, %+v", err, r)
	}
}

func TestAClaimIsNeverRepeatedUnmarked(t *testing.T) {
	for _, language := range []string{"en", "fi", "sv", "it", "ro", "de", "fr", "es", "ru", ""} {
		for _, rating := range replies.Ratings() {
			text := complete()
			text.Language, text.Rating = language, rating
			repeated := text.Paragraphs()[1]
			if mark, said, _ := strings.Cut(repeated, " The water"); !strings.HasSuffix(repeated, text.Myth) || mark == "" || said == "" {
				t.Errorf("%s, %s: %q", language, rating, repeated)
			}
			if language == "en" && !strings.Contains(strings.ToLower(repeated), rating) {
				t.Errorf("%s is said as %q", rating, repeated)
			}
		}
	}
	if question := (replies.Text{Language: "en", Fact: "It is.", Myth: "Is the water safe?"}).Paragraphs()[1]; question != "Is the water safe?" {
		t.Errorf("a question is said as %q", question)
	}
}

// TestATextHasBounds, whoever sends it: the API says so in its document, and a form may be filled in by a program.
func TestATextHasBounds(t *testing.T) {
	link := "https://example.org/" + strings.Repeat("x", replies.MaxLink)
	for name, text := range map[string]replies.Text{
		"a long fact":  {Fact: strings.Repeat("ä", replies.MaxField+1)},
		"a long why":   {Why: strings.Repeat("ä", replies.MaxWhy+1)},
		"many sources": {Sources: make([]string, replies.MaxSources+1)},
		"a long link":  {Sources: []string{link}},
	} {
		r := replies.New("r", "i", classifier.KindClaim, "", "ann", noon)
		if err := r.Edit("ann", text); !errors.Is(err, replies.ErrLong) || r.Fact != "" || len(r.Sources) != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := replies.New("r", "i", classifier.KindClaim, "", "ann", noon)
	if err := r.Edit("ann", replies.Text{Fact: " One line\r\nand another\r\n", Why: strings.Repeat("ä", replies.MaxWhy)}); err != nil || r.Fact != "One line\nand another" {
		t.Errorf("%q, %v", r.Fact, err)
	}
}

func TestRemarksHaveBounds(t *testing.T) {
	for name, remarks := range map[string][]replies.Remark{
		"many":         make([]replies.Remark, replies.MaxRemarks+1),
		"a long one":   {{Field: "fact", Text: strings.Repeat("ä", 2001)}},
		"a long quote": {{Field: "fact", Quote: strings.Repeat("ä", 1001), Text: "no"}},
	} {
		if r := in(t, replies.Submitted); !errors.Is(r.SendBack("not yet", remarks), replies.ErrLong) || r.State != replies.Submitted {
			t.Errorf("%s: sent back, and %s", name, r.State)
		}
	}
}
