package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"hearsay/classifier/rules"
	"hearsay/post"
)

// pack wraps the conditions of one rule in a pack.
func pack(t testing.TB, kind, conditions string) *rules.Set {
	t.Helper()
	text := "pack: sample\nfallbacks: {no: sv}\nguard: [debunked]\nrules:\n  - id: rule\n    kind: " + kind + "\n"
	for line := range strings.Lines(conditions) {
		text += "    " + strings.TrimRight(line, "\n") + "\n"
	}
	set, err := rules.Parse("p.yaml", []byte(text+"    tests: {match: [x], miss: [y]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestConditionsOfARule(t *testing.T) {
	tests := map[string]struct {
		kind, rule string
		post       post.Post
		fires      bool
		why        string // in the explanation, of a rule that does not fire
	}{
		"near enough":            {"claim", "all: [water, poison*]\nwithin: 3", post.Post{Text: "water was poisoned"}, true, ""},
		"too far":                {"claim", "all: [water, poison*]\nwithin: 3", post.Post{Text: "water from the old well was poisoned"}, false, "more than 3 words apart"},
		"near the second time":   {"claim", "all: [water, poison*]\nwithin: 3", post.Post{Text: "water here and there and poisoned water"}, true, ""},
		"in order":               {"claim", "all: [dog, bites, man]\nordered: true", post.Post{Text: "the dog often bites a man"}, true, ""},
		"in another order":       {"claim", "all: [dog, bites, man]\nordered: true", post.Post{Text: "the man bites the dog"}, false, "another order"},
		"a hashtag":              {"claim", "hashtags: ['#flood2026']", post.Post{Text: "all wet #Flood2026"}, true, ""},
		"only the word":          {"claim", "hashtags: [flood2026]", post.Post{Text: "all wet flood2026"}, false, ""},
		"a link in the text":     {"claim", "domains: [example.org]", post.Post{Text: "see https://www.example.org/x", Links: []string{"https://www.example.org/x"}}, true, ""},
		"a link of the post":     {"claim", "any: [see]\ndomains: [example.org]", post.Post{Text: "see", Links: []string{"https://example.org"}}, true, ""},
		"another domain":         {"claim", "any: [see]\ndomains: [example.org]", post.Post{Text: "see", Links: []string{"https://notexample.org"}}, false, "needs a link"},
		"an expression":          {"claim", "any: [call]\nregex: '\\+358 ?\\d+'", post.Post{Text: "call +358 401"}, true, ""},
		"no such expression":     {"claim", "any: [call]\nregex: '\\+358 ?\\d+'", post.Post{Text: "call me"}, false, "regular expression"},
		"a condition holds":      {"claim", "any: [wet]\nwhen: reach > 1000 && !reply", post.Post{Text: "wet", Reach: 2000}, true, ""},
		"a condition on a place": {"claim", "any: [wet]\nwhen: within(territory, \"it/torino\")", post.Post{Text: "wet", Territory: "IT/Torino/Agliè"}, true, ""},
		"a condition fails":      {"claim", "any: [wet]\nwhen: reach > 1000 && !reply", post.Post{Text: "wet", Reach: 2000, ReplyTo: "1"}, false, "condition under when"},
		"denied":                 {"claim", "all: [masts, ill]", post.Post{Text: "the masts do not make us ill"}, false, "negation"},
		"denied behind":          {"claim", "any: [macht krank]\nlanguages: [de]", post.Post{Text: "5G macht krank nicht wahr ist das und so"}, false, "negation"},
		"another thought":        {"claim", "all: [masts, ill]", post.Post{Text: "I do not care, the masts make us ill"}, true, ""},
		"denial is the claim":    {"claim", "any: [does not exist]", post.Post{Text: "the virus does not exist"}, true, ""},
		"its own denial":         {"claim", "all: [masts, do not exist]", post.Post{Text: "the masts do not exist"}, true, ""},
		"denied all the same":    {"claim", "all: [masts, do not exist]", post.Post{Text: "nobody thinks that masts do not exist"}, false, "negation"},
		"its own correction":     {"claim", "all: [masts, are debunked]", post.Post{Text: "the masts are debunked"}, true, ""},
		"corrected elsewhere":    {"claim", "all: [masts, are debunked]", post.Post{Text: "debunked: that masts are debunked"}, false, `guard "debunked"`},
		"despite the denial":     {"claim", "all: [masts, ill]\ndespite: [negation]", post.Post{Text: "the masts do not make us ill"}, true, ""},
		"quoted":                 {"claim", "all: [masts, ill]", post.Post{Text: `my aunt wrote to me: "masts make us ill"`}, false, "quotation"},
		"a word in quotes":       {"claim", "all: [masts, ill]", post.Post{Text: `these "masts" make all of us ill`}, true, ""},
		"mocked":                 {"claim", "all: [masts, ill]", post.Post{Text: "masts make us ill #irony"}, false, "irony"},
		"corrected":              {"claim", "all: [masts, ill]", post.Post{Text: "debunked: masts make us ill"}, false, `guard "debunked"`},
		"a fallback":             {"claim", "any: [vann]\nlanguages: [sv]", post.Post{Text: "vann", Language: "no"}, true, ""},
		"another language":       {"claim", "any: [vann]\nlanguages: [sv]", post.Post{Text: "vann", Language: "nl"}, false, "is for sv, no"},
		"a question":             {"question", "any: [water]", post.Post{Text: "is the water safe?"}, true, ""},
		"asked in the next":      {"question", "any: [flight]", post.Post{Text: "My flight was cancelled. What should I do?"}, true, ""},
		"asked elsewhere":        {"question", "any: [flight]", post.Post{Text: "How are you? I am well. The flight was long."}, false, "stand apart"},
		"a statement":            {"question", "any: [water]", post.Post{Text: "the water is safe"}, false, "statement"},
		"none":                   {"claim", "any: [water]\nnone: [swimming]", post.Post{Text: "swimming in water"}, false, `"swimming" was`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			set := pack(t, test.kind, test.rule)
			subject := rules.SubjectOf(&test.post)
			var f rules.Findings
			set.Fire(&f, subject)
			if fires := len(f.Fired) == 1; fires != test.fires {
				t.Fatalf("fires %v, want %v; %+v", fires, test.fires, set.Explain(subject))
			}
			if all := set.Explain(subject); test.why != "" && (len(all) != 1 || !strings.Contains(all[0].Lacks, test.why)) {
				t.Errorf("explained by %+v, want %q in it", all, test.why)
			}
		})
	}
}

func TestPlacesAndAuthorities(t *testing.T) {
	set, err := rules.Parse("p.yaml", []byte(`pack: places
places:
  - {territory: FI/Oulu, names: [oulu, oulussa]}
  - {territory: IT/None, names: [none], languages: [it]}
authorities:
  - {name: THL, names: ['@thlorg', thl]}
`))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"@THLorg milloin Oulussa? THL":        "[FI/Oulu] [THL]",
		"#oulu":                               "[FI/Oulu] []",
		"oulussa":                             "[] []",
		"None of them is here and that is it": "[] []",
		"Le scuole di None sono chiuse":       "[IT/None] []",
	} {
		var f rules.Findings
		set.Fire(&f, rules.SubjectOf(&post.Post{Text: text}))
		if got := fmt.Sprint(f.Territories, f.Addressees); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

// TestRulesOfAHostilePackStayQuick wants a pack of expressions that other engines choke on to be read and to end.
func TestRulesOfAHostilePackStayQuick(t *testing.T) {
	set := pack(t, "claim", "any: [a]\nregex: '(a+)+(b|a*)*$'")
	long := "a " + strings.Repeat("a", 1<<20)
	var f rules.Findings
	set.Fire(&f, rules.SubjectOf(&post.Post{Text: long + "!"}))
	if len(f.Fired) > 1 {
		t.Error(f.Fired)
	}
}

func TestFaultsOfConditionsAreToldWithTheirLines(t *testing.T) {
	base := "pack: p\nrules:\n  - id: r\n    kind: claim\n    any: [x]\n    tests: {match: [x], miss: [y]}\n"
	for text, want := range map[string]string{
		"    regex: '('\n":            "p.yaml:7: the regular expression cannot be used",
		"    when: reach + 1\n":       "p.yaml:7: the condition cannot be used",
		"    when: followers > 1\n":   "p.yaml:7: the condition cannot be used",
		"    domains: [http://a.b]\n": `p.yaml:7: "http://a.b" is not a domain`,
		"    hashtags: [two words]\n": `p.yaml:7: "two words" is not a hashtag`,
		"    despite: [luck]\n":       `p.yaml:7: "luck" is not a guard`,
		"    within: 3\n":             "within and ordered speak of the entries of all",
	} {
		_, err := rules.Parse("p.yaml", []byte(base+text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", strings.TrimSpace(text), err, want)
		}
	}
	if _, err := rules.Parse("p.yaml", []byte(strings.Replace(base, "pack: p", "pack: p\nfallbacks: {norsk: sv}", 1))); err == nil || !strings.Contains(err.Error(), "p.yaml:2") {
		t.Errorf("a wrong fallback: %v", err)
	}
}
