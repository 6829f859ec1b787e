package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// want is what a rule may lack to fire.
type want uint8

const (
	lacksNothing want = iota
	lacksSilence
	lacksAny
	lacksAll
	lacksOrder
	lacksNearness
	lacksTag
	lacksDomain
	lacksLanguage
	lacksQuestion
	lacksQuestionHere
	lacksRegex
	lacksCondition
	lacksFaith
	lacksEarnest
	lacksAffirmation
	lacksOwnWords
)

// lack is what a rule lacks to fire on a post.
type lack struct {
	what   want
	group  int     // which of all, for lacksAll
	phrase *phrase // what was found and should not be
}

// Explanation is what became of one rule on one post.
type Explanation struct {
	Rule  *Rule
	Fired bool
	Found []string // the phrases that were found, as the pack has them
	Start int      // what made it fire, in bytes of the text
	End   int
	Lacks string // why it did not fire
}

// Explain says of each rule of which something was found whether it fired, and why not. Those that fired come first,
// then the rest, the most of it found first.
func (s *Set) Explain(subject *Subject) []Explanation {
	var f Findings
	s.Fire(&f, subject)
	var all []Explanation
	for start := 0; start < len(f.byRule); {
		end := f.endOfRule(start)
		all = append(all, s.explain(subject, s.rules[f.byRule[start].phrase.rule], f.byRule[start:end], f.guarded))
		start = end
	}
	for _, rule := range s.linked {
		if e := s.explain(subject, s.rules[rule], nil, f.guarded); e.Fired {
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, func(a, b Explanation) int {
		if a.Fired != b.Fired {
			if a.Fired {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(len(b.Found), len(a.Found)), strings.Compare(a.Rule.FullID(), b.Rule.FullID()))
	})
	return all
}

func (s *Set) explain(subject *Subject, r *Rule, hits, guards []found) Explanation {
	e := Explanation{Rule: r}
	for _, h := range hits {
		if !slices.Contains(e.Found, h.phrase.text) {
			e.Found = append(e.Found, h.phrase.text)
		}
	}
	l, where := r.holds(subject, hits, guards)
	if e.Fired = l.what == lacksNothing; e.Fired {
		e.Start, e.End = where.bytes(subject.Text)
	} else {
		e.Lacks = r.describe(l, subject)
	}
	return e
}

// describe says what a rule lacks, in words.
func (r *Rule) describe(l lack, subject *Subject) string {
	switch l.what {
	case lacksSilence:
		return fmt.Sprintf("none may be found, and %q was", l.phrase.text)
	case lacksAny:
		return "needs one of any: " + some(r.any)
	case lacksAll:
		return "needs one of: " + some(r.all[l.group])
	case lacksOrder:
		return "the words of all stand in another order"
	case lacksNearness:
		return fmt.Sprintf("the words of all stand more than %d words apart", r.within)
	case lacksTag:
		return "needs one of the hashtags: " + some(r.tags)
	case lacksDomain:
		return "needs a link to one of: " + some(r.domains)
	case lacksLanguage:
		return fmt.Sprintf("is for %s, and the text is taken for %s", strings.Join(r.Languages, ", "), subject.Language)
	case lacksQuestion:
		return "is for questions, and the text is taken for a statement"
	case lacksQuestionHere:
		return "is for questions, and its words stand apart from the sentence that asks"
	case lacksRegex:
		return "the regular expression does not match"
	case lacksCondition:
		return "the condition under when does not hold"
	case lacksFaith:
		return fmt.Sprintf("the post corrects a claim: the guard %q was found", l.phrase.text)
	case lacksEarnest:
		return "the post is marked as irony"
	case lacksAffirmation:
		return "the post denies it: a negation stands near"
	case lacksOwnWords:
		return "the post quotes it: the words stand in quotation marks"
	}
	return ""
}

// some are the first few of a list.
func some(list []string) string {
	const most = 8
	if len(list) > most {
		return strings.Join(list[:most], " | ") + fmt.Sprintf(" | … (%d more)", len(list)-most)
	}
	return strings.Join(list, " | ")
}
