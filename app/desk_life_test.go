package app_test

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hearsay/internal/browsertest"
	"hearsay/internal/servertest"
)

// TestTheLifeOfAnItemInBrowsers walks every role through the demo in real Chromium, in browsers of their own, and has each
// page looked at by axe-core.
func TestTheLifeOfAnItemInBrowsers(t *testing.T) {
	t.Parallel()
	url, said := demo(t)
	responder, verifier := browsertest.Sit(t, url, "responder"), browsertest.Sit(t, url, "verifier")
	responder.Open("/")
	responder.Sees(`input[name=name]`)
	responder.Looks("signin")
	responder.SignIn(strings.TrimPrefix(said.after("responder "), "password "))
	servertest.Eventually(t, "ten items, and urgent ones among them", func() bool {
		responder.Open("/")
		items := browsertest.Read(responder, chromedp.Evaluate[int](`document.querySelectorAll("ul.rows li").length`))
		urgent := browsertest.Read(responder, chromedp.Evaluate[int](`document.querySelectorAll('form[action="/queues/urgent/pull"] button:enabled').length`))
		return items >= 10 && urgent > 0
	})
	responder.Looks("queues")
	verifier.SignIn(strings.TrimPrefix(said.after("verifier "), "password "))

	item := takes(t, responder, verifier)
	reply := drafts(t, responder, said.after("linked in replies: "))
	sendsBackAndVerifies(t, verifier, responder, reply)
	looksThrough(t, responder, verifier, item)
	isDismissedInBulk(t, responder)
	goesOut(t, url, said, reply)
	otherRoles(t, url, said, reply)
}

// takes lets the responder take an item with a key, and the verifier come by.
func takes(t *testing.T, responder, verifier *browsertest.Seat) (item string) {
	responder.Click(`form[action="/queues/urgent/follow"] button`)
	responder.Sees(`form[action="/queues/urgent/follow"] button[aria-pressed=true]`)
	responder.Key("p")
	responder.Sees(`article.post mark`)
	item = responder.Path()
	if !strings.HasPrefix(item, "/items/") {
		t.Fatalf("the key p leads to %s", item)
	}
	responder.Sees(`time[data-countdown]`)
	responder.Looks("item")
	responder.Key("?")
	responder.Sees(`dialog[open]`)
	responder.Reads("15 min more")
	responder.IsAccessible("keys")
	responder.Picture("keys")
	responder.Key(kb.Escape)

	verifier.Open(item)
	verifier.Reads("Also here: responder")
	verifier.Reads("held by responder")
	verifier.Write(`textarea[name=text]`, "I look at the sources")
	verifier.Click(`form[action$="/note"] button`)
	responder.Reads("I look at the sources") // without a reload
	responder.Open("/")
	responder.Sees(`#live`)
	verifier.Write(`textarea[name=text]`, "@responder ask the poison centre")
	verifier.Click(`form[action$="/note"] button`)
	responder.Reads("verifier named you in a note") // without a reload
	responder.Open(item)
	responder.Reads("ask the poison centre")
	responder.Key("e")
	responder.Reads("You hold it for another 15 minutes.")
	return item
}

// drafts writes a reply, loses the browser's page in the middle, and submits.
func drafts(t *testing.T, responder *browsertest.Seat, source string) (reply string) {
	responder.Key("d")
	responder.Sees(`textarea[name=fact]`)
	reply = responder.Path()
	responder.Write(`textarea[name=fact]`, "Drinking diluted bleach cures the infection, they say. This is FAKE NEWS")
	responder.Reads("do not write “fake news”")
	responder.Looks("draft-warned")
	responder.Open("/") // as if the browser had crashed
	responder.Open(reply)
	responder.Reads("What you typed is back")
	if fact := browsertest.Read(responder, chromedp.Value(`textarea[name=fact]`)); !strings.Contains(fact, "Drinking diluted bleach") {
		t.Errorf("what was typed came back as %q", fact)
	}
	responder.Do(chromedp.SetValue(`select[name=rating]`, "false"))
	for field, text := range map[string]string{
		"language": "en", "fact": "Disinfectants are for surfaces. Never drink them.", "myth": "Drinking diluted bleach cures the infection.",
		"why": "It burns the mouth and the stomach. It does not reach a virus in the body.", "again": "If somebody has drunk disinfectant, call the poison centre at once.",
		"sources": source,
	} {
		responder.Write(`#`+field, text)
	}
	responder.Click(`button[hx-post$="/look"]`)
	responder.Reads("The made-up health authority, trusted")
	responder.Reads("Everything is there; it can be submitted.")
	responder.Do(chromedp.SetUploadFiles(`input[type=file]`, []string{picture(t)}))
	responder.Write(`input[name=alt]`, "A made-up poster: a bottle of bleach, crossed out.")
	responder.Click(`button[formaction$="/attach"]`)
	responder.Reads("The file is attached.")
	if isOvertaken := browsertest.Read(responder, chromedp.Evaluate[bool](`document.querySelector("[role=alert]") !== null`)); isOvertaken {
		t.Error("attaching a file takes the text for overtaken")
	}
	responder.Until("the picture to be there", `document.querySelector("figure.medium img")?.naturalWidth === 300`)
	responder.Looks("draft")
	responder.Click(`button[formaction$="/submit"]`)
	responder.Sees(`article.reply`)
	responder.Reads("You wrote in this reply. Somebody else verifies it.")
	return reply
}

// picture is a file with a made-up picture.
func picture(t *testing.T) string {
	poster := image.NewPaletted(image.Rect(0, 0, 300, 160), color.Palette{color.RGBA{0xf4, 0xf1, 0xe8, 0xff}, color.RGBA{0xb0, 0x2a, 0x1e, 0xff}, color.RGBA{0x2f, 0x5d, 0x8a, 0xff}})
	for y := range 160 {
		for x := range 300 {
			switch dx, dy := x-150, y-80; {
			case dx*dx+dy*dy < 70*70 && (dx*dx+dy*dy > 58*58 || dx+dy > -8 && dx+dy < 8):
				poster.SetColorIndex(x, y, 1)
			case dx > -18 && dx < 18 && dy > -20 && dy < 45 || dx > -7 && dx < 7 && dy > -45 && dy <= -20:
				poster.SetColorIndex(x, y, 2)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "poster.png")
	to, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	if err := png.Encode(to, poster); err != nil {
		t.Fatal(err)
	}
	return path
}

// sendsBackAndVerifies lets the verifier send the reply back with a remark, the responder mend it, and the verifier verify it.
func sendsBackAndVerifies(t *testing.T, verifier, responder *browsertest.Seat, reply string) {
	verifier.Open("/")
	verifier.Reads("To verify")
	verifier.Open(reply)
	verifier.Looks("verify")
	verifier.Key("b")
	verifier.Write(`form[action$="/send-back"] input[name=reason]`, "one more thing")
	verifier.Do(chromedp.SetValue(`form[action$="/send-back"] select[name=remark_field]`, "why"))
	verifier.Write(`form[action$="/send-back"] input[name=remark_quote]`, "It burns the mouth")
	verifier.Write(`form[action$="/send-back"] input[name=remark]`, "say what burns")
	verifier.Click(`form[action$="/send-back"] > button`)
	verifier.Reads("Sent back to its drafter.")

	responder.Open(reply)
	responder.Reads("say what burns")
	responder.Looks("sent-back")
	responder.Write(`textarea[name=why]`, "Bleach burns the mouth and the stomach. It does not reach a virus in the body.")
	responder.Click(`button[formaction$="/submit"]`)
	responder.Reads("Submitted.")

	verifier.Open(reply)
	for i := range browsertest.Read(verifier, chromedp.Evaluate[int](`document.querySelectorAll('form[action$="/verify"] input[type=checkbox]').length`)) {
		browsertest.Read(verifier, chromedp.Evaluate[any](`document.querySelectorAll('form[action$="/verify"] input[type=checkbox]')[`+string(rune('0'+i))+`].click()`))
	}
	verifier.Click(`form[action$="/verify"] > button`)
	verifier.Reads("Verified.")
	verifier.Looks("verified")
	isPosted(t, verifier, responder, reply)
	verifier.Write(`input[name=url]`, "https://social.example/@desk/1")
	verifier.Click(`form[action$="/record"] button`)
	verifier.Sees(`a[href="https://social.example/@desk/1"]`)
	verifier.Looks("recorded")
	if state := browsertest.Read(verifier, chromedp.Text(`h1 small`)); state != "posted and recorded" {
		t.Errorf("in the end the reply is %q", state)
	}
	copied := browsertest.Read(verifier, chromedp.Evaluate[string](`document.querySelector('a[href^="/copies/"]').getAttribute("href")`))
	verifier.Open(copied)
	verifier.Reads("Our copy of a source")
	verifier.Looks("copy")
}

// isPosted lets the verifier see what is sent, send it, and take it down again.
func isPosted(t *testing.T, verifier, responder *browsertest.Seat, reply string) {
	verifier.Click(`form.outlet button`)
	verifier.Reads("What is sent")
	verifier.Click(`ol.sent summary`)
	verifier.Reads("/2/tweets")
	if parts := browsertest.Read(verifier, chromedp.Evaluate[int](`document.querySelectorAll("ol.sent li").length`)); parts != 2 {
		t.Errorf("%d parts are sent", parts)
	}
	verifier.Looks("dispatch")
	const moves = `(() => { const picture = document.querySelector(".medium img"), loaded = picture.height; picture.removeAttribute("src"); return picture.height !== loaded })()`
	if browsertest.Read(verifier, chromedp.Evaluate[bool](moves)) {
		t.Error("what is below a picture moves when it is loaded")
	}
	responder.Open(reply)
	verifier.Click(`form[action$="/dispatch"] button`)
	verifier.Reads("It is being sent.")
	verifier.Sees(`.dispatch a[href^="https://x.com/i/status/"]`) // without a reload
	verifier.Until("the reply to be recorded", `document.querySelector("h1 small").textContent === "posted and recorded"`)
	verifier.Looks("dispatched")
	verifier.Click(`form[action^="/dispatches/"] button`)
	verifier.Reads("It is being taken down.")
	verifier.Until("it to be taken down", `document.querySelector(".dispatch .tag").textContent === "taken down"`)
}

// looksThrough opens the pages that everybody may see.
func looksThrough(t *testing.T, responder, verifier *browsertest.Seat, item string) {
	verifier.Open(item)
	verifier.Reads("answered")
	verifier.Looks("item-answered")
	for path, name := range map[string]string{"/items?state=open": "items", "/replies": "replies", "/claims": "claims", "/sources": "sources", "/gaps": "gaps", "/me": "me", "/nowhere": "not-found", "/items?q=nothing-has-this-word": "items-none"} {
		responder.Open(path)
		responder.Sees(`main h1`)
		responder.Looks(name)
	}
	responder.Open("/claims")
	responder.Click(`ul.rows a`)
	responder.Reads("Claim of the catalogue")
	responder.Looks("claim")
	responder.Open("/claims?q=bleach")
	responder.Reads("The most probable first")
	responder.Open("/")
	responder.Key("/")
	responder.Key("bleach" + kb.Enter)
	responder.Reads("Replies with these words")
	responder.Key("j")
	responder.Key(kb.Enter)
	responder.Sees(`article.post`)
	if !strings.HasPrefix(responder.Path(), "/items/") {
		t.Errorf("the keys j and Enter lead to %s", responder.Path())
	}
}

// isDismissedInBulk picks rows with keys, dismisses them, and takes that back.
func isDismissedInBulk(t *testing.T, responder *browsertest.Seat) {
	responder.Open("/items?state=open")
	before := browsertest.Read(responder, chromedp.Evaluate[int](`document.querySelectorAll("ul.rows li").length`))
	responder.Key("j")
	responder.Key("x")
	responder.Key("j")
	responder.Key("x")
	responder.Write(`#bulk input[name=reason]`, "made up for the demo")
	responder.Click(`#bulk button[data-key="#"]`)
	responder.Reads("2 items dismissed.")
	responder.Looks("dismissed")
	responder.Key("z")
	responder.Reads("2 items are back in their queues.")
	if after := browsertest.Read(responder, chromedp.Evaluate[int](`document.querySelectorAll("ul.rows li").length`)); after < before {
		t.Errorf("%d items after the undo, %d before", after, before)
	}
	responder.Open("/items?state=open&kind=claim")
	responder.Click(`.searches summary`)
	responder.Write(`.searches input[name=name]`, "claims that wait")
	responder.Click(`.searches form[action="/searches"] button`)
	responder.Reads("The search is saved.")
	responder.Click(`.searches li a`)
	responder.Until("the search's filter", `document.querySelector("select[name=kind]")?.value === "claim" && document.querySelector("select[name=state]").value === "open"`)
}

// otherRoles looks at what viewers, editors and administrators see.
func otherRoles(t *testing.T, url string, said *announced, reply string) {
	viewer := browsertest.Sit(t, url, "viewer")
	viewer.SignIn("correct horse battery")
	for _, path := range []string{"/", "/items", reply} {
		viewer.Open(path)
		if n := browsertest.Read(viewer, chromedp.Evaluate[int](`document.querySelectorAll('main form[method=post]:not([action$="/follow"])').length`)); n > 0 {
			t.Errorf("a viewer has %d forms at %s", n, path)
		}
	}
	viewer.IsAccessible("a viewer's reply")
	editor := browsertest.Sit(t, url, "editor")
	editor.SignIn(strings.TrimPrefix(said.after("editor "), "password "))
	editor.Open("/settings")
	editor.Sees(`main h1`)
	editor.Looks("settings")
	admin := browsertest.Sit(t, url, "admin2")
	admin.SignIn("correct horse battery")
	admin.Open("/users")
	admin.Looks("users")
	signsInSafely(t, url, admin)
	admin.Open("/sources")
	admin.Click(`details summary`)
	admin.Looks("sources-admin")
	for _, code := range []string{"fi", "sv", "it", "ro", "de", "fr", "es"} {
		admin.Open("/items")
		admin.Do(chromedp.SetValue(`footer select`, code))
		admin.Click(`footer form button`)
		admin.Sees(`html[lang=` + code + `] main h1`)
		for _, path := range []string{"/", "/items?state=open", reply} {
			admin.Open(path)
			admin.Sees(`html[lang=` + code + `] main h1`)
			admin.IsAccessible(path + " in " + code)
		}
		admin.Open("/")
		admin.Picture("queues-" + code)
	}
	guest := browsertest.Sit(t, url, "guest")
	guest.Open("/tips?lang=fi")
	guest.Sees(`textarea[name=text]`)
	guest.Looks("tips")
}
