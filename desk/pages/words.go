package pages

import (
	"embed"
	"errors"
	"fmt"
	"net/http"
	"path"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"hearsay/settings"
)

//go:embed words
var wordFiles embed.FS

// languages are those of the pages; the first is for who asks for none of them.
var languages = []string{"en", "fi", "sv", "it", "ro", "de", "fr", "es"}

// phrase is one thing that pages say. {0}, {1} and so on are what is told of. A phrase that counts has one form for each
// plural of its language (CLDR), and is told the count first. The forms stand at their numbers, plural.Other first; a phrase that does not
// count has that one alone.
type phrase []string

// words are what the pages say in one language.
type words struct {
	Code    string // ISO 639-1
	tag     language.Tag
	printer *message.Printer
	phrases map[string]phrase
}

// forms are the plurals by their names in the files.
var forms = map[string]plural.Form{"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many, "other": plural.Other}

// errPhrase is returned for a phrase that is not there.
var errPhrase = errors.New("no such phrase")

// say says a phrase.
func (w *words) say(key string, args ...any) (string, error) {
	p, ok := w.phrases[key]
	if !ok {
		return "", fmt.Errorf("%w: %q in %s", errPhrase, key, w.Code)
	}
	form := plural.Other
	if len(p) > 1 && len(args) > 0 {
		form = plural.Cardinal.MatchPlural(w.tag, countOf(args[0]), 0, 0, 0, 0)
	}
	text := p[form]
	if text == "" {
		text = p[plural.Other]
	}
	if len(args) == 0 {
		return text, nil
	}
	pairs := make([]string, 0, 2*len(args))
	for i, arg := range args {
		pairs = append(pairs, fmt.Sprintf("{%d}", i), w.show(arg))
	}
	return strings.NewReplacer(pairs...).Replace(text), nil
}

// must says a phrase that is there: TestNoWordIsMissingInAnyLanguage sees to it.
func (w *words) must(key string, args ...any) string {
	text, err := w.say(key, args...)
	if err != nil {
		return key
	}
	return text
}

// show writes numbers as the language does, and all else as it is.
func (w *words) show(arg any) string {
	switch arg.(type) {
	case int, int64, float64:
		return w.printer.Sprint(arg)
	}
	return fmt.Sprint(arg)
}

// countOf is a count as plurals look at it: only its last digits matter beyond a million.
func countOf(arg any) int {
	switch n := arg.(type) {
	case int:
		return n
	case int64:
		return int(n)
	}
	return 0
}

// phrasebook has the words of every language.
type phrasebook struct {
	matcher language.Matcher
	all     []*words
}

func readPhrasebook() (*phrasebook, error) {
	b := &phrasebook{}
	var tags []language.Tag
	for _, code := range languages {
		w, err := readWords(code)
		if err != nil {
			return nil, fmt.Errorf("reading the words of the pages: %w", err)
		}
		b.all, tags = append(b.all, w), append(tags, w.tag)
	}
	b.matcher = language.NewMatcher(tags)
	return b, nil
}

func readWords(code string) (*words, error) {
	name := path.Join("words", code+".yaml")
	data, err := wordFiles.ReadFile(name)
	if err != nil {
		return nil, err
	}
	file, err := settings.Parse(name, data)
	if err != nil {
		return nil, err
	}
	var sections map[string]map[string]any
	if err := file.DecodeAsWritten(&sections); err != nil {
		return nil, err
	}
	tag := language.Make(code)
	w := &words{Code: code, tag: tag, printer: message.NewPrinter(tag), phrases: map[string]phrase{}}
	for section, phrases := range sections {
		for key, said := range phrases {
			p, err := readPhrase(said)
			if err != nil {
				return nil, fmt.Errorf("%s: %s.%s: %w", name, section, key, err)
			}
			w.phrases[section+"."+key] = p
		}
	}
	return w, nil
}

func readPhrase(said any) (phrase, error) {
	switch said := said.(type) {
	case string:
		return phrase{said}, nil
	case map[string]any:
		p := make(phrase, plural.Many+1)
		for name, text := range said {
			form, known := forms[name]
			one, isText := text.(string)
			if !known || !isText {
				return nil, fmt.Errorf("%q is not a plural with its text", name)
			}
			p[form] = one
		}
		if p[plural.Other] == "" {
			return nil, errors.New("the form other is missing")
		}
		return p, nil
	}
	return nil, fmt.Errorf("%v is neither a text nor plurals", said)
}

// languageCookie keeps the language that somebody chose.
const languageCookie = "lang"

// of are the words in the language that ?lang= names, that was chosen before, or that the browser prefers (RFC 9110,
// 12.5.4).
func (b *phrasebook) of(r *http.Request) *words {
	chosen := ""
	if cookie, err := r.Cookie(languageCookie); err == nil {
		chosen = cookie.Value
	}
	_, i := language.MatchStrings(b.matcher, r.URL.Query().Get("lang"), chosen, r.Header.Get("Accept-Language"))
	return b.all[i]
}
