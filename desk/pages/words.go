package pages

import (
	"embed"
	"fmt"
	"net/http"
	"path"

	"golang.org/x/text/language"

	"hearsay/settings"
)

// words are what the public pages say, in one language.
type words struct {
	Title     string `yaml:"title"`
	Heading   string `yaml:"heading"`
	Intro     string `yaml:"intro"` // %s is the publisher
	Text      string `yaml:"text"`
	Shown     string `yaml:"shown"`
	Link      string `yaml:"link"`
	Place     string `yaml:"place"`
	PlaceHint string `yaml:"place_hint"`
	Language  string `yaml:"language"`
	Private   string `yaml:"private"`
	Send      string `yaml:"send"`
	Empty     string `yaml:"empty"` // of the field that people do not see

	Receipt   string `yaml:"receipt"`
	NoReceipt string `yaml:"no_receipt"`
	Waiting   string `yaml:"waiting"`
	Keep      string `yaml:"keep"`
	Closed    string `yaml:"closed"`
	ClosedWhy string `yaml:"closed_why"`
	Answered  string `yaml:"answered"`
	Withdrawn string `yaml:"withdrawn"`
	Erased    string `yaml:"erased"`
	GoesRound string `yaml:"goes_round"`
	HandedIn  string `yaml:"handed_in"`
	Withdraw  string `yaml:"withdraw"`
	Another   string `yaml:"another"`

	ErrWords    string `yaml:"err_words"`
	ErrLong     string `yaml:"err_long"`
	ErrLinks    string `yaml:"err_links"`
	ErrLanguage string `yaml:"err_language"`
	ErrLink     string `yaml:"err_link"`
	ErrForm     string `yaml:"err_form"`
	ErrTooMany  string `yaml:"err_too_many"`
	ErrOther    string `yaml:"err_other"`

	Code string `yaml:"-"` // ISO 639-1
}

//go:embed words
var wordFiles embed.FS

// languages are those of the public pages; the first is for who asks for none of them.
var languages = []string{"en", "fi", "sv", "it", "ro", "de", "fr", "es"}

// phrasebook has the words of every language.
type phrasebook struct {
	matcher language.Matcher
	all     []words
}

func readPhrasebook() (*phrasebook, error) {
	b := &phrasebook{}
	var tags []language.Tag
	for _, code := range languages {
		name := path.Join("words", code+".yaml")
		data, err := wordFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("reading the words of the pages: %w", err)
		}
		file, err := settings.Parse(name, data)
		if err != nil {
			return nil, err
		}
		w := words{Code: code}
		if err := file.Decode(&w); err != nil {
			return nil, err
		}
		b.all, tags = append(b.all, w), append(tags, language.Make(code))
	}
	b.matcher = language.NewMatcher(tags)
	return b, nil
}

// of are the words in the language that a browser prefers (RFC 9110, 12.5.4), or that ?lang= names.
func (b *phrasebook) of(r *http.Request) *words {
	_, i := language.MatchStrings(b.matcher, r.URL.Query().Get("lang"), r.Header.Get("Accept-Language"))
	return &b.all[i]
}
