package servertest

import (
	"io"
	"net/http"
	"strings"
	"sync"
)

// Inbox is a service that takes messages and keeps them.
type Inbox struct {
	mu   sync.Mutex
	took []string
}

// ServeHTTP implements http.Handler. A message that is cut is not taken.
func (b *Inbox) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.took = append(b.took, string(body))
}

// With counts the messages that hold words.
func (b *Inbox) With(words string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for _, one := range b.took {
		if strings.Contains(one, words) {
			n++
		}
	}
	return n
}
