package pages

import (
	"errors"
	"net/http"
	"net/url"

	"hearsay/work"
)

// step does one thing with an item or a reply; to is where to go then, "" for back to its page.
type step func(p *Server, r *http.Request, actor work.Actor, id string) (to string, done flash, err error)

// takes does what a form on the page of an item or a reply asks for. What is refused is shown on that page.
func (p *Server) takes(page string, steps map[string]step) func(http.ResponseWriter, *http.Request, work.Actor) error {
	return func(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
		take, known := steps[r.PathValue("step")]
		if !known {
			return errNoStep
		}
		if err := parse(r); err != nil {
			return err
		}
		id := r.PathValue("id")
		to, done, err := take(p, r, actor, id)
		if to == "" {
			to = page + url.PathEscape(id)
		}
		return p.settle(w, r, to, done, err)
	}
}

// inMemory is how much of a form with a file is held in memory, in bytes.
const inMemory = 1 << 20

func parse(r *http.Request) error {
	err := r.ParseMultipartForm(inMemory) //nolint:gosec // the desk bounds every request
	if errors.Is(err, http.ErrNotMultipart) {
		return nil
	}
	return err
}
