package question

var french = grammar{
	words: map[role]string{
		lead: `
			et, mais, ou, donc, alors, bonjour, salut, bonsoir, svp, ok, sinon, en fait, fait, du coup, coup, en, du, dites, pardon,
			merci, or, euh, bon, non, oui, au, maintenant`,
		preposition: `
			de, d', pour, avec, depuis, jusqu', jusqu'à, dans, sur, chez, par, sous, vers, sans, à, a, partir, contre, après, en`,
		interrogative: `
			qui, quoi, quand, comment, pourquoi, pk, pq, pkoi, combien, quel, quelle, quels, quelles, lequel, laquelle, lesquels,
			lesquelles, qu', est-ce, est, que`,
		hinting:  "est, que, qui, qu', quand, où",
		which:    "quel, quelle, quels, quelles",
		inClause: "comment, pourquoi, combien, quel, quelle, où, quand, quoi",
		verb: `
			est, sont, finit, ouvre, ferme, commence, rouvre, revient, arrive, dure, peut, peux, pouvez, pouvons, puis, pourrait,
			pourriez, dois, doit, doivent, devons, faut, avez, ont, as, a, ai, êtes, es, savez, sait, sais, va, vont, allez, vas, sera,
			seront, existe, connaissez, auriez, serait, pensez, croyez`,
		subject: "ce, il, elle, on, je, tu, vous, nous, ils, elles, t, quelqu'",
		inverted: `
			peut, peux, pouvez, pouvons, dois, doit, devons, faut, avez, êtes, savez, sait, va, allez, est, sont, sera, pourriez,
			auriez, puis, devez, voulez, comptez, croyez, pensez, vaccinez, trouvez, connaissez, voyez, attendez, faites, prenez`,
		joined:    "il, ils, elle, elles, on, t, ce, je, tu",
		pronoun:   "on, je, vous, nous, il, elle, ils, elles, ce, tu, t",
		notBefore: "doute, peine, aussi, ainsi, encore, peut, sitôt, quel, puisse, soit",
		finite: `
			était, étaient, sommes, suis, c'est, avait, avaient, avons, ouvrent, ferment, commencent, rouvrent, reviennent, arrivent,
			durent, peuvent, pourra, pourront, devrait, devraient, faudra, faudrait, aura, auront, fait, font, faites, dit, disent,
			dites, vient, viennent, passe, passent, part, partent, coûte, coûtent, vaut, valent, reste, restent, marche, marchent,
			fonctionne, veut, veulent, voulez, signifie, sert, servent, protège, vote, votent, paie, paye, prend, prennent, prenez, met,
			mettent, trouve, trouvent, trouver, faire, appeler, demander, aller, acheter, contacter, obtenir, signaler, s'inscrire,
			inscrire, voter, attend, attendez, attendent, appelle, occupe, décide, sait, savent, connaît, connaissent, finira,
			finissent, finit, sent, vit, vivent, habite, croire, dire, jeter, adresser, renouveler, déclarer, récupérer, meurt, meurent,
			perd, compte, comptez, réparez, vaccinez, continue, recommence, se, déposer, vacciner, partir, évacuer`,
		between: "ne, n', se, s', me, m', te, nous, vous, l', le, la, les, lui, y, en, ça, tout, tous, encore",
		because: "parce, car, puisqu'",
		whether: "si",
		notVerb: `
			comment, moment, gouvernement, évidemment, vraiment, argent, gent, vent, dent, cent, absent, content, souvent, président,
			vêtement, parent, agent, accident, client, patient, seulement, appartement, traitement, document, bâtiment, événement,
			changement`,
		subordinate: "que, qu'",
	},
	accented: map[role]string{
		interrogative: "où", hinting: "où", inClause: "où",
		preposition: "à, jusqu'à",
	},
	exceptions: `
			quand le, quand la, quand on, quand je, quand il, quand les, quand un, quand tu, quand vous, quand elle, quand ils, qui
			sont, comment le, où le, où la, où les, où il, où on, où que, pourquoi le, pourquoi la, quel plaisir, quelle honte, quel
			bonheur, quelle belle, quel beau, quelle que, quel que, comme le, quoi que, quoi qu', est arrivé, est arrivée, est mort, est
			morte, est venu, est paru, est né, que de, qui veut, qui vivra, qui sème, qui va, combien je`,
	finiteEndings: []string{"ent", "ait", "aient", "ez"},
	phrases: map[meaning]string{
		indirectly: `
			est-ce que, est-ce qu', qu'est-ce que, qu'est-ce qui, est-ce qui, quelqu'un sait, quelqu'un a, quelqu'un aurait, quelqu'un
			connaît, quelqu'un peut me dire, quelqu'un pourrait, qqn sait, qqn a, qqn peut, qqn connaît, je me demande, on se demande,
			j'aimerais savoir, j'aimerais bien savoir, je voudrais savoir, je cherche à savoir, savez vous si, savez-vous si, vous savez
			si, pouvez-vous me dire, est-il vrai, est-ce vrai, c'est vrai que, c'est vrai ça, y a-t-il, a-t-on, une question, ma
			question, que faire, quoi faire, c'est quoi, c'est où, c'est quand, c'est qui, c'est comment, c'est combien, on fait quoi,
			on fait comment, on va où, ça veut dire quoi, il se passe quoi, ça se passe comment, comment ça se fait, d'où vient, d'où
			viennent`,
		atStart: `
			est ce, où est, où sont, où trouver, où en est, où puis, où peut, où va, où aller, où se, d'où, pourquoi les, pourquoi il,
			pourquoi ne, pourquoi on, pourquoi personne, pourquoi nous, qui est, qui peut, qui sait, qui a, qui appeler, qui contacter,
			qui paie, qui va payer, qui doit, qui s'occupe, qui décide, que se passe, que doit, que faut, que veut, que signifie, que
			fait, que font, que penser, que dois, que pensez, jusqu'à quand, depuis quand, à partir de quand, à partir de quel, y a
			quelqu'un, y a des, y a un, il y a des nouvelles, il y a école, vous avez, tu sais, vous savez, peut on, faut il, ne
			vaudrait, ne serait, ne faudrait, n'est ce pas, et ceux qui, et celles qui, et pour ceux, à qui, à quoi, de quoi, de qui,
			avec qui, pour qui`,
		atEnd:    "ou pas, ou non, oui ou non, vrai ou faux, quand, comment, pourquoi, où ça, n'est ce pas",
		tagged:   "non, n'est-ce pas, hein, c'est ça, pas vrai",
		doubting: "c'est vrai, est ce vrai, est il vrai, vrai ou faux",
		rhetoric: `
			qui s'en soucie, saviez vous que, savais tu que, le saviez vous, on s'en fout, qui l'eût cru, vous plaisantez, c'est une
			blague, vous vous moquez de qui, de qui se moque`,
		quiz: "quiz, devinette, devinez qui, devinez quoi, sondage, question du jour",
	},
}
