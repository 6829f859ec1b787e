package question

var italian = grammar{
	words: map[role]string{
		lead: `
			e, ma, allora, scusate, scusi, scusa, ciao, salve, buongiorno, buonasera, o, poi, quindi, ed, ok, oggi, dunque, e', oppure,
			mah, boh, insomma, sindaco, comunque, adesso, sì`,
		preposition: "per, con, a, di, da, in, su, tra, fra, verso, sotto, fino, sino, entro, dopo, ad",
		interrogative: `
			chi, cosa, che, quando, dove, dov, perche, come, quanto, quanta, quanti, quante, quale, quali, qual, dov', cos', com',
			quand', c'`,
		hinting: `
			che, chi, quando, come, dove, perche, c', quanto, quanta, quanti, quante, puo, sa, secondo, uno, con, da, per, in`,
		guessing: "chi, quando, dove, perche",
		which:    "che, quanto, quanta, quanti, quante",
		inClause: "quale, quali, perché, dov', come, cosa, quando, quanto",
		auxiliary: `
			posso, possiamo, hai, sei, siete, avete, pensi, pensate, credi, credete, vuoi, volete, conosci, conoscete, sapete, potete,
			dovrei, potresti, potreste`,
		bare: `
			dire, dirti, dirvi, assicurare, garantire, confermare, affermare, solo, anche, sempre, finalmente, capire, ragione, stato,
			stata, stati, state, un, una, il, la, lo, tutti, tutte, proprio, bravo, brava, bravi, brave, grande, grandi, i, gli, le,
			fatto, rotto, bellissimi, bellissima, bello, bella, come, davvero, più, contare, trovare, trovarci, seguire, seguirci,
			scaricare, già, libero, liberi, andare, essere, dormire, mai, vinto, stufato, farcela, in`,
		verb: "posso, possiamo, puo, potete, potrei, sapete, sai, sa, esiste, serve, conviene, secondo",
		subject: `
			io, noi, qualcuno, uno, si, sapere, essere, fare, uscire, andare, avere, il, dove, quando, se, come, che, qualcosa, voi,
			darmi, spiegarmi, mica, anche, tu, chi, cosa`,
		finite: `
			e', ho, ha, hanno, abbiamo, aveva, sono, siamo, era, erano, sara, saranno, sarebbe, sarebbero, fu, sta, sto, stai, stanno,
			stiamo, stava, va, vai, vado, vanno, viene, vengono, vengo, vieni, fa, fai, faccio, fanno, dice, dici, dico, dicono, deve,
			devo, devi, devono, dobbiamo, dovete, dovrebbe, dovrebbero, dovremmo, puoi, possono, potrebbe, potrebbero, potremmo, vuole,
			voglio, vogliono, vogliamo, so, sanno, sappiamo, resta, restano, rimane, torna, tornano, torno, riapre, riaprono, apre,
			aprono, apro, chiude, chiudono, chiudo, passa, passo, passano, parte, parto, partono, arriva, arrivo, arrivano, costa,
			costano, guadagna, guadagnano, spende, spendono, pesa, misura, governa, controlla, controllano, decide, decidono, vince,
			vincono, dura, durano, vale, valgono, paga, pago, pagano, succede, accade, significa, vuol, finisce, finira, comincia,
			inizia, termina, scade, scarico, scarica, richiedo, richiede, ritiro, ritira, consegno, presento, iscrivo, registro,
			denuncio, segnalo, trova, trovo, trovano, trovi, prende, prendo, prendi, compra, compro, chiedo, chiedi, chiede, ottengo,
			ottiene, rinnovo, rinnova, prenoto, prenota, mette, metto, metti, mettono, riparate, pulite, vaccinate, funziona,
			funzionano, esce, escono, esco, entra, entro, entrano, vede, vedo, vedi, vedono, crede, credo, pensa, penso, pensano, vive,
			vivo, vivono, scrive, scrivo, legge, leggo, parla, parlo, parlano, manca, mancano, piove, nevica, muore, muoiono, nasce,
			perde, perdono, vota, voto, votano, voti, tocca, spetta, interessa, importa, serve, servono, bisogna, occorre, basta,
			bastano, diavolo, ti, chiami, chiama, chiamo, fate, siate, andate, dite, date, state, venite, volevo, voleva, volevi,
			pensavi, credevi, facevi, facevano, avevi, avevo, eri, ero, stavi, avrei, avrebbe, avremmo, avreste, saresti, sarei,
			vorresti, vorrebbe, vorrei, dovresti, dovreste, potresti, potreste, farai, farei, farebbe, fara, faranno, avra, avranno,
			verra, verranno, andra, andranno, potra, potranno, dovra, dovranno, aspetta, aspetti, aspetto, aspettate, aspettiamo,
			guardi, guarda, lavora, lavori, lavoro, mangia, mangi, mangio, dorme, dormi, ride, ridi, piange, piangi, sente, senti,
			sento, combina, combini, combinate, racconta, raccoglie, trasmette, protegge, contagia`,
		between: `
			si, mi, ti, ci, vi, ne, lo, la, li, le, gli, se, non, te, me, ce, ve, mai, altro, diavolo, sempre, ancora, tu, io, voi, noi,
			tutti, altri, poi, l', s', c', n', m', t', v'`,
		notVerb: `
			estate, mano, piano, sono, metropolitano, italiano, italiani, urbano, umano, sano, lontano, telefono, suono, buono, dono,
			tono, perdono, trono, anziano, sovrano, volontari, parete, rete, sete, segreto, monete, abete, prete, mete, comete,
			magliette, late, patate, rate, date, giornate, serate, nottate, sassate, cavolate, stronzate, cazzate, ondate, abbiano,
			siano, vadano, facciano, dicano, stiano, diano, possano, vengano, vogliano`,
		temporal: "quando",
		because:  "perché",
		whether:  "se",
	},
	accented: map[role]string{
		finite: "è, dà, può, sarà, verrà, avrà, farà, andrà, dovrà, potrà",
		lead:   "sì",
	},
	exceptions: `
			come se, come il, come la, come un, come una, come le, come i, come gli, come al, come in, come per, che il, che la, che
			non, quando il, quando un, quando una, quando i, quando ho, che dio, che schifo, che bello, che bella, che palle, che
			tristezza, che vergogna, che figura, che noia, quanto mi, quanto sono, come sempre, come no, come tutti, come dire, come
			previsto, come non, come dice, come disse, quando uno, che poi, che si, con il, con la, quanto al, come te, c' e, vuoi
			vedere`,
	bareEndings:   []string{"mente"},
	finiteEndings: []string{"iamo", "ete", "ate", "ano", "ono", "anno", "ranno"},
	phrases: map[meaning]string{
		indirectly: `
			qualcuno sa, vorrei sapere, mi chiedo, ci chiediamo, vi chiedo se, volevo sapere, vorremmo sapere, mi domando, ci
			domandiamo, e vero che, e vero o, si puo sapere, sapete se, sapete quando, sapete dove, sapete dirmi, sapete come, qualcuno
			mi sa dire, qualcuno sa dirmi, qualcuno mi puo, qualcuno puo dirmi, qualcuno puo spiegarmi, mi sapete dire, mi sai dire, mi
			potete dire, non capisco perche, ma perche, qualcuno di voi, nessuno di voi, ti rendi conto, vi rendete conto, ma si rende
			conto, che ne pensi, che ne pensate, che ne dici, che ne dite, cosa ne pensi, cosa ne pensate, come mai, che fine ha fatto,
			che fine hanno fatto, che senso ha, a cosa serve, a che serve, quale sara, quali saranno, dove sarebbe, dove sarebbero, con
			che coraggio, che si fa, chissa, lei che dice, tu che dici, voi che dite, con quale coraggio, e a te, ma dov, da che parte,
			in che senso, a che pro, cosa devo fare, cosa dobbiamo fare, che devo fare, che dobbiamo fare, come faccio a, come facciamo
			a, come si fa a, come posso, come possiamo, dove posso, dove possiamo, a chi posso, cosa posso, che posso fare, quando
			posso, cosa succede se, che succede se`,
		atStart: `
			c e qualcuno, c e un modo, c e ancora qualcuno, ci sono notizie, ci sono novita, ci sono aggiornamenti, ma e vero, e vero,
			ma davvero, davvero, ma veramente, ma dove, ma quanto, ma quanti, ma non e, ma non sarebbe, non sarebbe, non dovevate, ma
			non dovevate, non dovreste, non dovrebbe, non potreste, non potete, non vi pare, non ti pare, non pensi, non pensate, non
			credi, non credete, non vedi, non vedete, secondo te, secondo voi, vi risulta, ti risulta, ti va, vi va, ti piace, vi piace,
			ti ricordi, vi ricordate, non ti sembra, non vi sembra, ti sembra, vi sembra, non e meglio, ma non era, sapevate, sapevi, lo
			sapevate, lo sapevi, mi presti, mi dai, mi dici, mi dite, mi aiuti, mi aiutate, mi spieghi, mi spiegate, e possibile che, e
			normale che, e giusto che, e mai possibile, ti e arrivata, vi e arrivata, vi e arrivato, qual e, quali sono, quale e, quant
			e, che ore, che ora, a che ora, che giorno, che cosa, che cos, cos e, di che, di chi, da dove, da quando, fino a quando, chi
			ha diritto, chi puo, chi deve, chi mi, per quanto tempo, a chi tocca, chi paga, chi sono, chi e, chi siete, chi sei, come
			stai, come state, come va, come si, dove si, quando si, quanto ci vuole, quanto costa, quanto dura, quanto manca, perche
			non, ancora non avete, vuoi un, vuoi una, vuoi il, vuoi la, volete un, volete una, puoi aiutarmi, puoi dirmi, puoi mandarmi,
			puoi spiegarmi, puoi aiutarci, mi puoi, mi potete, chi di voi, chi di noi, ci sei, ci siete, non dovevamo, non dovevi, non è
			che, siamo sicuri, ma siamo sicuri`,
		atEnd: `
			o no, o meno, si o no, vero o no, vero o falso, vero, come fa, come fanno, come faccio, come si fa, e tu, e voi, o sbaglio,
			o mi sbaglio`,
		tagged:   "vero, no, giusto, o no, non è vero, a te, e tu, e voi, eh",
		doubting: "è vero, ma è vero, è vera, vero o falso",
		rhetoric: `
			chi se ne frega, lo sapevi che, lo sapevate che, sapevi che, sapevate che, a chi importa, ma chi ci crede, chi lo avrebbe
			mai detto, come osate, ma siamo seri, ma stiamo scherzando, ma scherziamo`,
		quiz: "quiz, indovinello, indovina chi, indovina cosa, indovinate, sondaggio, domanda del giorno",
	},
}
