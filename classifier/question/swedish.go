package question

var swedish = grammar{
	words: map[role]string{
		lead:          "och, men, hej, jo, ja, nej, eller, alltsa, snalla, ursakta, for, ty, från, av, med, vid, hos, till, på",
		preposition:   "i, under, genom, om, mot, mellan, ur, utifran, inom",
		interrogative: "vad, vem, vems, vilka, vilken, vilket, var, vart, varifran, nar, hur, varfor, vadan, hurdan, hurdana, hurudan, hurudana, hurudant",
		beforeVerb:    "nar",
		inClause:      "varför, vad, hur, när, vem",
		verb: `
			ar, kan, far, ska, skall, har, maste, finns, kommer, vill, blir, var, bor, borde, kunde, skulle, gar,
			vet, tror, galler, hade, behover, tycker, menar, gor, ser, hor, fick, vagar, har, brukar, tanker, ger,
			tar, betyder, anser, kanner, star, sager`,
		auxiliary: "kan, ska, skall, ar, har, far, finns, vill, maste, bör, borde, kunde, skulle, blir, gar",
		subject: `
			jag, du, han, hon, den, det, vi, ni, de, man, nagon, nagra, det, dom, denna, detta, dessa, min, mitt,
			din, ditt, er, ert, var, vart, deras, barn, en, ett, alla, vaccinet, viruset, inte, vattnet, skolan,
			skolor, hennes, hans, kvinnan, mannen, staten, kommunen, regeringen, sveriges`,
		pronoun:     "jag, du, han, hon, den, det, vi, ni, de, man, dom",
		subordinate: "att, om, när, då, eftersom, medan, innan, sedan, fast, ifall",
		notVerb:     "ur, under, over, efter, har, dar, mer, fler, for, per, eller, jämför, inför, utanför, framför, tidigare",
		bare:        "tyckt, varit, haft, blivit, fått, aldrig, alltid, redan, sedan, gjort, gått, tagit",
		because:     "därför, eftersom, för",
	},
	exceptions: `
		nar jag, nar du, nar han, nar hon, nar vi, nar ni, nar de, nar det, nar man, nar den, nar en, var och,
		var det, var en, var i, var jag, var han, hur som, vilket ar, vilket var, vilket inneb, vad som, vad jag,
		vad du, vad galler, vad betraffar, nar barn, var den, var femte, var tredje, var fjarde, var tionde,
		vilket innebar, vilket gor, vilket betyder, nar ett, nar de, nar alla, nar foraldrar, nar dessa, nar denna,
		nar detta, nar min, vad det, vad de, vad vi, vad man, vad han, vad hon,
		hur jag, hur du, hur han, hur hon, hur vi, hur ni, hur de, hur man, hur den, hur dessa, varfor jag, varfor du, varfor han,
		varfor hon, varfor vi, varfor de, varfor man`,
	phrases: map[meaning]string{
		indirectly: `
			undrar om, undrar nar, undrar hur, undrar varfor, undrar vad, vet nagon, vet du om, nagon som vet,
			ar det sant att, skulle vilja veta, vill veta om, vill veta nar, fragar mig`,
		tagged:   "eller hur, va, eller, inte sant, visst",
		rhetoric: "vem bryr sig, vem hade kunnat tro, skämtar du, hur vågar, vad är det för fel på",
		quiz:     "quiz, tipspromenad, gissa vem, gissa vad, gissa var, sant eller falskt, dagens fråga, frågesport, omröstning",
	},
	verbEnding:  "r",
	unless:      []string{"år", "vår", "vårt", "åt"},
	conditional: true,
}
