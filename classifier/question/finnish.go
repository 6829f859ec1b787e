package question

var finnish = grammar{
	words: map[role]string{
		lead: "ja, mutta, no, hei, moi, siis, nyt, enta, eli, tai, niin, kertokaa, sanokaa, anteeksi, terve",
		interrogative: `
			mika, mita, mitka, missa, mista, mihin, minne, milloin, miksi, miten, kuka, ketka, kenen, keta, kenelle,
			kuinka, paljonko, montako, millainen, millaisia, millaista, millaiseksi, millaisen, millaisena, mikahan,
			miksikohan, kumpi, kumman, koska, enta, monesko, minka, mina vuonna, minkalainen, minkalaisia, kauanko,
			mikset, miksei`,
		hinting:  "koska",
		inClause: "miksi, miksikohan, miten, mitenkohan, milloin, mitahan",
		notClitic: `
			koko, mekko, ukko, akko, veikko, nokko, tikko, rokko, pakko, kukko, lukko, nakko, soikko, parkkos, kos,
			marko, jarkko, pirkko, verkko, kirkko, heikko, lakko, viikko, joukko, erikko, laatikko, mikko, jaakko,
			erkko, kolikko, lepakko, aukko, sakko, yksikko, asteikko, taulukko, meksiko, korko, luokko`,
		because: "koska, siksi",
	},
	exceptions: `
		koska se, koska han, koska en, koska ei, koska on, koska ne, koska olen, kuinka ollakaan, mita enemman,
		milloin mitakin`,
	phrases: map[meaning]string{
		indirectly: `
			tietaako joku, tietaako kukaan, tietaisiko joku, osaako joku, osaisiko joku, haluaisin tietaa, kuka tietaa,
			mietin etta onko, ihmettelen miksi, onko totta, kysyn vain`,
		tagged:   "eiko niin, eiko vain, vai mita, eiks niin, eiko",
		rhetoric: "ketä kiinnostaa, kuka olisi uskonut, oletteko tosissanne, miten kehtaatte, mitä järkeä",
		quiz:     "tietovisa, visa, arvaa kuka, arvaa mikä, arvaa mitä, arvaatko, kysely, tosi vai valhe, päivän kysymys",
	},
	clitics: []string{"ko", "kos", "kohan"},
}
