package question

var german = grammar{
	words: map[role]string{
		lead: `
			und, aber, oder, also, na, ja, nein, hallo, hi, hey, bitte, sorry, guten, tag, ok, okay, nun, denn, liebe, lieber, moin,
			servus, ähm, äh, doch, danke, entschuldigung, leute, jetzt`,
		preposition: "in, an, auf, mit, von, zu, bei, für, aus, nach, seit, bis, um, über, unter, ab, vor, gegen",
		interrogative: `
			wer, wen, wem, wessen, was, wann, wo, woher, wohin, warum, wieso, weshalb, weswegen, wie, wieviel, wieviele, welche,
			welcher, welches, welchen, welchem, womit, wofür, wozu, worauf, woran, worum, wodurch, wovon, wovor, worüber, inwiefern,
			inwieweit, stimmt`,
		inClause: "warum, wann, wo, wie, was, wer, wieso, weshalb, wohin",
		verb: `
			ist, sind, war, waren, bin, bist, seid, hat, haben, habe, hast, habt, hatte, hatten, kann, kannst, können, könnt, könnte,
			könnten, könntet, muss, musst, müssen, müsst, darf, darfst, dürfen, soll, sollen, sollte, sollten, will, willst, wollen,
			wird, werden, werde, wirst, würde, würden, würdet, gibt, gilt, gelten, weiß, weiss, wisst, wissen, geht, gehen, braucht,
			brauche, brauchen, hilft, helfen, bekommt, bekomme, bekommen, kommt, kommen, öffnen, öffnet, fährt, fahren, macht, machen,
			zählt, reicht, schützt, findet, finden, bleibt, bleiben, kennt, glaubt, stimmt, wäre, wären, dürfte, dürften, müsste,
			müssten, lässt, kriegt, kriegen, gehört, gehören, riecht, funktioniert, funktionieren, kontrolliert, übernimmt, bezahlt,
			zahlt, kostet, dauert, passiert, bedeutet, heißt, heisst, lohnt, spricht, sprechen, wirkt, wirken, schließt, schliesst,
			schließen, startet, beginnt, wählt, trägt, darfs`,
		auxiliary: `
			dürfen, darf, können, kann, müssen, muss, sollen, soll, sollte, sollten, sind, wird, werden, hilft, helfen, gehören, gilt,
			gelten, wäre, wären, würde, würden, wisst, habt, könnt, könntet, gibt`,
		subject: `
			ich, du, er, sie, es, wir, ihr, man, der, die, das, ein, eine, einen, jemand, irgendjemand, jeder, dies, diese, dieser,
			dieses, mein, meine, dein, deine, unser, unsere, kinder, schulen, impfungen, masken, denn, eigentlich, etwa, niemand,
			keiner, irgendwer, wer, noch jemand, s`,
		bare: `
			mir, uns, euch, schon, noch, sich, wirklich, heute, gestern, morgen, alle, alles, nicht, kein, keine, keinen, nur, auch, so,
			sehr, doch, halt, eben, leider, zum, zur, im, in, am, mit, für, von, vom, sagen, zugeben, bestätigen, gerade, jetzt, wieder,
			immer, nie, total, echt, ganz, zu, eh, egal, klar, gut, schön, hier, da, dort, viel, viele, mehr, bald, gerne, gern, den,
			dem, dazu, dabei, daran, davon, was, endlich, bestimmt, wohl, mal, bei, auf, an, ab, aus, über, nach, langsam, einfach,
			daheim, zuhause, hause, unterwegs, ja, ihnen, ihm, empfehlen, natürlich, selbst, keiner, zwei, drei, ziemlich, super,
			wichtig, gespannt, dankbar, froh, traurig, müde, sauer, eigentlich, verstehen, haben, sein, werden, gehen, machen, lassen,
			sehen, nichts, weiter, dann, vor, lieber, jeden, stolz, sicher, wissen, hoffen, dafür, danke, strom, zeit`,
		inverted: "kann, können, muss, müssen, darf, dürfen, soll, sollen, sollte, könnt, könnte, könnten, würden",
		pronoun:  "ich, wir, man, ihr",
		notBefore: `
			dann, da, so, deshalb, daher, deswegen, darum, trotzdem, jetzt, heute, nun, hier, also, damit, dort, nur, das, dies, morgen,
			vielleicht, natürlich, leider`,
		because:     "weil, denn",
		subordinate: "dass, wenn, als, weil, obwohl, während, nachdem, bevor, falls, sobald, solange",
		whether:     "ob",
	},
	exceptions: `
			was für, wie immer, wie gesagt, wie schön, wie man, wie der, wie die, wie das, wie wir, wie ich, wie es, wie ein, wie eine,
			wie schon, wie bereits, wie auch, wie erwartet, wie angekündigt, wie versprochen, wie üblich, wie gehabt, wer sich, wer
			nicht, wer das, wer die, wer den, wer helfen, wer mag, wer will, wer möchte, wer kann, wo die, wo der, wo ich, wo man, was
			mich, was ich, was die, was der, was wir, welche die, welche der, bleibt die`,
	conditional: true,
	phrases: map[meaning]string{
		indirectly: `
			weiß jemand, weiss jemand, weiß wer, weiss wer, kann mir jemand, kann jemand, könnte mir jemand, könnte jemand, ich frage
			mich, frage mich, fragen uns ob, ich würde gerne wissen, würde gern wissen, würde gerne wissen, wüsste gern, wüsste gerne,
			möchte wissen, will wissen ob, könnt ihr mir sagen, könnten sie mir sagen, stimmt es dass, ist es wahr dass, hat jemand eine
			ahnung, jemand eine ahnung, hat noch jemand, hat jemand, hat wer, hat sonst wer, hat sonst noch jemand, meine frage, eine
			frage, und was ist mit, was ist mit, was soll ich, was sollen wir, was kann ich, was können wir, was mache ich, was machen
			wir, wo kann ich, wo kann man, wo bekomme ich, wie kann ich, wie kann man`,
		atStart: `
			ist das wahr, ist das so, ist das richtig, ist das erlaubt, ist das normal, ist das legal, noch jemand, sonst noch jemand,
			jemand ne ahnung, jemand eine idee, seid ihr`,
		atEnd:    "oder nicht, oder was, oder doch nicht, ja oder nein, oder wie, bis wann, oder doch, wahr oder falsch",
		tagged:   "oder, oder nicht, nicht wahr, richtig, gell, ne",
		doubting: "stimmt das, stimmt es, ist das wahr, ist es wahr, wahr oder falsch",
		rhetoric: `
			wen interessiert das, wusstest du, wussten sie, wusstet ihr, wer hätte das gedacht, wer braucht schon, geht es noch, spinnt
			ihr, ist das euer ernst, was soll das`,
		quiz: "quiz, rätsel, ratet mal, wer weiß es, umfrage, frage des tages, quizfrage",
	},
}
