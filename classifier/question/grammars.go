package question

import "strings"

func set(words string) map[string]bool {
	s := map[string]bool{}
	for word := range strings.SplitSeq(words, ",") {
		s[strings.TrimSpace(word)] = true
	}
	return s
}

func phrases(list string) []string {
	var all []string
	for phrase := range strings.SplitSeq(list, ",") {
		all = append(all, " "+strings.TrimSpace(phrase)+" ")
	}
	return all
}

// grammars are the tables, by ISO 639-1; all words folded.
var grammars = map[string]*grammar{
	"en": {
		lead:          set("for, in, at, by, with, to, and, but, so, ok, okay, hey, hi, hello, please, also, well, then, um, uh, oh, or, just, seriously, sorry, dear, sir, now"),
		interrogative: set("what, who, whose, whom, which, where, when, why, how, what's, who's, where's, how's, when's, why's, whats"),
		notAfter: set("what a, what an, how about that, when i, when you, when he, when she, when we, when they, when it, when the, when a, when people, when my, when your, when this, when there, when in, when one, when an, when all, when some, when asked, " +
			" while i, who knows, which is, which are, which was, which were, which means, which has, which have, what i, what you, what we, what they, what he, what she, what this, what the, where i, where we, where the, where they, how i, why i, why we, how the, how they, how it, what matters, what happens in, what happened in"),
		verbs:       set("is, are, am, was, were, do, does, did, can, could, should, would, will, shall, may, might, must, has, have, had, isn't, aren't, wasn't, weren't, don't, doesn't, didn't, can't, couldn't, shouldn't, wouldn't, won't, haven't, hasn't, ain't, any, anyone, anybody"),
		subjects:    set("i, you, he, she, it, we, they, the, a, an, this, that, there, these, those, my, your, our, their, his, her, its, anyone, anybody, someone, somebody, everyone, people, any, one, coronavirus, covid, corona, children, kids, pets, masks, vaccines, dogs, cats, update, idea, news, ideas, info, information, hope, chance, have, know, else, up, got, seen, give"),
		auxiliaries: set("is, are, was, were, does, did, has, will, can, could, should, would, shall, isn't, aren't, wasn't, weren't, doesn't, didn't, can't, couldn't, shouldn't, shouldnt, wouldn't, hasn't, haven't"),
		inverted:    set("do, does, did, can, could, should, would, will, is, are, was, were, am, have, has, don't, doesn't, didn't, can't, won't, isn't, aren't"),
		pronouns:    set("i, you, we, they, he, she, it, there, anyone, anybody, these, those"),
		notBefore:   set("so, nor, neither, than, as, only, never, if, like, i, you, we, they, he, she, it, that, who, which, and, people, everyone, everybody, all, this, to, hardly, not, there, one, government, the, because, did, better, seldom, rarely"),
		indirect:    phrases("how can, how do, how did, how does, how would, how could, how should, why are, why is, why do, why did, why does, why was, why should, is that true, does anyone know, do you know if, do you know when, do you know where, anyone know, anybody know, i wonder if, i wonder when, i wonder why, i wonder how, wondering if, wondering when, wondering whether, i'd like to know, can someone tell, can anyone tell, can anyone explain, could someone tell, please tell me, want to know if, like to know if, is it true that, any idea when, any idea if, any idea how, any idea where, who can tell"),
	},
	"fi": {
		lead:          set("ja, mutta, no, hei, moi, siis, nyt, enta, eli, tai, niin, kertokaa, sanokaa, anteeksi, terve"),
		interrogative: set("mika, mita, mitka, missa, mista, mihin, minne, milloin, miksi, miten, kuka, ketka, kenen, keta, kenelle, kuinka, paljonko, montako, millainen, millaisia, millaista, millaiseksi, millaisen, millaisena, mikahan, miksikohan, kumpi, kumman, koska, enta, monesko, minka, mina vuonna, minkalainen, minkalaisia, kauanko, mikset, miksei"),
		notAfter:      set("koska se, koska han, koska en, koska ei, koska on, koska ne, koska olen, kuinka ollakaan, mita enemman, milloin mitakin"),
		hinting:       set("koska"),
		clitics:       []string{"ko", "kos", "kohan"},
		notClitic:     set("koko, mekko, ukko, akko, veikko, nokko, tikko, rokko, pakko, kukko, lukko, nakko, soikko, parkkos, kos, marko, jarkko, pirkko, verkko, kirkko, heikko, lakko, viikko, joukko, erikko, laatikko, mikko, jaakko, erkko, kolikko, lepakko, aukko, sakko, yksikko, asteikko, taulukko, meksiko, korko, luokko"),
		indirect:      phrases("tietaako joku, tietaako kukaan, tietaisiko joku, osaako joku, osaisiko joku, haluaisin tietaa, mietin etta onko, ihmettelen miksi, onko totta, kysyn vain"),
	},
	"sv": {
		lead:          set("och, men, hej, jo, ja, nej, eller, alltsa, snalla, ursakta, for, ty"),
		interrogative: set("vad, vem, vems, vilka, vilken, vilket, var, vart, varifran, nar, hur, varfor, vadan, hurdan"),
		notAfter: set("nar jag, nar du, nar han, nar hon, nar vi, nar ni, nar de, nar det, nar man, nar den, nar en, var och, var det, var en, var i, var jag, var han, var det inte, hur som, vilket ar, vilket var, vilket inneb, vad som, vad jag, vad du, hur det an, vad galler, vad betraffar, nar barn, var den, var femte, var tredje, var fjarde, var tionde, vilket innebar, vilket gor, vilket betyder," +
			" nar ett, nar de, nar alla, nar foraldrar, nar dessa, nar denna, nar detta, nar min, vad det, vad de, vad vi, vad man, vad han, vad hon"),
		verbs:       set("ar, kan, far, ska, skall, har, maste, finns, kommer, vill, blir, var, bor, borde, kunde, skulle, gar, vet, tror, galler, hade, behover, tycker, menar, gor, ser, hor, fick, vagar, har, brukar, tanker, ger, tar, betyder, anser, kanner, star, sager"),
		subjects:    set("jag, du, han, hon, den, det, vi, ni, de, man, nagon, nagra, det, dom, denna, detta, dessa, min, mitt, din, ditt, er, ert, var, vart, deras, barn, en, ett, alla, vaccinet, viruset, inte, vattnet, skolan, skolor, hennes, hans, kvinnan, mannen, staten, kommunen, regeringen, sveriges"),
		beforeVerb:  set("nar"),
		verbEnding:  "r",
		auxiliaries: set("kan, ska, skall, ar, har, far, finns, vill, maste, borde, kunde, skulle, blir, gar"),
		indirect:    phrases("undrar om, undrar nar, undrar hur, undrar varfor, undrar vad, vet nagon, vet du om, nagon som vet, ar det sant att, skulle vilja veta, vill veta om, vill veta nar, fragar mig"),
	},
	"it": {
		hinting:       set("che, chi, quando, come, perche, c'e, quanto, quanta, puo, sa, secondo, posso, uno"),
		lead:          set("e, ma, allora, scusate, scusi, ciao, salve, buongiorno, o, poi, quindi, ed, ok, oggi, dunque, e', per, con, a, di, da, in, su"),
		interrogative: set("chi, cosa, che, quando, dove, perche, come, quanto, quanta, quanti, quante, quale, quali, qual, dov'e, cos'e, com'e, quand'e, c'e, chi e, cos'ha"),
		notAfter:      set("come se, come il, come la, come un, come una, come le, come i, come gli, come al, come in, come per, come ha, come e', che il, che la, che non, quando il, quando la, quando si, quando un, quando una, quando i, quando gli, quando le, quando ho, quando non, quando mi, quando ti, chi non, chi ha, chi e, chi si, dove il, perche non, perche il, perche la, perche si, perche i, perche e, perche sono, c'e il, c'e la, c'e un, c'e una, c'e chi, c'e anche, c'e poi, che dio, che schifo, che bello, che bella, che palle, che tristezza, che vergogna, che figura, che noia, quanto mi, quanto e, quanto sono, come sempre, come no, come tutti, come dire, come previsto, come non, come dice, come disse, quando uno, chi vuole, chi dice, chi fa, chi vota, dove si, che poi, in che, quanti ne, a che, che mi, quando le, perche e, che si, che ci, con il, con la, quanto al, come mai ho, come te"),
		verbs:         set("posso, possiamo, puo, potete, potrei, devo, dobbiamo, bisogna, sapete, sai, sa, esiste, serve, conviene, secondo"),
		subjects:      set("io, noi, qualcuno, uno, si, dirmi, dirci, sapere, essere, fare, uscire, andare, avere, il, la, dove, quando, se, come, che, qualcosa, voi, un, una, per, darmi, spiegarmi"),
		indirect:      phrases("qualcuno sa, qualcuno sa se, vorrei sapere, mi chiedo, ci chiediamo, vi chiedo se, volevo sapere, e vero che, si puo sapere, sapete se, sapete quando, sapete dove, qualcuno mi sa dire, non e che, non capisco perche, ma perche, ma che, ma come, ma chi, ma quando, ma dove, ma quanto, ma cosa, chissa"),
	},
	"ro": {
		hinting:       set("cand, care, ce, unde, ma, se, va, nu, e, este, sunt, poate, trebuie, ai, ati"),
		lead:          set("si, dar, deci, buna, salut, iar, sau, pai, si atunci, atunci, ei, ia, va rog, ori, apoi, in, la, pe, cu, de, din, pentru, despre, spre"),
		interrogative: set("ce, cine, cui, cand, unde, cum, cat, cata, cati, cate, care, oare, incotro, ce-i, unde-i, cine-i, ce-ai, ce-a, cum-ai"),
		notAfter:      set("cand a, cand am, cand era, cand el, cand se, cand i, cand ma, cand au, cand un, cand in, care a, care se, care este, care era, care sunt, care au, care nu, care i, ce a, ce se, ce era, cum ar, cum era, cum se, cum a, cum spune, cum nu, in timp, in loc, de cand, de unde, de care, pe care, la care, in care, cu care, din care, ce mai departe, ce urmeaza, cat si, cat timp, cat de mult, unde se, unde era, care am, care avea, care l, cand ai, cand e, cum i, cum am, unde a, cat despre, de cat, cat mai, ce nu, pe cand, in ce priveste, in ceea, de ce-i, cand vine, ce l, ce i, cum ti, ce avea, ce fel, pentru ce"),
		verbs:         set("este, e, sunt, poate, pot, putem, trebuie, exista, stie, stii, stiti, ai, ati, aveti, ma, va, se, vrei, vreti, crezi, credeti, n-ai, nu, era, poti, puteti, iti, esti, sunteti, vezi, ajung"),
		subjects:      set("cineva, adevarat, voie, obligatoriu, cumva, vreun, vreo, oare, ce, unde, cand, cum, cat, daca, tu, voi, el, ea, posibil, sigur, nevoie, periculos, asa, el"),
		indirect:      phrases("ma intreb, ma intrebam, as vrea sa stiu, vreau sa stiu, stie cineva, stiti daca, stiti cand, stiti unde, nu stiti daca, este adevarat ca, e adevarat ca, ne spuneti, puteti sa ne spuneti, imi puteti spune, de ce, nu-i asa, a intrebat"),
	},
}
