package replies

// markings are what stands before a claim where it is repeated, by language and rating, so that nobody takes it for what we
// say.
var markings = map[string]map[string]string{
	"en": {"false": "False claim:", "misleading": "Misleading claim:", "unproven": "Unproven claim:", "true": "Claim, which is true:"},
	"fi": {"false": "Väärä väite:", "misleading": "Harhaanjohtava väite:", "unproven": "Todistamaton väite:", "true": "Väite, joka on totta:"},
	"sv": {"false": "Falskt påstående:", "misleading": "Missvisande påstående:", "unproven": "Obevisat påstående:", "true": "Påstående som är sant:"},
	"it": {"false": "Affermazione falsa:", "misleading": "Affermazione fuorviante:", "unproven": "Affermazione non provata:", "true": "Affermazione vera:"},
	"ro": {"false": "Afirmație falsă:", "misleading": "Afirmație înșelătoare:", "unproven": "Afirmație nedovedită:", "true": "Afirmație adevărată:"},
	"de": {"false": "Falsche Behauptung:", "misleading": "Irreführende Behauptung:", "unproven": "Unbelegte Behauptung:", "true": "Behauptung, die stimmt:"},
	"fr": {"false": "Affirmation fausse :", "misleading": "Affirmation trompeuse :", "unproven": "Affirmation non prouvée :", "true": "Affirmation vraie :"},
	"es": {"false": "Afirmación falsa:", "misleading": "Afirmación engañosa:", "unproven": "Afirmación no probada:", "true": "Afirmación verdadera:"},
}

// signs mark a claim in a language that has no words here.
var signs = map[string]string{"false": "❌", "misleading": "⚠️", "unproven": "❓", "true": "✅"}

// Marked is the claim as it is posted. What has no rating is a question, and stands as it is.
func (t Text) Marked() string {
	if t.Myth == "" || t.Rating == "" {
		return t.Myth
	}
	if mark := markings[t.Language][t.Rating]; mark != "" {
		return mark + " " + t.Myth
	}
	if sign := signs[t.Rating]; sign != "" {
		return sign + " " + t.Myth
	}
	return t.Myth
}
