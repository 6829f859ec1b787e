package app_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hearsay/internal/servertest"
)

// TestTheLifeOfAnItemInBrowsers walks every role through the demo in real Chromium, in browsers of their own, and has each
// page looked at by axe-core.
func TestTheLifeOfAnItemInBrowsers(t *testing.T) {
	url, said := demo(t)
	responder, verifier := sit(t, url, "responder"), sit(t, url, "verifier")
	responder.open("/")
	responder.sees(`input[name=name]`)
	responder.looks("signin")
	responder.signIn(strings.TrimPrefix(said.after("responder "), "password "))
	servertest.Eventually(t, "ten items, and urgent ones among them", func() bool {
		responder.open("/")
		items := read(responder, chromedp.Evaluate[int](`document.querySelectorAll("ul.rows li").length`))
		urgent := read(responder, chromedp.Evaluate[int](`document.querySelectorAll('form[action="/queues/urgent/pull"] button:enabled').length`))
		return items >= 10 && urgent > 0
	})
	responder.looks("queues")
	verifier.signIn(strings.TrimPrefix(said.after("verifier "), "password "))

	item := takes(t, responder, verifier)
	reply := drafts(t, responder, said.after("linked in replies: "))
	sendsBackAndVerifies(t, verifier, responder, reply)
	looksThrough(t, responder, verifier, item)
	isDismissedInBulk(t, responder)
	otherRoles(t, url, said, reply)
}

// takes lets the responder take an item with a key, and the verifier come by.
func takes(t *testing.T, responder, verifier *seat) (item string) {
	responder.click(`form[action="/queues/urgent/follow"] button`)
	responder.sees(`form[action="/queues/urgent/follow"] button[aria-pressed=true]`)
	responder.key("p")
	responder.sees(`article.post mark`)
	item = responder.path()
	if !strings.HasPrefix(item, "/items/") {
		t.Fatalf("the key p leads to %s", item)
	}
	responder.sees(`time[data-countdown]`)
	responder.looks("item")
	responder.key("?")
	responder.sees(`dialog[open]`)
	responder.reads("15 min more")
	responder.isAccessible("keys")
	responder.picture("keys")
	responder.key(kb.Escape)

	verifier.open(item)
	verifier.reads("Also here: responder")
	verifier.reads("held by responder")
	verifier.write(`textarea[name=text]`, "I look at the sources")
	verifier.click(`form[action$="/note"] button`)
	responder.reads("I look at the sources") // without a reload
	responder.open("/")
	responder.sees(`#live`)
	verifier.write(`textarea[name=text]`, "@responder ask the poison centre")
	verifier.click(`form[action$="/note"] button`)
	responder.reads("verifier named you in a note") // without a reload
	responder.open(item)
	responder.reads("ask the poison centre")
	responder.key("e")
	responder.reads("You hold it for another 15 minutes.")
	return item
}

// drafts writes a reply, loses the browser's page in the middle, and submits.
func drafts(t *testing.T, responder *seat, source string) (reply string) {
	responder.key("d")
	responder.sees(`textarea[name=fact]`)
	reply = responder.path()
	responder.write(`textarea[name=fact]`, "Drinking diluted bleach cures the infection, they say. This is FAKE NEWS")
	responder.reads("do not write “fake news”")
	responder.looks("draft-warned")
	responder.open("/") // as if the browser had crashed
	responder.open(reply)
	responder.reads("What you typed is back")
	if fact := read(responder, chromedp.Value(`textarea[name=fact]`)); !strings.Contains(fact, "Drinking diluted bleach") {
		t.Errorf("what was typed came back as %q", fact)
	}
	responder.do(chromedp.SetValue(`select[name=rating]`, "false"))
	for field, text := range map[string]string{
		"language": "en", "fact": "Disinfectants are for surfaces. Never drink them.", "myth": "Drinking diluted bleach cures the infection.",
		"why": "It burns the mouth and the stomach. It does not reach a virus in the body.", "again": "If somebody has drunk disinfectant, call the poison centre at once.",
		"sources": source,
	} {
		responder.write(`#`+field, text)
	}
	responder.click(`button[hx-post$="/look"]`)
	responder.reads("The made-up health authority, trusted")
	responder.reads("Everything is there; it can be submitted.")
	responder.looks("draft")
	responder.click(`button[formaction$="/submit"]`)
	responder.sees(`article.reply`)
	responder.reads("You wrote in this reply. Somebody else verifies it.")
	return reply
}

// sendsBackAndVerifies lets the verifier send the reply back with a remark, the responder mend it, and the verifier verify it.
func sendsBackAndVerifies(t *testing.T, verifier, responder *seat, reply string) {
	verifier.open("/")
	verifier.reads("To verify")
	verifier.open(reply)
	verifier.looks("verify")
	verifier.key("b")
	verifier.write(`form[action$="/send-back"] input[name=reason]`, "one more thing")
	verifier.do(chromedp.SetValue(`form[action$="/send-back"] select[name=remark_field]`, "why"))
	verifier.write(`form[action$="/send-back"] input[name=remark_quote]`, "It burns the mouth")
	verifier.write(`form[action$="/send-back"] input[name=remark]`, "say what burns")
	verifier.click(`form[action$="/send-back"] > button`)
	verifier.reads("Sent back to its drafter.")

	responder.open(reply)
	responder.reads("say what burns")
	responder.looks("sent-back")
	responder.write(`textarea[name=why]`, "Bleach burns the mouth and the stomach. It does not reach a virus in the body.")
	responder.click(`button[formaction$="/submit"]`)
	responder.reads("Submitted.")

	verifier.open(reply)
	for i := range read(verifier, chromedp.Evaluate[int](`document.querySelectorAll('form[action$="/verify"] input[type=checkbox]').length`)) {
		read(verifier, chromedp.Evaluate[any](`document.querySelectorAll('form[action$="/verify"] input[type=checkbox]')[`+string(rune('0'+i))+`].click()`))
	}
	verifier.click(`form[action$="/verify"] > button`)
	verifier.reads("Verified.")
	verifier.looks("verified")
	verifier.write(`input[name=url]`, "https://social.example/@desk/1")
	verifier.click(`form[action$="/record"] button`)
	verifier.sees(`a[href="https://social.example/@desk/1"]`)
	verifier.looks("recorded")
	if state := read(verifier, chromedp.Text(`h1 small`)); state != "posted and recorded" {
		t.Errorf("in the end the reply is %q", state)
	}
	copied := read(verifier, chromedp.Evaluate[string](`document.querySelector('a[href^="/copies/"]').getAttribute("href")`))
	verifier.open(copied)
	verifier.reads("Our copy of a source")
	verifier.looks("copy")
}

// looksThrough opens the pages that everybody may see.
func looksThrough(t *testing.T, responder, verifier *seat, item string) {
	verifier.open(item)
	verifier.reads("answered")
	verifier.looks("item-answered")
	for path, name := range map[string]string{"/items?state=open": "items", "/replies": "replies", "/claims": "claims", "/sources": "sources", "/me": "me", "/nowhere": "not-found", "/items?q=nothing-has-this-word": "items-none"} {
		responder.open(path)
		responder.sees(`main h1`)
		responder.looks(name)
	}
	responder.open("/claims")
	responder.click(`ul.rows a`)
	responder.reads("Claim of the catalogue")
	responder.looks("claim")
	responder.open("/claims?q=bleach")
	responder.reads("The most probable first")
	responder.open("/")
	responder.key("/")
	responder.key("bleach" + kb.Enter)
	responder.reads("Replies with these words")
	responder.key("j")
	responder.key(kb.Enter)
	responder.sees(`article.post`)
	if !strings.HasPrefix(responder.path(), "/items/") {
		t.Errorf("the keys j and Enter lead to %s", responder.path())
	}
}

// isDismissedInBulk picks rows with keys, dismisses them, and takes that back.
func isDismissedInBulk(t *testing.T, responder *seat) {
	responder.open("/items?state=open")
	before := read(responder, chromedp.Evaluate[int](`document.querySelectorAll("ul.rows li").length`))
	responder.key("j")
	responder.key("x")
	responder.key("j")
	responder.key("x")
	responder.write(`#bulk input[name=reason]`, "made up for the demo")
	responder.click(`#bulk button[data-key="#"]`)
	responder.reads("2 items dismissed.")
	responder.looks("dismissed")
	responder.key("z")
	responder.reads("2 items are back in their queues.")
	if after := read(responder, chromedp.Evaluate[int](`document.querySelectorAll("ul.rows li").length`)); after < before {
		t.Errorf("%d items after the undo, %d before", after, before)
	}
	responder.open("/items?state=open&kind=claim")
	responder.click(`.searches summary`)
	responder.write(`.searches input[name=name]`, "claims that wait")
	responder.click(`.searches form[action="/searches"] button`)
	responder.reads("The search is saved.")
	responder.click(`.searches li a`)
	responder.until("the search's filter", `document.querySelector("select[name=kind]")?.value === "claim" && document.querySelector("select[name=state]").value === "open"`)
}

// otherRoles looks at what viewers, editors and administrators see.
func otherRoles(t *testing.T, url string, said *announced, reply string) {
	viewer := sit(t, url, "viewer")
	viewer.signIn("a long password")
	for _, path := range []string{"/", "/items", reply} {
		viewer.open(path)
		if n := read(viewer, chromedp.Evaluate[int](`document.querySelectorAll('main form[method=post]:not([action$="/follow"])').length`)); n > 0 {
			t.Errorf("a viewer has %d forms at %s", n, path)
		}
	}
	viewer.isAccessible("a viewer's reply")
	editor := sit(t, url, "editor")
	editor.signIn(strings.TrimPrefix(said.after("editor "), "password "))
	editor.open("/settings")
	editor.sees(`main h1`)
	editor.looks("settings")
	admin := sit(t, url, "admin2")
	admin.signIn("a long password")
	admin.open("/users")
	admin.looks("users")
	admin.open("/sources")
	admin.click(`details summary`)
	admin.looks("sources-admin")
	for _, code := range []string{"fi", "sv", "it", "ro", "de", "fr", "es"} {
		admin.open("/items")
		admin.do(chromedp.SetValue(`footer select`, code))
		admin.click(`footer form button`)
		admin.sees(`html[lang=` + code + `] main h1`)
		for _, path := range []string{"/", "/items?state=open", reply} {
			admin.open(path)
			admin.sees(`html[lang=` + code + `] main h1`)
			admin.isAccessible(path + " in " + code)
		}
		admin.open("/")
		admin.picture("queues-" + code)
	}
	guest := sit(t, url, "guest")
	guest.open("/tips?lang=fi")
	guest.sees(`textarea[name=text]`)
	guest.looks("tips")
}
