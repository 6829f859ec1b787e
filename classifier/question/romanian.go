package question

var romanian = grammar{
	words: map[role]string{
		lead: `
			si, dar, deci, buna, salut, iar, sau, pai, si atunci, atunci, ei, ia, va rog, ori, apoi`,
		preposition:   "in, la, cu, de, din, pentru, despre, spre, sub, prin",
		interrogative: "ce, cine, cui, când, unde, cum, cât, câtă, câți, câte, care, oare, încotro",
		hinting:       "cand, care, ce, unde, ma, se, va, nu, e, este, sunt, poate, trebuie, ai, ati",
		inClause:      "ce, unde, cine",
		verb: `
			stia, stie, este, e, sunt, poate, pot, putem, trebuie, exista, stie, stii, stiti, ai, ati, aveti, ma,
			va, se, vrei, vreti, crezi, credeti, n-ai, nu, era, poti, puteti, iti, esti, sunteti, vezi, ajung`,
		subject: `
			acesta, aceasta, asta, aceștia, cineva, adevarat, voie, obligatoriu, cumva, vreun, vreo, oare, ce, unde,
			cand, cum, cat, daca, tu, voi, el, ea, posibil, sigur, nevoie, periculos, asa, el`,
		pronoun:  "acesta, aceasta, acestea, aceștia",
		temporal: "când",
		because:  "pentru, deoarece, fiindcă",
	},
	exceptions: `
		cand a, cand am, cand era, cand el, cand se, cand i, cand ma, cand au, cand un, cand in, care a, care se,
		care este, care era, care sunt, care au, care nu, care i, ce a, ce se, ce era, cum ar, cum era, cum se,
		cum a, cum spune, cum nu, in timp, in loc, de cand, de unde, de care, pe care, la care, in care, cu care,
		din care, ce urmeaza, cat si, cat timp, unde se, unde era, care am, care avea, care l, cand ai, cand e,
		cum i, cum am, unde a, cat despre, de cat, cat mai, ce nu, pe cand, in ceea, de ce-i, cand vine, ce l, ce i,
		cum ti, ce avea, ce fel, pentru ce`,
	phrases: map[meaning]string{
		indirectly: `
			ma intreb, ma intrebam, as vrea sa stiu, vreau sa stiu, stie cineva, stiti daca, stiti cand, stiti unde,
			nu stiti daca, este adevarat ca, e adevarat ca, ne spuneti, puteti sa ne spuneti, imi puteti spune,
			nu i asa, a intrebat`,
		tagged:   "nu, nu i așa, așa e, corect",
		rhetoric: "cui îi pasă, cine ar fi crezut, glumiți, cum îndrăzniți, chiar nu vă e rușine",
		quiz:     "quiz, ghicitoare, ghici cine, ghiciți, sondaj, adevărat sau fals, întrebarea zilei",
	},
}
