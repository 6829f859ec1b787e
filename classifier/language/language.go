// Package language tells in which language a post is written, among those of the rule packs.
//
// It weighs short words that every text uses and letters that few languages have; the platform's own mark counts as a
// hint. It is small and explains itself; a post of two words stays undetermined, which rules treat as "any language".
package language

import (
	"strings"

	"hearsay/classifier/token"
)

// codes are the languages told apart, ISO 639-1; scores, letters and endings count them in this order.
var codes = []string{"en", "fi", "sv", "it", "ro"}

// words are the commonest short words of each language, folded.
var words = map[string]string{
	"en": "the be to of and in that have i it for not on with he as you do at this but his by from they we say her she or an will my one all would there their what so up out if about who get which go me when make can like time no just him know take into your good some could them see other than then now only is are was were been has had does did am us our how why where any these those because should please anyone it's don't i'm can't",
	"fi": "ja on ei se etta han oli mutta kuin niin olla myos joka tama minun sinun mina sina me te he ovat ole olen olet nyt vain jos kun mita mika missa milloin miksi miten kuka onko voiko saako pitaako voi saa pitaa tassa sen siita sita tai kanssa jo enaa viela ennen jalkeen koska kuinka taalla siella jotka mukaan mista mihin minne ihan kaikki paljon tulee ollut eika eivat emme han hanen meidan teidan heidan kylla itse vaan sitten jotta tuo nama ne",
	"sv": "och det att i en jag hon som han pa den med var sig for sa till ar men ett om hade de av icke mig du henne da sin nu har inte hans honom skulle hennes dar min man ej vid kunde nagot fran ut nar efter upp vi dem vara vad over an dig kan sina har ha mot alla under nagon eller allt mycket sedan ju denna sjalv detta at utan varit hur ingen mitt ni bli blev oss din dessa nagra deras blir mina samma vilken er sadan var ska far vill varfor maste finns kommer",
	"it": "di a da in con su per tra fra il lo la i gli le un uno una e ed ma o se che non si mi ti ci vi ne e' sono sei siamo ha ho hai hanno del della dei delle degli al alla ai alle dal dalla nel nella nei sul sulla questo questa quello quella come quando dove perche chi cosa anche piu molto tutti tutto mio tuo suo loro essere stato fare fatto puo posso devo deve ancora gia solo cosi oggi chi quanto quanti quale quali c'e e' perché",
	"ro": "si in de la cu pe un o nu este sunt a al ai ale ca sa se ce care din pentru mai am are au fi fost dar daca cand unde cum cat cine era ar va vor le li lui ei noi voi eu tu el ea sau prin dupa fara despre pana acum doar tot toate toti foarte aceasta acest aceste acesta poate trebuie asta astea asa nici inca deja intr-o printr imi iti isi ma te ne va-ti oare sunt-ar vreau stie exista unui unei acolo aici",
}

// index holds, for each word, the weight it gives each language.
var index = build()

func build() map[string][]float64 {
	in := map[string]int{}
	for _, list := range words {
		for word := range strings.FieldsSeq(list) {
			in[token.Fold(word)]++
		}
	}
	weights := map[string][]float64{}
	for i, code := range codes {
		for word := range strings.FieldsSeq(words[code]) {
			word = token.Fold(word)
			if weights[word] == nil {
				weights[word] = make([]float64, len(codes))
			}
			weights[word][i] = 1 / float64(in[word]*in[word]) // a word of several languages says little
		}
	}
	return weights
}

// letters give a language away where folding would hide them.
var letters = map[rune][]float64{
	//        en  fi   sv   it   ro
	'å': {0, 0, 1, 0, 0}, 'ä': {0, .4, .3, 0, 0}, 'ö': {0, .3, .4, 0, 0},
	'ă': {0, 0, 0, 0, 1}, 'ș': {0, 0, 0, 0, 1}, 'ț': {0, 0, 0, 0, 1}, 'ş': {0, 0, 0, 0, .8}, 'ţ': {0, 0, 0, 0, .8}, 'î': {0, 0, 0, 0, .7}, 'â': {0, 0, 0, 0, .5},
	'è': {0, 0, 0, .6, 0}, 'ù': {0, 0, 0, .6, 0}, 'ò': {0, 0, 0, .6, 0}, 'ì': {0, 0, 0, .6, 0}, 'à': {0, 0, 0, .5, 0}, 'é': {0, 0, .1, .2, 0},
}

// Identify is the ISO 639-1 code of text's language, or "" when there is too little to tell. hint is what the
// platform says; a hint outside the known languages is believed unless the words clearly speak against it.
func Identify(text string, tokens []token.Token, hint string) string {
	var scores [5]float64
	seen := 0
	for _, t := range tokens {
		if t.Kind != token.Word {
			continue
		}
		seen++
		for i, w := range index[t.Folded] {
			scores[i] += w
		}
		addEndings(&scores, t.Folded)
	}
	for _, r := range text {
		for i, w := range letters[r] {
			scores[i] += w
		}
	}
	known := false
	for i, code := range codes {
		if code == hint {
			known = true
			scores[i] += 1.2
		}
	}
	best, second := 0, -1
	for i := 1; i < len(scores); i++ {
		switch {
		case scores[i] > scores[best]:
			best, second = i, best
		case second < 0 || scores[i] > scores[second]:
			second = i
		}
	}
	if hint != "" && !known {
		if clearly := scores[best] > 3 && scores[best] > 0.3*float64(seen) && scores[best] > 2*scores[second]; !clearly {
			return hint
		}
	}
	if scores[best] < 0.7 || scores[best]-scores[second] < 0.25 {
		return ""
	}
	return codes[best]
}

// addEndings looks at how a longer word ends, which tells Finnish and Italian where no short word does.
func addEndings(scores *[5]float64, word string) {
	if len(word) < 5 {
		return
	}
	for _, e := range endings {
		if strings.HasSuffix(word, e.ending) {
			scores[e.language] += e.weight
			return
		}
	}
}

var endings = []struct {
	ending   string
	language int // an index into codes
	weight   float64
}{
	{"ssa", 1, .5}, {"sta", 1, .3}, {"lla", 1, .3}, {"lta", 1, .4}, {"lle", 1, .2}, {"iin", 1, .5}, {"een", 1, .3}, {"aan", 1, .4}, {"ista", 1, .4}, {"tta", 1, .3},
	{"nen", 1, .5}, {"ko", 1, .4}, {"uus", 1, .5}, {"taan", 1, .5}, {"vat", 1, .4}, {"iset", 1, .4}, {"mme", 1, .4}, {"isi", 1, .3},
	{"zione", 3, .8}, {"zioni", 3, .8}, {"mente", 3, .6}, {"ano", 3, .3}, {"are", 3, .1}, {"ato", 3, .4}, {"ati", 3, .2}, {"ita", 3, .2}, {"ini", 3, .3},
	{"ului", 4, .8}, {"ilor", 4, .8}, {"urile", 4, .8}, {"tiei", 4, .6}, {"eaza", 4, .6}, {"esti", 4, .4}, {"tie", 4, .4}, {"ul", 4, .3},
	{"ning", 2, .2}, {"ande", 2, .4}, {"arna", 2, .6}, {"erna", 2, .6}, {"heten", 2, .6}, {"igt", 2, .4}, {"orna", 2, .6}, {"ade", 2, .3}, {"het", 2, .3},
	{"tion", 0, .3}, {"ing", 0, .3}, {"ness", 0, .4}, {"ed", 0, .15}, {"ly", 0, .3},
}
