package post_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"hearsay/post"
)

func TestFromHTMLIsWhatAReaderSees(t *testing.T) {
	tests := map[string]struct {
		html, want string
		links      []string
	}{
		"plain":              {"a &amp; b", "a & b", nil},
		"paragraphs":         {"<p>One</p><p>Two<br>three</p>", "One\nTwo\nthree", nil},
		"links, once each":   {`<a href="https://a.example/x">x</a> <a href="https://a.example/x">y</a> <a href="/in">z</a> <a href="javascript:x()">w</a>`, "x y z w", []string{"https://a.example/x"}},
		"scripts and styles": {"a<script>x<y</script><style>b{}</style>b<template>c</template>", "ab", nil},
		"Mastodon's hidden":  {`<a href="https://a.example/long"><span class="invisible">https://</span>a.example<span class="invisible">/long</span></a>`, "a.example", []string{"https://a.example/long"}},
		"open elements":      {"<p>One<div>two", "One\ntwo", nil},
		"stray ends":         {"</p></div>a</span>", "a", nil},
		"void elements":      {`<span class="invisible">x<br>y</span>z<img src=x>`, "z", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got, links := post.FromHTML(test.html); got != test.want || !slices.Equal(links, test.links) {
				t.Errorf("got %q with %v, want %q with %v", got, links, test.want, test.links)
			}
		})
	}
}

func FuzzFromHTML(f *testing.F) {
	f.Add("<p>a</p><script>")
	f.Fuzz(func(t *testing.T, fragment string) {
		if text, _ := post.FromHTML(fragment); !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			t.Errorf("%q became %q", fragment, text)
		}
	})
}

func TestCleanIsSafeAndDoneOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		raw := string(rapid.SliceOf(rapid.Byte()).Draw(rt, "bytes"))
		clean := post.Clean(raw)
		if !utf8.ValidString(clean) || len(clean) > post.MaxText || strings.ContainsAny(clean, "\x00\u202e\u2066\ufeff") || post.Clean(clean) != clean {
			rt.Fatalf("%q became %q", raw, clean)
		}
	})
	if got := post.Clean(strings.Repeat("ä", post.MaxText)); len(got) > post.MaxText || !utf8.ValidString(got) {
		t.Errorf("%d bytes are left of a text that is too long", len(got))
	}
}

func TestPseudonymsAreStableAndSecret(t *testing.T) {
	a := post.Pseudonym([]byte("key"), "twitter", "Someone")
	if a != post.Pseudonym([]byte("key"), "twitter", "someone") {
		t.Error("case makes another pseudonym")
	}
	for name, other := range map[string]string{
		"another key": post.Pseudonym([]byte("kez"), "twitter", "Someone"), "another platform": post.Pseudonym([]byte("key"), "bluesky", "Someone"), "another author": post.Pseudonym([]byte("key"), "twitter", "Someone2"),
	} {
		if other == a {
			t.Errorf("%s makes the same pseudonym", name)
		}
	}
	if len(a) != 12 || strings.Contains(a, "someone") || post.Pseudonym([]byte("key"), "twitter", "") != "" {
		t.Errorf("got %q", a)
	}
}

func TestValidateAndOriginal(t *testing.T) {
	tests := map[string]struct {
		post     post.Post
		err      error
		original post.Ref
	}{
		"a post":          {post.Post{Platform: "p", ID: "1", Text: "x"}, nil, post.Ref{}},
		"no id":           {post.Post{Text: "x"}, post.ErrNoID, post.Ref{}},
		"a NUL in the id": {post.Post{Platform: "p", ID: "1\x00", Text: "x"}, post.ErrID, post.Ref{}},
		"a long id":       {post.Post{ID: strings.Repeat("x", post.MaxID+1), Text: "x"}, post.ErrID, post.Ref{}},
		"no text":         {post.Post{ID: "1", Text: " \n"}, post.ErrNoText, post.Ref{}},
		"a repost":        {post.Post{Platform: "p", ID: "1", RepostOf: "0"}, nil, post.Ref{Platform: "p", ID: "0"}},
		"a quote":         {post.Post{Platform: "p", ID: "1", Text: "x", QuoteOf: "2"}, nil, post.Ref{Platform: "p", ID: "2"}},
		"repost of quote": {post.Post{Platform: "p", ID: "1", RepostOf: "0", QuoteOf: "2"}, nil, post.Ref{Platform: "p", ID: "0"}},
	}
	for name, test := range tests {
		original, spreads := test.post.Original()
		if err := test.post.Validate(); !errors.Is(err, test.err) || original != test.original || spreads != (test.original != post.Ref{}) {
			t.Errorf("%s: got %v, original %v", name, err, original)
		}
	}
}

func TestLanguageOf(t *testing.T) {
	for tag, want := range map[string]string{
		"fi": "fi", "EN": "en", "en-US": "en", "zh_TW": "zh", "pt-BR-x-made-up": "pt", "fil": "fil", "": "", "e": "", "english": "", "und": "", "zxx-Latn": "", "1a": "", "é1": "", "-": "",
	} {
		if got := post.LanguageOf(tag); got != want {
			t.Errorf("%q is %q, want %q", tag, got, want)
		}
	}
}

func TestWhatIsTidyCanBeKept(t *testing.T) {
	texts := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 50), func(b []byte) string { return string(b) }),
		rapid.Map(rapid.IntRange(0, 6000), func(n int) string { return strings.Repeat("ä\x00", n) }), rapid.SampledFrom([]string{"https://example.org/a", "Town\x1b[2J\nhall", "\u202etfel", "https://example.org/\u009b"}))
	rapid.Check(t, func(rt *rapid.T) {
		text := func() string { return texts.Draw(rt, "text") }
		p := post.Post{
			Platform: "sample", ID: text(), URL: text(), Text: text(), Language: text(), Space: text(), Links: rapid.SliceOfN(texts, 0, 120).Draw(rt, "links"),
			ReplyTo: text(), RepostOf: text(), QuoteOf: text(), Alias: text(), Territory: text(), Reach: rapid.Int64().Draw(rt, "reach"), Shares: rapid.Int64().Draw(rt, "shares"),
			CreatedAt: time.Unix(rapid.Int64().Draw(rt, "at"), 0).UTC(),
		}
		p.Tidy()
		for _, s := range append(p.Links, p.URL, p.Text, p.Language, p.Space, p.ReplyTo, p.RepostOf, p.QuoteOf, p.Alias, p.Territory) {
			if !utf8.ValidString(s) || strings.ContainsRune(s, 0) || len(s) > post.MaxText {
				rt.Fatalf("%q is left", s)
			}
		}
		for _, name := range append(p.Links, p.URL, p.Language, p.Space, p.Territory) {
			if strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || r == 0x202E || r == 0x2066 }) {
				rt.Fatalf("%q is not one line of what it shows", name)
			}
		}
		if len(p.Links) > 100 || p.Reach < 0 || p.Shares < 0 {
			rt.Fatalf("got %+v", p)
		}
		if _, err := json.Marshal(p); err != nil {
			rt.Fatal(err)
		}
		again := p
		if again.Tidy(); !reflect.DeepEqual(again, p) {
			rt.Fatalf("%+v became %+v", p, again)
		}
	})
}
