package bulletin

import (
	"bytes"
	_ "embed"
	"fmt"
	htmltemplate "html/template"
	"strings"
	texttemplate "text/template"
	"time"

	"hearsay/gaps"
	"hearsay/replies"
	"hearsay/replies/thread"
	"hearsay/territory"
)

// Page is an edition as it is written for one reader.
type Page struct {
	*Edition
	Publisher string
	BaseURL   string // of the desk, without a slash at its end
	SelfURL   string // where the reader changes what they get; "" for everybody's page
	LeaveURL  string
	Withdrawn map[string]Withdrawal // replies that were retracted since the edition was sent, by their id
}

// Withdrawal is an answer that was retracted after an edition had carried it.
type Withdrawal struct {
	At    time.Time
	Holds string // the fact of the reply that took its place; "" if none has
}

// Withdrawal is that of an entry; nil for one that holds.
func (p Page) Withdrawal(e Entry) *Withdrawal {
	if w, isWithdrawn := p.Withdrawn[e.Reply]; isWithdrawn {
		return &w
	}
	return nil
}

// ChangedAt is when the page was last another one: when the edition was approved, or one of its answers withdrawn.
func (p Page) ChangedAt() time.Time {
	at := p.ApprovedAt
	for _, e := range p.Entries() {
		if w := p.Withdrawal(e); w != nil && w.At.After(at) {
			at = w.At
		}
	}
	return at
}

// Says what became of an answer, to those who look for it.
func (p Page) Says(w *Withdrawal) string {
	return fmt.Sprintf(p.Words().Withdrawn, w.At.UTC().Format(time.DateOnly))
}

// URL is where everybody may read the edition.
func (p Page) URL() string { return p.BaseURL + "/bulletins/" + p.ID }

// TellURL is where the reader tells what they hear; a messenger is known there.
func (p Page) TellURL() string {
	if self, found := strings.CutPrefix(p.SelfURL, p.BaseURL+"/messenger?"); found {
		return p.BaseURL + "/tips?" + self
	}
	return p.BaseURL + "/tips"
}

// PackURL is where a messenger finds what they need to carry an entry on; "" on everybody's page.
func (p Page) PackURL(e Entry) string {
	self, found := strings.CutPrefix(p.SelfURL, p.BaseURL+"/messenger?")
	if !found {
		return ""
	}
	return p.BaseURL + "/messenger/pack/" + e.Reply + "?" + self
}

// Words are what the edition says by itself.
func (p Page) Words() words { return wordsOf(p.Language) }

// Text of an entry, as it is posted.
func (e Entry) text(language string) replies.Text {
	return replies.Text{Language: language, Fact: e.Fact, Myth: e.Myth, Why: e.Why, Again: e.Again, Rating: e.Rating, Sources: e.Sources}
}

// Pack is what a messenger passes on, cut for one platform.
type Pack struct {
	Platform string
	Posts    []string
}

// Packs are an entry's texts for each platform.
func (p Page) Packs(e Entry) []Pack {
	var all []Pack
	for _, platform := range thread.Platforms() {
		if e.Medium != nil {
			platform = platform.WithFile()
		}
		all = append(all, Pack{platform.Name, thread.Split(e.text(p.Language).Paragraphs(), platform)})
	}
	return all
}

// Marked is an entry's claim, marked as what it is, or its question.
func (p Page) Marked(e Entry) string { return e.text(p.Language).Marked() }

// Asked says how often an entry was asked.
func (p Page) Asked(e Entry) string { return fmt.Sprintf(p.Words().Asked, e.Posts) }

// Open says of a gap what is asked where and of whom, how often, and since when.
func (p Page) Open(g gaps.Gap) string {
	about := g.Topic
	for _, name := range []string{territory.Name(g.Territory), g.Authority} {
		if name != "" {
			about += ", " + name
		}
	}
	return fmt.Sprintf(p.Words().Gap, about, g.Posts, g.Oldest.Format("2006-01-02"))
}

// MediumURL is where the file of an entry is.
func (p Page) MediumURL(e Entry) string { return p.BaseURL + "/media/" + e.Medium.SHA256 }

// Days are the first and the last day that the edition covers.
func (p Page) Days() string { return p.From.Format("2006-01-02") + " – " + p.To.Format("2006-01-02") }

//go:embed edition.html
var htmlSource string

//go:embed edition.txt
var textSource string

//go:embed edition.md
var markdownSource string

var (
	htmlTemplate     = htmltemplate.Must(htmltemplate.New("html").Parse(htmlSource))
	textTemplate     = texttemplate.Must(texttemplate.New("text").Funcs(texttemplate.FuncMap{"wrap": wrap}).Parse(textSource))
	markdownTemplate = texttemplate.Must(texttemplate.New("markdown").Funcs(texttemplate.FuncMap{"md": markdown}).Parse(markdownSource))
)

// HTML is the edition as a page and as mail: no script, no picture from elsewhere, styles that mail programs keep.
func (p Page) HTML() (string, error) {
	var b bytes.Buffer
	err := htmlTemplate.Execute(&b, p)
	return b.String(), err
}

// Text is the edition as plain text, in lines of 78.
func (p Page) Text() (string, error) {
	var b bytes.Buffer
	err := textTemplate.Execute(&b, p)
	return strings.TrimSpace(b.String()) + "\n", err
}

// Markdown is the edition as CommonMark.
func (p Page) Markdown() (string, error) {
	var b bytes.Buffer
	err := markdownTemplate.Execute(&b, p)
	return strings.TrimSpace(b.String()) + "\n", err
}

// wrap breaks a text into lines; words that are longer than a line, such as addresses, stay whole.
func wrap(text string) string {
	const most = 78
	var lines []string
	for paragraph := range strings.Lines(text) {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			if line != "" && len([]rune(line))+1+len([]rune(word)) > most {
				lines = append(lines, line)
				line = ""
			}
			if line != "" {
				line += " "
			}
			line += word
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// markdown keeps a text from being markup.
func markdown(text string) string {
	return strings.NewReplacer("\\", "\\\\", "*", "\\*", "_", "\\_", "[", "\\[", "]", "\\]", "<", "&lt;", "`", "\\`", "#", "\\#", "|", "\\|", "\n", " ").Replace(text)
}

// Invitation asks a messenger whether they want to be one.
func Invitation(language, publisher, address string) (subject, text string) {
	said, known := invitations[language]
	if !known {
		said = invitations["en"]
	}
	fill := strings.NewReplacer("{0}", publisher, "{1}", address)
	return fill.Replace(said[0]), wrap(fill.Replace(said[1])) + "\n"
}

// placed is an entry with the page that it stands on, for templates.
type placed struct {
	Page  Page
	Entry Entry
}

// With is an entry with its page.
func (p Page) With(e Entry) placed { return placed{p, e} }
