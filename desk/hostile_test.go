package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/chromedp/chromedp"

	"hearsay/bulletin"
	"hearsay/claims"
	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/internal/browsertest"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/recall"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/triage"
)

// vectors would run a script, ask another server or close a tag, each in a place of its own: a text, an attribute, an address,
// a script, a style, a comment, a template. Each calls alert(1) or asks evil.example, so that a browser tells when one works.
var vectors = []string{
	`<script>alert(1)</script>`, `</script><script>alert(1)</script>`, `<ScRiPt >alert(1)</sCrIpT >`, `<script/src=https://evil.example/x.js></script>`,
	`<scr<script>ipt>alert(1)</scr</script>ipt>`, `<script>alert(1)`, `<script>alert(1)<!--`, `<!--><script>alert(1)</script-->`,
	`<img src=x onerror=alert(1)>`, `<img src="x" onerror="alert(1)"`, `<img/src/onerror=alert(1)>`, "<img src=x\nonerror=alert(1)>", `<img src=https://evil.example/p.png>`,
	`<svg onload=alert(1)>`, `<svg/onload=alert(1)//`, `<svg><script>alert(1)</script></svg>`, `<svg><animate onbegin=alert(1) attributeName=x dur=1s>`,
	`<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>`, `<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>#x"/></svg>`,
	`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`, `<math href="javascript:alert(1)">x</math>`,
	`<body onload=alert(1)>`, `<iframe src="javascript:alert(1)">`, `<iframe srcdoc="<script>alert(1)</script>">`, `<object data="javascript:alert(1)">`, `<embed src="https://evil.example/x.swf">`,
	`<details open ontoggle=alert(1)>`, `<video><source onerror=alert(1)></video>`, `<audio src=x onerror=alert(1)>`, `<input autofocus onfocus=alert(1)>`, `<select autofocus onfocus=alert(1)>`,
	`<textarea autofocus onfocus=alert(1)>`, `</textarea><script>alert(1)</script>`, `</title><script>alert(1)</script>`, `</style><script>alert(1)</script>`, `</option></select><img src=x onerror=alert(1)>`,
	`<marquee onstart=alert(1)>`, `<div style="animation-name:x" onanimationstart=alert(1)>`, `<style>@import "https://evil.example/x.css";</style>`, `<link rel=stylesheet href=https://evil.example/x.css>`,
	`<meta http-equiv=refresh content="0;url=https://evil.example/">`, `<base href="https://evil.example/">`, `<form action="https://evil.example/"><button>x</button>`, `<button form=split formaction="javascript:alert(1)">x</button>`,
	`"><script>alert(1)</script>`, `'><script>alert(1)</script>`, `" onmouseover="alert(1)" x="`, `' onmouseover='alert(1)' x='`, "` onmouseover=alert(1) x=`", `" autofocus onfocus=alert(1) "`,
	`javascript:alert(1)`, `JaVaScRiPt:alert(1)`, "java\tscript:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)", ` javascript:alert(1)`, `javascript://x/%0aalert(1)`, `vbscript:msgbox(1)`,
	`data:text/html,<script>alert(1)</script>`, `data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==`, `//evil.example/x`, `\\evil.example\x`, `https:evil.example`, `https://evil.example/"onclick="alert(1)`,
	`https://user:password@evil.example/`, `blob:https://evil.example/x`, `&#60;script&#62;alert(1)&#60;/script&#62;`, `&lt;script&gt;alert(1)&lt;/script&gt;`, `&#x3c;img src=x onerror=alert(1)&#x3e;`, `%3Cscript%3Ealert(1)%3C/script%3E`,
	`+ADw-script+AD4-alert(1)+ADw-/script+AD4-`, "<\u0000script>alert(1)</script>", "<script\u2028>alert(1)</script>", "\ufeff<script>alert(1)</script>", "＜script＞alert(1)＜/script＞", "\u202e<script>alert(1)</script>",
	`{{.}}`, `{{printf "%s" .}}`, `{{template "base" .}}`, `${alert(1)}`, `<%= alert(1) %>`, `#{alert(1)}`, `]]><script>alert(1)</script>`, `*/alert(1)/*`, `';alert(1);//`, `\";alert(1);//`, `</script><!--`,
	`<a href="https://evil.example/" hx-get="https://evil.example/" hx-trigger="load">x</a>`, `<div hx-on:load="alert(1)">x</div>`, `<div hx-get="/users" hx-trigger="load" hx-target="body">x</div>`, `" hx-trigger="load" hx-get="https://evil.example/`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<template><script>alert(1)</script></template>`, `<portal src=https://evil.example/>`, `<isindex action=javascript:alert(1) type=image>`, `<xmp><script>alert(1)</script>`, `<plaintext>`,
}

// hostile are the vectors, and the big list of naughty strings (https://github.com/minimaxir/big-list-of-naughty-strings).
func hostile(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(servertest.Package(t, "big-list-of-naughty-strings/blns.json"))
	if err != nil {
		t.Fatal(err)
	}
	var naughty []string
	if err := json.Unmarshal(text, &naughty); err != nil || len(naughty) < 400 {
		t.Fatalf("%d naughty strings: %v", len(naughty), err)
	}
	return slices.Concat(vectors, naughty)
}

// TestNothingHostileRuns stores hostile strings in every field that people or platforms write, and opens every page that
// shows them, in a browser: each stands there as text, and nothing of it runs, asks another server or troubles the console.
func TestNothingHostileRuns(t *testing.T) {
	o := newOffice(t)
	corpus := hostile(t)
	responder := browsertest.Sit(t, o.URL, "responder")
	responder.SignIn(password)
	verifier := browsertest.Sit(t, o.URL, "verifier") // sees what is sent
	verifier.SignIn(password)
	editor := browsertest.Sit(t, o.URL, "editor")
	editor.SignIn(password)
	pages := []string{"/", "/replies", "/claims", "/sources", "/me", "/settings"}
	for i, texts := 0, corpus; len(texts) > 0; i++ {
		n := min(len(texts), 24)
		id := fmt.Sprintf("hostile%d", i)
		o.storeHostile(id, texts[:n])
		o.opens(responder, "/items/"+id, shown(texts[:n]))
		o.opens(responder, "/replies/"+id, shown(texts[:1]))
		o.opens(responder, "/claims/"+id, shown(texts[:1]))
		o.opens(verifier, "/replies/"+id+"-sent", shown(texts[:1]))
		o.opens(verifier, "/replies/"+id+"-sent/dispatch?account=town&post="+url.QueryEscape("sample/"+id+"-0"), shown(texts[:1]))
		for _, path := range []string{"/editions/" + id, "/editions/" + id + "/as/html", "/bulletins/" + id, "/messengers/" + id, "/recalls/" + id} {
			o.opens(editor, path, shown(texts[:1]))
		}
		o.opens(responder, "/items?q="+url.QueryEscape(texts[0]), nil)
		pages = append(pages, "/items?queue="+url.QueryEscape(texts[0])+"&topic="+url.QueryEscape(texts[0]), "/claims?q="+url.QueryEscape(texts[0]), "/tips/"+url.PathEscape("x"+texts[0]))
		texts = texts[n:]
	}
	for _, page := range append(pages, "/items", "/items?view=all", "/tips", "/alerts", "/messenger") {
		o.opens(responder, page, nil)
	}
	for _, page := range []string{"/messengers", "/editions", "/recalls"} {
		o.opens(editor, page, nil)
	}
}

// storeHostile stores an item whose every field, and the fields of all that hangs on it, are hostile.
func (o *office) storeHostile(id string, texts []string) {
	o.t.Helper()
	ctx, now, first := o.t.Context(), time.Now(), texts[0]
	var posts []ledger.StoredPost
	for i, text := range texts {
		clean := post.Clean(text) // as the pipeline stores it
		posts = append(posts, ledger.StoredPost{
			Post: post.Post{
				Platform: "sample", ID: fmt.Sprint(id, "-", i), Text: clean, URL: clean, Author: clean, Space: clean, Language: "en", Territory: clean, Links: []string{clean},
			},
			Item: id, CollectedAt: now, Verdict: &classifier.Verdict{Kind: classifier.KindClaim, Rules: []classifier.Reason{{ID: clean, Start: 0, End: len(clean)}}},
		})
	}
	clean := post.Clean(first)
	item := &triage.Item{
		ID: id, Kind: classifier.KindClaim, State: triage.Open, Queue: triage.DefaultQueue, Severity: rules.High, Lead: posts[0].Ref(), Posts: int64(len(posts)), Language: "en",
		Topics: []string{clean}, Territories: []string{clean}, Reason: clean, Claim: id, OpenedAt: now, Deadline: now.Add(time.Hour),
	}
	claim := claims.Claim{ID: id, Text: clean, Title: clean, Rating: clean, Language: "en", URL: clean, Publisher: clean, UpdatedAt: now}
	reply := replies.New(id, id, classifier.KindClaim, id, "responder", now)
	reply.Text = replies.Text{Language: "en", Fact: clean, Myth: clean, Why: clean, Again: clean, Rating: "false", Sources: []string{clean}}
	reply.Checks = []replies.Check{{URL: clean, Title: clean, Publisher: clean, SHA256: "00", CheckedAt: now}}
	reply.Remarks = []replies.Remark{{Field: "fact", Quote: clean, Text: clean}}
	reply.Doubts = []replies.Doubt{{Kind: replies.Expired, URL: clean, At: now}}
	reply.Postings = []replies.Posting{{URL: clean, By: clean, At: now}}
	reply.Reason, reply.Verifier = clean, clean
	reply.State = replies.States()[len(posts[0].Text)%len(replies.States())]
	entry := bulletin.Entry{Reply: clean, Posts: 3, Fact: clean, Myth: clean, Why: clean, Again: clean, Rating: "false", Sources: []string{clean}, Standing: clean}
	edition := &bulletin.Edition{ID: id, Bulletin: clean, Language: "en", Title: clean, Word: clean, From: now, To: now, Questions: []bulletin.Entry{entry}, Claims: []bulletin.Entry{entry}, State: bulletin.Approved, ApprovedBy: clean, ApprovedAt: now, CreatedAt: now}
	messenger := &bulletin.Messenger{ID: id, Name: clean, Email: clean + id, Audience: clean, Languages: []string{clean}, Topics: []string{clean}, Territory: clean, Close: true, State: bulletin.Confirmed, Consent: clean, ConsentAt: now, AddedBy: clean, Shared: []bulletin.Shared{{URL: clean, At: now}}, CreatedAt: now}
	alert := ledger.Alert{ID: id, Condition: "critical_item", Subject: "item/" + clean, Labels: map[string]string{"alertname": clean}, Facts: facts(clean), ActiveAt: now, FiredAt: now, SeenAt: now}
	silence := ledger.Silence{ID: id, Matchers: []string{"a=" + fmt.Sprintf("%q", clean)}, StartsAt: now, EndsAt: now.Add(time.Hour), By: clean, Comment: clean}
	called := recall.New(id, reply, recall.Retracted, clean, now)
	called.Done = []recall.Mark{{Trace: "posting/" + clean, By: clean, Note: clean, At: now}}
	err := o.ledger.Write(ctx, func(tx *ledger.Tx) error {
		err := errors.Join(tx.SaveRecall(ctx, called), tx.SaveEdition(ctx, edition), tx.SaveMessenger(ctx, messenger), tx.SaveAlerts(ctx, alert), tx.SaveSilence(ctx, silence), tx.Deliver(ctx, id, []string{id, clean}),
			tx.SettleDelivery(ctx, ledger.Delivery{Edition: id, Recipient: id, State: "refused", Reason: clean}), tx.SettleDelivery(ctx, ledger.Delivery{Edition: id, Recipient: clean, State: "unclear", Reason: clean}))
		if err != nil {
			return err
		}
		err = errors.Join(tx.SaveItem(ctx, item), tx.InsertPosts(ctx, posts), tx.SaveClaim(ctx, claim), tx.SaveReply(ctx, reply), saveSent(ctx, tx, *reply, clean),
			tx.SaveSearch(ctx, "responder", ledger.Search{Name: clean, Query: "q=" + url.QueryEscape(clean)}), tx.AddMention(ctx, "responder", ledger.Mention{Item: id, Author: clean}))
		for _, text := range texts {
			err = errors.Join(err, tx.AddNote(ctx, id, "responder", post.Clean(text)), tx.Audit(ctx, "responder", "item.noted", id, post.Clean(text)))
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// facts are those of an alert, with a text in them.
func facts(text string) json.RawMessage {
	written, err := json.Marshal(map[string]any{"kind": text, "queue": text, "posts": 3, "deadline_in": 60})
	if err != nil {
		panic(err)
	}
	return written
}

// saveSent stores a reply like another that is sent through accounts, with a dispatch in every state.
func saveSent(ctx context.Context, tx *ledger.Tx, like replies.Reply, text string) error {
	like.ID, like.State, like.Doubts, like.Version = like.ID+"-sent", replies.Verified, nil, 0
	err := tx.SaveReply(ctx, &like)
	for i, state := range publish.States() {
		err = errors.Join(err, tx.SaveDispatch(ctx, &publish.Dispatch{
			ID: fmt.Sprint(like.ID, i), Reply: like.ID, Item: like.Item, Account: text, Platform: text, State: state, URL: text, By: text, At: time.Now(), Problem: text, Tries: 1,
			Parts: []publish.Part{{Text: text, Place: publish.Place{URL: text, Handle: publish.HandleOf(text)}}, {Text: text, BegunAt: time.Now()}},
		}))
	}
	return err
}

// opens opens a page, whose text has every one of texts.
func (o *office) opens(who *browsertest.Seat, path string, texts []string) {
	o.t.Helper()
	who.Open(path)
	who.Until("the page to be there", `document.readyState === "complete"`)
	const look = `JSON.stringify([document.body.textContent + [...document.querySelectorAll("textarea, input")].map(e => e.value).join(" "),
		[...document.querySelectorAll("script:not([src^='/static/']), iframe:not(.edition), object, embed, img, video, audio, math, base, style, meta[http-equiv], a[href^='javascript' i], a[href^='data' i], a[href^='vbscript' i], [onerror], [onload]")].map(e => e.outerHTML.slice(0, 200)).join(" ")])`
	var found [2]string
	if err := json.Unmarshal([]byte(browsertest.Read(who, chromedp.Evaluate[string](look))), &found); err != nil {
		o.t.Fatal(err)
	}
	if found[1] != "" {
		o.t.Errorf("%s has %s", path, found[1])
	}
	text := letters(found[0])
	for _, want := range texts {
		if !strings.Contains(text, letters(want)) {
			o.t.Errorf("%s does not show %q", path, want)
		}
	}
}

// shown are texts as they are stored.
func shown(texts []string) []string {
	var all []string
	for _, text := range texts {
		all = append(all, post.Clean(text))
	}
	return all
}

// letters leaves out what a browser may show in more than one way: white space.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// TestRightToLeft shows a post in Arabic and Hebrew and a reply to it: each runs in its own direction on a page in English.
func TestRightToLeft(t *testing.T) {
	o := newOffice(t)
	o.storeHostile("rtl", []string{"هل الماء آمن للشرب؟ (Turin 2020)", "האם המים בטוחים לשתייה?", "Is the water safe?"})
	responder := browsertest.Sit(t, o.URL, "responder")
	responder.SignIn(password)
	responder.Open("/items/rtl")
	const directions = `[...document.querySelectorAll("article.post > p:first-child")].map(p => getComputedStyle(p).direction).join(" ")`
	if got := browsertest.Read(responder, chromedp.Evaluate[string](directions)); got != "rtl rtl ltr" {
		t.Errorf("the posts run %q", got)
	}
	responder.Open("/replies/rtl")
	if got := browsertest.Read(responder, chromedp.Evaluate[bool](`[...document.querySelectorAll("main [dir=auto]")].some(e => getComputedStyle(e).direction == "rtl")`)); !got {
		t.Error("nothing of the reply runs from right to left")
	}
	responder.IsAccessible("a page with posts from right to left")
}
