package classifier

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"

	"hearsay/classifier/token"
	"hearsay/lexicon"
	"hearsay/post"
)

// worthTable is a line for each feature and each word that tells: its name and its weight, in logits. A feature's
// name begins with an asterisk. Written by: make learn
//
//go:embed worth.tsv
var worthTable string

// Worth are the weights of what makes a post worth a fact-checker's time. It is immutable and safe for several goroutines.
//
// The words are English. Their weights were learned from what a sentence encoder says of many texts, the encoder itself from judged
// tweets ([hearsay/eval]): the judged tweets are too few to tell for each word. A word of another language weighs what it weighs in English
// ([hearsay/lexicon]); a post in a language without a lexicon has its form alone.
type Worth struct {
	form  [formCount]float64
	words *token.Table[float32]
	// of posts with words that weigh: the bias, and how much the form counts beside them
	bias, formShare float64
	abroad          map[string]func() []float32 // by language, what each phrase of its lexicon weighs
}

// WordsIn is the language of the words.
const WordsIn = "en"

// WordsBias and FormShare are the names under which the table has what posts in the language of the words have beside these.
const (
	WordsBias = "*words' bias"
	FormShare = "*share of form beside words"
)

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
	attribution
	hedging
	opinion
	quantifier
	cause
	power
	duty
	formCount
)

// firstClass is the first of the features that count words of a class.
const firstClass = firstPerson

var formNames = [formCount]string{
	"*bias", "*length", "*names", "*numbers", "*mentions", "*hashtags", "*capitals", "*question", "*exclamations", "*links", "*reach", "*shares",
	"*quotation", "*quotes a post", "*reply", "*first person", "*second person", "*attribution", "*hedging", "*opinion", "*quantifiers", "*cause and effect",
	"*powers that be", "*duty",
}

// ParseWorth reads a table of weights; lines that are none are left out.
func ParseWorth(table string) *Worth {
	w := &Worth{}
	w.words = token.Tabulate(strings.Count(table, "\n"), func(yield func(string, float32) bool) {
		for line := range strings.Lines(table) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), "\t")
			weight, err := strconv.ParseFloat(value, 64)
			if err == nil && !w.setForm(name, weight) && !yield(name, float32(weight)) {
				return
			}
		}
	})
	w.weighAbroad()
	return w
}

// setForm sets the weight of what is no word.
func (w *Worth) setForm(name string, weight float64) bool {
	switch i := formIndex(name); {
	case name == WordsBias:
		w.bias = weight
	case name == FormShare:
		w.formShare = weight
	case i >= 0:
		w.form[i] = weight
	default:
		return false
	}
	return true
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
// and its words, each of which has a share of 1 by the square root of their number. It is for those who learn weights.
func WorthFeatures(p *post.Post, text *token.Text, question float64) map[string]float64 {
	features := map[string]float64{}
	form, words := formOf(p, text, question)
	for i, value := range form {
		if value != 0 {
			features[formNames[i]] = value
		}
	}
	share := shareOf(words)
	for i := range text.Tokens {
		if isTelling(&text.Tokens[i]) {
			features[string(text.Folded(i))] += share
		}
	}
	return features
}

// Score is how much a post is worth a fact-checker's time, 0 to 1, by these weights. lang is ISO 639-1, "" if unknown.
func (w *Worth) Score(p *post.Post, text *token.Text, lang string, question float64) float64 {
	form, words := formOf(p, text, question)
	logit := 0.0
	for i, value := range form {
		logit += value * w.form[i]
	}
	if sum, has := w.sumIn(text, lang); has {
		logit = w.formShare*logit + w.bias + sum*shareOf(words)
	}
	return 1 / (1 + math.Exp(-logit))
}

// sumIn is the sum of the weights of a text's words in a language, if it has words there that may weigh.
func (w *Worth) sumIn(text *token.Text, lang string) (sum float64, has bool) {
	switch {
	case lang == WordsIn:
		return w.sum(text), true
	case w.abroad[lang] != nil:
		return w.sumAbroad(text, lang)
	}
	return 0, false
}

// sum is that of the weights of a text's words.
func (w *Worth) sum(text *token.Text) float64 {
	sum := 0.0
	for i := range text.Tokens {
		t := &text.Tokens[i]
		if !isTelling(t) {
			continue
		}
		if weight := w.words.Get(t.Hash); weight != nil {
			sum += float64(*weight)
		}
	}
	return sum
}

// sumAbroad is that of the weights of a text in another language, if the lexicon knows any of its words.
func (w *Worth) sumAbroad(text *token.Text, lang string) (sum float64, has bool) {
	weights := w.abroad[lang]()
	lexicon.Of(lang).Walk(text, func(_, _, phrase int) {
		if phrase >= 0 {
			sum, has = sum+float64(weights[phrase]), true
		}
	})
	return sum, has
}

// weighAbroad gives each phrase of the other languages the mean weight of its English words, once a post in the language comes.
func (w *Worth) weighAbroad() {
	w.abroad = map[string]func() []float32{}
	for _, code := range lexicon.Languages() {
		w.abroad[code] = sync.OnceValue(func() []float32 {
			phrases := lexicon.Of(code).Phrases()
			weights := make([]float32, len(phrases))
			for i, english := range phrases {
				text := token.Cut(english)
				weights[i] = float32(w.sum(text)) / float32(len(text.Tokens))
			}
			return weights
		})
	}
}

// isTelling tells whether a token's word may have a weight.
func isTelling(t *token.Token) bool { return t.Kind == token.Word || t.Kind == token.Hashtag }

func shareOf(words int) float64 { return 1 / math.Sqrt(float64(max(words, 1))) }

// telling are words of a few classes, in the languages of the packs: whether a post reports or guesses, counts or feels.
var telling = classes(map[int]string{
	firstPerson:  "i i'm i've i'll my me mine we our minä minun jag min mitt io mio ich mein je mon yo eu",
	secondPerson: "you your you're yourself sinä du din tu tuo ihr dein vous votre ustedes usted",
	attribution: `
		said says say according report reported reports reporting announced announces confirmed confirms told
		claims claimed stated study studies research researchers scientists experts expert officials official
		source sources data shows revealed kertoo sanoi mukaan tutkimus enligt säger sade rapporterar studie
		detto secondo annunciato studio ricerca spus potrivit anunțat sagte laut berichtet studie selon annoncé
		étude dijo según anunció estudio`,
	hedging: `
		maybe perhaps might could possibly probably likely seems seem appears apparently allegedly rumor rumour
		ehkä kenties kanske möjligen forse probabilmente poate probabil vielleicht wahrscheinlich peut-être
		quizás tal`,
	opinion: `
		think feel hope wish love hate believe guess please thanks thank sad happy angry sorry lol haha wow omg
		damn honestly literally luulen toivon tycker hoppas penso spero cred sper denke hoffe pense espère creo
		espero`,
	quantifier: `
		all every most many million millions billion thousands thousand hundreds hundred percent half first
		never always none only more less than kaikki miljoona tuhat alla miljoner tusen tutti milioni mille toți
		milioane mii alle millionen tausend tous millions mille todos millones mil`,
	cause: `
		because cause causes caused causing cure cures cured kills killed kill prevents prevent spread spreads
		died dies infected tested positive vaccine created made aiheuttaa tappaa parantaa orsakar dödar botar
		causa cura uccide provoacă vindecă omoară verursacht heilt tötet provoque guérit tue provoca mata`,
	power: `
		government president minister ministry police army who cdc un fbi china trump governor senator court law
		hospital hallitus ministeri poliisi regeringen minister polis governo ministro polizia guvernul
		ministrul poliția regierung polizei gouvernement ministre gobierno policía`,
	duty: `
		should must need let let's stop don't do wash stay pitäisi pakko borde måste dovremmo dobbiamo trebuie
		soll muss devons il faut debemos hay`,
})

// classes is a table of words with a bit for each class they belong to.
func classes(lists map[int]string) *token.Table[uint32] {
	table := map[string]uint32{}
	for class, list := range lists {
		for word := range strings.FieldsSeq(list) {
			table[token.Fold(word)] |= 1 << class
		}
	}
	return token.NewTable(table)
}

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
			if told := telling.Get(t.Hash); told != nil {
				for class := firstClass; class < formCount; class++ {
					form[class] += float64(*told >> class & 1)
				}
			}
		}
		inSentence = t.IsWord() || t.Kind == token.Link
	}
	for class := firstClass; class < formCount; class++ {
		form[class] = min(form[class], 3) / 3
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
