package bulletin

// words are what an edition says by itself, in one language.
type words struct {
	Questions, Claims, Sources, Share, Read, Standing, Word, Asked, Why, Leave, Change, Tell string
}

// languages are those in which editions are made; others are made in English words around their own entries.
var languages = map[string]words{
	"en": {"What people ask", "Claims that go round, and what is true", "Sources", "To pass on", "Read on the web", "Stands here, to be passed on", "A word to you who carry the message", "asked %d times", "You get this because you said yes to it.", "Leave", "Change what you get", "Tell us what you hear"},
	"fi": {"Mitä kysytään", "Väitteet, jotka kiertävät, ja mikä on totta", "Lähteet", "Välitettäväksi", "Lue verkossa", "On täällä, välitettäväksi", "Sana sinulle, joka viet viestiä eteenpäin", "kysytty %d kertaa", "Saat tämän, koska olet tilannut sen.", "Lopeta tilaus", "Muuta tilausta", "Kerro, mitä kuulet"},
	"sv": {"Vad folk frågar", "Påståenden som går runt, och vad som är sant", "Källor", "Att föra vidare", "Läs på webben", "Står här, att föra vidare", "Ett ord till dig som för budskapet vidare", "frågat %d gånger", "Du får det här för att du har sagt ja till det.", "Avsluta", "Ändra vad du får", "Berätta vad du hör"},
	"it": {"Che cosa si chiede", "Affermazioni che girano, e che cosa è vero", "Fonti", "Da far circolare", "Leggi sul web", "Si trova qui, da far circolare", "Una parola a te che porti il messaggio", "chiesto %d volte", "Ricevi questo perché hai detto di sì.", "Annulla l’iscrizione", "Cambia che cosa ricevi", "Raccontaci che cosa senti"},
	"ro": {"Ce întreabă oamenii", "Afirmații care circulă și ce este adevărat", "Surse", "De dat mai departe", "Citește pe web", "Se află aici, de dat mai departe", "Un cuvânt către tine, care duci mesajul", "întrebat de %d ori", "Primești acest mesaj pentru că ai spus da.", "Renunță", "Schimbă ce primești", "Spune-ne ce auzi"},
	"de": {"Was gefragt wird", "Was behauptet wird, und was stimmt", "Quellen", "Zum Weitergeben", "Im Netz lesen", "Steht hier, zum Weitergeben", "Ein Wort an euch, die ihr es weitertragt", "%d-mal gefragt", "Du bekommst dies, weil du zugesagt hast.", "Abbestellen", "Ändern, was du bekommst", "Sag uns, was du hörst"},
	"fr": {"Ce que les gens demandent", "Des affirmations qui circulent, et ce qui est vrai", "Sources", "À faire passer", "Lire sur le web", "Se trouve ici, à faire passer", "Un mot pour vous qui portez le message", "demandé %d fois", "Vous recevez ceci parce que vous avez dit oui.", "Se désabonner", "Changer ce que vous recevez", "Dites-nous ce que vous entendez"},
	"es": {"Qué pregunta la gente", "Afirmaciones que circulan, y qué es cierto", "Fuentes", "Para compartir", "Leer en la web", "Está aquí, para compartir", "Unas palabras para ti, que llevas el mensaje", "preguntado %d veces", "Recibes esto porque dijiste que sí.", "Darse de baja", "Cambiar lo que recibes", "Cuéntanos qué oyes"},
}

func wordsOf(language string) words {
	if w, known := languages[language]; known {
		return w
	}
	return languages["en"]
}

// invitations ask a messenger whether they want to be one: subject and text, with {0} the publisher and {1} the address to confirm at.
var invitations = map[string][2]string{
	"en": {"Do you want bulletins from {0}?", "{0} asks whether you want to carry verified answers on. If you do, confirm it here:\n\n{1}\n\nIf you do not, do nothing: you will not hear from us again, and we forget your address in 30 days."},
	"fi": {"Haluatko tiedotteita: {0}?", "{0} kysyy, haluatko viedä tarkistettuja vastauksia eteenpäin. Jos haluat, vahvista se täällä:\n\n{1}\n\nJos et halua, sinun ei tarvitse tehdä mitään: et kuule meistä enää, ja unohdamme osoitteesi 30 päivässä."},
	"sv": {"Vill du ha nyhetsbrev från {0}?", "{0} frågar om du vill föra kontrollerade svar vidare. Vill du det, bekräfta här:\n\n{1}\n\nVill du inte behöver du inte göra något: du hör inte av oss igen, och vi glömmer din adress inom 30 dagar."}, //nolint:misspell // Swedish
	"it": {"Vuoi ricevere i bollettini di {0}?", "{0} chiede se vuoi far circolare risposte verificate. Se sì, conferma qui:\n\n{1}\n\nSe no, non fare nulla: non ti scriveremo più e dimenticheremo il tuo indirizzo entro 30 giorni."},
	"ro": {"Vrei buletine de la {0}?", "{0} te întreabă dacă vrei să duci mai departe răspunsuri verificate. Dacă vrei, confirmă aici:\n\n{1}\n\nDacă nu, nu face nimic: nu îți mai scriem și uităm adresa ta în 30 de zile."},
	"de": {"Möchtest du Rundbriefe von {0}?", "{0} fragt, ob du geprüfte Antworten weitertragen möchtest. Wenn ja, bestätige es hier:\n\n{1}\n\nWenn nicht, tu nichts: du hörst nicht wieder von uns, und wir vergessen deine Adresse in 30 Tagen."},
	"fr": {"Voulez-vous les bulletins de {0} ?", "{0} vous demande si vous voulez faire passer des réponses vérifiées. Si oui, confirmez ici :\n\n{1}\n\nSinon, ne faites rien : nous ne vous écrirons plus et oublierons votre adresse dans 30 jours."},
	"es": {"¿Quieres los boletines de {0}?", "{0} te pregunta si quieres hacer circular respuestas verificadas. Si quieres, confírmalo aquí:\n\n{1}\n\nSi no, no hagas nada: no volveremos a escribirte y olvidaremos tu dirección en 30 días."},
}
