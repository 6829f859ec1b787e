package question

var german = grammar{
	words: map[role]string{
		lead: `
			und, aber, oder, also, na, ja, nein, hallo, hi, hey, bitte, sorry, guten, tag, ok, okay, nun, denn,
			liebe, lieber, moin`,
		preposition: "in, an, auf, mit, von, zu, bei, für, aus, nach, seit, bis, um, über, unter, ab, vor, gegen",
		interrogative: `
			wer, wen, wem, wessen, was, wann, wo, woher, wohin, warum, wieso, weshalb, weswegen, wie, wieviel,
			wieviele, welche, welcher, welches, welchen, welchem, womit, wofür, wozu, worauf, woran, worum, wodurch,
			wovon, stimmt`,
		inClause: "warum, wann, wo, wie, was, wer, wieso, weshalb",
		verb: `
			ist, sind, war, waren, bin, bist, seid, hat, haben, habe, hast, habt, hatte, hatten, kann, kannst,
			können, könnt, könnte, könnten, könntet, muss, musst, müssen, müsst, darf, darfst, dürfen, soll, sollen,
			sollte, sollten, will, willst, wollen, wird, werden, werde, wirst, würde, würden, würdet, gibt, gilt,
			gelten, weiß, wisst, wissen, geht, gehen, braucht, brauche, brauchen, hilft, helfen, bekommt, bekomme,
			bekommen, kommt, kommen, öffnen, öffnet, fährt, fahren, macht, machen, zählt, reicht, schützt, findet,
			finden, bleibt, bleiben, kennt, glaubt, stimmt`,
		subject: `
			ich, du, er, sie, es, wir, ihr, man, der, die, das, ein, eine, einen, jemand, irgendjemand, jeder, dies,
			diese, dieser, dieses, mein, meine, dein, deine, unser, unsere, kinder, schulen, impfungen, masken,
			denn, eigentlich, da, hier, noch, schon, euch, mir, uns, sich, dort, wirklich, etwa`,
		inverted:    "kann, können, muss, müssen, darf, dürfen, soll, sollen, sollte, könnt, könnte, könnten, würden",
		pronoun:     "ich, wir, man, ihr",
		because:     "weil, denn",
		subordinate: "dass, wenn, als, weil, obwohl, während, nachdem, bevor, falls, sobald, solange",
	},
	exceptions: `
		was für, wie immer, wie gesagt, wie schön, wie man, wie der, wie die, wie das, wie wir, wie ich, wie es,
		wie ein, wie eine, wie schon, wie bereits, wie auch, wer sich, wer nicht, wer das, wer die, wer den, wo die,
		wo der, wo ich, wo man, was mich, was ich, was die, was der, was wir, welche die, welche der`,
	conditional: true,
	phrases: map[meaning]string{
		indirectly: `
			weiß jemand, weiss jemand, kann mir jemand sagen, kann jemand sagen, ich frage mich, frage mich,
			ich würde gerne wissen, würde gern wissen, wüsste gern, möchte wissen, könnt ihr mir sagen,
			könnten sie mir sagen, stimmt es dass, ist es wahr dass, hat jemand eine ahnung, jemand eine ahnung,
			meine frage, eine frage`,
		tagged: "oder, oder nicht, nicht wahr, richtig, gell, ne",
		rhetoric: `
			wen interessiert das, wer hätte das gedacht, wer braucht schon, geht es noch, spinnt ihr,
			ist das euer ernst, was soll das`,
		quiz: "quiz, rätsel, ratet mal, wer weiß es, umfrage, frage des tages, wahr oder falsch, quizfrage",
	},
}
