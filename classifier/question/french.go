package question

var french = grammar{
	words: map[role]string{
		lead: `
			et, mais, ou, donc, alors, bonjour, salut, bonsoir, svp, ok, sinon, en fait, fait, du coup, coup, en,
			du, dites, pardon, merci, or`,
		preposition: "à, de, d', pour, avec, depuis, jusqu', jusqu'à, dans, sur, chez, par, sous, vers, sans",
		interrogative: `
			qui, quoi, quand, où, comment, pourquoi, combien, quel, quelle, quels, quelles, lequel, laquelle,
			lesquels, lesquelles, qu', est-ce, est, que`,
		hinting:    "est, que, qui, qu'",
		beforeVerb: "quand, où",
		inClause:   "comment, pourquoi, combien, quel, quelle, où",
		verb: `
			est, sont, finit, ouvre, ferme, commence, rouvre, revient, arrive, dure, peut, peux, pouvez, pouvons,
			puis, pourrait, pourriez, dois, doit, doivent, devons, faut, avez, ont, as, a, ai, êtes, es, savez,
			sait, sais, va, vont, allez, vas, sera, seront, existe, connaissez, auriez, serait, pensez, croyez`,
		subject: "ce, il, elle, on, je, tu, vous, nous, ils, elles, t, quelqu'",
		inverted: `
			peut, peux, pouvez, pouvons, dois, doit, devons, faut, avez, êtes, savez, sait, va, allez, est, sont,
			sera, pourriez, auriez, puis`,
		pronoun: "on, je, vous, nous, il, elle, ils, elles, ce, tu, t",
		because: "parce, car, puisqu'",
	},
	exceptions: `
		quand le, quand la, quand on, quand je, quand il, quand les, quand un, quand tu, quand vous, quand elle,
		quand ils, qui sont, comment le, où le, où la, où les, où il, où on, pourquoi le, pourquoi la, pourquoi les,
		pourquoi il, quel plaisir, quelle honte, quel bonheur, quelle belle, quel beau, comme le`,
	verbEnding: "ent",
	phrases: map[meaning]string{
		indirectly: `
			est-ce que, est-ce qu', qu'est-ce que, qu'est-ce qui, est-ce qui, quelqu'un sait,
			quelqu'un peut me dire, quelqu'un pourrait, je me demande, j'aimerais savoir, je voudrais savoir,
			savez vous si, savez-vous si, pouvez-vous me dire, est-il vrai, est-ce vrai, c'est vrai que, y a-t-il,
			a-t-on, une question, ma question`,
		tagged: "non, n'est-ce pas, hein, c'est ça, pas vrai",
		rhetoric: `
			qui s'en soucie, on s'en fout, qui l'eût cru, vous plaisantez, c'est une blague,
			vous vous moquez de qui, de qui se moque`,
		quiz: "quiz, devinette, devinez qui, devinez quoi, vrai ou faux, sondage, question du jour",
	},
}
