package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"hearsay/desk/access"
	"hearsay/desk/refusal"
	"hearsay/ledger"
)

// KeyHeader names a call, so that it is done once however often it comes
// (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/). ReplayedHeader tells that an answer is one that
// was given before.
const (
	KeyHeader      = "Idempotency-Key"
	ReplayedHeader = "Idempotent-Replayed"
)

const (
	maxKey   = 255             // bytes of a key
	keepTime = 3 * time.Second // for keeping an answer whose request may be over: less than a stop leaves to requests
)

// once does a call with a key once. Another call that comes with the same key is given the same answer.
func (s *Server) once(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get(KeyHeader)
		actor, ok := access.ActorOf(r.Context())
		if key == "" || !ok || r.Method == http.MethodGet || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		if len(key) > maxKey {
			writeProblem(w, http.StatusUnprocessableEntity, "an Idempotency-Key has at most 255 bytes")
			return
		}
		body, err := io.ReadAll(r.Body) // bounded by the desk
		if err != nil {
			writeProblem(w, http.StatusRequestEntityTooLarge, "the request is larger than is allowed")
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		c := namedCall{user: actor.Name, key: key}
		c.fingerprint = c.fingerprintOf(r.Method, r.URL.RequestURI(), body)
		s.answerOnce(w, r, next, c)
	})
}

func (s *Server) answerOnce(w http.ResponseWriter, r *http.Request, next http.Handler, c namedCall) {
	ctx := r.Context()
	var before ledger.Answer
	var begun bool
	err := s.Ledger.Write(ctx, func(tx *ledger.Tx) (err error) {
		before, begun, err = tx.BeginCall(ctx, c.user, c.name(), c.fingerprint)
		return err
	})
	switch {
	case err != nil:
		s.Log.Error("answering a request", "error", err)
		writeProblem(w, http.StatusInternalServerError, refusal.Hidden)
		return
	case begun:
	case before.Fingerprint != c.fingerprint:
		writeProblem(w, http.StatusUnprocessableEntity, "this Idempotency-Key was used for another call; make a new one for each")
		return
	case before.Status == 0:
		writeProblem(w, http.StatusConflict, "a call with this Idempotency-Key is being answered, or was cut off; look whether it was done before you make another")
		return
	default:
		s.replay(w, c, before)
		return
	}
	kept := &recorder{ResponseWriter: w}
	// Also when the handler panics: nothing is known to be done then, and the key stays taken.
	defer func() {
		if kept.status == 0 {
			return
		}
		if err := s.keepAnswer(ctx, c, kept); err != nil {
			s.Log.Error("keeping an answer", "error", err)
		}
	}()
	next.ServeHTTP(kept, r)
}

// keepAnswer keeps an answer for when the call comes again, even while the program stops. One that may be another the next time is forgotten with its call.
func (s *Server) keepAnswer(ctx context.Context, c namedCall, kept *recorder) (err error) {
	var answer ledger.Answer
	if kept.status < http.StatusInternalServerError && kept.status != http.StatusTooManyRequests {
		answer.Status, answer.Type = kept.status, kept.Header().Get("Content-Type")
		if answer.Body, err = c.seal(kept.body.Bytes()); err != nil {
			return err
		}
	}
	keeping, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer cancel()
	return s.Ledger.Write(keeping, func(tx *ledger.Tx) error { return tx.EndCall(keeping, c.user, c.name(), answer) })
}

// replay gives the answer that was given before.
func (s *Server) replay(w http.ResponseWriter, c namedCall, a ledger.Answer) {
	body, err := c.open(a.Body)
	if err != nil {
		s.Log.Error("giving an answer again", "error", err)
		writeProblem(w, http.StatusInternalServerError, refusal.Hidden)
		return
	}
	w.Header().Set(ReplayedHeader, "true")
	if a.Type != "" {
		w.Header().Set("Content-Type", a.Type)
	}
	w.WriteHeader(a.Status)
	_, _ = w.Write(body) // who left does not read it
}

// recorder keeps an answer while it is written.
type recorder struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(data []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	r.body.Write(data)
	return r.ResponseWriter.Write(data)
}
