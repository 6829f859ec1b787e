package question

var spanish = grammar{
	words: map[role]string{
		lead: `
			y, pero, o, hola, buenas, buenos, tardes, días, noches, entonces, pues, ok, bueno, por favor, favor, por, oye, oigan,
			disculpe, disculpen, perdón, gracias, e, ahora, señor, señora, alcalde`,
		preposition: "a, de, en, desde, hasta, para, con, sobre, según, bajo, hacia, por, ante, contra, entre, sin",
		interrogative: `
			quién, quien, quiénes, qué, que, cuándo, cuando, dónde, donde, cómo, como, cuánto, cuanto, cuánta, cuántos, cuantos,
			cuántas, cuál, cual, cuáles, adónde`,
		hinting:  "que, cuando, como, donde, quien, cuanto, puede, pueden, hay, es, está, se, sabe, saben, cual, cuantos, son",
		which:    "que, cuanto, cuanta, cuantos, cuantas",
		inClause: "qué, cuándo, dónde, cómo, cuál, cuánto, quién",
		verb: `
			puedo, puede, pueden, podemos, podría, podrían, puedes, debo, debemos, debe, hay, sabe, saben, sabes, sabéis, alguien, es,
			está, están, será, tengo, tenemos, existe, hace, conocen, conoces, son, va, van, se`,
		auxiliary: `
			puedo, podemos, puedes, podéis, pueden, podría, podrías, podrían, sabes, sabéis, saben, tienes, tenéis, alguien, conocéis,
			conocen, debo`,
		bare: `
			decir, deciros, decirles, decirte, asegurar, garantizar, confirmar, afirmar, ser, estar, contar, razón, que, solo, también,
			siempre, toda, todo, todos, admitir, reconocer, confesar, ver, haber, contactar, seguir, consultar, descargar, leer, ayudar,
			más, un`,
		subject: `
			alguien, usted, ustedes, yo, nosotros, decirme, decirnos, saber, hacer, salir, algún, alguna, cierto, verdad, seguro,
			segura, peligroso, obligatorio, obligatoria, necesario, potable, sabe, puede, me, si, cuándo, dónde, qué, cómo, contagia,
			transmite, explicarme, explicarnos`,
		finite: `
			he, ha, han, hemos, has, había, fue, eran, era, fueron, somos, soy, eres, sois, estoy, estás, estamos, estáis, estaba,
			serán, sería, serían, voy, vas, vamos, vais, iba, viene, vienen, vengo, vienes, vuelve, vuelven, vuelvo, tiene, tienen,
			tengo, tienes, debo, deben, deberían, debería, quiere, quieren, quiero, quieres, hago, haces, hacen, hacemos, hacéis, dice,
			dicen, digo, dices, dijo, pasa, pasan, paso, pasó, sale, salen, salgo, abre, abren, cierra, cierran, empieza, empiezan,
			termina, terminan, acaba, dura, duran, cuesta, cuestan, vale, valen, llega, llegan, llego, llegó, queda, quedan, significa,
			ocurre, sucede, funciona, funcionan, sirve, sirven, toca, llamo, llama, voto, vota, votan, pido, pide, piden, pago, paga,
			pagan, encuentro, encuentra, consigo, consigue, compro, compra, saco, renuevo, renueva, solicito, solicita, denuncio,
			reporto, registro, inscribo, entro, entra, necesito, necesita, necesitan, creo, cree, creen, crees, piensa, piensan,
			piensas, espera, esperan, esperas, espero, vive, viven, vivo, vives, come, comen, bebe, protege, muere, mueren, nace,
			pierde, pone, ponen, pongo, vacunan, vacuna, vacunáis, arreglan, arregláis, informa, informe, hará, harán, podrá, podrán,
			tendrá, tendrán, habrá, falta, faltan, llueve, encarga, encargan, llevo, lleva, llevan, sé, trabaja, trabajan, habla,
			hablan, diablos, demonios`,
		between: `
			se, me, te, le, les, lo, la, los, las, nos, os, no, tú, yo, usted, ustedes, ya, más, también, todavía, aún, nadie, nunca,
			siempre`,
		notVerb:  "vamos, grupos, años",
		temporal: "cuando",
		because:  "porque",
		whether:  "si",
	},
	accented: map[role]string{
		interrogative: "quién, quiénes, qué, cuándo, dónde, cómo, cuánto, cuánta, cuántos, cuántas, cuál, cuáles, adónde",
		which:         "qué, cuánto, cuánta, cuántos, cuántas",
		inClause:      "qué, cuándo, dónde, cómo, cuál, cuánto, quién",
		lead:          "sí",
	},
	exceptions: `
			que el, que la, que los, que las, que bueno, que bonito, que bonita, que pena, que asco, que rico, que vergüenza, que viva,
			que bien, que mal, que alegría, que linda, que lindo, que fuerte, cuando el, cuando la, cuando yo, cuando un, cuando una,
			cuando los, cuando las, como el, como la, como si, como no, como siempre, como ya, como en, como un, como una, donde el,
			donde la, donde los, como dice, cuanto más, cuanto antes, como era, cómo no`,
	finiteEndings: []string{"amos", "emos", "imos", "aron", "ieron", "aban", "eis", "ais", "aran", "eran", "iran"},
	phrases: map[meaning]string{
		indirectly: `
			alguien sabe, alguien me puede decir, alguien puede, alguien podría, alguien conoce, alguien tiene, alguien más, me
			pregunto, nos preguntamos, me gustaría saber, quisiera saber, quiero saber, queremos saber, necesito saber, saben si, sabes
			si, sabe si, sabéis si, es cierto que, es verdad que, me pueden decir, me podéis decir, me puedes decir, nos pueden decir,
			podrían decirme, una pregunta, mi pregunta, tengo una duda, se sabe cuándo, se sabe si, qué hago, qué hacemos, qué puedo
			hacer, qué podemos hacer, qué debo hacer, qué debemos hacer, qué tengo que hacer, cómo hago, cómo puedo, dónde puedo, a
			quién puedo`,
		atStart: `
			por qué, por que no, por que hay, por que siguen, por que se, por que nadie, hay clase, hay alguna, hay algún, hay alguien,
			hay farmacias, hay noticias, hay riesgo, hay transporte, habrá clase, es obligatorio, es obligatoria, es potable, es seguro,
			es legal, están abiertos, están abiertas, está abierto, está abierta, no sería mejor, no sería, no deberían, no debería, no
			pueden, no podrían, no creen, no crees, no os parece, no les parece, hasta cuando, desde cuando, para cuando, cómo es
			posible, cual es, cuales son, donde esta, donde estan, donde hay, donde se puede, como se puede, como se, cuando se, quien
			es, quienes son, qué tal, a poco`,
		atEnd:    "o no, o qué, sí o no, verdad o mentira, verdadero o falso, no es verdad",
		tagged:   "no, verdad, cierto, o no, no es cierto, eh",
		doubting: "es verdad, es cierto, será verdad, verdadero o falso",
		rhetoric: `
			sabías que, sabían que, sabíais que, a quién le importa, quién lo hubiera dicho, quién lo diría, es broma, están locos, cómo
			se atreven`,
		quiz: "quiz, adivinanza, adivina quién, adivina qué, adivinen, encuesta, verdadero o falso, pregunta del día, trivia",
	},
}
