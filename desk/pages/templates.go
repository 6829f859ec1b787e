package pages

import (
	"embed"
	"fmt"
	"html/template"
	"math"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/number"

	"hearsay/classifier"
	"hearsay/harsh"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/triage"
	"hearsay/work"
)

//go:embed templates
var templateFiles embed.FS

// templates are the pages in every language, each read when it is first shown: nobody looks at all of them, and those of one
// language take 7 MB. Those in parts/ are part of each page.
type templates struct {
	now    func() time.Time
	assets assets

	mu   sync.Mutex
	made map[[2]string]*template.Template // by language and page
}

func newTemplates(now func() time.Time, assets assets) *templates {
	return &templates{now: now, assets: assets, made: map[[2]string]*template.Template{}}
}

// in is a page in a language.
func (t *templates) in(w *words, page string) (*template.Template, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := [2]string{w.Code, page}
	if made := t.made[key]; made != nil {
		return made, nil
	}
	made, err := template.New("page").Funcs(t.functions(w)).ParseFS(templateFiles, "templates/parts/*.html", "templates/"+page+".html")
	if err != nil {
		return nil, fmt.Errorf("reading the page %s: %w", page, err)
	}
	t.made[key] = made
	return made, nil
}

// functions are what templates call, in a language.
func (t *templates) functions(w *words) template.FuncMap {
	inLanguage := display.Languages(w.tag)
	return template.FuncMap{
		"t":          w.say,
		"asset":      t.assets.address,
		"number":     w.show,
		"percent":    func(share float64) string { return w.show(int(share*100+0.5)) + " %" },
		"ago":        func(at time.Time) string { return w.must("time.ago", w.span(t.now().Sub(at))) },
		"span":       w.span,
		"until":      func(at time.Time) string { return w.until(at.Sub(t.now())) },
		"isLate":     func(at time.Time) bool { return !at.IsZero() && t.now().After(at) },
		"iso":        func(at time.Time) string { return at.UTC().Format(time.RFC3339) },
		"clock":      func(at time.Time) string { return at.UTC().Format("2006-01-02 15:04") + " UTC" },
		"day":        func(at time.Time) string { return at.UTC().Format(time.DateOnly) },
		"action":     w.action,
		"list":       func(all []string) string { return strings.Join(all, ", ") },
		"lines":      func(all []string) string { return strings.Join(all, "\n") },
		"host":       host,
		"short":      short,
		"percentOf":  func(e *work.Effect) string { return changeOf(w, e) },
		"safeLink":   safeLink,
		"marked":     marked,
		"quoted":     quoted,
		"languages":  func() []string { return languages },
		"ownName":    func(code string) string { return display.Self.Name(language.Make(code)) },
		"nameOf":     func(code string) string { return nameOf(inLanguage, code) },
		"isHeld":     func(it *triage.Item) bool { return it.IsHeld(t.now()) },
		"isWaiting":  func(it *triage.Item) bool { return it.IsWaiting(t.now()) },
		"isHeldBy":   func(it *triage.Item, name string) bool { return it.IsHeld(t.now()) && it.Holder == name },
		"translate":  translatorOf,
		"isHarsh":    harsh.Is,
		"severities": func() []string { return []string{"low", "medium", "high", "critical"} },
		"float":      func(f *float64) float64 { return *f },
		"join":       func(lists ...[]string) string { return strings.Join(slices.Concat(lists...), "; ") },
		"ifElse": func(is bool, then, otherwise string) string {
			if is {
				return then
			}
			return otherwise
		},
		"hours":     func(seconds int64) int64 { return seconds / 3600 },
		"dict":      dict,
		"add":       func(a, b int) int { return a + b },
		"oneDigit":  func(n float64) string { return w.printer.Sprint(number.Decimal(n, number.MaxFractionDigits(1))) },
		"twoDigits": func(n float64) string { return w.printer.Sprint(number.Decimal(n, number.MaxFractionDigits(2))) },
		"share":     func(part, most int64) int64 { return part * 100 / max(most, 1) },
	}
}

// dict passes several things to a part: names and values in turn.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("a name has no value")
	}
	all := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		name, isName := pairs[i].(string)
		if !isName {
			return nil, fmt.Errorf("%v is not a name", pairs[i])
		}
		all[name] = pairs[i+1]
	}
	return all, nil
}

// nameOf is a language's name; the code itself if it has none.
func nameOf(in display.Namer, code string) string {
	if code == "" {
		return "?"
	}
	if name := in.Name(language.Make(code)); name != "" {
		return name
	}
	return code
}

// until says how long something is ahead, or for how long it has been over.
func (w *words) until(d time.Duration) string {
	if d < 0 {
		return w.must("time.over", w.span(-d))
	}
	return w.must("time.in", w.span(d))
}

// span is a length of time in its largest unit.
func (w *words) span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return w.must("time.seconds", max(int(d.Seconds()), 0))
	case d < time.Hour:
		return w.must("time.minutes", int(d.Minutes()))
	case d < 48*time.Hour:
		return w.must("time.hours", int(d.Hours()))
	}
	return w.must("time.days", int(d.Hours()/24))
}

// action is what somebody did, by its name in the audit log; the name itself of one that the phrases do not know.
func (w *words) action(name string) string {
	text, err := w.say("action." + strings.ReplaceAll(name, " ", "_"))
	if err != nil {
		return name
	}
	return text
}

// changeOf is how much an effect changed, in percent with its sign; "" if nothing came before.
func changeOf(w *words, e *work.Effect) string {
	change, ok := e.Change()
	if !ok {
		return ""
	}
	sign := "−"
	if change > 0 {
		sign = "+"
	}
	return sign + w.show(int(math.Round(math.Abs(change)*100))) + " %"
}

// short is the beginning of a text, for where there is little room.
func short(text string) string {
	const most = 80
	if len(text) <= most {
		return text
	}
	return post.Cut(text, most) + "…"
}

// host is the site of a link, for people.
func host(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" {
		return link
	}
	return strings.TrimPrefix(u.Host, "www.")
}

// safeLink is a link that leads to the web; "" for any other, such as a script.
func safeLink(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return ""
	}
	return link
}

// piece is a part of a text; Marks is why it is marked, "" if it is not.
type piece struct {
	Text  string
	Marks string
}

// marked cuts a post's text where the words begin and end that made a rule fire.
func marked(p ledger.StoredPost) []piece {
	if p.Verdict == nil {
		return []piece{{Text: p.Text}}
	}
	var pieces []piece
	at := 0
	reasons := slices.Clone(p.Verdict.Rules)
	slices.SortFunc(reasons, func(a, b classifier.Reason) int { return a.Start - b.Start })
	for _, r := range reasons {
		if r.Start < at || r.End > len(p.Text) || r.Start >= r.End {
			continue // overlaps one that is marked already
		}
		if r.Start > at {
			pieces = append(pieces, piece{Text: p.Text[at:r.Start]})
		}
		pieces = append(pieces, piece{p.Text[r.Start:r.End], r.ID})
		at = r.End
	}
	return append(pieces, piece{Text: p.Text[at:]})
}
