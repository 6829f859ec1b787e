package question

var italian = grammar{
	words: map[role]string{
		lead: `
			e, ma, allora, scusate, scusi, ciao, salve, buongiorno, o, poi, quindi, ed, ok, oggi, dunque, e'`,
		preposition: "per, con, a, di, da, in, su, tra, fra, verso, sotto, fino",
		interrogative: `
			chi, cosa, che, quando, dove, dov, perche, come, quanto, quanta, quanti, quante, quale, quali, qual,
			dov', cos', com', quand', c'`,
		hinting:   "che, chi, quando, come, perche, c', quanto, quanta, puo, sa, secondo, posso, uno",
		inClause:  "quale, quali, perché, dov', come, cosa, quando",
		auxiliary: "posso, possiamo, hai, sei, siete, avete, pensi, pensate, credi, vuoi, volete, riesci, conosci",
		bare:      "dire, dirti, dirvi, assicurare, garantire, solo, anche, sempre, finalmente, capire, ragione, stato, un, una, il, la, lo, tutti, proprio, bravo, grande",
		verb: `
			posso, possiamo, puo, potete, potrei, devo, dobbiamo, bisogna, sapete, sai, sa, esiste, serve, conviene,
			secondo`,
		subject: `
			io, noi, qualcuno, uno, si, dirmi, dirci, sapere, essere, fare, uscire, andare, avere, il, la, dove,
			quando, se, come, che, qualcosa, voi, un, una, per, darmi, spiegarmi`,
		temporal: "quando",
		because:  "perché",
	},
	exceptions: `
		come se, come il, come la, come un, come una, come le, come i, come gli, come al, come in, come per,
		come ha, come e', che il, che la, che non, quando il, quando la, quando si, quando un, quando una, quando i,
		quando gli, quando le, quando ho, quando non, quando mi, quando ti, chi non, chi ha, chi e, chi si, dove il,
		perche non, perche il, perche la, perche si, perche i, perche e, perche sono, c'e il, c'e la, c'e un,
		c'e una, c'e chi, c'e anche, c'e poi, che dio, che schifo, che bello, che bella, che palle, che tristezza,
		che vergogna, che figura, che noia, quanto mi, quanto e, quanto sono, come sempre, come no, come tutti,
		come dire, come previsto, come non, come dice, come disse, quando uno, chi vuole, chi dice, chi fa,
		chi vota, dove si, che poi, in che, quanti ne, a che, che mi, quando le, perche e, che si, che ci, con il,
		con la, quanto al, come te`,
	phrases: map[meaning]string{
		indirectly: `
			qualcuno sa, qualcuno sa se, vorrei sapere, mi chiedo, ci chiediamo, vi chiedo se, volevo sapere,
			e vero che, si puo sapere, sapete se, sapete quando, sapete dove, qualcuno mi sa dire,
			non capisco perche, ma perche, e tu, qualcuno di voi, nessuno di voi, e vero o, ti rendi conto,
			vi rendete conto, ma si rende conto, che ne pensi, che ne pensate, che ne dici, che ne dite, cosa ne pensi,
			cosa ne pensate, come mai, che fine ha fatto, che fine hanno fatto, che senso ha, a cosa serve, a che serve, quale sara,
			quali saranno, dove sarebbe, dove sarebbero, con che coraggio, che si fa, lei che dice, tu che dici, voi che dite, con quale coraggio, e tu, e voi, e a te, ma dov, chissa`,
		tagged: "vero, no, giusto, o no, non è vero, a te, e tu, e voi",
		rhetoric: `
			chi se ne frega, a chi importa, ma chi ci crede, chi lo avrebbe mai detto, come osate, ma siamo seri,
			ma stiamo scherzando, ma scherziamo`,
		quiz: "quiz, indovinello, indovina chi, indovina cosa, indovinate, sondaggio, vero o falso, domanda del giorno",
	},
}
