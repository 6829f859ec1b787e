package language

import (
	"strings"

	"hearsay/classifier/token"
)

// lists are the commonest short words of each language.
var lists = map[string]string{
	"en": `
		the be to of and in that have i it for not on with he as you do at this but his by from they we say her she
		or an will my one all would there their what so up out if about who get which go me when make can like time
		no just him know take into your good some could them see other than then now only is are was were been has
		had does did am us our how why where any these those because should please anyone it's don't i'm can't got
		need want still being after before very much many really never here too also over more most people`,
	"fi": `
		ja on ei se että hän oli mutta kuin niin olla myös joka tämä minun sinun minä sinä me te he ovat ole olen
		olet nyt vain jos kun mitä mikä missä milloin miksi miten kuka onko voiko saako pitääkö voi saa pitää tässä
		sen siitä sitä tai kanssa jo enää vielä ennen jälkeen koska kuinka täällä siellä jotka mukaan mistä mihin
		minne ihan kaikki paljon tulee ollut eikä eivät emme hän hänen meidän teidän heidän kyllä itse vaan sitten
		jotta tuo nämä ne en et joku mitään kuulla aina hyvä uusi kaksi täytyy`,
	"sv": `
		och det att i en jag hon som han på den med var sig för så till är men ett om hade de av icke mig du henne
		då sin nu har inte hans honom skulle hennes där min man ej vid kunde något från ut när efter upp vi dem vara
		vad över än dig kan sina har ha mot alla under någon eller allt mycket sedan ju denna själv detta åt utan
		varit hur ingen mitt ni bli blev oss din dessa några deras blir mina samma vilken er sådan vår ska får vill
		varför måste finns kommer ingår också bara eftersom`,
	"it": `
		di a da in con su per tra fra il lo la i gli le un uno una e ed ma o se che non si mi ti ci vi ne sono sei
		siamo ha ho hai hanno del della dei delle degli al alla ai alle dal dalla nel nella nei sul sulla questo
		questa quello quella come quando dove perché chi cosa anche più molto tutti tutto mio tuo suo loro essere
		stato fare fatto può posso devo deve ancora già solo così oggi quanto quanti quale quali dell' all' nell'
		dall' c' un' dov' cos' com' l' d' sull' quel quei quegli perche piu gia cosi puo stata sta viene bisogna
		nostro vostro`,
	"ro": `
		și în de la cu pe un o nu este sunt a al ai ale ca să se ce care din pentru mai am are au fi fost dar dacă
		când unde cum cât cine era ar va vor le li lui ei noi voi eu tu el ea sau prin după fără despre până acum
		doar tot toate toți foarte aceasta acest aceste acesta poate trebuie asta astea așa nici încă deja intr
		printr îmi îți își mă te ne vă oare vreau știe există unui unei acolo aici`,
	"de": `
		der die das und ist nicht ich sie es ein eine einen einem einer zu mit auf für von den dem des im in an als
		auch so wie bei nach noch nur aus wenn oder aber wir ihr man hat haben wird werden war sind kann können muss
		müssen soll sollen was wer wo wann warum wieso welche wurde dass daß sich mich mir dich dir uns euch mein
		dein sein unser kein keine mehr schon sehr hier jetzt immer wieder alle über unter zum zur vom beim durch
		gegen ohne bis diese dieser dieses darf gibt es habe hatte doch mal weil`,
	"fr": `
		le la les un une des du de et est en que qui dans pour pas ne sur se ce au aux par plus avec il elle on nous
		vous ils elles je tu mon ma mes ton ta tes son sa ses notre votre leur leurs sont être avoir fait faire peut
		peuvent doit faut mais ou où donc car si comme quand comment pourquoi quel quelle quels quelles cette ces
		cet tout tous toute toutes même très bien aussi encore déjà sans sous entre après avant chez été était qu'
		l' d' c' n' j' s' m' lorsqu' jusqu' puisqu' cela ça rien personne`,
	"es": `
		el la los las un una unos unas de del y en que no se es por con para su al lo como más pero sus le ya o este
		sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante todos uno
		les ni contra otros ese eso ante ellos e esto mí antes algunos qué unos yo otro otras otra él tanto esa
		estos mucho quienes nada muchos cual poco ella estar estas algunas algo nosotros mi mis tú te ti tu tus
		puede pueden está están cómo cuándo dónde cuál quién hacer tiene tienen debe son fue ser ha han hemos soy
		eres usted ustedes`,
}

// words weigh those of both lists, common are of lists alone.
var (
	words  = weighWords()
	common = commonWords()
)

func weighWords() *token.Table[weights] {
	in := map[string]float32{}
	for _, code := range codes {
		for word := range unique(lists[code] + " " + further[code]) {
			in[word]++
		}
	}
	table := map[string]weights{}
	for i, code := range codes {
		for word := range unique(lists[code] + " " + further[code]) {
			w := table[word]
			w[i] = 1 / (in[word] * in[word]) // a word of several languages says little
			table[word] = w
		}
	}
	return token.NewTable(table)
}

// commonWords have a bit for each language.
func commonWords() *token.Table[uint8] {
	all := map[string]uint8{}
	for i, code := range codes {
		for word := range unique(lists[code]) {
			all[word] |= 1 << i
		}
	}
	return token.NewTable(all)
}

// unique are the words of a list, folded.
func unique(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[token.Fold(word)] = true
	}
	return set
}

// letterWeights give a language away where folding would hide them.
var letterWeights = map[rune]map[string]float32{
	'å': {"sv": 1}, 'ä': {"fi": .4, "sv": .3, "de": .3}, 'ö': {"fi": .3, "sv": .4, "de": .3}, 'ü': {"de": .8}, 'ß': {"de": 1},
	'ă': {"ro": 1}, 'ș': {"ro": 1}, 'ț': {"ro": 1}, 'ş': {"ro": .8}, 'ţ': {"ro": .8}, 'î': {"ro": .6, "fr": .2}, 'â': {"ro": .4, "fr": .3},
	'è': {"it": .5, "fr": .4}, 'ù': {"it": .5, "fr": .2}, 'ò': {"it": .6}, 'ì': {"it": .6}, 'à': {"it": .4, "fr": .4}, 'é': {"sv": .1, "it": .1, "fr": .4, "es": .3},
	'ê': {"fr": .8}, 'ç': {"fr": .8}, 'ô': {"fr": .8}, 'œ': {"fr": 1}, 'û': {"fr": .8},
	'ñ': {"es": 1}, 'á': {"es": .6}, 'í': {"es": .7}, 'ó': {"es": .7}, 'ú': {"es": .7},
}

// The letters with weights lie between these.
const (
	firstLetter = 'ß'
	lastLetter  = 'ț'
)

var letters = tabulateLetters()

func tabulateLetters() *[lastLetter - firstLetter + 1]weights {
	var table [lastLetter - firstLetter + 1]weights
	for r, by := range letterWeights {
		for code, weight := range by {
			table[r-firstLetter][Index(code)] = weight
		}
	}
	return &table
}

// leastWord is the length in bytes of words whose endings tell.
const leastWord = 5

// longestEnding is the length in bytes of the longest ending.
const longestEnding = 6

// endingWeights are endings of longer words, folded.
var endingWeights = map[string]map[string]float32{
	"fi": {
		"ssa": .5, "sta": .3, "taa": .4, "isen": .5, "lla": .3, "lta": .4, "lle": .2, "iin": .5, "een": .3, "aan": .4, "ista": .4, "tta": .3, "nen": .5, "ko": .4, "uus": .5,
		"taan": .5, "vat": .4, "iset": .4, "mme": .4, "isi": .3, "kaan": .6, "sti": .3, "ksi": .4, "tkaa": .6, "iden": .4, "oita": .6, "eita": .6,
	},
	"it": {
		"zione": .8, "tico": .3, "tica": .3, "zioni": .8, "mente": .3, "ano": .2, "are": .1, "ato": .4, "ati": .2, "ita": .2, "ini": .3, "iamo": .6, "ggio": .7, "cchi": .7, "ere": .1,
		"ebbe": .6, "endo": .2, "ando": .2, "uto": .3, "ello": .4, "ella": .3, "glia": .6, "zza": .7,
	},
	"ro": {"ului": .8, "ilor": .8, "urile": .8, "tiei": .6, "eaza": .6, "esti": .4, "tie": .4, "ul": .3, "elor": .8, "atii": .6, "ind": .1, "easca": .6, "iile": .6},
	"sv": {"ning": .2, "ande": .3, "arna": .6, "erna": .6, "heten": .6, "igt": .4, "orna": .6, "ade": .2, "het": .3, "ingen": .2, "ssa": .1, "tionen": .4, "liga": .4},
	"en": {"tion": .15, "ing": .3, "ness": .4, "ed": .15, "ly": .3, "ment": .1, "ous": .2, "ful": .3, "ght": .5, "ould": .5},
	"de": {"ung": .6, "ungen": .8, "heit": .6, "keit": .8, "lich": .6, "ischen": .6, "schen": .4, "ein": .2, "cht": .4, "chen": .3, "eit": .3, "tz": .3, "ften": .3, "ieren": .5, "iert": .4, "en": .1, "ern": .2},
	"fr": {
		"ment": .15, "eux": .6, "euse": .6, "aux": .5, "ait": .4, "aient": .7, "ez": .3, "tion": .15, "tions": .3, "ique": .5, "iques": .6, "eur": .4, "eurs": .6,
		"elle": .3, "ette": .4, "ement": .3, "oir": .4, "ier": .2, "iere": .4, "ons": .3, "eau": .6, "tre": .2,
	},
	"es": {"cion": .8, "ciones": .9, "mente": .3, "dad": .6, "dades": .8, "amos": .5, "emos": .4, "ando": .2, "iendo": .7, "ado": .4, "ados": .5, "ido": .3, "idos": .4, "ar": .1, "illo": .5, "eza": .3, "aje": .3, "uela": .4},
}

var endings, endingLengths = tabulateEndings()

// tabulateEndings also tells which lengths of endings there are, a bit each, by their last two letters.
func tabulateEndings() (*token.Table[weights], *[1024]uint8) {
	table, lengths := map[string]weights{}, [1024]uint8{}
	for code, by := range endingWeights {
		for ending, weight := range by {
			w := table[ending]
			w[Index(code)] = weight
			table[ending] = w
			lengths[lastPair([]byte(ending))] |= 1 << len(ending)
		}
	}
	return token.NewTable(table), &lengths
}

// IsCommon tells whether a word, by its hash, is one of the short words that every text of some language uses.
func IsCommon(hash uint64) bool { return common.Get(hash) != nil }

// IsCommonIn tells the same of one language, ISO 639-1.
func IsCommonIn(hash uint64, lang string) bool {
	in, at := common.Get(hash), Index(lang)
	return in != nil && at >= 0 && *in>>at&1 != 0
}
