package rules

import (
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"hearsay/classifier/token"
	"hearsay/territory"
)

// facts are what the condition of a rule may ask about a post.
type facts struct {
	Language  string `expr:"language"`
	Platform  string `expr:"platform"`
	Space     string `expr:"space"`
	Territory string `expr:"territory"`
	Reach     int64  `expr:"reach"`
	Shares    int64  `expr:"shares"`
	Links     int    `expr:"links"`
	Words     int    `expr:"words"`
	Reply     bool   `expr:"reply"`
	Quote     bool   `expr:"quote"`
	Repost    bool   `expr:"repost"`
	Asks      bool   `expr:"asks"`
}

func factsOf(s *Subject) facts {
	p := s.Post
	words := 0
	for i := range s.Text.Tokens {
		if kind := s.Text.Tokens[i].Kind; kind == token.Word || kind == token.Number {
			words++
		}
	}
	return facts{
		Language: s.Language, Platform: p.Platform, Space: p.Space, Territory: p.Territory, Reach: p.Reach, Shares: p.Shares,
		Links: len(p.Links), Words: words, Reply: p.ReplyTo != "", Quote: p.QuoteOf != "", Repost: p.RepostOf != "", Asks: s.Question.Asks(),
	}
}

func compileCondition(text string) (*vm.Program, error) {
	return expr.Compile(text, expr.Env(facts{}), territory.Condition(), expr.AsBool())
}
