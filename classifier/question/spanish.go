package question

var spanish = grammar{
	words: map[role]string{
		lead: `
			y, pero, o, hola, buenas, buenos, tardes, días, entonces, pues, ok, bueno, por favor, favor, por, oye,
			disculpe, perdón, gracias, e`,
		preposition: "a, de, en, desde, hasta, para, con, sobre, según, bajo, hacia",
		interrogative: `
			quién, quien, quiénes, qué, que, cuándo, cuando, dónde, donde, cómo, como, cuánto, cuanto, cuánta,
			cuántos, cuantos, cuántas, cuál, cual, cuáles, adónde`,
		hinting:  "que, cuando, como, donde, quien, cuanto, puede, pueden, hay, es, está, se, sabe, saben, cual, cuantos, son",
		inClause: "qué, cuándo, dónde, cómo, cuál, cuánto, quién",
		verb: `
			puedo, puede, pueden, podemos, podría, podrían, puedes, debo, debemos, debe, hay, sabe, saben, sabes,
			sabéis, alguien, es, está, están, será, tengo, tenemos, existe, hace, conocen, conoces, son, va, van,
			se`,
		subject: `
			alguien, usted, ustedes, yo, nosotros, decirme, decirnos, saber, ir, hacer, salir, algún, alguna,
			cierto, verdad, seguro, segura, peligroso, obligatorio, necesario, posible, sabe, puede, me, si, cuándo,
			dónde, qué, cómo, contagia, transmite`,
		temporal: "cuando",
		because:  "porque",
	},
	exceptions: `
		que el, que la, que no, que se, que me, que te, que los, que las, que bueno, que bonito, que pena, que asco,
		que vergüenza, que viva, cuando el, cuando la, cuando se, cuando no, cuando yo, cuando un, cuando una,
		cuando los, cuando las, como el, como la, como si, como no, como siempre, como ya, como en, como un,
		como una, donde el, donde la, donde se, donde los, quien no, quien se, como dice, cuanto más`,
	accents: true,
	phrases: map[meaning]string{
		indirectly: `
			alguien sabe, alguien me puede decir, alguien puede, me pregunto, me gustaría saber, quisiera saber,
			quiero saber, saben si, sabes si, sabe si, es cierto que, es verdad que, por qué, me pueden decir,
			podrían decirme, una pregunta, mi pregunta, tengo una duda, se sabe cuándo, se sabe si`,
		tagged:   "no, verdad, cierto, o no, no es cierto",
		rhetoric: "a quién le importa, quién lo hubiera dicho, quién lo diría, es broma, están locos, cómo se atreven",
		quiz:     "quiz, adivinanza, adivina quién, adivina qué, adivinen, encuesta, verdadero o falso, pregunta del día, trivia",
	},
}
