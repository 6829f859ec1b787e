package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"hearsay/dashboards"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies"
	"hearsay/triage"
)

// macros are Grafana's, as a panel of a minute would have them.
var macros = strings.NewReplacer("$__rate_interval", "10s", "$__range", "1m", "$__interval", "5s")

// TestAPrometheusAnswersEveryPanelAndRule lets a real Prometheus scrape a daemon through the life of an item, and runs every query of
// every dashboard and rule: none fails, none asks for a metric that nobody tells, none is empty.
func TestAPrometheusAnswersEveryPanelAndRule(t *testing.T) {
	t.Parallel()
	chat := httptest.NewServer(&servertest.Inbox{})
	t.Cleanup(chat.Close)
	receivers := filepath.Join(t.TempDir(), "alerts.yaml")
	if err := os.WriteFile(receivers, []byte(fmt.Sprintf("interval: 1s\nreceivers: [{name: chat, kind: slack, url: %q}]\nroute: {receiver: chat, group_wait: 0s}\n", chat.URL)), 0o600); err != nil {
		t.Fatal(err)
	}
	sim, url := simulate(t, append(tweets(t)[:300:300],
		json.RawMessage(`{"id":1999999999999999990,"id_str":"1999999999999999990","full_text":"Drinking diluted bleach cures it in two days","user":{"screen_name":"made_up"}}`),
		json.RawMessage(`{"id":1999999999999999991,"id_str":"1999999999999999991","full_text":"Bevi candeggina e il virus muore, cura sicura","lang":"it","user":{"screen_name":"made_up"}}`)))
	sim.Limit = 2 // however slow the machine, some calls are too many, and errors are counted
	site, roots := authority(t)
	b := backend{filepath.Join(t.TempDir(), "l.db"), "memory", "hearsay"}
	packs := t.TempDir()
	if err := errors.Join(os.CopyFS(packs, os.DirFS("../configs/rules")), os.WriteFile(filepath.Join(packs, "tried.yaml"),
		[]byte(`{pack: tried, rules: [{id: bleach, mode: shadow, kind: claim, any: [bleach], tests: {match: [bleach], miss: [water]}}]}`), 0o600)); err != nil {
		t.Fatal(err)
	}
	config := b.configure(t, url, "rules: "+packs+"\nalerts: "+receivers+"\nbulletins: [{name: weekly, title: This week, language: en, receivers: [chat]}]\n")
	r := start(t, config, roots, people(t))
	rules, err := filepath.Abs("../configs/prometheus/rules/hearsay.yml")
	if err != nil {
		t.Fatal(err)
	}
	p := servertest.NewPrometheus(t, t.TempDir(), fmt.Sprintf("global: {scrape_interval: 500ms, evaluation_interval: 1s}\nrule_files: [%q]\nscrape_configs: [{job_name: hearsay, static_configs: [{targets: [%q]}]}]\n", rules, strings.TrimPrefix(r.URL(), "http://")))
	ann, ben := r.signIn("ann", "correct horse battery"), r.signIn("ben", "correct horse battery")
	var held []*triage.Item
	ann.post("/api/v1/queues/claims/pull", map[string]any{"max": 1, "wait": "20s"}, 200, &held)
	if len(held) != 1 {
		t.Fatalf("pulled %+v", held)
	}
	answer(t, ann, ben, "/api/v1/items/"+held[0].ID, site.URL+"/facts")
	answeredBefore(t, b, held[0].ID)
	eva := r.signIn("eva", "correct horse battery")
	var edition struct{ ID string }
	eva.post("/api/v1/editions", map[string]any{"bulletin": "weekly"}, 200, &edition)
	for _, title := range []string{"Fake news of the week", "Bleach cures."} {
		eva.call(http.MethodPatch, "/api/v1/editions/"+edition.ID, map[string]any{"title": title}, http.StatusUnprocessableEntity, nil)
	}
	eva.post("/api/v1/editions/"+edition.ID+"/approve", nil, 200, nil)

	for _, board := range dashboards.All() {
		for _, row := range board.Rows {
			for _, panel := range row.Panels {
				for _, q := range panel.Queries {
					answers(t, p, board.UID+": "+panel.Title, macros.Replace(q.Expr))
				}
			}
		}
	}
	for _, expr := range recorded(t, p) {
		answers(t, p, "rule", expr)
	}
	isKnown(t, p)
	leadsToItems(t, p, held[0].ID)
}

// answers wants a query to bring something.
func answers(t *testing.T, p *servertest.Prometheus, what, expr string) {
	t.Helper()
	var found []servertest.Sample
	var err error
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if found, err = p.Query(expr); err != nil || len(found) > 0 {
			break
		}
	}
	if err != nil || len(found) == 0 {
		t.Errorf("%s: %s brings %d series, %v", what, expr, len(found), err)
	}
}

// recorded are the names of the recording rules, and wants all rules to be well.
func recorded(t *testing.T, p *servertest.Prometheus) (names []string) {
	t.Helper()
	var said struct {
		Data struct {
			Groups []struct {
				Rules []struct{ Name, Query, Health, LastError, Type string }
			}
		}
	}
	servertest.Eventually(t, "the rules to be judged", func() bool {
		if err := p.Get("/api/v1/rules", &said); err != nil || len(said.Data.Groups) == 0 {
			return false
		}
		for _, g := range said.Data.Groups {
			for _, rule := range g.Rules {
				if rule.Health == "unknown" {
					return false
				}
			}
		}
		return true
	})
	for _, g := range said.Data.Groups {
		for _, rule := range g.Rules {
			if rule.Health != "ok" {
				t.Errorf("rule %s is %s: %s", rule.Name, rule.Health, rule.LastError)
			}
			if rule.Type == "recording" {
				names = append(names, rule.Name)
			}
		}
	}
	return names
}

// isKnown wants every metric that a panel or a rule names to be one that Prometheus has.
func isKnown(t *testing.T, p *servertest.Prometheus) {
	t.Helper()
	var known struct{ Data []string }
	if err := p.Get("/api/v1/label/__name__/values", &known); err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, name := range known.Data {
		have[name] = true
	}
	asked, err := os.ReadFile("../configs/prometheus/rules/hearsay.yml")
	if err != nil {
		t.Fatal(err)
	}
	asked = regexp.MustCompile(`(?m)^#.*$`).ReplaceAll(asked, nil)
	for _, board := range dashboards.All() {
		made, err := board.JSON()
		if err != nil {
			t.Fatal(err)
		}
		asked = append(asked, made...)
	}
	for _, name := range regexp.MustCompile(`\bhearsay_[a-z_]+\b`).FindAllString(string(asked), -1) {
		if !have[name] {
			t.Errorf("nobody tells %s", name)
			have[name] = true
		}
	}
}

// leadsToItems wants the times that people take to have the items as exemplars.
func leadsToItems(t *testing.T, p *servertest.Prometheus, item string) {
	t.Helper()
	servertest.Eventually(t, "the exemplar", func() bool {
		var said json.RawMessage
		err := p.Get("/api/v1/query_exemplars?query=hearsay_time_to_answer_seconds_bucket&start="+fmt.Sprint(time.Now().Add(-time.Hour).Unix())+"&end="+fmt.Sprint(time.Now().Add(time.Minute).Unix()), &said)
		return err == nil && strings.Contains(string(said), item)
	})
}

// answeredBefore puts a reply that stands for two hours, and posts before it, into the ledger.
func answeredBefore(t *testing.T, b backend, item string) {
	t.Helper()
	l, err := ledger.Open(t.Context(), b.ledger, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	now := time.Now()
	err = l.Write(t.Context(), func(tx *ledger.Tx) error {
		old := replies.New("standing", item, "claim", "c", "ann", now.Add(-3*time.Hour))
		old.State, old.Language, old.RecordedAt = replies.Recorded, "fi", now.Add(-2*time.Hour)
		before := ledger.StoredPost{Post: post.Post{Platform: "sample", ID: "before"}, Item: item, CollectedAt: now.Add(-3 * time.Hour)}
		return errors.Join(tx.SaveReply(context.WithoutCancel(t.Context()), old), tx.InsertPosts(t.Context(), []ledger.StoredPost{before}))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTheToolsAcceptWhatShips runs Prometheus' own tools on the files.
func TestTheToolsAcceptWhatShips(t *testing.T) {
	for name, args := range map[string][]string{
		"the rules":               {"promtool", "check", "rules", "prometheus/rules/hearsay.yml"},
		"the rules' tests":        {"promtool", "test", "rules", "prometheus/rules/hearsay_test.yml"},
		"Prometheus' settings":    {"promtool", "check", "config", "prometheus/prometheus.yml"},
		"Alertmanager's settings": {"amtool", "check-config", "alertmanager/alertmanager.yml"},
	} {
		run := exec.Command(servertest.Tool(t, args[0]), args[1:]...)
		run.Dir = "../configs"
		if out, err := run.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}
