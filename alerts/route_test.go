package alerts

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hearsay/alerts/labels"
	"hearsay/ledger"
)

var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC) // a Tuesday

func firing(id string, labels Labels, at time.Time) ledger.Alert {
	return ledger.Alert{ID: id, Labels: labels, FiredAt: at}
}

func matchers(t testing.TB, written ...string) Matchers {
	t.Helper()
	all, _, err := labels.ParseAll(written)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAlertsGoDownTheTree(t *testing.T) {
	root := &Route{Receiver: "all", routes: []*Route{
		{Receiver: "duty", matchers: matchers(t, `severity="critical"`), goesOn: true},
		{Receiver: "health", matchers: matchers(t, `queue=~"health.*"`), routes: []*Route{{Receiver: "finnish", matchers: matchers(t, `language="fi"`)}}},
	}}
	for name, test := range map[string]struct {
		labels Labels
		want   []string
	}{
		"none fits":          {Labels{"queue": "general"}, []string{"all"}},
		"one fits":           {Labels{"queue": "health.claims"}, []string{"health"}},
		"the deepest":        {Labels{"queue": "health.claims", "language": "fi"}, []string{"finnish"}},
		"one goes on":        {Labels{"queue": "health.claims", "severity": "critical"}, []string{"duty", "health"}},
		"one that goes on":   {Labels{"queue": "general", "severity": "critical"}, []string{"duty"}},
		"a label is missing": {Labels{}, []string{"all"}},
	} {
		var got []string
		for _, r := range root.find(test.labels) {
			got = append(got, r.Receiver)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// TestAGroupIsToldInAlertmanagersTimes follows one group over time.
func TestAGroupIsToldInAlertmanagersTimes(t *testing.T) {
	route := &Route{Receiver: "chat", GroupBy: []string{"queue"}, Wait: 30 * time.Second, Interval: 5 * time.Minute, Repeat: time.Hour}
	g := group(route, []ledger.Alert{firing("a", Labels{"queue": "q"}, noon), firing("b", Labels{"queue": "q"}, noon.Add(10*time.Second))})[0]
	var state ledger.AlertGroup
	due := func(after time.Duration, want bool) {
		t.Helper()
		if got := g.isDue(state, true, noon.Add(after)); got != want {
			t.Errorf("after %s: due is %v, want %v", after, got, want)
		}
	}
	tell := func(after time.Duration, want int) {
		t.Helper()
		told, alerts := g.told(state, true)
		if len(alerts) != want {
			t.Errorf("after %s: %d are told, want %d", after, len(alerts), want)
		}
		state.Told, state.ToldAt = told, noon.Add(after)
	}
	due(29*time.Second, false)
	due(30*time.Second, true)
	tell(30*time.Second, 2)
	due(31*time.Second, false)
	due(59*time.Minute, false)
	due(61*time.Minute, true) // said again
	g.Alerts = append(g.Alerts, firing("c", Labels{"queue": "q"}, noon.Add(time.Minute)))
	due(5*time.Minute, false)
	due(5*time.Minute+30*time.Second, true) // news waits for the interval
	tell(6*time.Minute, 3)
	g.Alerts[0].ResolvedAt = noon.Add(7 * time.Minute)
	due(11*time.Minute, true)
	if g.isDue(state, false, noon.Add(11*time.Minute)) {
		t.Error("who does not want to know that something is over is told")
	}
	tell(11*time.Minute, 3)
	due(17*time.Minute, false) // that it is over is said once
	g.Alerts[0].FiredAt, g.Alerts[0].ResolvedAt = noon.Add(18*time.Minute), time.Time{}
	due(19*time.Minute, true) // it fires again
}

func TestSilencesAndInhibitions(t *testing.T) {
	broken := firing("broken", Labels{"alertname": "deadline_broken", "queue": "q"}, noon)
	grows := firing("grows", Labels{"alertname": "queue_grows", "queue": "q"}, noon)
	elsewhere := firing("elsewhere", Labels{"alertname": "queue_grows", "queue": "other"}, noon)
	inhibition := Inhibition{matchers(t, `alertname="deadline_broken"`), matchers(t, `alertname=~".*"`), []string{"queue"}}
	ids := func(all []ledger.Alert) (ids []string) {
		for _, a := range all {
			ids = append(ids, a.ID)
		}
		return ids
	}
	if got := ids(heard([]ledger.Alert{broken, grows, elsewhere}, nil, []Inhibition{inhibition})); !slices.Equal(got, []string{"broken", "elsewhere"}) {
		t.Errorf("beside an alert that says more: %v", got)
	}
	over := broken
	over.ResolvedAt = noon
	if got := ids(heard([]ledger.Alert{over, grows}, nil, []Inhibition{inhibition})); !slices.Contains(got, "grows") {
		t.Errorf("beside one that is over: %v", got)
	}
	if got := ids(heard([]ledger.Alert{broken, grows}, []Matchers{matchers(t, `queue="q"`, `alertname!="deadline_broken"`)}, nil)); !slices.Equal(got, []string{"broken"}) {
		t.Errorf("silenced: %v", got)
	}
}

func TestTimesComeAgain(t *testing.T) {
	parse := func(f spanFile) Interval {
		t.Helper()
		return Interval{spans: []span{f.parse(func(field string, err error) { t.Errorf("%s: %v", field, err) })}}
	}
	type times = []struct {
		Start string `yaml:"start_time"`
		End   string `yaml:"end_time"`
	}
	for name, test := range map[string]struct {
		file spanFile
		at   time.Time
		want bool
	}{
		"within":             {spanFile{Times: times{{"09:00", "17:00"}}}, noon, true},
		"its first minute":   {spanFile{Times: times{{"12:00", "13:00"}}}, noon, true},
		"its end is not in":  {spanFile{Times: times{{"11:00", "12:00"}}}, noon, false},
		"midnight":           {spanFile{Times: times{{"00:00", "24:00"}}}, noon.Add(12*time.Hour - 1), true},
		"elsewhere":          {spanFile{Times: times{{"14:00", "15:00"}}, Location: "Europe/Helsinki"}, noon, true},
		"a weekday":          {spanFile{Weekdays: []string{"monday:wednesday"}}, noon, true},
		"another weekday":    {spanFile{Weekdays: []string{"saturday", "sunday"}}, noon, false},
		"a day of the month": {spanFile{Days: []string{"1:5"}}, noon, true},
		"from the end":       {spanFile{Days: []string{"-1"}}, time.Date(2028, 2, 29, 1, 0, 0, 0, time.UTC), true},
		"not the last day":   {spanFile{Days: []string{"-1"}}, time.Date(2028, 2, 28, 1, 0, 0, 0, time.UTC), false},
		"a month":            {spanFile{Months: []string{"march"}}, noon, true},
		"another year":       {spanFile{Years: []string{"2027:2030"}}, noon, false},
		"all must fit":       {spanFile{Times: times{{"09:00", "17:00"}}, Weekdays: []string{"sunday"}}, noon, false},
	} {
		if got := parse(test.file).Contains(test.at); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestGroupsDivideWhatFires holds for any alerts: each that fired is in one group for each route it ends at, and the groups of two
// processes are the same.
func TestGroupsDivideWhatFires(t *testing.T) {
	root := &Route{Receiver: "all", GroupBy: []string{"alertname", "queue"}}
	rapid.Check(t, func(t *rapid.T) {
		var all []ledger.Alert
		for i := range rapid.IntRange(0, 20).Draw(t, "alerts") {
			labels := Labels{"alertname": rapid.SampledFrom([]string{"a", "b"}).Draw(t, "name"), "queue": rapid.SampledFrom([]string{"", "q", "r"}).Draw(t, "queue")}
			all = append(all, firing(string(rune('a'+i)), labels, noon))
		}
		groups := group(root, all)
		n := 0
		for _, g := range groups {
			n += len(g.Alerts)
			for _, a := range g.Alerts {
				for name, value := range g.Labels {
					if a.Labels[name] != value {
						t.Fatalf("%s is in the group of %v", a.ID, g.Labels)
					}
				}
			}
		}
		if n != len(all) {
			t.Fatalf("%d of %d alerts are in groups", n, len(all))
		}
		slices.Reverse(all)
		for i, g := range group(root, all) {
			if g.ID != groups[i].ID {
				t.Fatal("the order of alerts changes the groups")
			}
		}
	})
}
