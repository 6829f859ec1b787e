package pages

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"

	"hearsay/alerts"
	"hearsay/amend"
	"hearsay/asks"
	"hearsay/bulletin"
	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/desk/refusal"
	"hearsay/effect"
	"hearsay/recall"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/replies/thread"
	"hearsay/replies/wording"
	"hearsay/triage"
	"hearsay/work"
)

// alike are the phrases that are the same in English and in another language: names, abbreviations, and words that both have.
var alike = map[string]bool{
	"fi time.minutes": true, "sv time.minutes": true, "sv time.days": true, "it time.minutes": true, "ro time.minutes": true, "fr time.minutes": true, "es time.minutes": true,
	"fr time.hours": true, "es time.hours": true, "es time.days": true, "de time.in": true, "it item.title": true, "de item.title": true, "it signin.password": true,
	"fr answers.sources":  true,
	"it messengers.email": true, "ro messengers.email": true, "fr messengers.email": true, "fr editions.title": true, "fr editions.bulletin": true,
	"ro role.admin": true, "es role.editor": true, "fr sources.title": true, "fr field.sources": true, "fr item.notes": true, "fr kind.question": true,
}

var placeholder = regexp.MustCompile(`\{\d\}`)

// needed are the plurals that a language tells apart for whole numbers up to a million (CLDR).
var needed = map[string][]plural.Form{"ro": {plural.One, plural.Few, plural.Other}}

// TestNoPhraseAccuses looks at what the pages say, their titles among it, in every language.
func TestNoPhraseAccuses(t *testing.T) {
	book, err := readPhrasebook()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range book.all {
		for key, phrase := range w.phrases {
			for _, text := range phrase {
				if err := wording.Guard(text); err != nil {
					t.Errorf("%s: %s: %v", w.Code, key, err)
				}
			}
		}
	}
}

func TestNoWordIsMissingInAnyLanguage(t *testing.T) {
	book, err := readPhrasebook()
	if err != nil {
		t.Fatal(err)
	}
	english := book.all[0]
	for _, w := range book.all {
		for key, phrase := range english.phrases {
			said, there := w.phrases[key]
			if !there || strings.TrimSpace(said[plural.Other]) == "" {
				t.Errorf("%s: %s is missing", w.Code, key)
				continue
			}
			if w.Code != "en" && said[plural.Other] == phrase[plural.Other] && len(phrase[plural.Other]) > 4 && !strings.HasPrefix(key, "platform.") && !alike[w.Code+" "+key] {
				t.Errorf("%s: %s is English: %q", w.Code, key, said[plural.Other])
			}
			if got, want := placeholder.FindAllString(said[plural.Other], -1), placeholder.FindAllString(phrase[plural.Other], -1); !sameSet(got, want) {
				t.Errorf("%s: %s tells %v, the English one %v", w.Code, key, got, want)
			}
			forms := needed[w.Code]
			if forms == nil {
				forms = []plural.Form{plural.One, plural.Other}
			}
			for _, form := range forms {
				if len(phrase) > 1 && (len(said) == 1 || said[form] == "") {
					t.Errorf("%s: %s lacks the plural %v", w.Code, key, form)
				}
			}
		}
		for key := range w.phrases {
			if _, there := english.phrases[key]; !there {
				t.Errorf("%s: %s is not in the English file", w.Code, key)
			}
		}
	}
}

func sameSet(a, b []string) bool {
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}

// TestEveryPhraseIsThereAndUsed looks at what templates and code name.
func TestEveryPhraseIsThereAndUsed(t *testing.T) {
	book, err := readPhrasebook()
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	var families []string // phrases that are put together from a word and a value
	files, err := filepath.Glob("templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	parts, err := filepath.Glob("templates/parts/*.html")
	if err != nil {
		t.Fatal(err)
	}
	code, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	phrase, family := regexp.MustCompile(`"([a-z_]+\.[a-z_]+)"`), regexp.MustCompile(`"([a-z_]+\.)"`)
	for _, file := range slices.Concat(files, parts, code) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range phrase.FindAllStringSubmatch(string(text), -1) {
			named[match[1]] = true
		}
		for _, match := range family.FindAllStringSubmatch(string(text), -1) {
			families = append(families, match[1])
		}
	}
	english := book.all[0]
	for key := range english.phrases {
		if !named[key] && !slices.ContainsFunc(families, func(f string) bool { return strings.HasPrefix(key, f) }) {
			t.Errorf("nothing says %s", key)
		}
	}
	for key := range named {
		section, _, _ := strings.Cut(key, ".")
		isSection := slices.ContainsFunc([]string{"done", "refused", "base", "item", "items", "queues", "reply", "replies", "claims", "claim", "sources", "users", "me", "settings", "tip", "signin", "problem", "time", "copy", "keys", "post", "dispatch", "alerts", "act", "messengers", "editions", "self", "answers", "asks", "travel", "effect", "recall", "rules", "relay", "harsh"}, func(s string) bool { return s == section })
		if _, there := english.phrases[key]; isSection && !there && key != "desk.js" {
			t.Errorf("there is no phrase %s", key)
		}
	}
	for _, values := range []struct {
		family string
		values []string
	}{
		{"state.", texts(triage.States())}, {"reply_state.", texts(replies.States())}, {"role.", texts(work.Roles())}, {"role_may.", texts(work.Roles())},
		{"kind.", []string{string(classifier.KindQuestion), string(classifier.KindClaim)}}, {"severity.", severities()}, {"rating.", replies.Ratings()},
		{"rule.", texts(wording.Rules())}, {"refused.", refusal.Words()}, {"doubt.", []string{replies.Expired, replies.SourceGone, replies.SourceChanged}},
		{"check.", slices.Concat((&replies.Reply{Kind: classifier.KindClaim}).Checklist(), (&replies.Reply{Kind: classifier.KindQuestion, Medium: &replies.Medium{}}).Checklist())},
		{"lack.", []string{"language", "fact", "myth", "why", "again", "rating", "sources", "link"}}, {"field.", []string{"language", "fact", "myth", "why", "again", "rating", "sources"}},
		{"by.", []string{"platform", "space", "language", "territory"}}, {"tip.", []string{"waiting", "closed", "answered", "withdrawn"}}, {"platform.", platforms()},
		{"dispatch_state.", texts(publish.States())}, {"act.", alerts.Actions()},
		{"ask_state.", texts(asks.States())}, {"amendment_state.", texts(amend.States())}, {"effect.", []string{string(effect.Slowed), string(effect.Sped), string(effect.CannotTell)}}, {"effect_why.", texts(effect.Reasons())},
		{"recall_state.", texts(recall.States())}, {"recall_cause.", texts(recall.Causes())}, {"recall_kind.", texts(recall.Kinds())}, {"recall_progress.", texts(recall.Stages())},
		{"messenger_state.", texts([]bulletin.MessengerState{bulletin.New, bulletin.Invited, bulletin.Confirmed, bulletin.Bounced})},
		{"edition_state.", texts([]bulletin.EditionState{bulletin.Draft, bulletin.Approved, bulletin.Sent, bulletin.Dropped})},
		{"copy.", []string{"waiting", "sending", "sent", "refused", "unclear", "bounced"}},
	} {
		for _, value := range values.values {
			if _, there := english.phrases[values.family+value]; !there {
				t.Errorf("there is no phrase %s%s", values.family, value)
			}
		}
	}
}

func texts[T ~string](all []T) []string {
	list := make([]string, len(all))
	for i, one := range all {
		list[i] = string(one)
	}
	return list
}

func severities() []string {
	var all []string
	for _, s := range rules.Severities() {
		all = append(all, s.String())
	}
	return all
}

func platforms() []string {
	var all []string
	for _, p := range thread.Platforms() {
		all = append(all, p.Name)
	}
	return all
}

func TestCountsAreSaidAsTheLanguageDoes(t *testing.T) {
	book, err := readPhrasebook()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		code  string
		count int64
		want  string
	}{
		{"en", 1, "1 post"}, {"en", 2, "2 posts"}, {"en", 1234, "1,234 posts"}, {"fi", 1, "1 julkaisu"}, {"fi", 0, "0 julkaisua"},
		{"ro", 1, "1 postare"}, {"ro", 3, "3 postări"}, {"ro", 25, "25 de postări"}, {"fr", 0, "0 publication"}, {"de", 1234, "1.234 Beiträge"},
	} {
		w := book.all[slices.Index(languages, test.code)]
		if got := w.must("item.posts", test.count); got != test.want {
			t.Errorf("%s: %d is said %q, want %q", test.code, test.count, got, test.want)
		}
	}
}

func TestAPageIsInItsReadersLanguage(t *testing.T) {
	book, err := readPhrasebook()
	if err != nil {
		t.Fatal(err)
	}
	for accept, want := range map[string]string{"": "en", "fi-FI,fi;q=0.9,en;q=0.5": "fi", "ja, de-AT;q=0.7": "de", "zz": "en", "nonsense;;q=": "en", "sv-FI": "sv", "pt-BR;q=0.1, it;q=0.8": "it"} {
		r := httptest.NewRequest(http.MethodGet, "/tips", nil)
		r.Header.Set("Accept-Language", accept)
		if got := book.of(r).Code; got != want {
			t.Errorf("%q: got %s, want %s", accept, got, want)
		}
		r.AddCookie(&http.Cookie{Name: languageCookie, Value: "es"})
		if got := book.of(r).Code; got != "es" {
			t.Errorf("chosen es: got %s", got)
		}
		if got := book.of(httptest.NewRequest(http.MethodGet, "/tips?lang=ro", nil)).Code; got != "ro" {
			t.Errorf("asked for ro: got %s", got)
		}
	}
}

func TestNobodyIsSentToAnotherSite(t *testing.T) {
	for path, want := range map[string]string{
		"/items?state=open": "/items?state=open", "/": "/", "": "/", "//evil.example": "/", "https://evil.example": "/", "/\\evil.example": "/",
		"/\t/evil.example": "/", "/\n/evil.example": "/", "/\x00/evil.example": "/", "javascript:alert(1)": "/", "items": "/",
	} {
		if got := within(path); got != want {
			t.Errorf("%q leads to %q, want %q", path, got, want)
		}
	}
}
