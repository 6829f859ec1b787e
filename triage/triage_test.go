package triage_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/post"
	"hearsay/queue"
	"hearsay/settings"
	"hearsay/triage"
)

var noon = time.Date(2020, 3, 3, 12, 0, 0, 0, time.UTC)

func place(b *triage.Board, p post.Post, kind classifier.Kind) triage.Placement {
	v := classifier.Verdict{Kind: kind, Severity: rules.Medium, Language: "en"}
	sign := triage.Sign(p.Text, "en")
	return b.Place(p, &v, &sign)
}

func made(id, text string) post.Post {
	return post.Post{Platform: "sample", ID: id, Text: text, Reach: 10}
}

const original = "They put bleach into the tap water of the whole town and the mayor knows it"

func TestNearIdenticalPostsJoinOneItem(t *testing.T) {
	tests := map[string]struct {
		text string
		want bool
	}{
		"the same":            {original, true},
		"case and marks":      {strings.ToUpper(original) + "!!!", true},
		"handle and link":     {"RT @sample: " + original + " https://example.org/x", true},
		"a word changed":      {strings.Replace(original, "mayor", "council", 1), true},
		"a word added":        {"Listen: " + original, true},
		"another claim":       {"The mayor of our town put new tiles into the whole swimming hall", false},
		"one word in common":  {"Bleach is on sale", false},
		"nothing but a link":  {"https://example.org", false},
		"another language":    {"De häller klorin i dricksvattnet och kommunalrådet vet om det", false},
		"half of it, rebuilt": {"The mayor knows that somebody put something else into the tea of the town", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := triage.NewBoard(triage.DefaultRoutes(), noon)
			first := place(b, made("1", original), classifier.KindClaim)
			second := place(b, made("2", test.text), classifier.KindClaim)
			if joined := first.Item == second.Item; joined != test.want {
				t.Errorf("joined %v, want %v", joined, test.want)
			}
			if test.want && (second.Opened || first.Item.Posts != 2 || first.Item.Reach != 20 || len(b.Changed()) != 1) {
				t.Errorf("after joining: %+v", first.Item)
			}
		})
	}
}

func TestRepostsAndQuotesSpreadTheOriginal(t *testing.T) {
	b := triage.NewBoard(triage.DefaultRoutes(), noon)
	item := place(b, made("1", original), classifier.KindClaim).Item
	for _, p := range []post.Post{
		{Platform: "sample", ID: "2", RepostOf: "1"},
		{Platform: "sample", ID: "3", QuoteOf: "1", Text: "Look at this nonsense"},
		{Platform: "sample", ID: "4", RepostOf: "2"},
	} {
		if got := place(b, p, classifier.KindNone); got.Item != item || got.Opened {
			t.Errorf("post %s went to %+v", p.ID, got.Item)
		}
	}
	elsewhere := place(b, post.Post{Platform: "other", ID: "5", QuoteOf: "1", Text: "x"}, classifier.KindNone)
	if elsewhere.Item != nil || item.Posts != 4 {
		t.Errorf("a quote of another platform's post went to %+v; the item has %d posts, want 4", elsewhere.Item, item.Posts)
	}
}

func TestQuestionsAndClaimsStayApart(t *testing.T) {
	b := triage.NewBoard(triage.DefaultRoutes(), noon)
	if place(b, made("1", original), classifier.KindClaim).Item == place(b, made("2", original), classifier.KindQuestion).Item {
		t.Error("a question joined a claim's item")
	}
}

func TestSignaturesSurviveStorage(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`((the|water|vaccine|mayor|50|[a-z]{1,9}) ){1,30}`)).Draw(rt, "text")
		s := triage.Sign(text, rapid.SampledFrom([]string{"en", "fi", ""}).Draw(rt, "language"))
		back, err := triage.ParseSignature(s.Bytes())
		if err != nil || !reflect.DeepEqual(back, s) || s.Similarity(&back) != 1 {
			rt.Fatalf("got another signature, %v", err)
		}
	})
	if _, err := triage.ParseSignature([]byte("short")); err == nil {
		t.Error("a short signature was taken")
	}
}

// TestOtherWordsAreAlikeByWhatTheySay compares two questions with one of the same concepts: what they say tells them apart. A language
// without such numbers has its concepts alone.
func TestOtherWordsAreAlikeByWhatTheySay(t *testing.T) {
	alike := func(language, a, b string) float64 {
		one, other := triage.Sign(a, language), triage.Sign(b, language)
		return one.Alike(&other)
	}
	const asked, same, other = "is the tap water safe to drink", "can we drink water from the tap again", "who pays for the water that we drink"
	if near, far := alike("en", asked, same), alike("en", asked, other); near <= far || near > 1 || far < 0 {
		t.Errorf("the same is %.2f alike, another %.2f", near, far)
	}
	if self := alike("en", asked, asked); self != 1 {
		t.Errorf("the same words are %.2f alike", self)
	}
	if kept := alike("fi", asked, asked); kept < 0.99 {
		t.Errorf("without numbers the same words are %.2f alike", kept)
	}
}

func TestPriorityShowsItsParts(t *testing.T) {
	item := func() *triage.Item {
		return &triage.Item{OpenedAt: noon, Deadline: noon.Add(10 * time.Hour), LastPost: noon, Heat: 1}
	}
	tests := map[string]struct {
		change func(*triage.Item)
		at     time.Duration
		want   triage.Priority
	}{
		"new":                 {func(*triage.Item) {}, 0, triage.Priority{Speed: 20, Total: 20}},
		"critical":            {func(it *triage.Item) { it.Severity = rules.Critical }, 0, triage.Priority{Severity: 450, Speed: 20, Total: 470}},
		"a million followers": {func(it *triage.Item) { it.Reach = 999_999 }, 0, triage.Priority{Reach: 128, Speed: 20, Total: 148}},
		"more than counts":    {func(it *triage.Item) { it.Reach, it.Heat = 1<<40, 1e9 }, 0, triage.Priority{Reach: 150, Speed: 200, Total: 350}},
		"half the time over":  {func(*triage.Item) {}, 5 * time.Hour, triage.Priority{Age: 100, Total: 100}},
		"overdue":             {func(*triage.Item) {}, 11 * time.Hour, triage.Priority{Age: 220, Total: 220}},
		"forgotten":           {func(*triage.Item) {}, 1000 * time.Hour, triage.Priority{Age: 300, Total: 300}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			it := item()
			test.change(it)
			it.Reprice(noon.Add(test.at))
			if it.Priority != test.want {
				t.Errorf("got %+v, want %+v", it.Priority, test.want)
			}
			if it.Reprice(noon.Add(test.at)) {
				t.Error("repricing at the same moment changed something")
			}
			if it.Priority.Total > triage.MaxPriority {
				t.Errorf("%d is more than the most", it.Priority.Total)
			}
		})
	}
}

// TestStates walks every action from every state.
func TestStates(t *testing.T) {
	later := noon.Add(time.Hour)
	actions := map[string]func(*triage.Item) error{
		"hold":     func(it *triage.Item) error { return it.Hold("ann", "t", later, noon) },
		"extend":   func(it *triage.Item) error { return it.Extend("ann", later, noon) },
		"release":  func(it *triage.Item) error { return it.Release("ann", noon) },
		"dismiss":  func(it *triage.Item) error { return it.Dismiss("ann", "spam", noon) },
		"escalate": func(it *triage.Item) error { return it.Escalate("ann", "", "urgent", noon) },
		"assign":   func(it *triage.Item) error { return it.Assign("ann", "ben", "t", later, noon) },
		"submit":   func(it *triage.Item) error { return it.Submitted("ann", noon) },
		"record":   func(it *triage.Item) error { return it.Recorded() },
		"reopen":   func(it *triage.Item) error { return it.Reopen("undo") },
		"merge": func(it *triage.Item) error {
			return it.MergeInto(&triage.Item{ID: "other", State: triage.Open}, "ann", noon)
		},
	}
	want := map[triage.State]string{
		triage.Open:      "hold dismiss escalate assign submit merge",
		triage.Held:      "extend release dismiss escalate assign submit merge",
		triage.Answering: "submit record reopen",
		triage.Answered:  "submit record reopen",
		triage.Dismissed: "reopen",
		triage.Merged:    "",
	}
	for _, state := range triage.States() {
		for name, act := range actions {
			it := &triage.Item{ID: "x", State: state}
			if state == triage.Held {
				it.Holder, it.HeldUntil = "ann", later
			}
			before := *it
			err := act(it)
			if allowed := strings.Contains(" "+want[state]+" ", " "+name+" "); allowed != (err == nil) {
				t.Errorf("%s of an item that is %s: got %v", name, state, err)
			}
			if err != nil && (it.State != before.State || it.Holder != before.Holder) {
				t.Errorf("%s of an item that is %s was refused and changed it", name, state)
			}
		}
	}
}

func TestAnItemThatSomebodyHoldsIsLeftAlone(t *testing.T) {
	held := func() *triage.Item {
		return &triage.Item{ID: "x", State: triage.Held, Holder: "ann", HeldUntil: noon.Add(time.Minute)}
	}
	for name, test := range map[string]struct {
		err  error
		want error
	}{
		"dismiss":          {held().Dismiss("ben", "r", noon), triage.ErrHeld},
		"escalate":         {held().Escalate("ben", "", "r", noon), triage.ErrHeld},
		"submit":           {held().Submitted("ben", noon), triage.ErrHeld},
		"assign":           {held().Assign("ben", "ben", "t", noon, noon), triage.ErrHeld},
		"release":          {held().Release("ben", noon), triage.ErrHolder},
		"release too late": {held().Release("ann", noon.Add(time.Minute)), triage.ErrHolder},
		"no reason":        {held().Dismiss("ann", "", noon), triage.ErrReason},
	} {
		if !errors.Is(test.err, test.want) {
			t.Errorf("%s: got %v, want %v", name, test.err, test.want)
		}
	}
	it := held()
	if it.Lapse(noon) || !it.Lapse(noon.Add(time.Minute)) || it.State != triage.Open || it.Holder != "" {
		t.Errorf("after its lease lapsed: %+v", it)
	}
}

const tree = `routes:
  queue: general
  deadline: 24h
  routes:
    - when: kind == "question"
      queue: questions
      routes:
        - when: '"vaccines" in topics and severity >= high'
          queue: questions.urgent
          deadline: 1h
    - when: within(territories, "IT/Torino") && kind == "claim"
      queue: claims.turin
    - when: language == "fi"
      queue: claims.fi
      escalate_to: general
`

func routes(t *testing.T, text string) (*triage.Routes, error) {
	t.Helper()
	file, err := settings.Parse("hearsay.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var parsed struct{ Routes triage.RouteFile }
	if err := file.Decode(&parsed); err != nil {
		t.Fatal(err)
	}
	return triage.CompileRoutes(file, "$.routes", parsed.Routes)
}

func TestRoutesFindTheDeepestThatHolds(t *testing.T) {
	r, err := routes(t, tree)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		verdict  classifier.Verdict
		queue    string
		deadline time.Duration
	}{
		"the root":    {classifier.Verdict{Kind: "claim"}, "general", 24 * time.Hour},
		"a branch":    {classifier.Verdict{Kind: "question", Topics: []string{"vaccines"}}, "questions", 24 * time.Hour},
		"a leaf":      {classifier.Verdict{Kind: "question", Topics: []string{"vaccines"}, Severity: rules.Critical}, "questions.urgent", time.Hour},
		"a region":    {classifier.Verdict{Kind: "claim", Language: "fi", Territories: []string{"FI/Oulu", "IT/Torino/Agliè"}}, "claims.turin", 24 * time.Hour},
		"the sibling": {classifier.Verdict{Kind: "claim", Language: "fi"}, "claims.fi", 24 * time.Hour},
	}
	for name, test := range tests {
		if got := r.Find(post.Post{}, test.verdict); got.Queue != test.queue || got.Deadline != test.deadline {
			t.Errorf("%s: got %s within %v, want %s within %v", name, got.Queue, got.Deadline, test.queue, test.deadline)
		}
	}
}

func TestRoutesReportFaultsWithTheirLine(t *testing.T) {
	tests := map[string]struct{ from, to, want string }{
		"an unknown name":         {`kind == "question"`, `kinds == "question"`, "hearsay.yaml:5: the condition cannot be used: unknown name kinds"},
		"no yes or no":            {`kind == "question"`, `kind`, "hearsay.yaml:5: "},
		"a queue's name":          {"queue: claims.fi", "queue: Claims FI", `hearsay.yaml:14: "Claims FI"`},
		"a route for all":         {"    - when: language == \"fi\"\n      queue", "    - queue", "hearsay.yaml:13: the route has no condition"},
		"a negative time":         {"deadline: 1h", "deadline: -1h", "hearsay.yaml:10: "},
		"no queue to escalate to": {"deadline: 1h", "escalate_to: Urgent!", `hearsay.yaml:10: "Urgent!" is not a queue's name`},
		"a chain of escalations":  {"deadline: 1h", "escalate_to: claims.fi", "hearsay.yaml:2: items of questions.urgent escalate to claims.fi, which escalates itself"},
		"a condition on top":      {"queue: general", "when: 'true'", "hearsay.yaml:2: the root"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := routes(t, strings.Replace(tree, test.from, test.to, 1))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestTheSameInOtherWordsJoinsWhileNobodyAnswered(t *testing.T) {
	ask := func(b *triage.Board, id, text string) triage.Placement {
		return place(b, made(id, text), classifier.KindQuestion)
	}
	b := triage.NewBoard(triage.DefaultRoutes(), noon)
	first := ask(b, "1", "When will there be a vaccine?")
	second := ask(b, "2", "how soon is the jab ready")
	if second.Item != first.Item || second.Known == nil {
		t.Errorf("other words opened %+v", second)
	}
	if other := ask(b, "3", "Where did the virus come from?"); other.Item == first.Item {
		t.Error("another question joined")
	}
	first.Item.State = triage.Answered
	if later := ask(b, "4", "what date do we get the vaccine"); !later.Opened {
		t.Error("other words joined an item that is answered; the next is to be answered by what is known of it")
	}
}

func TestPostsOfOneClaimJoinInOneLanguage(t *testing.T) {
	claim := func(b *triage.Board, id, text, language string) *triage.Item {
		v := classifier.Verdict{Kind: classifier.KindClaim, Language: language, Claim: &classifier.ClaimMatch{ID: "5g", Score: 1}}
		sign := triage.Sign(text, language)
		return b.Place(made(id, text), &v, &sign).Item
	}
	b := triage.NewBoard(triage.DefaultRoutes(), noon)
	first := claim(b, "1", "5G masts made everyone ill", "en")
	if second := claim(b, "2", "So the new antennas cause corona, I hear", "en"); second != first {
		t.Error("the same claim opened another item")
	}
	if other := claim(b, "3", "Le antenne 5G ci fanno ammalare", "it"); other == first {
		t.Error("a post in another language joined")
	}
}

func TestAMergedItemIsKnownByTheWordsOfBoth(t *testing.T) {
	b := triage.NewBoard(triage.DefaultRoutes(), noon)
	b.Add(&triage.Item{ID: "both", Kind: classifier.KindQuestion, State: triage.Open})
	for origin, text := range map[string]string{"tests": "Where can I get a test?", "masks": "Must children wear masks at school?"} {
		b.AddSignature(triage.Known{Item: "both", Origin: origin, Kind: classifier.KindQuestion, Signature: triage.Sign(text, "en")})
	}
	for id, text := range map[string]string{"1": "where do they do tests", "2": "should kids have masks in class"} {
		if placed := place(b, made(id, text), classifier.KindQuestion); placed.Opened || placed.Item.ID != "both" {
			t.Errorf("%q opened an item of its own", text)
		}
	}
}

// TestNothingStarves puts an item below an endless stream of more urgent ones: after its time it comes first, and the oldest of such first.
func TestNothingStarves(t *testing.T) {
	r, err := routes(t, "routes: {queue: q, deadline: 2h, reach_within: 5h}")
	if err != nil {
		t.Fatal(err)
	}
	if got := r.ReachWithin("q"); got != 5*time.Hour {
		t.Errorf("each is reached within %v", got)
	}
	b := triage.NewBoard(r, noon)
	low := place(b, made("low", "A small thing"), classifier.KindClaim).Item
	urgent := place(b, made("urgent", "Something else, and very urgent"), classifier.KindClaim).Item
	urgent.Severity = rules.Critical
	for hours, isFirst := range map[int]bool{0: false, 4: false, 5: true, 50: true} {
		now := noon.Add(time.Duration(hours) * time.Hour)
		urgent.OpenedAt, urgent.Deadline, urgent.ReachBy = now, now.Add(2*time.Hour), now.Add(5*time.Hour)
		low.Reprice(now)
		urgent.Reprice(now)
		if (low.Priority.Total > urgent.Priority.Total) != isFirst {
			t.Errorf("after %d hours it has %d, the urgent one %d", hours, low.Priority.Total, urgent.Priority.Total)
		}
		if low.Priority.Total > queue.MaxPriority {
			t.Errorf("%d is more than a queue takes", low.Priority.Total)
		}
	}
	old := &triage.Item{State: triage.Open, OpenedAt: noon, Deadline: noon.Add(time.Hour)} // of before there was a bound
	if got := old.ComesFirst(); !got.Equal(noon.Add(3 * time.Hour)) {
		t.Errorf("one without a bound comes first at %v", got)
	}
	low.State = triage.Answering
	low.Reprice(noon.Add(50 * time.Hour))
	if low.Priority.Total > triage.MaxPriority {
		t.Error("what waits for nobody comes first")
	}
}

func TestAHolderParks(t *testing.T) {
	it := &triage.Item{ID: "i", State: triage.Held, Holder: "ann", HeldUntil: noon.Add(time.Minute)}
	if err := it.Park("ann", "", noon.Add(time.Hour), noon); !errors.Is(err, triage.ErrReason) {
		t.Errorf("without a reason: %v", err)
	}
	if err := it.Park("ben", "mine", noon.Add(time.Hour), noon); !errors.Is(err, triage.ErrHolder) {
		t.Errorf("by another: %v", err)
	}
	if err := it.Park("ann", "they answer on Monday", noon.Add(48*time.Hour), noon); err != nil || it.Reason == "" || !it.IsHeld(noon.Add(47*time.Hour)) {
		t.Errorf("parked: %+v, %v", it, err)
	}
}

// TestAMergeTakesEverythingAlong: whom the closed item was for and how long it has waited is the other's from then on.
func TestAMergeTakesEverythingAlong(t *testing.T) {
	old := &triage.Item{ID: "old", Kind: classifier.KindClaim, State: triage.Open, Posts: 2, Topics: []string{"water", "fire"}, Territories: []string{"Torino"}, Claim: "wells", OpenedAt: noon.Add(-9 * time.Hour), Deadline: noon.Add(-time.Hour)}
	fresh := &triage.Item{ID: "new", Kind: classifier.KindClaim, State: triage.Open, Posts: 1, Topics: []string{"water"}, Territories: []string{"Pinerolo"}, OpenedAt: noon, Deadline: noon.Add(8 * time.Hour)}
	if err := old.MergeInto(fresh, "ann", noon); err != nil {
		t.Fatal(err)
	}
	fresh.Reprice(noon)
	if !slices.Equal(fresh.Topics, []string{"water", "fire"}) || !slices.Equal(fresh.Territories, []string{"Pinerolo", "Torino"}) || fresh.Claim != "wells" || fresh.Posts != 3 {
		t.Errorf("merged into %+v", fresh)
	}
	if !fresh.IsOverdue(noon) || fresh.Priority.Age == 0 || !fresh.OpenedAt.Equal(old.OpenedAt) {
		t.Errorf("it waits since %v until %v, age %d", fresh.OpenedAt, fresh.Deadline, fresh.Priority.Age)
	}
}
