// Package metrics is every metric of the program, in one file. Names and labels are those of the design; labels have
// bounded values only.
//
// Counters and histograms count what this process did since it started, as Prometheus expects. Gauges, and the counts of
// replies and opened items, are read from the ledger and the queues when they are scraped: every process tells the
// same, so that a query over several takes their max, not their sum.
package metrics

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/ledger"
	"hearsay/queue"
	"hearsay/triage"
)

// Metrics holds them all. Make one with New; its methods are safe for several goroutines.
type Metrics struct {
	registry *prometheus.Registry

	collected       *prometheus.CounterVec
	collectErrors   *prometheus.CounterVec
	classified      *prometheus.CounterVec
	shadowRules     *prometheus.CounterVec
	classifySeconds prometheus.Histogram
	spacePosts      *prometheus.CounterVec
	timeToClaim     *prometheus.HistogramVec
	timeToVerified  *prometheus.HistogramVec
	timeToAnswer    *prometheus.HistogramVec
	alertsSent      *prometheus.CounterVec
	bulletinsSent   *prometheus.CounterVec

	mu      sync.Mutex
	reached map[string]time.Time // by source: up to when it has been read
	spaces  map[string]int       // posts seen of each space, to find those with many
}

// hours are buckets from a minute to a week, in seconds: how long people take.
var hours = []float64{60, 300, 900, 1800, 3600, 2 * 3600, 4 * 3600, 8 * 3600, 24 * 3600, 48 * 3600, 7 * 24 * 3600}

// New makes the metrics. Those that are read from the ledger and the queues come with Watch.
func New() *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(), reached: map[string]time.Time{}, spaces: map[string]int{}}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
		m.registry.MustRegister(c)
		return c
	}
	byKind := func(name, help string) *prometheus.HistogramVec {
		h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: hours}, []string{"kind"})
		m.registry.MustRegister(h)
		return h
	}
	m.collected = counter(PostsCollected, "New posts stored.", "source")
	m.collectErrors = counter(CollectErrors, "Sweeps of a source that did not end well.", "source", "reason")
	m.shadowRules = counter(ShadowRules, "Posts on which a rule fired that is being tried, by the rule.", "rule")
	m.classified = counter(PostsClassified, "Posts classified, those seen again included.", "kind", "topic", "language")
	m.classifySeconds = prometheus.NewHistogram(prometheus.HistogramOpts{Name: ClassifySeconds, Help: "Time to classify one post.", Buckets: prometheus.ExponentialBuckets(1e-6, 4, 10)})
	m.spacePosts = counter(SpacePosts, "Posts of items, by the space they stand in; spaces with few posts are other.", "platform", "space")
	m.timeToClaim = byKind(TimeToClaim, "From an item's opening until a responder holds it.")
	m.timeToVerified = byKind(TimeToVerified, "From an item's opening until a reply to it is verified.")
	m.timeToAnswer = byKind(TimeToAnswer, "From an item's opening until a reply to it is recorded.")
	m.alertsSent = counter(AlertsSent, "Messages sent to a receiver.", "receiver", "outcome")
	m.bulletinsSent = counter(BulletinsSent, "Copies of an edition, by what became of them.", "edition", "outcome")
	m.registry.MustRegister(m.classifySeconds, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler serves the metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry, EnableOpenMetrics: true})
}

// Reached notes up to what time a source has been read.
func (m *Metrics) Reached(source string, upTo time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if upTo.After(m.reached[source]) {
		m.reached[source] = upTo
	}
}

// Left forgets how far a source was read that is not to be read any more: it does not lag.
func (m *Metrics) Left(source string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.reached, source)
}

// SweepFailed counts a sweep that did not.
func (m *Metrics) SweepFailed(source, reason string) {
	m.collectErrors.WithLabelValues(source, reason).Inc()
}

// Collected counts new posts.
func (m *Metrics) Collected(source string, posts int) {
	m.collected.WithLabelValues(source).Add(float64(posts))
}

// Classified counts a verdict and how long it took.
func (m *Metrics) Classified(v classifier.Verdict, took time.Duration) {
	topic := ""
	if len(v.Topics) > 0 {
		topic = v.Topics[0]
	}
	m.classified.WithLabelValues(string(v.Kind), topic, boundedLanguage(v.Language)).Inc()
	m.classifySeconds.Observe(took.Seconds())
	for _, r := range v.Shadow {
		m.shadowRules.WithLabelValues(r.ID).Inc()
	}
}

// boundedLanguage keeps what platforms claim from making endless labels.
func boundedLanguage(code string) string {
	if len(code) != 2 {
		return ""
	}
	return code
}

// Bounds of the spaces told apart.
const (
	namedSpaces   = 50     // each keeps its name once it has it
	manyPosts     = 3      // from which a space is named, while there is room
	trackedSpaces = 10_000 // of which the counts are kept
)

// Spread counts a post of an item in its space.
func (m *Metrics) Spread(platform, space string) {
	m.spacePosts.WithLabelValues(platform, m.nameOf(platform, space)).Inc()
}

func (m *Metrics) nameOf(platform, space string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := platform + " " + space
	if _, tracked := m.spaces[key]; !tracked && len(m.spaces) >= trackedSpaces {
		return "other"
	}
	m.spaces[key]++
	named := 0
	for _, n := range m.spaces {
		if n >= manyPosts {
			named++
		}
	}
	if m.spaces[key] < manyPosts || named > namedSpaces {
		return "other"
	}
	return space
}

// Claimed observes how long an item waited for a responder.
func (m *Metrics) Claimed(it *triage.Item, after time.Duration) { observe(m.timeToClaim, it, after) }

// Verified observes how long it took to a verified reply.
func (m *Metrics) Verified(it *triage.Item, after time.Duration) {
	observe(m.timeToVerified, it, after)
}

// Answered observes how long it took to a recorded reply.
func (m *Metrics) Answered(it *triage.Item, after time.Duration) { observe(m.timeToAnswer, it, after) }

// observe notes a time with the item as its exemplar, so that a dashboard leads from a slow answer to what was answered.
func observe(h *prometheus.HistogramVec, it *triage.Item, after time.Duration) {
	one := h.WithLabelValues(string(it.Kind))
	if withExemplar, ok := one.(prometheus.ExemplarObserver); ok {
		withExemplar.ObserveWithExemplar(after.Seconds(), prometheus.Labels{"item": it.ID})
		return
	}
	one.Observe(after.Seconds())
}

// AlertSent counts a message to a receiver; outcome is "sent" or "failed".
func (m *Metrics) AlertSent(receiver, outcome string) {
	m.alertsSent.WithLabelValues(receiver, outcome).Inc()
}

// BulletinSent counts a copy of an edition; outcome is "sent", "refused" or "unclear".
func (m *Metrics) BulletinSent(edition, outcome string) {
	m.bulletinsSent.WithLabelValues(edition, outcome).Inc()
}

// Watch adds the metrics that are read from the ledger and the queues at every scrape.
func (m *Metrics) Watch(l *ledger.Ledger, q queue.Queue, now func() time.Time) {
	m.registry.MustRegister(&watched{metrics: m, ledger: l, queue: q, now: now})
}

// watched reads the ledger and the queues when it is scraped.
type watched struct {
	metrics *Metrics
	ledger  *ledger.Ledger
	queue   queue.Queue
	now     func() time.Time
}

var (
	sourceLag    = prometheus.NewDesc(SourceLag, "How far behind a source is: the time since that up to which this process has read it.", []string{"source"}, nil)
	sourceBlind  = prometheus.NewDesc(SourceBlind, "1 while a source cannot see what is posted, and figures are too low; 0 while it sees.", []string{"source"}, nil)
	itemsOpened  = prometheus.NewDesc(ItemsOpened, "Items ever opened, by their first topic.", []string{"kind", "topic", "queue"}, nil)
	itemsOpen    = prometheus.NewDesc(ItemsOpen, "Items that wait or are held.", []string{"queue", "severity"}, nil)
	gapQuestions = prometheus.NewDesc(GapQuestions, "Questions that nobody has answered yet, by their first topic.", []string{"topic", "language"}, nil)
	gapPosts     = prometheus.NewDesc(GapPosts, "Posts that ask questions which nobody has answered yet.", []string{"topic", "language"}, nil)
	gapOldest    = prometheus.NewDesc(GapOldest, "Age of the oldest question that nobody has answered yet.", []string{"topic", "language"}, nil)
	asksOpen     = prometheus.NewDesc(AsksOpen, "Authorities and verifiers who were asked for an answer and have not given it, by the kind of the item.", []string{"kind"}, nil)
	asksLate     = prometheus.NewDesc(AsksLate, "Those of them whose answer should have come by now.", []string{"kind"}, nil)
	queueDepth   = prometheus.NewDesc(QueueDepth, "Items in a queue, by state: ready or leased.", []string{"queue", "state"}, nil)
	queueOldest  = prometheus.NewDesc(QueueOldest, "Age of the oldest item that waits or is held.", []string{"queue"}, nil)
	repliesTotal = prometheus.NewDesc(Replies, "Replies, by the state they are in.", []string{"state", "language"}, nil)
	recallsOpen  = prometheus.NewDesc(RecallsOpen, "Replies that were called back and have not been followed to the last whom they had reached.", nil, nil)
	alertsFiring = prometheus.NewDesc(AlertsFiring, "Alerts that fire, by their condition.", []string{"alertname"}, nil)
	spreadRatio  = prometheus.NewDesc(ReplySpread, "Posts an hour after replies of the last day over those before.", nil, nil)
)

// Describe implements prometheus.Collector.
func (w *watched) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{sourceLag, sourceBlind, itemsOpened, itemsOpen, gapQuestions, gapPosts, gapOldest, asksOpen, asksLate, queueDepth, queueOldest, repliesTotal, recallsOpen, alertsFiring, spreadRatio} {
		out <- d
	}
}

// scrapeTime bounds what one scrape may take.
const scrapeTime = 5 * time.Second

// Collect implements prometheus.Collector. What cannot be read is an invalid metric, which fails the scrape visibly.
func (w *watched) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTime)
	defer cancel()
	w.lags(out)
	w.blind(ctx, out)
	if counts, err := w.ledger.Count(ctx); err != nil {
		out <- prometheus.NewInvalidMetric(itemsOpen, err)
	} else {
		w.counts(out, counts)
	}
	w.gaps(ctx, out)
	w.asks(ctx, out)
	if n, err := w.ledger.CountRecalls(ctx); err != nil {
		out <- prometheus.NewInvalidMetric(recallsOpen, err)
	} else {
		out <- gauge(recallsOpen, float64(n))
	}
	if depths, err := w.queue.Depth(ctx); err != nil {
		out <- prometheus.NewInvalidMetric(queueDepth, err)
	} else {
		for name, depth := range depths {
			out <- gauge(queueDepth, float64(depth.Ready), name, "ready")
			out <- gauge(queueDepth, float64(depth.Leased), name, "leased")
		}
	}
	w.alerts(ctx, out)
	spreads, err := w.ledger.Spreads(ctx, 24*time.Hour)
	if err != nil {
		out <- prometheus.NewInvalidMetric(spreadRatio, err)
		return
	}
	var before, after float64
	for _, s := range spreads {
		before, after = before+s.Before, after+s.After
	}
	if before > 0 {
		out <- gauge(spreadRatio, after/before)
	}
}

func (w *watched) alerts(ctx context.Context, out chan<- prometheus.Metric) {
	all, err := w.ledger.Alerts(ctx, w.now())
	if err != nil {
		out <- prometheus.NewInvalidMetric(alertsFiring, err)
		return
	}
	firing := map[string]int{}
	for _, a := range all {
		if a.IsFiring() {
			firing[a.Condition]++
		}
	}
	for condition, n := range firing {
		out <- gauge(alertsFiring, float64(n), condition)
	}
}

func (w *watched) lags(out chan<- prometheus.Metric) {
	w.metrics.mu.Lock()
	defer w.metrics.mu.Unlock()
	for source, at := range w.metrics.reached {
		out <- gauge(sourceLag, time.Since(at).Seconds(), source)
	}
}

func (w *watched) blind(ctx context.Context, out chan<- prometheus.Metric) {
	sights, err := w.ledger.Sights(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(sourceBlind, err)
		return
	}
	now := w.now()
	spells, err := w.ledger.Spells(ctx, now.Add(-time.Second), now)
	if err != nil {
		out <- prometheus.NewInvalidMetric(sourceBlind, err)
		return
	}
	blind := map[string]float64{}
	for _, s := range spells {
		if s.Lasts() {
			blind[s.Source] = 1
		}
	}
	for source := range sights {
		out <- gauge(sourceBlind, blind[source], source)
	}
}

func (w *watched) gaps(ctx context.Context, out chan<- prometheus.Metric) {
	counts, err := w.ledger.CountUnanswered(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(gapQuestions, err)
		return
	}
	type labels struct{ topic, language string }
	sums := map[labels]ledger.UnansweredCount{}
	for _, c := range counts {
		at := labels{firstTopic(c.Topic), boundedLanguage(c.Language)}
		sum, isThere := sums[at]
		sum.Questions, sum.Posts = sum.Questions+c.Questions, sum.Posts+c.Posts
		if !isThere || c.Oldest.Before(sum.Oldest) {
			sum.Oldest = c.Oldest
		}
		sums[at] = sum
	}
	for at, sum := range sums {
		out <- gauge(gapQuestions, float64(sum.Questions), at.topic, at.language)
		out <- gauge(gapPosts, float64(sum.Posts), at.topic, at.language)
		out <- gauge(gapOldest, w.now().Sub(sum.Oldest).Seconds(), at.topic, at.language)
	}
}

func (w *watched) asks(ctx context.Context, out chan<- prometheus.Metric) {
	for _, kind := range []classifier.Kind{classifier.KindQuestion, classifier.KindClaim} {
		open, late, err := w.ledger.CountAsks(ctx, kind)
		if err != nil {
			out <- prometheus.NewInvalidMetric(asksOpen, err)
			return
		}
		out <- gauge(asksOpen, float64(open), string(kind))
		out <- gauge(asksLate, float64(late), string(kind))
	}
}

func (w *watched) counts(out chan<- prometheus.Metric, c ledger.Counts) {
	for _, n := range c.Items {
		out <- gauge(itemsOpen, float64(n.N), n.Queue, rules.Severity(n.Severity).String())
	}
	for name, at := range c.Oldest {
		out <- gauge(queueOldest, w.now().Sub(at).Seconds(), name)
	}
	for _, n := range c.Replies {
		out <- gauge(repliesTotal, float64(n.N), n.State, boundedLanguage(n.Language))
	}
	opened := map[[3]string]int64{}
	for _, n := range c.Opened {
		opened[[3]string{n.Kind, firstTopic(n.Topic), n.Queue}] += n.N
	}
	for labels, n := range opened {
		out <- prometheus.MustNewConstMetric(itemsOpened, prometheus.CounterValue, float64(n), labels[:]...)
	}
}

// firstTopic reads the topics as the ledger stores them.
func firstTopic(stored string) string {
	var topics []string
	if json.Unmarshal([]byte(stored), &topics) != nil || len(topics) == 0 {
		return ""
	}
	return strings.ToValidUTF8(topics[0], "")
}

func gauge(desc *prometheus.Desc, value float64, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, labels...)
}
