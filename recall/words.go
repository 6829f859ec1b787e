package recall

import (
	"strings"
	"time"

	"hearsay/replies"
)

// said is what a correction says by itself before somebody has written it: {day}, {was} and {reason} are filled in.
type said struct{ fact, why, again, title, word string }

var languages = map[string]said{
	"en": {"Correction: we have withdrawn our answer of {day}.", "We had written: “{was}” {reason}", "Please do not pass the earlier answer on. If you have passed it on, pass this on, too.", "A correction", "On {day} we sent you an answer that we have withdrawn: “{was}” What holds is below. If you have passed it on, please take it down, and pass this on."},
	"fi": {"Oikaisu: olemme peruneet vastauksemme {day}.", "Kirjoitimme: ”{was}” {reason}", "Älä välitä aiempaa vastausta eteenpäin. Jos olet jo välittänyt sen, välitä myös tämä.", "Oikaisu", "Lähetimme {day} vastauksen, jonka olemme peruneet: ”{was}” Voimassa oleva tieto on alla. Jos olet välittänyt sen, poista se ja välitä tämä."},
	"sv": {"Rättelse: vi har dragit tillbaka vårt svar från {day}.", "Vi skrev: ”{was}” {reason}", "För inte det tidigare svaret vidare. Har du redan gjort det, för också det här vidare.", "En rättelse", "Den {day} skickade vi ett svar som vi har dragit tillbaka: ”{was}” Vad som gäller står nedan. Har du fört det vidare, ta bort det och för det här vidare."},
	"it": {"Rettifica: abbiamo ritirato la nostra risposta del {day}.", "Avevamo scritto: «{was}» {reason}", "Non diffondete la risposta precedente. Se l’avete già diffusa, diffondete anche questa.", "Una rettifica", "Il {day} vi abbiamo mandato una risposta che abbiamo ritirato: «{was}» Sotto trovate ciò che vale. Se l’avete diffusa, toglietela e diffondete questa."},
	"ro": {"Rectificare: ne-am retras răspunsul din {day}.", "Scrisesem: „{was}” {reason}", "Nu dați mai departe răspunsul anterior. Dacă l-ați dat deja, dați-l și pe acesta.", "O rectificare", "La {day} v-am trimis un răspuns pe care l-am retras: „{was}” Mai jos este ceea ce rămâne valabil. Dacă l-ați dat mai departe, ștergeți-l și dați-l pe acesta."},
	"de": {"Berichtigung: Wir haben unsere Antwort vom {day} zurückgezogen.", "Wir hatten geschrieben: „{was}“ {reason}", "Bitte gebt die frühere Antwort nicht weiter. Wer sie weitergegeben hat, gebe auch diese weiter.", "Eine Berichtigung", "Am {day} haben wir euch eine Antwort geschickt, die wir zurückgezogen haben: „{was}“ Was gilt, steht unten. Wenn ihr sie weitergegeben habt, nehmt sie herunter und gebt diese weiter."},
	"fr": {"Rectification : nous avons retiré notre réponse du {day}.", "Nous avions écrit : « {was} » {reason}", "Merci de ne pas faire passer la réponse précédente. Si vous l’avez fait, faites passer celle-ci aussi.", "Une rectification", "Le {day}, nous vous avons envoyé une réponse que nous avons retirée : « {was} » Ce qui vaut se trouve ci-dessous. Si vous l’avez fait passer, retirez-la et faites passer celle-ci."},
	"es": {"Rectificación: hemos retirado nuestra respuesta del {day}.", "Habíamos escrito: «{was}» {reason}", "No difundáis la respuesta anterior. Si ya la difundisteis, difundid también esta.", "Una rectificación", "El {day} os enviamos una respuesta que hemos retirado: «{was}» Abajo está lo que vale. Si la difundisteis, quitadla y difundid esta."},
}

func wordsOf(language string) said {
	if s, isKnown := languages[language]; isKnown {
		return s
	}
	return languages["en"]
}

func fill(text string, r *replies.Reply, reason string, day time.Time) string {
	return strings.TrimSpace(strings.NewReplacer("{day}", day.UTC().Format(time.DateOnly), "{was}", r.Fact, "{reason}", reason).Replace(text))
}

// Draft is what the correction of a reply says to begin with: what a person then makes better.
func Draft(r *replies.Reply, reason string) replies.Text {
	s, text := wordsOf(r.Language), r.Text
	day := r.VerifiedAt
	text.Fact, text.Why, text.Again = fill(s.fact, r, reason, day), fill(s.why, r, reason, day), fill(s.again, r, reason, day)
	return text
}

// Letter is how those are told who got a reply in an edition: its title, and the word above the correction.
func Letter(r *replies.Reply) (title, word string) {
	s := wordsOf(r.Language)
	return s.title, fill(s.word, r, "", r.VerifiedAt)
}
