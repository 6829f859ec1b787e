package classifier

import (
	"math"
	"unicode"
	"unicode/utf8"

	"hearsay/classifier/token"
	"hearsay/post"
)

// Weights of what makes a post worth checking, in logits. They are set by hand; the next step is to learn them.
const (
	worthBias        = -1.6
	worthNumber      = 0.5 // each, up to three
	worthName        = 0.3 // each, up to three: a capital within a sentence
	worthAttribution = 0.7 // somebody is said to have said it
	worthQuantifier  = 0.4 // all, never, most
	worthOpinion     = -0.6
	worthQuestion    = -0.8
	worthLength      = 0.02 // a word, up to forty
	worthReach       = 0.12 // a power of ten of followers
)

var attribution = words("said says according reported reports confirmed confirms announced claims claimed study studies research scientists doctors sanoi mukaan vahvisti tutkimus enligt sager bekraftar forskare secondo detto conferma studio ricercatori potrivit spus confirmat studiu cercetatori")

var quantifier = words("all every never always none most only first percent million billion thousands kaikki koskaan aina vain miljoona prosenttia alla aldrig alltid bara procent miljoner tutti mai sempre solo percento milioni toti niciodata mereu doar procente milioane")

var opinion = words("i think feel believe love hate hope wish my lol haha mielestani luulen toivon tycker tror hoppas penso credo spero cred sper parerea")

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, t := range token.Cut(nil, list) {
		set[t.Folded] = true
	}
	return set
}

// checkWorthiness is how much a post is worth a fact-checker's time, 0 to 1: a logistic sum of the features above.
func checkWorthiness(p post.Post, tokens []token.Token, question float64) float64 {
	var numbers, names, opinions float64
	var attributed, quantified, count float64
	sentenceStart := true
	for _, t := range tokens {
		switch t.Kind {
		case token.Number:
			numbers++
		case token.Word:
			count++
			first, _ := utf8.DecodeRuneInString(p.Text[t.Start:])
			if !sentenceStart && unicode.IsUpper(first) && t.End-t.Start > 2 {
				names++
			}
			switch {
			case attribution[t.Folded]:
				attributed = 1
			case quantifier[t.Folded]:
				quantified = 1
			case opinion[t.Folded]:
				opinions++
			}
		}
		sentenceStart = t.Kind == token.Stop || t.Kind == token.Question
	}
	logit := worthBias + worthNumber*min(numbers, 3) + worthName*min(names, 3) + worthAttribution*attributed +
		worthQuantifier*quantified + worthOpinion*min(opinions, 2) + worthQuestion*question + worthLength*min(count, 40)
	if p.Reach > 0 {
		logit += worthReach * math.Log10(float64(p.Reach))
	}
	score := 1 / (1 + math.Exp(-logit))
	return math.Round(score*1000) / 1000
}
