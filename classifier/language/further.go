package language

// further are words that posts are full of beside the commonest: verbs, adverbs, numbers, what questions are made of. A word that is
// common in another language too stands in both lists.
var further = map[string]string{
	"en": `
		accept actually again allow already always another answer anybody anything anyway available become begin believe better
		both bring brought call called change check choose consider definitely doesnt done either enough every everybody
		everyone everything expect explain feel find first follow found friends give going gonna gone great guess happen
		happened happy hardly hear heard help hold however instead its join keep known knows leave less little look looking lost
		maybe means might must nobody none nor nothing off often once open others own perhaps quite rather ready receive said
		same says seen several shall share since somebody someone something soon speak such sure talk tell thing things think
		though through today together told tomorrow tonight took try until update used using wait watch well went whatever
		whether while whole whom whose wish without wonder work working wrong year years yesterday yet a man state car war men
		care son place face die per cat mayor come sea far sale serve fine van possible favor comment moment plus chose bald alt
		under fur`,
	"fi": `
		anteeksi enemmän entä entäs jopa kannattaa kauanko kaikilla keiden keille kelle kenelle kenen kenestä kerran kertaa
		kertokaa ketkä kiitos kukaan kumpi maksaa meneekö minkä millä millainen millaista millon moikka monta montako muka muuta
		näin olisi oliko oletko olisiko onks onkohan paljonko pitäisi samalla saanut saanko sanoa silti siinä siksi sinulle
		tapahtuu tehdä tehdään terve tietää tietääkö tuleeko voinko voisi voisiko voisitko haluatko eikö entäpä missäs huomenna
		eilen tänään hyvin vähän todella vuotta asti alkaa ollaan menee no vai alle ma`,
	"sv": `
		aldrig alltid ännu annan antingen äta även behöver betyder blivit bör borde börjar börjat brukar dåligt därför dina ditt
		egentligen ens fick fler fortfarande framför fungerar funkar fått före ganska gärna genom ger gick gjorde gjort gör göra
		gott gäller gått haft hallå hej heller helt hemma hjälp hjälper hoppas hör idag igår imorgon inga innan inget inom
		kanske kom kostar krävs kvar kul köpa lite lätt länge mannen många medan mellan menar minns någonting nog nej nyss nästa
		ofta okej orkar otroligt precis rätt redan roligt räcker sagt ser sett skall snart snälla stämmer säger säker såg tack
		tagit tid tidigare tillbaka tror trött tycker ute vars verkligen vet vilka vilket visst väl väldigt vore ta del just in
		make`,
	"it": `
		abbiamo abbiano adesso allora altri altro andare andiamo anni appena aspetta avere avete aveva avevo avrebbe avuto basta
		bella bello bene bisogno boh buongiorno buono capire chiama ciao chissà comunque conviene cose credo davvero devi devono
		dice dici dico dicono dite dobbiamo domani domenica dopo dovete dovrebbe dovremmo durante entrare erano esiste esce fai
		fanno finalmente fine fino forse funziona fuori gente giorni giorno giusto grazie guarda ieri insieme insomma invece
		ioni lavoro lunedì magari mai manca meglio meno mette mezzo nessuno niente nulla occhi ogni oltre oppure ora parla pensa
		penso però persone piace poco poi possiamo possono potete potrebbe prego prende presto prima proprio puoi purtroppo
		qualche qualcosa qualcuno quante quindi ragazzi ragione sapere sapete sappiamo sarà sarebbe scusa scusate secondo sembra
		sempre senza serve siete soldi sopra sotto spero stanno stasera state stati stiamo storia strada succede tanti tanto
		tempo torna tornare troppo trova tutte uscire vai vanno vedere vero verso vieni voglio vogliamo volete volta volte vuole
		vuoi me no all va te era noi dire qui lui li sera casa tu so sa parte momento`,
	"ro": `
		acasă aceea acela acestea acești aceștia adevărat află ajuns alt altceva altul ani apoi asemenea astfel atât atunci auzi
		avea aveam aveți avut bine bun bună câtă câte câți ceva chiar cineva cred crede credeți crezi cumva deoarece deci decât
		departe destul dimineața doamne două erau ești facă face facem faceți facut făcut fiecare fiindcă folosi găsit gata
		grijă imediat început încât înseamnă între întreb înainte încotro iar jos lângă loc lucru lucruri lume mâine mare merge
		mergem mereu mult multe mulți mulțumim nevoie niciodată nimeni nimic numai oameni obligatoriu parte place pleacă ploua
		poți prea primi puțin puteți putea rând salut sigur singur spune spus știi știți sunteți suntem sus trebuia timp unor
		urmează vede vedea vezi vine vrea vrei vreți vreun zi zice zile zis ziua i e mi una casa sale ora ti strada prima vedere`,
	"de": `
		alles allen bald bedeutet bekomme bekommt bereits besser bestimmt bevor bist bitte bleibt brauche brauchen braucht dabei
		dafür daher damit dann daran darum davon dazu deine denn deshalb dort dürfen echt eigentlich einfach einige endlich
		etwas finden findet fährt ganz geht gehen gehört genau gerade gern gerne gestern gesagt gute guten habt hallo hast heute
		hilft hoffe ihm ihnen ihre irgendwo jeden jeder jemand kannst keinen keiner könnt könnte kommen kommt kostet leider
		leute lieber macht machen meine möchte morgen natürlich nein nichts nie niemand obwohl passiert reicht sagen sagt sehen
		seid seit selbst sicher solange sollte sondern stimmt trotzdem unsere viel viele vielleicht vor während wäre weiß weiter
		welchem welchen welcher werde weshalb wichtig wieviel wirklich wissen wohin wohl wollen würde zeit zuhause zurück zwei
		zwischen`,
	"fr": `
		nos vos ailleurs ainsi alors année années appelle arrive assez aucun aujourd'hui aura autre autres avait avais avez
		avons beaucoup besoin bonjour bonsoir bon chaque chose choses combien commence connaît contre coûte croire demain
		demander demande depuis dernier deux devrait dire dit dites dois doivent enfin ensuite envie étaient êtes faites faudra
		faudrait fois fonctionne hier ici jamais jour jours jusque laquelle lequel maintenant mieux moins moment monde merci moi
		nouveau oui ouvre parce parle passe pendant pense personnes petit peu peut-être peux plutôt possible pourra pourrait
		pouvez pouvons premier prend presque puis quelqu'un quelque quelques quoi reste rouvrent sais sait savez savoir sera
		serait seront seulement signifie sinon soir soit souvent suis toujours tôt travail trop trouve trouver va vais vers veut
		veux viens vient voici voilà voir votent vraiment vite`,
	"es": `
		abren abre acaba además ahora ahí algún alguien alguna allí año años apenas así aunque ayer ayuda bien buen buena buenas
		bueno cada casa casi cierra cierto claro conocen cosa cosas creo cuáles cuántas cuántos cuenta cuesta debemos deben
		debería decir dentro después día días dice dicen dime dinero dos ejemplo entonces eran espero estaba estamos esté estés
		estoy falta favor fin fueron funciona gente gracias gran grupo haber había habla hacen hace hacemos hacia hago haría
		hola hombre hoy iba igual incluso jamás llama llega lleva luego lugar mañana mayor mejor menos mientras mismo momento
		mujer mundo nadie necesito ninguna ninguno noche nueva nuestra nuestro nuevo nunca parece parte pasa pasar peor pesar
		poder podría pone primera primero propio pronto puedes puedo pues queda quieren quiere quiero quizás razón sabe saben
		sabes sale sea según seguro sería siempre sido sigue significa sino solo suerte tal tampoco tarde tenemos tenéis tengo
		tenía tiempo todavía trabajo tras trata tuvo vamos van veces venir ver verdad vez vida viene vuelve voy`,
}
