package claims

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"hearsay/classifier/token"
	"hearsay/meaning"
)

// understand notes what each claim is about, by which posts in other languages find it.
func (x *Index) understand() {
	x.meanings = make([]meaning.Meaning, len(x.claims))
	written := map[string]int{}
	for i := range x.claims {
		c := &x.claims[i]
		text := c.Text + " . " + c.Title
		lang := languageOf(text, c.Language)
		written[lang]++
		if x.first[i] != int32(i) {
			continue
		}
		x.meanings[i] = meaning.Of(token.Cut(text), lang)
	}
	delete(written, "")
	x.languages = slices.SortedFunc(maps.Keys(written), func(a, b string) int {
		return cmp.Or(cmp.Compare(written[b], written[a]), strings.Compare(a, b))
	})
	x.tellAbout()
}

// language is the one that most claims are written in, "" if none tells.
func (x *Index) language() string {
	if len(x.languages) == 0 {
		return ""
	}
	return x.languages[0]
}

// tellAbout lists the documents about each thing.
func (x *Index) tellAbout() {
	x.about = map[uint32][]int32{}
	for i, m := range x.meanings {
		for _, f := range m {
			x.about[f.ID] = append(x.about[f.ID], int32(i))
		}
	}
}

// isAbroad tells whether a post is written in another language than the catalogue, so that words find little.
func (x *Index) isAbroad(lang string) bool {
	return lang != "" && x.language() != "" && lang != x.language()
}

// abroadWeight is how much a claim that is about the same counts at first sight, beside words, which are names and
// numbers in a post from abroad.
const abroadWeight = 20

// addAbroad scores the documents by what they are about.
func (x *Index) addAbroad(s *scratch, m meaning.Meaning) {
	for _, f := range m {
		list := x.about[f.ID]
		if len(list)*rareWord > len(x.docs) && len(x.docs) > 100 {
			continue
		}
		for _, doc := range list {
			s.sights.add(doc, atSight(float64(abroadWeight*f.Weight*x.weightIn(doc, f.ID))))
		}
	}
}

func (x *Index) weightIn(doc int32, id uint32) float32 {
	for _, f := range x.meanings[doc] {
		if f.ID == id {
			return f.Weight
		}
	}
	return 0
}

// abroadScore is how much a claim about the same adds to the score of words.
const abroadScore = 12

// weighAbroad adds to the scores of what was found how much it is about the same.
func (x *Index) weighAbroad(found []scored, m meaning.Meaning) {
	for i := range found {
		found[i].score += float32(abroadScore * x.meanings[found[i].doc].Similarity(m))
	}
}
