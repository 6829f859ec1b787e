package asks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hearsay/territory"
)

// Letter is what an authority is asked with.
type Letter struct {
	Publisher string
	Text      string // how one of the posts asks, without what may name a person
	Posts     int64  // that ask it
	Places    []string
	Topics    []string
	Note      string // of who asks
	Due       time.Time
	AskedAt   time.Time // the zero time unless it is a reminder
}

// said are what a letter says by itself: {publisher}, {text}, {posts}, {places}, {note}, {due} and {asked} are filled in.
type said struct{ subject, reminder, body, again string }

// letters are in the languages that authorities are written to in; others are written to in English.
var letters = map[string]said{
	"en": {"{publisher}: can you answer this?", "{publisher}: we still need your answer", "People ask this, and as far as we know nobody has answered it publicly:\n\n  {text}\n\nPosts that ask it: {posts}. {places}\n{note}Please answer to this message by {due} (UTC), best with a public page that we can point to. A second person checks every answer before it is published.", "We asked you this on {asked}.\n\n"},
	"fi": {"{publisher}: osaatteko vastata tähän?", "{publisher}: tarvitsemme yhä vastauksenne", "Tätä kysytään, eikä siihen tietojemme mukaan ole vastattu julkisesti:\n\n  {text}\n\nJulkaisuja, joissa sitä kysytään: {posts}. {places}\n{note}Vastatkaa tähän viestiin viimeistään {due} (UTC), mieluiten julkisella sivulla, johon voimme viitata. Toinen henkilö tarkistaa jokaisen vastauksen ennen julkaisua.", "Kysyimme tätä teiltä {asked}.\n\n"},
	"sv": {"{publisher}: kan ni svara på det här?", "{publisher}: vi behöver fortfarande ert svar", "Det här frågas det om, och så vitt vi vet har ingen svarat offentligt:\n\n  {text}\n\nInlägg som frågar: {posts}. {places}\n{note}Svara på det här meddelandet senast {due} (UTC), gärna med en offentlig sida som vi kan hänvisa till. En andra person kontrollerar varje svar innan det publiceras.", "Vi frågade er om det här {asked}.\n\n"},
	"it": {"{publisher}: potete rispondere?", "{publisher}: aspettiamo ancora la vostra risposta", "Questo viene chiesto e, a quanto ci risulta, nessuno ha risposto pubblicamente:\n\n  {text}\n\nPost che lo chiedono: {posts}. {places}\n{note}Vi preghiamo di rispondere a questo messaggio entro il {due} (UTC), meglio se con una pagina pubblica a cui rimandare. Una seconda persona controlla ogni risposta prima che sia pubblicata.", "Ve lo abbiamo chiesto il {asked}.\n\n"},
	"ro": {"{publisher}: puteți răspunde?", "{publisher}: așteptăm încă răspunsul dumneavoastră", "Oamenii întreabă acest lucru și, din câte știm, nimeni nu a răspuns public:\n\n  {text}\n\nPostări care întreabă: {posts}. {places}\n{note}Vă rugăm să răspundeți la acest mesaj până la {due} (UTC), de preferat cu o pagină publică la care să trimitem. O a doua persoană verifică fiecare răspuns înainte de publicare.", "V-am întrebat la {asked}.\n\n"},
	"de": {"{publisher}: Können Sie das beantworten?", "{publisher}: Ihre Antwort fehlt uns noch", "Das wird gefragt, und soweit wir wissen, hat noch niemand öffentlich geantwortet:\n\n  {text}\n\nBeiträge, die das fragen: {posts}. {places}\n{note}Bitte antworten Sie auf diese Nachricht bis {due} (UTC), am besten mit einer öffentlichen Seite, auf die wir verweisen können. Eine zweite Person prüft jede Antwort, bevor sie veröffentlicht wird.", "Wir haben Sie das am {asked} gefragt.\n\n"},
	"fr": {"{publisher} : pouvez-vous répondre ?", "{publisher} : nous attendons toujours votre réponse", "Voici ce que l’on demande ; à notre connaissance, personne n’y a répondu publiquement :\n\n  {text}\n\nMessages qui le demandent : {posts}. {places}\n{note}Merci de répondre à ce message avant le {due} (UTC), de préférence avec une page publique à laquelle nous pouvons renvoyer. Une seconde personne vérifie chaque réponse avant sa publication.", "Nous vous l’avons demandé le {asked}.\n\n"},
	"es": {"{publisher}: ¿pueden responder a esto?", "{publisher}: seguimos esperando su respuesta", "La gente pregunta esto y, que sepamos, nadie ha respondido públicamente:\n\n  {text}\n\nPublicaciones que lo preguntan: {posts}. {places}\n{note}Les pedimos que respondan a este mensaje antes del {due} (UTC), a ser posible con una página pública a la que podamos remitir. Una segunda persona comprueba cada respuesta antes de publicarla.", "Se lo preguntamos el {asked}.\n\n"},
}

// Languages are those that letters are written in.
func Languages() []string { return []string{"en", "fi", "sv", "it", "ro", "de", "fr", "es"} }

// Write writes the letter in a language.
func (l Letter) Write(language string) (subject, text string) {
	s, isKnown := letters[language]
	if !isKnown {
		s = letters["en"]
	}
	const clock = "2006-01-02 15:04"
	about := slices.Clone(l.Topics)
	for _, place := range l.Places {
		about = append(about, territory.Name(place))
	}
	note := l.Note
	if note != "" {
		note += "\n\n"
	}
	fill := strings.NewReplacer("{publisher}", l.Publisher, "{text}", strings.Join(strings.Fields(l.Text), " "), "{posts}", fmt.Sprint(l.Posts),
		"{places}", strings.Join(about, ", "), "{note}", note, "{due}", l.Due.UTC().Format(clock), "{asked}", l.AskedAt.UTC().Format(clock))
	subject, body := s.subject, s.body
	if !l.AskedAt.IsZero() {
		subject, body = s.reminder, s.again+s.body
	}
	return fill.Replace(subject), fill.Replace(body) + "\n"
}
