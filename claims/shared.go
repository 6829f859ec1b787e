package claims

import (
	"slices"
	"strings"
	"unicode"

	"hearsay/classifier/stem"
	"hearsay/classifier/token"
)

// shortest is how many letters a word has at least to be worth showing.
const shortest = 4

// Shared are the words of a post that a claim has, too, in any inflection: why the claim was found, for people. lang is the
// language of both.
func Shared(post, claim, lang string) []string {
	inClaim := map[string]bool{}
	for _, word := range wordsOf(claim) {
		inClaim[stemmed(word, lang)] = true
	}
	var shared []string
	for _, word := range wordsOf(post) {
		if len([]rune(word)) >= shortest && inClaim[stemmed(word, lang)] && !slices.ContainsFunc(shared, func(s string) bool { return strings.EqualFold(s, word) }) {
			shared = append(shared, word)
		}
	}
	return shared
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
}

func stemmed(word, lang string) string {
	return stem.Of(token.Fold(word), lang)
}
