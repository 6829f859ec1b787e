package metrics_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hearsay/alerts"
	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/collector"
	"hearsay/ledger"
	"hearsay/metrics"
	"hearsay/pipeline"
	"hearsay/post"
	"hearsay/queue"
	"hearsay/queue/memqueue"
	"hearsay/replies"
	"hearsay/sight"
	"hearsay/triage"
	"hearsay/work"
)

// Metrics is what each part tells.
var (
	_ collector.Observer = (*metrics.Metrics)(nil)
	_ pipeline.Observer  = (*metrics.Metrics)(nil)
	_ work.Observer      = (*metrics.Metrics)(nil)
	_ alerts.Observer    = (*metrics.Metrics)(nil)
)

// promised are the metrics of the design that a program with a little of everything tells. Bulletins come with their issue.
var promised = []string{
	"hearsay_posts_collected_total", "hearsay_collect_errors_total", "hearsay_source_lag_seconds", "hearsay_source_blind", "hearsay_posts_classified_total", "hearsay_classify_seconds", "hearsay_shadow_rules_total",
	"hearsay_items_opened_total", "hearsay_items_open", "hearsay_gap_questions", "hearsay_gap_posts", "hearsay_gap_oldest_seconds", "hearsay_asks_open", "hearsay_asks_late", "hearsay_recalls_open", "hearsay_queue_depth", "hearsay_queue_oldest_seconds", "hearsay_space_posts_total",
	"hearsay_time_to_claim_seconds", "hearsay_time_to_verified_seconds", "hearsay_time_to_answer_seconds", "hearsay_replies_total",
	"hearsay_reply_spread_ratio", "hearsay_alerts_sent_total",
}

// scrape tells a little of everything and reads it back.
func scrape(t *testing.T) string {
	t.Helper()
	l, err := ledger.Open(t.Context(), filepath.Join(t.TempDir(), "l.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	now := time.Now()
	it := &triage.Item{ID: "i", Kind: classifier.KindClaim, State: triage.Open, Queue: "q", Severity: rules.High, Topics: []string{"water"}, OpenedAt: now.Add(-time.Hour)}
	asked := &triage.Item{ID: "a", Kind: classifier.KindQuestion, State: triage.Open, Queue: "q", Topics: []string{"water"}, Language: "fi", Posts: 7, OpenedAt: now.Add(-time.Hour)}
	r := replies.New("r", "i", classifier.KindClaim, "c", "ann", now)
	r.State, r.RecordedAt, r.Language = replies.Recorded, now.Add(-time.Hour), "fi"
	before := ledger.StoredPost{Post: post.Post{Platform: "sample", ID: "1"}, Item: "i", CollectedAt: now.Add(-90 * time.Minute)}
	if err := l.Write(t.Context(), func(tx *ledger.Tx) error {
		return errors.Join(tx.SaveItem(t.Context(), it), tx.SaveItem(t.Context(), asked), tx.SaveReply(t.Context(), r), tx.Saw(t.Context(), sight.Sight{Source: "s", SeenTo: now.Add(-time.Hour), Patience: time.Minute}), tx.InsertPosts(t.Context(), []ledger.StoredPost{before}))
	}); err != nil {
		t.Fatal(err)
	}
	q := memqueue.New(time.Now)
	if err := q.Push(t.Context(), "q", queue.Entry{ID: "i"}); err != nil {
		t.Fatal(err)
	}
	m := metrics.New()
	m.Watch(l, q, time.Now)
	m.Collected("s", 3)
	m.Reached("s", time.Now())
	m.Reached("removed", time.Now())
	m.Left("removed")
	m.SweepFailed("s", "error")
	m.Classified(classifier.Verdict{Kind: classifier.KindClaim, Topics: []string{"water"}, Language: "fi"}, time.Microsecond)
	m.Classified(classifier.Verdict{Kind: classifier.KindNone, Shadow: []classifier.Reason{{ID: "flood.tried"}}}, time.Microsecond)
	for range 4 {
		m.Spread("sample", "#water")
	}
	m.Claimed(it, time.Minute)
	m.Verified(it, time.Minute)
	m.Answered(it, time.Minute)
	m.AlertSent("ops", "sent")
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.Code != 200 {
		t.Fatalf("scraping: %d %s, %v", answer.Code, body, err)
	}
	return string(body)
}

func TestEveryPromisedMetricIsTold(t *testing.T) {
	told := scrape(t)
	for _, name := range promised {
		if !strings.Contains(told, "\n"+name+"{") && !strings.Contains(told, "\n"+name+" ") && !strings.Contains(told, "\n"+name+"_count") {
			t.Errorf("%s is not told", name)
		}
	}
	for _, want := range []string{
		`hearsay_items_open{queue="q",severity="high"} 1`, `hearsay_items_opened_total{kind="claim",queue="q",topic="water"} 1`, `hearsay_queue_depth{queue="q",state="ready"} 1`,
		`hearsay_replies_total{language="fi",state="recorded"} 1`, `hearsay_space_posts_total{platform="sample",space="#water"} 2`, `hearsay_space_posts_total{platform="sample",space="other"} 2`, "hearsay_reply_spread_ratio 0", `hearsay_source_blind{source="s"} 1`, `hearsay_gap_questions{language="fi",topic="water"} 1`, `hearsay_gap_posts{language="fi",topic="water"} 7`,
	} {
		if !strings.Contains(told, want+"\n") {
			t.Errorf("not told: %s", want)
		}
	}
	if strings.Contains(told, `hearsay_source_lag_seconds{source="removed"}`) {
		t.Error("a source that is not read any more lags")
	}
}

func TestSpacesAreBounded(t *testing.T) {
	m := metrics.New()
	for i := range 500 {
		for range 5 {
			m.Spread("sample", fmt.Sprint("space", i))
		}
	}
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if n := strings.Count(answer.Body.String(), "\nhearsay_space_posts_total{"); n > 52 {
		t.Errorf("%d spaces are told apart", n)
	}
}
