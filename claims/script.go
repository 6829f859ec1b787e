package claims

import "unicode/utf8"

// latin is how letters of other scripts are written in Latin ones, folded, so that names are found across scripts:
// Cyrillic after BGN/PCGN without its marks, Greek after ELOT 743.
var latin = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'ґ': "g", 'д': "d", 'е': "e", 'ё': "e", 'є': "ie", 'ж': "zh", 'з': "z", 'и': "i", 'і': "i", 'ї': "i", 'й': "y",
	'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh",
	'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya", 'ј': "j", 'љ': "lj", 'њ': "nj", 'ћ': "c", 'ђ': "d", 'џ': "dz", 'ў': "u",
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i", 'κ': "k", 'λ': "l", 'μ': "m", 'ν': "n", 'ξ': "x", 'ο': "o",
	'π': "p", 'ρ': "r", 'σ': "s", 'ς': "s", 'τ': "t", 'υ': "y", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o",
}

// inLatin is a folded word in Latin letters. A word that is in them, or in a script that is not known, stays as it is.
func inLatin(word []byte) []byte {
	if len(word) == 0 || word[0] < utf8.RuneSelf {
		return word
	}
	var out []byte
	for rest := word; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		rest = rest[size:]
		written, known := latin[r]
		if !known {
			return word
		}
		out = append(out, written...)
	}
	if len(out) == 0 {
		return word
	}
	return out
}
