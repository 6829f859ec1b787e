package bulletin

import (
	"slices"

	"hearsay/replies"
	"hearsay/replies/thread"
)

// Relay is what a messenger needs to carry one verified reply on: texts for each platform and language, the file, links, and what not to repeat.
type Relay struct {
	Reply    string          `json:"reply"`
	Audience string          `json:"audience,omitempty" doc:"that it is made for; empty for everybody"`
	Texts    []RelayText     `json:"texts" doc:"one for each language that there is a verified reply in"`
	Medium   *replies.Medium `json:"medium,omitempty"`
	Links    []string        `json:"links" doc:"to the answer, to its sources, and to where it stands"`
}

// RelayText is a reply in one language.
type RelayText struct {
	Language string   `json:"language"`
	Notice   string   `json:"notice" doc:"to be read out, printed or sent"`
	Posts    []Pack   `json:"posts" doc:"cut for each platform; left out for audiences that do not post"`
	Avoid    []string `json:"avoid" doc:"what is not to be repeated, or only once and marked as false"`
}

// posts tells whether an audience posts: others get the notice. An audience that is not known gets all.
func posts(audience string) bool { return audience != "office" && audience != "newsroom" }

// MakeRelay makes the pack of a reply for an audience. translations are the other sound replies to its item; languages are those that are wanted, none is all.
func MakeRelay(r *replies.Reply, translations []*replies.Reply, audience string, languages []string, baseURL string) Relay {
	pack := Relay{Reply: r.ID, Audience: audience, Texts: []RelayText{}, Medium: r.Medium, Links: []string{baseURL + "/answers/" + r.ID}}
	for _, one := range append([]*replies.Reply{r}, translations...) {
		isKnown := slices.ContainsFunc(pack.Texts, func(t RelayText) bool { return t.Language == one.Language })
		if !one.IsPublic() || !one.IsSound() || isKnown || len(languages) > 0 && !slices.Contains(languages, one.Language) {
			continue
		}
		pack.Texts = append(pack.Texts, relayText(one, audience))
		for _, link := range one.Sources {
			pack.Links = appendNew(pack.Links, link)
		}
		for _, posting := range one.Standing() {
			pack.Links = appendNew(pack.Links, posting.URL)
		}
	}
	return pack
}

func relayText(r *replies.Reply, audience string) RelayText {
	t := RelayText{Language: r.Language, Notice: r.Plain(), Posts: []Pack{}, Avoid: []string{}}
	if r.Rating != "" && r.Rating != "true" && r.Myth != "" {
		t.Avoid = append(t.Avoid, r.Myth)
	}
	if posts(audience) {
		for _, platform := range thread.Platforms() {
			if r.Medium != nil {
				platform = platform.WithFile()
			}
			t.Posts = append(t.Posts, Pack{platform.Name, thread.Split(r.Paragraphs(), platform)})
		}
	}
	return t
}

func appendNew(list []string, one string) []string {
	if slices.Contains(list, one) {
		return list
	}
	return append(list, one)
}

// Pickup is where a messenger passed a reply on.
type Pickup struct {
	Messenger string `json:"messenger" doc:"their id"`
	Name      string `json:"name"`
	Audience  string `json:"audience"`
	Shared
}

// Pickups are where messengers passed a reply on, the latest first.
func Pickups(all []Messenger, reply string) []Pickup {
	found := []Pickup{}
	for _, m := range all {
		for _, s := range m.Shared {
			if s.Reply == reply {
				found = append(found, Pickup{m.ID, m.Name, m.Audience, s})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Pickup) int { return b.At.Compare(a.At) })
	return found
}

// thanks are the title and the word of a thank-you, by language.
var thanks = map[string][2]string{
	"en": {"Thank you", "You passed this on, and people saw it because of you. Thank you."},
	"fi": {"Kiitos", "Välitit tämän eteenpäin, ja ihmiset näkivät sen sinun ansiostasi. Kiitos."},
	"sv": {"Tack", "Du förde det här vidare, och folk såg det tack vare dig. Tack."},
	"it": {"Grazie", "Hai diffuso questo, e la gente l’ha visto grazie a te. Grazie."},
	"ro": {"Mulțumim", "Ați dat acest lucru mai departe, iar oamenii l-au văzut datorită dumneavoastră. Mulțumim."},
	"de": {"Danke", "Du hast das weitergegeben, und Leute haben es deinetwegen gesehen. Danke."},
	"fr": {"Merci", "Vous avez fait passer ceci, et des gens l’ont vu grâce à vous. Merci."},
	"es": {"Gracias", "Difundiste esto, y la gente lo vio gracias a ti. Gracias."},
}

// Thanks is the title and the word of a thank-you in a language.
func Thanks(language string) (title, word string) {
	said, isKnown := thanks[language]
	if !isKnown {
		said = thanks["en"]
	}
	return said[0], said[1]
}
