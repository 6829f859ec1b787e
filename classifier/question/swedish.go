package question

var swedish = grammar{
	words: map[role]string{
		lead: `
			och, men, hej, hallå, jo, ja, nej, eller, alltsa, snalla, ursakta, for, ty, från, av, med, vid, hos, till, på, okej, ok,
			tack`,
		preposition: "i, under, genom, om, mot, mellan, ur, utifran, inom, efter, före, sedan",
		interrogative: `
			vad, vem, vems, vilka, vilken, vilket, var, vart, varifran, nar, hur, varfor, vadan, hurdan, hurdana, hurudan, hurudana,
			hurudant, hurså`,
		beforeVerb: "nar",
		which:      "vilken, vilket, vilka",
		inClause:   "varför, vad, hur, när, vem",
		verb: `
			ar, kan, far, ska, skall, har, maste, finns, kommer, vill, blir, var, bor, borde, kunde, skulle, gar, vet, tror, galler,
			hade, behover, tycker, menar, gor, ser, hor, fick, vagar, brukar, tanker, ger, tar, betyder, anser, kanner, star, sager,
			vore, stämmer, orkar, hinner, minns, fungerar, funkar, hjälper, räcker, kostar, öppnar, stänger, börjar, luktar, tillhör,
			ingår, smittar, skyddar, innebär, lönar, duger, existerar, behövs, krävs, kom, såg, läste, hörde, blev, gick, visste, trodde`,
		auxiliary: `
			kan, ska, skall, ar, har, far, finns, vill, maste, bör, borde, kunde, skulle, blir, vore, fungerar, funkar, gäller, hjälper,
			stämmer, tillhör, räcker`,
		subject: `
			jag, du, han, hon, den, det, vi, ni, de, man, nagon, nagra, dom, denna, detta, dessa, min, mitt, din, ditt, er, ert, var,
			vart, deras, barn, en, ett, alla, vaccinet, viruset, inte, vattnet, skolan, skolor, hennes, hans, kvinnan, mannen, staten,
			kommunen, regeringen, sveriges, ingen, verkligen, månne, ens, folk, någonting, något, mina, dina, era, våra`,
		modal:       "kan, ska, skall, måste, bör, borde, får, fick, vill, skulle, kunde, brukar, behöver, tänker, låter",
		pronoun:     "jag, du, han, hon, den, det, vi, ni, de, man, dom",
		subordinate: "att, om, när, då, eftersom, medan, innan, fast, ifall, som, vilkas, vars",
		notVerb: `
			ur, under, over, efter, har, dar, mer, fler, for, per, eller, jämför, inför, utanför, framför, tidigare, säger, väder,
			bilder, priser, år`,
		bare: `
			talas, tyckt, varit, haft, blivit, fått, aldrig, alltid, redan, sedan, gjort, gått, tagit, så, väldigt, mycket, försiktiga,
			försiktig, snäll, snälla, glad, trött, rädd, nu, idag, igår, här, där, hemma, ute, en, ett, bekräfta, röstat, sett, hört,
			läst, ätit, sovit, suttit, stått, legat, lagt, köpt, försökt, väntat, nyss, just, precis, bara, helt, rätt, ganska, ju, nog,
			visst, väl, säga, erkänna, medge, bli, vara, sova, äta, gå, åka, göra, ta, lägga, hämta, försöka, hoppas, ont, svårt, lätt,
			skönt, kul, bra, dåligt, roligt, synd, på, i, till, hos, med, om, av, för, från, upp, ut, in, ner, bort, tillbaka, mer,
			kvar, tid, tack, och, men, ännu, fortfarande, snart, otroligt, sjukt, stolt, övertygad, säker, hellre, gärna, också, även,
			lite, gott, inget`,
		because: "därför, eftersom, för",
		whether: "om, ifall, huruvida, antingen, vare",
		then:    "så",
	},
	accented: map[role]string{0: "år, vår, vårt, åt, här"},
	exceptions: `
			nar jag, nar du, nar han, nar hon, nar vi, nar ni, nar de, nar det, nar man, nar den, nar en, var och, var det, var en, var
			i, var jag, var han, hur som, vilket ar, vilket var, vilket inneb, vad som, vad jag, vad du, vad galler, vad betraffar, nar
			barn, var den, var femte, var tredje, var fjarde, var tionde, hur detta, hur denna, hur än, varför detta, varför denna, vad
			detta, vad dessa, vilket visar, vilket tyder, vilket beror, vilket blev, vilket kom, vilket i, vilket leder, vilket kan,
			vilket har, vilket medfor, vilket ger, vilket gjorde, vilket inte, vilket innebar, vilket gor, vilket betyder, nar ett, nar
			alla, nar foraldrar, nar dessa, nar denna, nar detta, nar min, vad det, vad de, vad vi, vad man, vad han, vad hon, hur jag,
			hur du, hur han, hur hon, hur vi, hur ni, hur de, hur man, hur den, hur dessa, varfor jag, varfor du, varfor han, varfor
			hon, varfor vi, varfor de, varfor man, vem som, far hoppas, vilken som, vilka som, är det något, är det nåt, var försiktig,
			var försiktiga, var rädda, var snäll, var snälla, var så, var inte`,
	phrases: map[meaning]string{
		indirectly: `
			undrar om, undrar nar, undrar hur, undrar varfor, undrar vad, undrar vem, undrar var, vet nagon, vet du om, nagon som vet,
			nån som vet, nån som kan, någon som kan, nån som har, någon som har, vet ni om, vet ni när, ar det sant att, skulle vilja
			veta, vill veta om, vill veta nar, vill veta hur, fragar mig`,
		atStart: `
			hur länge, hur mycket, hur många, hur ofta, hur långt, hur lång, hur stor, hur stort, hur stora, hur gammal, hur kommer det
			sig, hur är det, hur går det, hur blir det, vad är, varför inte, nån som, någon som, någon annan som, finns det, finns där,
			går det, vilken tid`,
		atEnd:    "eller inte, eller ej, eller, eller hur, eller vad, hur då, varför då, när då, vad då, vadå",
		tagged:   "eller hur, va, eller, inte sant, visst",
		doubting: "är det sant, är detta sant, stämmer det, stämmer detta",
		rhetoric: "visste du, vem bryr sig, vem hade kunnat tro, skämtar du, hur vågar, vad är det för fel på",
		quiz:     "quiz, tipspromenad, gissa vem, gissa vad, gissa var, sant eller falskt, dagens fråga, frågesport, omröstning",
	},
	passives:      []string{"as"},
	verbEndings:   []string{"r"},
	finiteEndings: []string{"ade", "dde", "kte", "ste", "nde"},
	conditional:   true,
}
