package question

// has tells whether a phrase of that meaning, in one of the grammars from from to to, ends before a token.
func (s *scan) has(meaning meaning, from, to, end int) bool {
	for _, h := range s.here {
		if p := &phrases.list[h.Phrase]; p.meaning == meaning && h.Last < end && p.grammar >= from && p.grammar <= to {
			return true
		}
	}
	return false
}

// opensWith tells whether a phrase that asks where a sentence begins stands there: at its first word, or at word first.
func (s *scan) opensWith(g, first int) bool {
	for _, h := range s.here {
		if p := &phrases.list[h.Phrase]; p.meaning == atStart && p.grammar == g && (h.First == int(s.words[0]) || h.First == int(s.words[first])) {
			return true
		}
	}
	return false
}

// endsWith tells whether a phrase of that meaning ends the sentence, behind a comma if paused.
func (s *scan) endsWith(meaning meaning, g, end int, paused bool) bool {
	for _, h := range s.here {
		p := &phrases.list[h.Phrase]
		if p.meaning == meaning && p.grammar == g && h.Last == end-1 && h.First > int(s.words[0]) && (!paused || s.text.Tokens[h.First].Pause) {
			return true
		}
	}
	return false
}
