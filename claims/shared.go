package claims

import (
	"slices"
	"strings"
	"unicode"

	"hearsay/classifier/stem"
	"hearsay/classifier/token"
	"hearsay/lexicon"
)

// shortest is how many letters a word has at least to be worth showing.
const shortest = 4

// Shared are the words of a post that a claim has, too, in any inflection, or in English: why the claim was found, for people. lang is the
// post's language.
func Shared(post, claim, lang string) []string {
	inClaim, inEnglish := map[string]bool{}, map[string]bool{}
	for _, word := range wordsOf(claim) {
		inClaim[stemmed(word, lang)], inEnglish[stemmed(word, lexicon.Language)] = true, true
	}
	var shared []string
	add := func(words string) {
		if !slices.ContainsFunc(shared, func(s string) bool { return strings.EqualFold(s, words) }) {
			shared = append(shared, words)
		}
	}
	for _, word := range wordsOf(post) {
		if len([]rune(word)) >= shortest && inClaim[stemmed(word, lang)] {
			add(word)
		}
	}
	if l := lexicon.Of(lang); l != nil {
		text := token.Cut(post)
		l.Walk(text, func(first, last, phrase int) {
			isInClaim := func(word string) bool { return inEnglish[stemmed(word, lexicon.Language)] }
			if phrase >= 0 && slices.ContainsFunc(wordsOf(l.Phrases()[phrase]), isInClaim) {
				add(post[text.Tokens[first].Start:text.Tokens[last].End])
			}
		})
	}
	return shared
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
}

func stemmed(word, lang string) string {
	return stem.Of(token.Fold(word), lang)
}
