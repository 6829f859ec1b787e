package question

import (
	"bytes"
	"strings"
)

// role are the parts that word i of the sentence may play in grammar g.
func (s *scan) role(g, i int) role {
	if i >= s.n {
		return 0
	}
	at := int(s.words[i])
	t := &s.text.Tokens[at]
	if int(t.End-t.Start) > len(s.text.Folded(at)) {
		if list := spellings.Get(t.Hash); list != nil {
			for k := range *list {
				if other := &(*list)[k]; other.grammar == g && strings.EqualFold(other.word, s.text.Source[t.Start:t.End]) {
					return other.role
				}
			}
		}
	}
	r := roles.Get(t.Hash)
	if r == nil || r[g]&acronym != 0 && t.Shout && i+1 < s.n && !s.text.Tokens[s.words[i+1]].Shout {
		return 0
	}
	return r[g]
}

// isVerb tells whether word i is one of the verbs that open questions, or ends like one.
func (s *scan) isVerb(g *grammar, at, i int) bool {
	if i >= s.n {
		return false
	}
	r := s.role(at, i)
	return r&(verb|auxiliary) != 0 || r&notVerb == 0 && endsIn(s.text.Folded(int(s.words[i])), g.verbEndings, 1)
}

// isFinite tells whether word i is a verb that has its subject or its person.
func (s *scan) isFinite(g *grammar, at, i int) bool {
	if i >= s.n {
		return false
	}
	r := s.role(at, i)
	return r&finite != 0 || r&between == 0 && s.isVerb(g, at, i) || r&notVerb == 0 && endsIn(s.text.Folded(int(s.words[i])), g.finiteEndings, 1)
}

// hasClitic looks at the first two words from first on.
func (s *scan) hasClitic(g *grammar, at, first int) bool {
	return s.isClitic(g, at, first) || s.isClitic(g, at, first+1) && !s.text.Tokens[s.words[first+1]].Pause
}

// isClitic tells whether word i ends in a clitic that asks.
func (s *scan) isClitic(g *grammar, at, i int) bool {
	if i >= s.n || s.role(at, i)&notClitic != 0 {
		return false
	}
	word := s.text.Folded(int(s.words[i]))
	return endsIn(word, g.clitics, 2) && !endsIn(word, g.notClitics, 0)
}

// endsIn tells whether a word is one of the endings behind so many letters or more.
func endsIn(word []byte, endings []string, letters int) bool {
	for _, ending := range endings {
		if len(word) >= len(ending)+letters && bytes.HasSuffix(word, []byte(ending)) {
			return true
		}
	}
	return false
}
