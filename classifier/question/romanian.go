package question

var romanian = grammar{
	words: map[role]string{
		lead:          "si, dar, deci, buna, ziua, salut, iar, sau, pai, atunci, ei, ia, va rog, ori, apoi, scuze, alo, doamne",
		preposition:   "in, la, cu, de, din, pentru, despre, spre, sub, prin, pe, pana, peste, intre, contra",
		interrogative: "ce, cine, cui, când, unde, cum, cât, câtă, câți, câte, care, oare, încotro",
		hinting: `
			ce, cine, cui, când, unde, cum, cât, câtă, câți, câte, care, ma, se, va, nu, e, este, sunt, poate, trebuie, ai, ati`,
		which:    "ce, care, cât, câtă, câți, câte",
		inClause: "ce, cine",
		verb: `
			stie, este, e, sunt, poate, pot, putem, trebuie, exista, stii, stiti, ai, ati, aveti, are, ma, va, se, vrei, vreti, crezi,
			credeti, n-ai, nu, era, poti, puteti, iti, esti, sunteti, vezi, ajung`,
		auxiliary: "pot, stii, stiti, vrei, vreti, crezi, credeti, puteti, poti, sunteti, cunoasteti, cunosti, stiati, aveti",
		bare: `
			dreptate, grija, rabdare, noroc, bine, foarte, prea, doar, si, bun, buna, in, cei, cele, lucruri, singur, singura, deja,
			acum, minunati, extraordinari, confirma, spune, zice, asigura, fi, garanta, afirma, descarca, pleca, intra, veni, lua, gasi,
			vedea, citi, folosi, alege, consulta, suna, urmari, obtine, accesa, participa, trimite, afla, comanda, vizita, nu, atat,
			parte, un, o, la, aici, nevoie, posibilitatea, dreptul, mai, invitati, rugati, asteptati`,
		subject: `
			acesta, aceasta, asta, aceștia, cineva, adevarat, voie, obligatoriu, cumva, vreun, vreo, oare, ce, unde, cand, cum, cat,
			daca, tu, voi, el, ea, posibil, sigur, nevoie, periculos, asa`,
		pronoun: "acesta, aceasta, acestea, aceștia",
		finite: `
			au, am, avem, avea, aveau, a, o, vor, voi, vei, veti, vom, as, ar, va, i, s, m, putea, puteau, puteai, aveai, erai, aveati,
			erati, trebuia, erau, suntem, eram, vine, vin, veneau, face, fac, faci, facem, faceti, facea, faceau, merge, merg, mergi,
			mergem, spune, spun, spui, spuneti, zice, zic, zici, ziceti, stiu, stim, vrea, vreau, vrem, da, dau, dai, dati, dam, ia,
			iau, iei, luati, vede, vad, vedeti, vedem, crede, cred, credem, inseamna, insemna, intampla, costa, dureaza, primim, gasim,
			sun, sa, plateste, raspunde, raspund, incepe, incep, deschide, deschid, inchide, inchid, revine, revin, ajunge, ajungem,
			ajungi, pleaca, plec, pleci, plecam, circula, trece, trec, ramane, raman, ramai, sta, stau, stai, stam, scrie, scriu, cere,
			cer, obtin, obtine, cauta, caut, cauti, mananca, bea, beau, bei, doare, ajuta, ajut, repara, reparati, votez, votam, votati,
			termina, conduce, iese, ies, iesi, intra, intru, intri, naste, moare, mor, pierde, pierd, pune, pun, pui, prinde, asteapta,
			asteptam, astepti, asteptati, cheama, cheami, reprezinta, consta, pare, par, simti, simte, simt, lasa, trimite, trimit,
			contine, cuprinde, depinde, apare, apar, exista, fost, facut, zis, spus, intamplat, venit, plecat, ajuns, gasit, putut,
			vazut, vrut, ascunde, urmareste, aduce, aduc, aduci, trage, trag, rade, razi, plange, plangi, cade, cad, tine, tin, tii,
			scoate, ridica, inghite, suna, inscriu, inscriem, programez, adresez, declar, fierb, cumpar, cumperi, cumpara, vand, vinde,
			schimba, schimb, explica, arata, știa, știau, duce, duci, duc, petrece, produce, stabileste, calculeaza, aplica, numesc,
			urmeaza, joaca, joci, canta, canti, dormi, doarme, alege, aleg, alegi, invata, inveti, intelege, intelegi, cunoaste,
			cunosti, afla, afli, serveste, folosesti, folosim, indeplineste, permite, apartine, vorbesti, minti, minte, bate, bati, bat,
			umbla, umbli, preferi, prefer, prefera, iubesti, auzi, aud, intelegem, locuim, spuneai, faceai, credeai`,
		between: `
			se, ne, ma, te, va, nu, le, ii, imi, iti, isi, ti, mi, i, l, o, n, s, v, c, m, mai, tot, chiar, si, oare, tu, voi, eu, el,
			ea, ei, noi, anume, altceva, altcineva, exact`,
		notVerb:     "poveste, veste, peste, feste, neveste, acesti, aceste, romanesc, romanesti, omenesc, firesc, bucuresti, este",
		whether:     "daca",
		subordinate: "să, că",
		temporal:    "când",
		because:     "pentru, deoarece, fiindcă",
	},
	finiteEndings: []string{"eaza", "este", "esc", "esti", "asti", "ezi", "iti"},
	exceptions: `
			in care, pe care, pe cât, la care, cu care, din care, pentru care, prin care, sub care, spre care, despre care, ce frumos,
			ce bine, ce bun, ce trist, ce rau, ce ciudat, ce om, ce pacat, ce rusine, cand el, cand un, cand in, care se, care era, care
			au, care nu, care i, care am, care avea, care l, ce a, ce se, ce era, ce urmeaza, ce nu, ce i, ce l, ce avea, cum ar, cum
			era, cum spune, cat si, cat despre, cat mai, unde era`,
	phrases: map[meaning]string{
		indirectly: `
			ma intreb, ma intrebam, ne intrebam, as vrea sa stiu, as dori sa stiu, vreau sa stiu, stie cineva, stiti daca, stiti cand,
			stiti unde, nu stiti daca, este adevarat ca, e adevarat ca, ne spuneti, puteti sa ne spuneti, imi puteti spune, ne puteti
			spune, poate cineva, are cineva, nu i asa, a intrebat`,
		atStart: `
			de ce, ce fel de, care este, care e, care sunt, care i, ce inseamna, ce e cu, ce este cu, ce mai, ce se intampla, ce s a
			intamplat, ce facem, ce fac, ce faci, ce faceti, cum se numeste, cum se face, cum pot, cum putem, cum fac, cum e, cum de,
			cât de, cât costă, câtă vreme, e sigur sa, pot sa, pot intra, pot vota, se poate sa, se poate bea, se poate trai, trebuie sa
			platim, dar voi, dar tu, si voi, si tu, nu ar fi mai bine, n ar fi mai bine, nu crezi, nu credeti, nu vrei, nu vreti, nu ti
			se pare, nu cumva, nu trebuia, nu ar trebui, n ar trebui, chiar asa, chiar nu, pana când, cum adica, si ce daca, nu e asa,
			cu ce, pe cine, la cine, cu cine, despre ce, din ce cauza, a cui, ati primit, ati vazut, aveti si voi, aveti voi, ai vazut,
			ai auzit, iti place, va place, iti amintesti, va amintiti, mai ai, mai aveti, nu ti e, nu va e, ati inteles, ai inteles, ai
			fost, ati fost, ai mancat, e cineva, este cineva, al cui, ale cui, pe unde, incotro`,
		atEnd:    "sau nu, sau ba, nu i asa, da sau nu",
		tagged:   "nu, nu i așa, așa e, corect",
		doubting: "e adevărat, este adevărat, adevărat sau fals",
		rhetoric: "știai că, știați că, cui îi pasă, cine ar fi crezut, glumiți, cum îndrăzniți, chiar nu vă e rușine",
		quiz:     "quiz, ghicitoare, ghici cine, ghiciți, sondaj, adevărat sau fals, întrebarea zilei",
	},
}
