package feed

import (
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// titles are the titles that a body gives.
func titles(t *testing.T, body []byte, contentType string) []string {
	t.Helper()
	parsed, err := parse(toUTF8(body, contentType))
	if err != nil {
		t.Errorf("cannot be read: %v", err)
		return nil
	}
	var all []string
	for _, p := range toPosts(parsed, &url.URL{Scheme: "https", Host: "example.org"}, Settings{}, time.Unix(1e9, 0)) {
		title, _, _ := strings.Cut(p.Text, "\n")
		all = append(all, title)
	}
	return all
}

func headlines(declared, title string) string {
	if declared != "" {
		declared = ` encoding="` + declared + `"`
	}
	return `<?xml version="1.0"` + declared + `?><rss version="2.0"><channel><title>t</title><item><title>` + title + `</title><link>https://example.org/1</link></item></channel></rss>`
}

// samples are made-up headlines, long enough to tell a charset by.
var samples = map[string]string{
	"finnish":  "Säätiön väki äänestää: hyvää yötä ja kiitos kaikesta, älä huoli enää",
	"german":   "Für die Bürger der Stadt öffnet das Amt früher als üblich über Ostern",
	"czech":    "Příliš žluťoučký kůň úpěl ďábelské ódy, říká městský úřad občanům",
	"russian":  "Жители города спрашивают, безопасна ли вода из крана после наводнения",
	"greek":    "Οι κάτοικοι της πόλης ρωτούν αν το νερό της βρύσης είναι ασφαλές",
	"turkish":  "Şehirde yaşayanlar musluk suyunun güvenli olup olmadığını soruyor",
	"hebrew":   "תושבי העיר שואלים אם מי הברז בטוחים לשתייה לאחר השיטפון",
	"japanese": "市民は洪水の後に水道水が安全かどうかを市役所に尋ねています",
	"korean":   "시민들은 홍수 이후 수돗물이 안전한지 시청에 묻고 있습니다",
	"chinese":  "市民询问洪水之后自来水是否安全，市政府正在检查水质并将公布结果",
	"taiwan":   "市民詢問洪水之後自來水是否安全，市政府正在檢查水質並將公布結果",
}

func TestEveryCharsetIsRead(t *testing.T) {
	for _, test := range []struct {
		name     string // as it is declared
		encoding encoding.Encoding
		sample   string
	}{
		{"UTF-8", encoding.Nop, "finnish"}, {"UTF-8", unicode.UTF8BOM, "finnish"},
		{"UTF-16", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "japanese"}, {"UTF-16", unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "finnish"},
		{"UTF-16LE", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "russian"}, {"UTF-16BE", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "finnish"},
		{"UTF-32", utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), "finnish"}, {"UTF-32", utf32.UTF32(utf32.BigEndian, utf32.UseBOM), "korean"},
		{"UTF-32LE", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), "finnish"}, {"UTF-32BE", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), "finnish"},
		{"windows-1250", charmap.Windows1250, "czech"}, {"windows-1251", charmap.Windows1251, "russian"}, {"windows-1252", charmap.Windows1252, "finnish"},
		{"windows-1253", charmap.Windows1253, "greek"}, {"windows-1254", charmap.Windows1254, "turkish"}, {"windows-1255", charmap.Windows1255, "hebrew"},
		{"ISO-8859-1", charmap.ISO8859_1, "german"}, {"ISO-8859-2", charmap.ISO8859_2, "czech"}, {"ISO-8859-5", charmap.ISO8859_5, "russian"},
		{"ISO-8859-9", charmap.ISO8859_9, "turkish"}, {"ISO-8859-15", charmap.ISO8859_15, "finnish"}, {"KOI8-R", charmap.KOI8R, "russian"},
		{"Shift_JIS", japanese.ShiftJIS, "japanese"}, {"EUC-JP", japanese.EUCJP, "japanese"}, {"ISO-2022-JP", japanese.ISO2022JP, "japanese"},
		{"EUC-KR", korean.EUCKR, "korean"}, {"Big5", traditionalchinese.Big5, "taiwan"}, {"GB2312", simplifiedchinese.GBK, "chinese"}, {"GB18030", simplifiedchinese.GB18030, "chinese"},
	} {
		want := []string{samples[test.sample]}
		for how, say := range map[string]struct{ declared, contentType string }{"declared": {test.name, "application/xml"}, "by content type": {"", "text/xml; charset=" + test.name}} {
			body, err := test.encoding.NewEncoder().Bytes([]byte(headlines(say.declared, want[0])))
			if err != nil {
				t.Fatal(err)
			}
			if got := titles(t, body, say.contentType); !slices.Equal(got, want) {
				t.Errorf("%s, %s: got %q", test.name, how, got)
			}
		}
	}
}

func TestWrongAndMissingDeclarationsAreSeenThrough(t *testing.T) {
	for _, test := range []struct {
		declared string
		encoding encoding.Encoding
		sample   string
	}{
		{"UTF-8", charmap.ISO8859_1, "german"}, {"utf-8", charmap.Windows1251, "russian"}, {"", charmap.Windows1252, "finnish"}, {"", charmap.KOI8R, "russian"},
		{"", japanese.ShiftJIS, "japanese"}, {"UTF-8", japanese.EUCJP, "japanese"}, {"", korean.EUCKR, "korean"}, {"", simplifiedchinese.GBK, "chinese"},
		{"ISO-8859-1", encoding.Nop, "finnish"}, {"windows-1251", encoding.Nop, "japanese"}, {"nonsense", encoding.Nop, "finnish"}, {"nonsense", charmap.ISO8859_1, "german"},
		{"UTF-16", encoding.Nop, "finnish"},
	} {
		want := []string{samples[test.sample]}
		body, err := test.encoding.NewEncoder().Bytes([]byte(headlines(test.declared, want[0])))
		if err != nil {
			t.Fatal(err)
		}
		if got := titles(t, body, ""); !slices.Equal(got, want) {
			t.Errorf("%v declared as %q: got %q", test.encoding, test.declared, got)
		}
	}
}

func TestBrokenFeedsAreReadAsFarAsTheyMakeSense(t *testing.T) {
	const head = `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>t</title><language>fi-FI</language>`
	for name, test := range map[string]struct {
		body string
		want []string
	}{
		"cut between entries":     {head + `<item><title>one</title></item><item><title>two</title></item>`, []string{"one", "two"}},
		"cut within an entry":     {head + `<item><title>one</title></item><item><title>two</title><description>and so o`, []string{"one", "two"}},
		"cut within a tag":        {head + `<item><title>one</title></item><item><title>two</title><descr`, []string{"one", "two"}},
		"interleaved tags":        {head + `<item><title>one</title></item><item><b><title>broken</b></title></item><item><title>three</title></item></channel></rss>`, []string{"one", "three"}},
		"bare ampersands":         {head + `<item><title>fish & chips &co</title></item></channel></rss>`, []string{"fish & chips &co"}},
		"entities of HTML":        {head + `<item><title>caf&eacute;&nbsp;open &mdash; now</title></item></channel></rss>`, []string{"café open — now"}},
		"an entity nobody knows":  {head + `<item><title>one &nosuch; two</title></item></channel></rss>`, []string{"one &nosuch; two"}},
		"control characters":      {head + "<item><title>o\x00n\x1fe</title></item></channel></rss>", []string{"one"}},
		"something before":        {"\n\n  " + head + `<item><title>one</title></item></channel></rss>`, []string{"one"}},
		"something behind":        {head + `<item><title>one</title></item></channel></rss><script>x</script>`, []string{"one"}},
		"an unknown prefix":       {head + `<item><foo:bar>x</foo:bar><title>one</title></item></channel></rss>`, []string{"one"}},
		"Atom, cut":               {`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id><title>one</title></entry><entry><id>urn:2</id><title>two</title>`, []string{"one", "two"}},
		"RDF":                     {`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/><item><title>one</title><link>https://example.org/1</link></item></rdf:RDF>`, []string{"one"}},
		"a million laughs":        {`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>` + `<rss version="2.0"><channel><item><title>one &b;</title></item></channel></rss>`, []string{"one &b;"}},
		"a file of this machine":  {`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>one &f;</title></item></channel></rss>`, []string{"one &f;"}},
		"an entry within a text":  {head + `<item><title>one</title><description><![CDATA[<item><title>no</title></item>]]></description></item></channel></rss>`, []string{"one"}},
		"entries without closing": {head + `<item><title>one</title><item><title>two</title></channel></rss>`, []string{"one", "two"}},
	} {
		if got := titles(t, []byte(test.body), ""); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
	for _, none := range []string{"", "<html><body>no feed</body></html>", `<rss version="2.0"><chan`, "{}"} {
		if parsed, err := parse([]byte(none)); err == nil && len(parsed.Items) > 0 {
			t.Errorf("%q: got %+v", none, parsed.Items)
		}
	}
}

// TestGofeedsOwnTestDataIsRead reads every file that the library is tested with, but those that hold no feed on purpose.
func TestGofeedsOwnTestDataIsRead(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/mmcdole/gofeed").Output()
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(strings.TrimSpace(string(dir)), "testdata")
	noFeed := []string{"parser/json/invalid/invalid.json", "parser/universal/empty_feed.xml", "parser/universal/unknown_feed.xml"}
	read := 0
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root, path)
		isResult := strings.HasSuffix(name, "_expected.json") || strings.HasSuffix(name, ".json") && !strings.Contains(name, "/json/")
		if err != nil || entry.IsDir() || isResult || slices.Contains(noFeed, name) {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if _, err := parse(toUTF8(body, "")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		read++
		return nil
	})
	if err != nil || read < 500 {
		t.Errorf("read %d files, %v", read, err)
	}
}
