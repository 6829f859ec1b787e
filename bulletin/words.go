package bulletin

// words are what an edition says by itself, in one language.
type words struct {
	Questions, Claims, Sources, Share, Read, Standing, Word, Asked, Why, Leave, Change, Tell, Unanswered, Could, Blind string
	Gap                                                                                                                string // of a topic, how many posts and a day
}

// languages are those in which editions are made; others are made in English words around their own entries.
var languages = map[string]words{
	"en": {"What people ask", "Claims that go round, and what is true", "Sources", "To pass on", "Read on the web", "Stands here, to be passed on", "A word to you who carry the message", "asked %d times", "You get this because you said yes to it.", "Leave", "Change what you get", "Tell us what you hear", "Nobody has answered this yet", "If you can answer, or know who can, tell us.", "Some sources could not be read for part of this time, so that what is counted here may be too little.", "%s: asked %d times since %s"},
	"fi": {"Mitä kysytään", "Väitteet, jotka kiertävät, ja mikä on totta", "Lähteet", "Välitettäväksi", "Lue verkossa", "On täällä, välitettäväksi", "Sana sinulle, joka viet viestiä eteenpäin", "kysytty %d kertaa", "Saat tämän, koska olet tilannut sen.", "Lopeta tilaus", "Muuta tilausta", "Kerro, mitä kuulet", "Tähän ei ole vielä vastattu", "Jos osaat vastata tai tiedät, kuka osaa, kerro meille.", "Joitakin lähteitä ei voitu lukea osan tästä ajasta, joten luvut voivat olla liian pieniä.", "%s: kysytty %d kertaa %s alkaen"},
	"sv": {"Vad folk frågar", "Påståenden som går runt, och vad som är sant", "Källor", "Att föra vidare", "Läs på webben", "Står här, att föra vidare", "Ett ord till dig som för budskapet vidare", "frågat %d gånger", "Du får det här för att du har sagt ja till det.", "Avsluta", "Ändra vad du får", "Berätta vad du hör", "Det här har ingen svarat på än", "Kan du svara, eller vet du vem som kan, så berätta för oss.", "Vissa källor kunde inte läsas under en del av den här tiden, så siffrorna kan vara för låga.", "%s: frågat %d gånger sedan %s"},
	"it": {"Che cosa si chiede", "Affermazioni che girano, e che cosa è vero", "Fonti", "Da far circolare", "Leggi sul web", "Si trova qui, da far circolare", "Una parola a te che porti il messaggio", "chiesto %d volte", "Ricevi questo perché hai detto di sì.", "Annulla l’iscrizione", "Cambia che cosa ricevi", "Raccontaci che cosa senti", "A questo nessuno ha ancora risposto", "Se sai rispondere, o sai chi può farlo, scrivici.", "Alcune fonti non si sono potute leggere per parte di questo periodo: i numeri possono essere troppo bassi.", "%s: chiesto %d volte dal %s"},
	"ro": {"Ce întreabă oamenii", "Afirmații care circulă și ce este adevărat", "Surse", "De dat mai departe", "Citește pe web", "Se află aici, de dat mai departe", "Un cuvânt către tine, care duci mesajul", "întrebat de %d ori", "Primești acest mesaj pentru că ai spus da.", "Renunță", "Schimbă ce primești", "Spune-ne ce auzi", "La acestea nu a răspuns încă nimeni", "Dacă poți răspunde sau știi cine poate, scrie-ne.", "Unele surse nu au putut fi citite o parte din acest timp, astfel că cifrele pot fi prea mici.", "%s: întrebat de %d ori din %s"},
	"de": {"Was gefragt wird", "Was behauptet wird, und was stimmt", "Quellen", "Zum Weitergeben", "Im Netz lesen", "Steht hier, zum Weitergeben", "Ein Wort an euch, die ihr es weitertragt", "%d-mal gefragt", "Du bekommst dies, weil du zugesagt hast.", "Abbestellen", "Ändern, was du bekommst", "Sag uns, was du hörst", "Darauf hat noch niemand geantwortet", "Wenn du antworten kannst oder weißt, wer es kann, sag es uns.", "Einige Quellen konnten einen Teil dieser Zeit nicht gelesen werden; die Zahlen können zu niedrig sein.", "%s: %d-mal gefragt seit %s"},
	"fr": {"Ce que les gens demandent", "Des affirmations qui circulent, et ce qui est vrai", "Sources", "À faire passer", "Lire sur le web", "Se trouve ici, à faire passer", "Un mot pour vous qui portez le message", "demandé %d fois", "Vous recevez ceci parce que vous avez dit oui.", "Se désabonner", "Changer ce que vous recevez", "Dites-nous ce que vous entendez", "Personne n’y a encore répondu", "Si vous pouvez répondre, ou savez qui le peut, dites-le-nous.", "Certaines sources n’ont pas pu être lues pendant une partie de cette période : les chiffres peuvent être trop bas.", "%s : demandé %d fois depuis le %s"},
	"es": {"Qué pregunta la gente", "Afirmaciones que circulan, y qué es cierto", "Fuentes", "Para compartir", "Leer en la web", "Está aquí, para compartir", "Unas palabras para ti, que llevas el mensaje", "preguntado %d veces", "Recibes esto porque dijiste que sí.", "Darse de baja", "Cambiar lo que recibes", "Cuéntanos qué oyes", "A esto nadie ha respondido todavía", "Si puedes responder, o sabes quién puede, dínoslo.", "Algunas fuentes no se pudieron leer durante parte de este tiempo, así que las cifras pueden ser demasiado bajas.", "%s: preguntado %d veces desde el %s"},
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
