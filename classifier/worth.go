package classifier

import (
	_ "embed"
	"math"
	"strconv"
	"strings"

	"hearsay/classifier/token"
	"hearsay/post"
)

// worthTable is a line for each feature, each word and each pair of words that tells: its name and its weight, in
// logits. A feature's name begins with an asterisk. Written by: go run ./eval -learn
//
//go:embed worth.tsv
var worthTable string

// Worth are the weights of what makes a post worth a fact-checker's time. It is immutable and safe for several goroutines.
type Worth struct {
	form  [formCount]float64
	words *token.Table[float64] // of words and, joined, of pairs
}

var worth = ParseWorth(worthTable)

// The features of a post's form, in the order of formNames, each about 0 to 1.
const (
	bias = iota
	length
	names
	numbers
	mentions
	hashtags
	shouting
	asking
	exclaiming
	linking
	reach
	shares
	quotation
	quoting
	replying
	firstPerson
	secondPerson
	formCount
)

var formNames = [formCount]string{
	"*bias", "*length", "*names", "*numbers", "*mentions", "*hashtags", "*capitals", "*question", "*exclamations", "*links", "*reach", "*shares",
	"*quotation", "*quotes a post", "*reply", "*first person", "*second person",
}

// ParseWorth reads a table of weights; lines that are none are left out.
func ParseWorth(table string) *Worth {
	w := &Worth{}
	words := map[uint64]float64{}
	for line := range strings.Lines(table) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "\t")
		weight, err := strconv.ParseFloat(value, 64)
		if err != nil {
			continue
		}
		if i := formIndex(name); i >= 0 {
			w.form[i] = weight
			continue
		}
		hash := token.HashString(name)
		if first, second, isPair := strings.Cut(name, " "); isPair {
			hash = token.Join(token.HashString(first), token.HashString(second))
		}
		words[hash] = weight
	}
	w.words = token.NewHashTable(words)
	return w
}

func formIndex(name string) int {
	for i, known := range formNames {
		if known == name {
			return i
		}
	}
	return -1
}

// WorthFeatures are what in a post makes it worth a fact-checker's time, or not, by name: its form, how far it reaches,
// and its words and pairs of words, each of which has a share of 1 by the square root of their number. It is for those
// who learn weights.
func WorthFeatures(p *post.Post, text *token.Text, question float64) map[string]float64 {
	features := map[string]float64{}
	form, words := formOf(p, text, question)
	for i, value := range form {
		if value != 0 {
			features[formNames[i]] = value
		}
	}
	share, before := shareOf(words), ""
	for i := range text.Tokens {
		if !isTelling(&text.Tokens[i]) {
			before = ""
			continue
		}
		word := string(text.Folded(i))
		features[word] += share
		if before != "" {
			features[before+" "+word] += share
		}
		before = word
	}
	return features
}

// Score is how much a post is worth a fact-checker's time, 0 to 1, by these weights.
func (w *Worth) Score(p *post.Post, text *token.Text, question float64) float64 {
	form, words := formOf(p, text, question)
	logit := 0.0
	for i, value := range form {
		logit += value * w.form[i]
	}
	sum, before := 0.0, uint64(0)
	for i := range text.Tokens {
		t := &text.Tokens[i]
		if !isTelling(t) {
			before = 0
			continue
		}
		if weight := w.words.Get(t.Hash); weight != nil {
			sum += *weight
		}
		if before != 0 {
			if weight := w.words.Get(token.Join(before, t.Hash)); weight != nil {
				sum += *weight
			}
		}
		before = t.Hash
	}
	return 1 / (1 + math.Exp(-logit-sum*shareOf(words)))
}

// isTelling tells whether a token's word may have a weight.
func isTelling(t *token.Token) bool { return t.Kind == token.Word || t.Kind == token.Hashtag }

func shareOf(words int) float64 { return 1 / math.Sqrt(float64(max(words, 1))) }

// persons are words of who speaks of oneself, and of who speaks to somebody.
var persons = token.NewTable(map[string]int{
	"i": firstPerson, "i'm": firstPerson, "i've": firstPerson, "my": firstPerson, "me": firstPerson, "mina": firstPerson, "jag": firstPerson, "io": firstPerson, "ich": firstPerson, "je": firstPerson, "yo": firstPerson, "eu": firstPerson,
	"you": secondPerson, "your": secondPerson, "you're": secondPerson, "sina": secondPerson, "du": secondPerson, "tu": secondPerson, "ihr": secondPerson, "vous": secondPerson, "ustedes": secondPerson,
})

// formOf sees a post's form in one walk over its tokens, and counts the words that may tell.
func formOf(p *post.Post, text *token.Text, question float64) (form [formCount]float64, words int) {
	inSentence := false
	for i := range text.Tokens {
		t := &text.Tokens[i]
		switch t.Kind {
		case token.Number:
			form[numbers]++
		case token.Mention:
			form[mentions]++
		case token.Hashtag:
			form[hashtags]++
			words++
		case token.Word:
			words++
			switch {
			case t.End-t.Start <= 2:
			case t.Shout:
				form[shouting]++
			case t.Upper && inSentence:
				form[names]++
			}
			if person := persons.Get(t.Hash); person != nil {
				form[*person] = 1
			}
		}
		inSentence = t.IsWord() || t.Kind == token.Link
	}
	form[bias] = 1
	form[length] = float64(words) / 50
	form[names] = min(form[names], 8) / 8
	form[numbers] = min(form[numbers], 4) / 4
	form[mentions] = min(form[mentions], 4) / 4
	form[hashtags] = min(form[hashtags], 4) / 4
	form[shouting] = min(form[shouting], 5) / 5
	form[asking] = question
	form[exclaiming] = min(float64(text.Marks.Exclamations), 3) / 3
	form[linking] = min(float64(len(p.Links)), 2) / 2
	form[reach] = math.Log10(1+float64(max(p.Reach, 0))) / 8
	form[shares] = math.Log10(1+float64(max(p.Shares, 0))) / 5
	form[quotation] = fact(text.Marks.Quotations > 0)
	form[quoting] = fact(p.QuoteOf != "")
	form[replying] = fact(p.ReplyTo != "")
	return form, words
}

func fact(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// toThousandth rounds what a verdict shows.
func toThousandth(x float64) float64 { return math.Round(x*1000) / 1000 }
