package question

var finnish = grammar{
	words: map[role]string{
		lead: `
			ja, mutta, no, hei, moi, siis, nyt, eli, tai, niin, kertokaa, sanokaa, anteeksi, terve, okei, ok, hmm, moikka, joo, ei`,
		interrogative: `
			mika, mita, mitka, missa, mista, mihin, minne, milloin, millon, miksi, miks, miten, mites, kuka, ketka, kenen, keta,
			kenelle, kelle, kenella, kuinka, paljonko, paljonks, montako, monta, millainen, millaisia, millaista, millaiseksi,
			millaisen, millaisena, mikahan, millaiset, miksikohan, kumpi, kumman, kumpaa, koska, enta, entas, entapa, monesko, minka,
			mina vuonna, minkalainen, minkalaisia, minkalaista, minkalaisen, kauanko, kauanks, mikset, miksei, missas, mistas, mitas,
			kukas, milla, mille, milta, minkahan, mitahan, missahan, mistahan, kukahan, mitenkohan, milloinkohan, mihinkahan, minkas,
			mikas, keiden, keille, keneltä, kenestä, mikäs, minkälaiset`,
		hinting:  "koska, monta",
		inClause: "miksi, miksikohan, miten, mitenkohan, milloin, mitahan, mita, minne, missa, kuka, mista, kenelle",
		verb: `
			pitaisi, pitais, pitaa, voi, voin, voisi, voisin, saa, saan, saisi, teen, tehdaan, tehda, mennaan, menen, haen, saadaan,
			soitan, soittaa, kannattaa, tapahtuu, vastaa, vastaisi, maksaa, sanotaan, sanoisi`,
		notClitic: `
			koko, kos, aurinko, runko, tanko, lanko, hanko, vanko, sanko, honko, usko, fiasko, teko, reko, eko, keko, meksiko, riko,
			juoko, loko, poko, matko, sitko, sisko, risko, ulko`,
		subordinate: "jos",
		because:     "koska, siksi",
	},
	exceptions: `
			koska se, koska han, koska en, koska ei, koska on, koska ne, koska olen, kuinka ollakaan, mita enemman, kuka tahansa, mika
			tahansa, mita tahansa, missa tahansa, mihin tahansa, milloin tahansa, kuka vain, mika vain, mita vain, miten vain, kuka
			vaan, ihan mita, milloin mitakin, mita valia, mika ihana, mika sotku, mika paiva, monta kertaa, monta vuotta, monta
			kuukautta, mitas siina, mita nyt`,
	phrases: map[meaning]string{
		indirectly: `
			tietaako joku, tietaako kukaan, tietaisiko joku, osaako joku, osaisiko joku, haluaisin tietaa, kuka tietaa, haluan tietaa,
			mietin etta onko, ihmettelen miksi, onko totta, kysyn vain, tietaaks, osaaks, osaisko, onks, onkse, eiks, saaks, voiks,
			voisko, pitaaks, tarviiks, tuleeks, meneeks, lahteeks, toimiiks, kuuluuks, auttaaks, oliks, olisko, ooks, ootteks, haluisin
			tietaa`,
		atStart:  "enta ne, enta me, enta ihmiset, mites ne, mites me",
		atEnd:    "vai ei, vai mita, vai miten, vai miks, vai eiko, vai onko, vai",
		tagged:   "eiko niin, eiko vain, vai mita, eiks niin, eiko",
		doubting: "onko totta, onko se totta, onko tämä totta, pitääkö paikkansa, pitääkö tämä paikkansa",
		rhetoric: `
			tiesitkö, ketä kiinnostaa, kuka olisi uskonut, oletteko tosissanne, miten kehtaatte, mitä järkeä, mitä väliä, muka`,
		quiz: "tietovisa, visa, arvaa kuka, arvaa mikä, arvaa mitä, arvaatko, kysely, tosi vai valhe, päivän kysymys",
	},
	clitics:    []string{"ko", "kos", "kohan"},
	notClitics: []string{"kko", "hko", "rko"},
}
