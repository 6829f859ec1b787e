package rules

import (
	"hearsay/classifier/language"
	"hearsay/classifier/question"
	"hearsay/classifier/token"
	"hearsay/fault"
	"hearsay/post"
)

// SubjectOf is a post as rules look at it, with what the classifier makes of its language and of whether it asks.
func SubjectOf(p *post.Post) *Subject {
	text := token.Cut(p.Text)
	lang := language.Identify(text, p.Language)
	return &Subject{Post: p, Text: text, Language: lang, Question: question.Score(text, lang)}
}

// SelfTest runs the tests that stand beside each rule and returns how many there are; the error joins what differs.
func (s *Set) SelfTest() (tests int, err error) {
	var differs fault.List
	for _, r := range s.rules {
		for _, text := range r.pass {
			tests++
			if fired, why := s.test(r, text); !fired {
				differs.Add(r.file, r.line, "widen the rule, or mend the test", "%s: should match and does not: %q (%s)", r.FullID(), text, why)
			}
		}
		for _, text := range r.miss {
			tests++
			if fired, _ := s.test(r, text); fired {
				differs.Add(r.file, r.line, "narrow the rule, or mend the test", "%s: should miss and matches: %q", r.FullID(), text)
			}
		}
	}
	return tests, differs.Err()
}

// test tells whether a rule fires on a text, and why not. Links of the text are the post's.
func (s *Set) test(r *Rule, text string) (fired bool, why string) {
	subject := SubjectOf(&post.Post{Text: text})
	for i := range subject.Text.Tokens {
		if t := &subject.Text.Tokens[i]; t.Kind == token.Link {
			subject.Post.Links = append(subject.Post.Links, text[t.Start:t.End])
		}
	}
	for _, e := range s.Explain(subject) {
		if e.Rule == r {
			return e.Fired, e.Lacks
		}
	}
	return false, "nothing of it was found"
}
