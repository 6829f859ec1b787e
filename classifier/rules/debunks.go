package rules

import (
	"strings"

	"hearsay/classifier/language"
)

// debunks are phrases of posts that correct a claim, by language. They hold back the claim rules of every pack, as a pack's own guard holds
// back those of the pack. What those who spread a claim say as well is none: that it is a rumour, that numbers are false, that the climate is a lie.
var debunks = map[string]string{
	"en": `
		debunk*, fact check*, factcheck*, false claim*, false rumor*, false rumour*, is false, it's false, false that, falsely, is not true,
		isn't true, not true that, untrue, no evidence, zero evidence, no proof that, misinformation, disinformation, myth, myths, refute*,
		disprove*, disproved, disproven, baseless, unfounded, was retracted, been retracted, conspiracy theor*, denied that, denies that,
		stop spreading, stop sharing, the lie that, people who say, those who say, no link between, does not cause, doesn't cause, does not cure, doesn't cure`,
	"fi": `
		ei pidä paikkaansa, eivät pidä paikkaansa, väärä väite, väärä tieto, väärä huhu, väärin väittää, ei ole totta, faktantarkist*, kumoaa,
		kumoavat, kumottu, perätön, perättöm*, valheelli* väite*, ei todisteita, ei ole todisteita, ei näyttöä, ei ole näyttöä, salaliittoteoria*,
		disinformaatio*, misinformaatio*, myytti, totta on että, väite * on väärä`,
	"sv": `
		stämmer inte, falskt påstående, falska påståenden, falskt rykte, falska rykten, är falskt, inte sant, faktakoll*, saknar grund,
		inga bevis, finns inga belägg, avfärda*, dementera*, vederlägg*, felaktigt påstående, desinformation, konspirationsteori*, myt, myten`,
	"it": `
		non è vero, è falso, è falsa, falso che, bufal*, smenti*, notizia falsa, falsa notizia, notizie false, nessuna prova, non ci sono prove,
		priv* di fondamento, infondat*, disinformazione, fact checking, teoria del complotto, teorie del complotto, smettetela di, un mito`,
	"ro": `
		nu este adevărat, nu e adevărat, este fals, e fals, este falsă, fals că, dezmin*, dezmint, zvon fals, zvonuri false, dezinformar*, nicio dovadă,
		nu există dovezi, fără dovezi, teoria conspirației, teorii ale conspirației, un mit, nu vindecă`,
	"de": `
		stimmt nicht, stimmen nicht, falschbehauptung*, falschmeldung*, faktencheck*, widerleg*, widersprech*, widerspricht, dementier*, ist falsch,
		falsch dass, nicht wahr dass, keine beweise, keine belege, kein beleg, unbelegt, mythos, desinformation, verschwörungstheorie*, verschwörungsmyth*`,
	"fr": `
		c'est faux, est faux, il est faux, faux que, fausse rumeur, fausses rumeurs, démen*, démentent, infox, intox, désinformation, aucune preuve,
		pas de preuve, sans fondement, infondé*, théorie du complot, théories du complot, vérification des faits, un mythe, ce n'est pas vrai`,
	"es": `
		es falso, es falsa, falso que, bulo, bulos, desmient*, desmentid*, desinformación, no hay pruebas, sin pruebas, ninguna prueba,
		es mentira que, no es cierto, no es verdad, teoría de la conspiración, teorías de la conspiración, un mito, verificación de datos`,
}

// everyPack is the place of a guard of all packs.
const everyPack = -1

// addDebunks lets the compiler look for what corrects a claim.
func (c *compiler) addDebunks() {
	for _, code := range language.Codes() {
		for text := range strings.SplitSeq(debunks[code], ",") {
			c.phrase("", text, phrase{rule: everyPack, role: roleGuard})
		}
	}
}
