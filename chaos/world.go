//go:build linux

package main

import (
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Platforms of the simulated world, each a source of the program.
const (
	board = "board" // JSON, read downwards page by page
	news  = "news"  // a feed
	fedi  = "fedi"  // a timeline of Mastodon, read upwards
	sky   = "sky"   // a stream that plays back
)

func platforms() []string { return []string{board, news, fedi, sky} }

// said is a post of the simulated world.
type said struct {
	number int
	at     time.Time
	text   string
}

// marked is how a post is known again, wherever it is.
func marked(platform string, number int) string {
	return fmt.Sprintf("made-up post %s-%d", platform, number)
}

// world is what the program listens to and talks to: platforms, chats, receivers of webhooks, and a site with sources.
type world struct {
	server *httptest.Server // platforms and receivers
	facts  *httptest.Server // a site that replies name as their source
	mail   *mailServer
	hose   *firehose // of a soak, or nil

	mu       sync.Mutex
	rng      *rand.Rand
	posts    map[string][]said
	failing  float64 // how many of a hundred requests of platforms fail
	deaf     float64 // and of receivers
	isVague  bool    // receivers may take a message and lose the answer
	chats    map[string]int
	alerted  map[string]bool // conditions and items that a chat was told of
	hooks    map[string]int
	statuses map[string]status // by idempotency key
	lastID   int
	confused map[string]bool // messages whose answer was lost once
}

// status is what the program has posted.
type status struct {
	id, text string
	gone     bool
}

func newWorld(seed uint64) (*world, error) {
	w := &world{
		rng: rand.New(rand.NewPCG(seed, 1)), posts: map[string][]said{}, chats: map[string]int{}, alerted: map[string]bool{},
		hooks: map[string]int{}, statuses: map[string]status{}, confused: map[string]bool{},
	}
	mux := http.NewServeMux()
	mux.Handle("GET /board", w.moody(w.board))
	mux.Handle("GET /news", w.moody(w.news))
	mux.Handle("GET /api/v1/timelines/tag/flood", w.moody(w.timeline))
	mux.Handle("GET /subscribe", w.moody(w.stream))
	mux.Handle("GET /hose/subscribe", w.moody(w.serveHose))
	mux.Handle("POST /chat", w.forgetful(w.chat))
	mux.Handle("POST /hook", w.forgetful(w.hook))
	mux.Handle("POST /api/v1/statuses", w.forgetful(w.post))
	mux.Handle("DELETE /api/v1/statuses/{id}", w.forgetful(w.unpost))
	mux.HandleFunc("GET /api/v2/search", w.search)
	w.server = httptest.NewServer(mux)
	w.facts = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "<title>Facts &amp; figures</title>")
	}))
	var err error
	w.mail, err = newMailServer()
	return w, err
}

func (w *world) close() {
	w.server.CloseClientConnections()
	w.server.Close()
	w.facts.Close()
	w.mail.close()
}

// certificate is that of the site with sources, as PEM.
func (w *world) certificate() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: w.facts.TLS.Certificates[0].Certificate[0]})
}

// topics are what people write of, made up: questions, claims, and what is nobody's business.
var topics = []string{
	"Is the tap water in Rivoli safe to drink after the flood?",
	"When will the power be back in Tampere?",
	"Where can I get the vaccine without an appointment?",
	"How do I apply for asylum at the office in Turin?",
	"Do I need a mask in the library?",
	"When do schools open again after the storm?",
	"Where is the evacuation centre in Oulu?",
	"Is it true that the dam at Moncalieri broke?",
	"How long is quarantine for travellers from abroad?",
	"Where do I find my polling station?",
	"Drinking diluted bleach cures the virus in two days, they hide it from us",
	"The vaccine changes your DNA, a doctor says so",
	"5G masts spread the virus",
	"Voting machines switched thousands of votes",
	"Migrants get more money than pensioners",
	"Masks cause oxygen deficiency",
	"The vaccine contains microchips",
	"Garlic cures the virus",
	"Ballots were burned behind the town hall",
	"Wind turbines cause cancer",
	"My garden is lovely today",
	"What a match that was yesterday",
	"New bread at the market, go and get some",
	"I lost a blue umbrella on the tram",
}

// speak lets every platform have one post more.
func (w *world) speak(number int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, platform := range platforms() {
		text := topics[w.rng.IntN(len(topics))] + " (" + marked(platform, number) + ")"
		w.posts[platform] = append(w.posts[platform], said{number, time.Now().UTC(), text})
	}
}

func (w *world) of(platform string) []said {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.posts[platform])
}

// upset makes a share of all requests fail, in a hundred.
func (w *world) upset(platforms, receivers float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failing, w.deaf = platforms, receivers
}

// vague lets receivers take messages and lose the answers. Where something else breaks as well they do not: each of two faults may
// bring a message once more.
func (w *world) vague(may bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.isVague = may
}

func (w *world) draw(share func() float64, ways int) (way int, fails bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.rng.IntN(ways), w.rng.Float64()*100 < share()
}

// moody lets a platform fail as platforms do: errors, limits, silence, cut and garbled answers.
func (w *world) moody(answer http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		way, fails := w.draw(func() float64 { return w.failing }, 8)
		if !fails {
			answer(rw, r)
			return
		}
		switch way {
		case 0:
			http.Error(rw, "we are down", http.StatusInternalServerError)
		case 1:
			http.Error(rw, "we are down", http.StatusServiceUnavailable)
		case 2:
			rw.Header().Set("Retry-After", "1")
			http.Error(rw, "not so fast", http.StatusTooManyRequests)
		case 3: // silence
			select {
			case <-r.Context().Done():
			case <-time.After(10 * time.Second):
			}
		case 4:
			panic(http.ErrAbortHandler)
		case 5: // cut in the middle
			rec := httptest.NewRecorder()
			if r.URL.Path != "/subscribe" {
				answer(rec, r)
			}
			body := rec.Body.Bytes()
			rw.Header().Set("Content-Type", rec.Header().Get("Content-Type"))
			rw.Header().Set("Content-Length", strconv.Itoa(len(body)+10))
			_, _ = rw.Write(body[:len(body)/2])
			panic(http.ErrAbortHandler)
		case 6:
			rw.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(rw, "<html><body>Please prove that you are human</body></html>")
		default:
			_, _ = rw.Write([]byte{0x1f, 0x8b, 0xff, 0, '{', '[', 0xfe})
		}
	})
}

// forgetful lets a receiver fail: it does not take a message, or takes it and its answer is lost, at most once for each.
func (w *world) forgetful(take func(rw http.ResponseWriter, r *http.Request, body []byte)) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		way, fails := w.draw(func() float64 { return w.deaf }, 3)
		w.mu.Lock()
		isVague := w.isVague
		w.mu.Unlock()
		if !fails {
			take(rw, r, body)
			return
		}
		switch {
		case way == 0:
			http.Error(rw, "we are down", http.StatusServiceUnavailable)
		case way == 1 || !isVague:
			panic(http.ErrAbortHandler)
		default:
			id := r.URL.Path + r.Header.Get("Webhook-Id") + r.Header.Get("Idempotency-Key")
			w.mu.Lock()
			again := w.confused[id]
			w.confused[id] = true
			w.mu.Unlock()
			take(rw, r, body)
			if !again {
				panic(http.ErrAbortHandler)
			}
		}
	})
}

// chat takes alerts.
func (w *world) chat(_ http.ResponseWriter, r *http.Request, body []byte) {
	var m struct {
		Alerts []struct {
			Condition string `json:"condition"`
			Firing    bool   `json:"firing"`
			URL       string `json:"url"` // of the item
		} `json:"alerts"`
	}
	if json.Unmarshal(body, &m) != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.chats[r.Header.Get("Webhook-Id")]++
	for _, a := range m.Alerts {
		if a.Firing {
			w.alerted[a.Condition+" item/"+path.Base(a.URL)] = true
		}
	}
}

func (w *world) hook(_ http.ResponseWriter, r *http.Request, _ []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hooks[r.Header.Get("Webhook-Id")]++
}

// post posts a status; the same key brings the same status: https://docs.joinmastodon.org/methods/statuses/#headers
func (w *world) post(rw http.ResponseWriter, r *http.Request, body []byte) {
	var in struct {
		Status string `json:"status"`
	}
	if json.Unmarshal(body, &in) != nil {
		http.Error(rw, `{"error":"what?"}`, http.StatusUnprocessableEntity)
		return
	}
	w.mu.Lock()
	key := r.Header.Get("Idempotency-Key")
	s, known := w.statuses[key]
	if !known {
		w.lastID++
		s = status{id: strconv.Itoa(w.lastID), text: in.Status}
		w.statuses[key] = s
	}
	w.mu.Unlock()
	answerJSON(rw, map[string]any{"id": s.id, "url": "https://fedi.example/@town/" + s.id, "uri": "https://fedi.example/@town/" + s.id})
}

func (w *world) unpost(rw http.ResponseWriter, r *http.Request, _ []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for key, s := range w.statuses {
		if s.id == r.PathValue("id") {
			s.gone = true
			w.statuses[key] = s
		}
	}
	answerJSON(rw, map[string]any{})
}

func (w *world) search(rw http.ResponseWriter, r *http.Request) {
	address := r.URL.Query().Get("q")
	answerJSON(rw, map[string]any{"statuses": []map[string]any{{"id": "9" + address[strings.LastIndex(address, "/")+1:], "url": address, "uri": address}}})
}
