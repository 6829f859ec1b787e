// Package token cuts a post's text into tokens, folds them, so that "ROKOTE", "rokote" and "Rokoté" compare equal, and
// hashes each, so that a table of words is asked with a number.
//
// It knows nothing of rules or languages. Offsets are byte offsets into the text as it was given. Start at Text.Read.
package token

// Kind tells what a token is.
type Kind uint8

// The kinds of token.
const (
	Word     Kind = iota // letters, and marks and apostrophes within them
	Number               // begins with a digit
	Hashtag              // a word after #
	Mention              // a name after @
	Link                 // an address; its words are not looked at
	Question             // a question mark
	Stop                 // any other end of a sentence, a line break among them
)

// Token is one piece of a text.
type Token struct {
	Hash  uint64 // of the folded word; 0 for Link, Question and Stop
	Start int32  // byte offset, of the # or @ where there is one
	End   int32

	from, to int32  // of the folded word in the Text's buffer
	Head     uint32 // its first four bytes, the first the lowest, zeros past its end
	Kind     Kind
	Pause    bool // a comma, a dash, a bracket or a quotation mark stands before it
	Upper    bool // begins with a capital
	Shout    bool // its first two letters are capitals
}

// IsWord tells whether the token has a folded word: all kinds but Link, Question and Stop.
func (t *Token) IsWord() bool { return t.Kind <= Mention }

// Text is a text as tokens, of at most 2 GiB. Its zero value is ready; reading again reuses its memory. Not safe for several goroutines
// while it is read, safe afterwards.
type Text struct {
	Source string
	Tokens []Token
	Marks  Marks

	folded []byte
}

// Marks counts what a text has beside its tokens.
type Marks struct {
	Exclamations int
	Quotations   int  // quotation marks of any kind
	Inverted     int  // the Spanish marks that open a question
	Foreign      bool // a letter outside ASCII
}

// Cut is a new Text that has read source.
func Cut(source string) *Text {
	t := &Text{}
	t.Read(source)
	return t
}

// Folded is the folded word of token i, empty for one that is none. It is overwritten by the next Read.
func (t *Text) Folded(i int) []byte { return t.folded[t.Tokens[i].from:t.Tokens[i].to] }

// Words are the folded words of all tokens that have one, as strings of their own. It is for slow paths.
func (t *Text) Words() []string {
	var words []string
	for i := range t.Tokens {
		if t.Tokens[i].IsWord() {
			words = append(words, string(t.Folded(i)))
		}
	}
	return words
}
