package bulletin_test

import (
	"bytes"
	"flag"
	"fmt"
	"html"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"hearsay/bulletin"
	"hearsay/gaps"
	"hearsay/replies"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) // a Wednesday

func reply(id, kind, language string) *replies.Reply {
	r := &replies.Reply{ID: id, Item: "item-" + id, Kind: "claim", State: replies.Published, VerifiedAt: noon, Text: replies.Text{
		Language: language, Fact: "Tap water is safe to drink.", Myth: "The water is poisoned.", Why: "It is tested every day, and every value is below the limit.\nAsk <the> laboratory & see.", Again: "You can drink it.", Rating: "false",
		Sources: []string{"https://water.example.org/values"},
	}}
	if kind == "question" {
		r.Kind, r.Rating, r.Myth, r.Why, r.Again = "question", "", "Can I drink the water?", "", ""
	}
	return r
}

func TestScheduleComesAgain(t *testing.T) {
	helsinki, err := time.LoadLocation("Europe/Helsinki")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		schedule bulletin.Schedule
		now      time.Time
		want     string
	}{
		"by hand":                {bulletin.Schedule{}, noon, "0001-01-01 00:00"},
		"daily":                  {bulletin.Schedule{Period: "daily", Minute: 8 * 60, Location: time.UTC}, noon, "2026-03-04 08:00"},
		"before its time":        {bulletin.Schedule{Period: "daily", Minute: 13 * 60, Location: time.UTC}, noon, "2026-03-03 13:00"},
		"elsewhere":              {bulletin.Schedule{Period: "daily", Minute: 13 * 60, Location: helsinki}, noon, "2026-03-04 11:00"},
		"weekly":                 {bulletin.Schedule{Period: "weekly", Weekday: time.Monday, Minute: 60, Location: time.UTC}, noon, "2026-03-02 01:00"},
		"on its day":             {bulletin.Schedule{Period: "weekly", Weekday: time.Wednesday, Minute: 12 * 60, Location: time.UTC}, noon, "2026-03-04 12:00"},
		"monthly":                {bulletin.Schedule{Period: "monthly", Day: 28, Minute: 0, Location: time.UTC}, noon, "2026-02-28 00:00"},
		"over the changed clock": {bulletin.Schedule{Period: "daily", Minute: 8 * 60, Location: helsinki}, time.Date(2026, 3, 29, 12, 0, 0, 0, time.UTC), "2026-03-29 05:00"},
	} {
		if got := test.schedule.Last(test.now).UTC().Format("2006-01-02 15:04"); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

func TestAnEditionHasWhatIsVerifiedAndAskedMost(t *testing.T) {
	doubtful, draft, other, finnish := reply("doubtful", "claim", "en"), reply("draft", "claim", "en"), reply("other", "claim", "en"), reply("fi", "claim", "fi")
	doubtful.Doubts = []replies.Doubt{{Kind: replies.SourceGone}}
	draft.State = replies.Draft
	other.Item = "item-b" // another reply to the same item
	b := bulletin.Bulletin{Name: "weekly", Title: "This week", Language: "en", Topics: []string{"water"}}
	e := bulletin.Build("e", b, noon.AddDate(0, 0, -7), noon, []bulletin.Candidate{
		{Reply: reply("a", "claim", "en"), Topics: []string{"water"}, Posts: 3}, {Reply: reply("b", "claim", "en"), Topics: []string{"water"}, Posts: 30}, {Reply: other, Topics: []string{"water"}, Posts: 20},
		{Reply: doubtful, Topics: []string{"water"}, Posts: 99}, {Reply: draft, Topics: []string{"water"}, Posts: 99}, {Reply: finnish, Topics: []string{"water"}, Posts: 99},
		{Reply: reply("vaccines", "claim", "en"), Topics: []string{"vaccines"}, Posts: 99}, {Reply: reply("q", "question", "en"), Topics: []string{"water"}, Posts: 12},
	}, []gaps.Gap{{Topic: "water", Language: "en", Posts: 9}, {Topic: "water", Language: "fi", Posts: 8}, {Topic: "vaccines", Language: "en", Posts: 7}, {Language: "en", Posts: 6}, {Topic: "water", Language: "en", Territory: "turin", Posts: 5}})
	if len(e.Unanswered) != 2 || e.Unanswered[0].Posts != 9 || e.Unanswered[1].Territory != "turin" {
		t.Errorf("unanswered: %+v", e.Unanswered)
	}
	var got []string
	for _, entry := range e.Entries() {
		got = append(got, fmt.Sprint(entry.Reply, " ", entry.Posts))
	}
	if want := "q 12, b 30, a 3"; strings.Join(got, ", ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if err := e.Edit(" Changed ", "Thank you", []string{"a", "b", "a", "nothing", "q"}); err != nil {
		t.Fatal(err)
	}
	if e.Claims[0].Reply != "a" || len(e.Claims) != 2 || e.Title != "Changed" {
		t.Errorf("after the edit: %+v", e)
	}
	if !e.Without("a") || e.Without("a") || len(e.Claims) != 1 {
		t.Error("a retracted reply stays")
	}
	if err := e.Approve("eva", noon); err != nil || e.Edit("x", "", nil) == nil || e.Approve("eva", noon) == nil {
		t.Errorf("what is approved changes, %v", err)
	}
	if (&bulletin.Edition{State: bulletin.Draft}).Approve("eva", noon) == nil {
		t.Error("an edition that says nothing is approved")
	}
}

// TestABulletinIsForItsTerritories has a bulletin for a region: what goes on in its towns is in it, and it goes to those who are there.
func TestABulletinIsForItsTerritories(t *testing.T) {
	b := bulletin.Bulletin{Name: "turin", Language: "en", Territories: []string{"IT/Torino"}}
	from := func(places ...string) int {
		e := bulletin.Build("e", b, noon.AddDate(0, 0, -7), noon, []bulletin.Candidate{{Reply: reply("a", "claim", "en"), Territories: places, Posts: 3}}, nil)
		return len(e.Claims)
	}
	to := func(written string) bool {
		m := bulletin.Messenger{Name: "Ann", Email: "ann@town.example", Audience: "mayor", Languages: []string{"en"}, Territory: written, State: bulletin.Confirmed}
		return m.Check() == nil && b.IsFor(m)
	}
	for place, isIn := range map[string]bool{"IT/Torino/Agliè": true, "IT/Torino": true, "IT": true, "FI/Oulu": false, "IT/Toscana": false} {
		if got := from(place) == 1; got != isIn {
			t.Errorf("what goes on in %s is in it: %v", place, got)
		}
		if got := to(place); got != isIn {
			t.Errorf("it goes to somebody in %s: %v", place, got)
		}
	}
	if from() != 1 || !to("") || from("FI/Oulu", "IT/Torino/Agliè") != 1 || !to("Torino") || to("Tor") {
		t.Error("what goes on everywhere, or there too, is not in it")
	}
}

func sample() bulletin.Page {
	q, c := reply("q", "question", "en"), reply("c", "claim", "en")
	c.Postings = []replies.Posting{{URL: "https://social.example/@town/1", At: noon}}
	c.Medium = &replies.Medium{SHA256: "aa", Type: "video/mp4", Alt: "A chemist & a glass"}
	e := bulletin.Build("e1", bulletin.Bulletin{Name: "weekly", Title: "What people ask this week", Language: "en"}, noon.AddDate(0, 0, -7), noon, []bulletin.Candidate{{Reply: q, Posts: 12}, {Reply: c, Posts: 30}},
		[]gaps.Gap{{Topic: "water", Territory: "turin", Authority: "@comune", Language: "en", Questions: 2, Posts: 14, Oldest: noon.AddDate(0, 0, -2)}})
	e.IsBlind = true
	e.Word = "Thank you for carrying it on.\n<b>Share</b> what helps."
	return bulletin.Page{Edition: e, Publisher: "The made-up town", BaseURL: "https://desk.example", SelfURL: "https://desk.example/messenger?m=1&sig=x", LeaveURL: "https://desk.example/messenger?do=leave&m=1&sig=x"}
}

// TestATemplateInAReplyIsText writes an edition whose parts would do something if they were templates.
func TestATemplateInAReplyIsText(t *testing.T) {
	const template = "{{.BaseURL}} {{printf \"%d\" 7}} {{template \"x\"}} ${HOME}"
	page := sample()
	page.Title, page.Word = template, template
	page.Questions[0].Fact = template
	for name, write := range map[string]func() (string, error){"HTML": page.HTML, "text": page.Text, "Markdown": page.Markdown} {
		got, err := write()
		if err != nil {
			t.Fatal(err)
		}
		got = html.UnescapeString(strings.NewReplacer("\\", "", "\n", " ").Replace(got))
		if !strings.Contains(got, "{{.BaseURL}}") || !strings.Contains(got, "{{printf") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestEditionsAreWritten(t *testing.T) {
	page := sample()
	for name, write := range map[string]func() (string, error){"edition.html": page.HTML, "edition.txt": page.Text, "edition.md": page.Markdown} {
		got, err := write()
		if err != nil {
			t.Fatal(err)
		}
		path := "testdata/" + name
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s: %s; go test -update rewrites it", name, diff)
		}
	}
}

// TestAnAnswerThatWasRetractedIsNotToldOn: a page that was sent out stands for ever, and says what became of its answers.
func TestAnAnswerThatWasRetractedIsNotToldOn(t *testing.T) {
	for _, language := range []string{"en", "fi", "sv", "it", "ro", "de", "fr", "es", "xx"} {
		page := sample()
		page.Language = language
		wrong, right := &page.Claims[0], page.Questions[0]
		wrong.Fact, wrong.Myth, wrong.Why, wrong.Again = "A wrong fact.", "A wrong myth.", "A wrong reason.", "A wrong ending."
		day := page.To.AddDate(0, 0, 3)
		page.Withdrawn = map[string]bulletin.Withdrawal{wrong.Reply: {At: day, Holds: "What holds is this."}}
		if !page.ChangedAt().Equal(day) {
			t.Errorf("changed at %v", page.ChangedAt())
		}
		for name, write := range map[string]func() (string, error){"HTML": page.HTML, "text": page.Text, "markdown": page.Markdown} {
			got, err := write()
			if err != nil {
				t.Fatal(err)
			}
			got = strings.Join(strings.Fields(html.UnescapeString(strings.ReplaceAll(got, "\\", ""))), " ")
			for _, told := range []string{wrong.Fact, wrong.Myth, wrong.Why, wrong.Again} {
				if told != "" && strings.Contains(got, strings.Join(strings.Fields(told), " ")) {
					t.Errorf("%s, %s: it tells %q on", language, name, told)
				}
			}
			for _, told := range []string{day.Format(time.DateOnly), "What holds is this.", strings.Join(strings.Fields(right.Fact), " ")} {
				if !strings.Contains(got, told) {
					t.Errorf("%s, %s: it does not say %q", language, name, told)
				}
			}
		}
	}
}

// TestTheFactComesFirst holds in every form and language: no edition leads with the claim, nor repeats it unmarked.
func TestTheFactComesFirst(t *testing.T) {
	for _, language := range []string{"en", "fi", "sv", "it", "ro", "de", "fr", "es", "xx"} {
		page := sample()
		page.Language = language
		for form, write := range map[string]func() (string, error){"html": page.HTML, "text": page.Text, "markdown": page.Markdown} {
			text, err := write()
			if err != nil {
				t.Fatal(err)
			}
			fact, myth := strings.LastIndex(text, "Tap water is safe"), strings.LastIndex(text, "The water is poisoned.")
			if fact < 0 || myth < fact || strings.Count(text, "The water is poisoned.") != 1 {
				t.Errorf("%s as %s: the fact at %d, the claim at %d", language, form, fact, myth)
			}
			if before := text[max(0, myth-40):myth]; !strings.Contains(before, ":") && !strings.Contains(before, "❌") {
				t.Errorf("%s as %s: the claim is not marked: %q", language, form, before)
			}
		}
	}
}

func TestListsOfMessengersAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []bulletin.Messenger
		for i := range rapid.IntRange(0, 8).Draw(t, "messengers") {
			m := bulletin.Messenger{
				Name: rapid.StringMatching(`[A-Za-zÅäé=+@"',; -]{0,10}[A-Za-zÅäé]`).Draw(t, "name"), Email: fmt.Sprintf("m%d@town.example", i), Audience: rapid.SampledFrom([]string{"mayor", "creator"}).Draw(t, "audience"),
				Languages: []string{"fi", "sv"}[:rapid.IntRange(1, 2).Draw(t, "languages")], Topics: []string{"water", "vaccines"}[:rapid.IntRange(0, 2).Draw(t, "topics")], Territory: rapid.SampledFrom([]string{"", "torino"}).Draw(t, "territory"),
				Close: rapid.Bool().Draw(t, "close"), State: bulletin.New, Shared: []bulletin.Shared{}, CreatedAt: noon,
			}
			if err := m.Check(); err != nil {
				t.Fatal(err)
			}
			if rapid.Bool().Draw(t, "consents") {
				m.Confirm("on paper", noon.Truncate(24*time.Hour))
			}
			all = append(all, m)
		}
		var b bytes.Buffer
		if err := bulletin.WriteCSV(&b, all); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if strings.ContainsAny(line[:1], "=+-@") {
				t.Fatalf("a spreadsheet takes this for a formula: %q", line)
			}
		}
		written := strings.Replace(b.String(), ",state,shared", "", 1)
		var lines []string
		for line := range strings.Lines(written) { // the two columns that are told and not read
			line = strings.TrimSuffix(line, "\n")
			if len(lines) > 0 {
				line = line[:strings.LastIndex(line[:strings.LastIndex(line, ",")], ",")]
			}
			lines = append(lines, line)
		}
		back, err := bulletin.ReadCSV("list.csv", strings.NewReader(strings.Join(lines, "\n")), noon)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(all, back); len(all) > 0 && diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestFaultsInAListAreToldWithTheirLine(t *testing.T) {
	for name, test := range map[string]struct{ list, want string }{
		"empty":             {"", "write one: name,email"},
		"unknown column":    {"name,mail\n", `list.csv:1: "mail" is no column`},
		"no address":        {"name,email,audience,languages\nA,nowhere,mayor,fi\n", `list.csv:2: the messenger is not described well: "nowhere" is no e-mail address`},
		"twice":             {"name,email,audience,languages\nA,a@b.example,mayor,fi\nB,A@b.example,mayor,fi\n", "list.csv:3: a@b.example stands on line 2, too"},
		"no language":       {"name,email,audience,languages\nA,a@b.example,mayor,finnish\n", "two letters each"},
		"a date to come":    {"name,email,audience,languages,consent,consent_at\nA,a@b.example,mayor,fi,paper,2099-01-01\n", "consent needs its date"},
		"consent undated":   {"name,email,audience,languages,consent\nA,a@b.example,mayor,fi,paper\n", "consent needs its date"},
		"a quote is open":   {"name,email,audience,languages\n\"A,a@b.example,mayor,fi\n", "the line cannot be read"},
		"header in address": {"name,email,audience,languages\nA,\"a@b.example\nBcc: x@y.example\",mayor,fi\n", "is no e-mail address"},
	} {
		_, err := bulletin.ReadCSV("list.csv", strings.NewReader(test.list), noon)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

const bounced = "From: MAILER-DAEMON@mx.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n" +
	"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n" +
	"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <edition-e1-m7@town.example>\r\nSubject: x\r\n\r\n--b--\r\n"

func TestBouncesAreRead(t *testing.T) {
	b, err := bulletin.ParseBounce(strings.NewReader(bounced))
	if want := (bulletin.Bounce{Edition: "e1", Messenger: "m7", IsForGood: true, Reason: "5.1.1 smtp; 550 no such user"}); err != nil || b != want {
		t.Errorf("got %+v, %v", b, err)
	}
	full := strings.Replace(bounced, "5.1.1", "5.2.2", 1)
	if b, err := bulletin.ParseBounce(strings.NewReader(full)); err != nil || b.IsForGood {
		t.Errorf("a full mailbox is gone for good: %+v, %v", b, err)
	}
	for name, other := range map[string]string{"a delay": strings.Replace(bounced, "Action: failed", "Action: delayed", 1), "somebody else's": strings.Replace(bounced, "edition-e1-m7", "other", 1), "a letter": "Subject: hi\r\n\r\nhi", "nothing": ""} {
		if b, err := bulletin.ParseBounce(strings.NewReader(other)); err == nil {
			t.Errorf("%s is read as %+v", name, b)
		}
	}
}

func FuzzParseBounce(f *testing.F) {
	f.Add([]byte(bounced))
	f.Fuzz(func(t *testing.T, data []byte) {
		if b, err := bulletin.ParseBounce(bytes.NewReader(data)); err == nil && (b.Edition == "" || b.Messenger == "" || b.Reason == "") {
			t.Errorf("half a bounce: %+v", b)
		}
	})
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("name,email,audience,languages,topics,territory,close,consent,consent_at\nA,a@b.example,mayor,fi sv,water,torino,yes,paper,2026-03-01\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := bulletin.ReadCSV("fuzz.csv", bytes.NewReader(data), noon)
		if err != nil {
			return
		}
		for _, m := range all {
			if m.Check() != nil || strings.ContainsAny(m.Email, "\r\n ") {
				t.Errorf("read %+v", m)
			}
		}
	})
}
