package rules

import (
	"fmt"

	"hearsay/classifier/language"
	"hearsay/classifier/question"
	"hearsay/classifier/token"
	"hearsay/fault"
)

// SelfTest runs the tests that stand beside each rule and returns how many there are; the error joins what differs.
func (s *Set) SelfTest() (tests int, err error) {
	var differs fault.List
	for _, r := range s.rules {
		for _, text := range r.pass {
			tests++
			if !s.firesOn(r, text) {
				differs.Add(r.file, r.line, "widen the rule, or mend the test", "%s: should match and does not: %q%s", r.FullID(), text, s.why(r, text))
			}
		}
		for _, text := range r.miss {
			tests++
			if s.firesOn(r, text) {
				differs.Add(r.file, r.line, "narrow the rule, or mend the test", "%s: should miss and matches: %q", r.FullID(), text)
			}
		}
	}
	return tests, differs.Err()
}

func (s *Set) firesOn(r *Rule, text string) bool {
	tokens := token.Cut(nil, text)
	lang := language.Identify(text, tokens, "")
	score, _, _ := question.Score(tokens, lang)
	for _, f := range s.Fire(tokens, lang, score >= question.Asks) {
		if f.Rule == r {
			return true
		}
	}
	return false
}

// why adds what the program made of a text that a rule should match.
func (s *Set) why(r *Rule, text string) string {
	tokens := token.Cut(nil, text)
	lang := language.Identify(text, tokens, "")
	score, _, _ := question.Score(tokens, lang)
	if r.Kind == KindQuestion && score < question.Asks {
		return fmt.Sprintf(" (taken for a statement, language %q)", lang)
	}
	return fmt.Sprintf(" (language %q)", lang)
}
