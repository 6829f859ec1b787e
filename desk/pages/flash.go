package pages

import (
	"encoding/json"
	"net/http"

	"hearsay/desk/refusal"
	"hearsay/ledger"
)

// flash is what the next page says of the step before it.
type flash struct {
	Text    string
	Refused bool
	Detail  string // in English, of what was refused
	Undo    string // the address that undoes it, "" if nothing does
	IDs     []string
}

const flashKey = "flash"

// popFlash is what is to be said, once.
func (p *Server) popFlash(r *http.Request) *flash {
	stored := p.Gate.Sessions.PopString(r.Context(), flashKey)
	var f flash
	if stored == "" || json.Unmarshal([]byte(stored), &f) != nil {
		return nil
	}
	return &f
}

// backTo sends the browser to a page, which says what was done.
func (p *Server) backTo(w http.ResponseWriter, r *http.Request, path string, f flash) error {
	if f.Text != "" {
		stored, err := json.Marshal(f)
		if err != nil {
			return err
		}
		p.Gate.Sessions.Put(r.Context(), flashKey, string(stored))
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// settle returns to a page with what was done, or with why it was refused. What cannot be mended there is returned.
func (p *Server) settle(w http.ResponseWriter, r *http.Request, to string, done flash, err error) error {
	if err == nil {
		return p.backTo(w, r, to, done)
	}
	kind, isMendable := refusal.Of(err)
	if !isMendable || kind.Status == http.StatusNotFound {
		return err
	}
	refusal.Note(r.Context(), p.Log, r.Method+" "+r.URL.Path, err)
	return p.backTo(w, r, to, flash{Text: p.book.of(r).must("refused." + kind.Word), Refused: true, Detail: err.Error()})
}

// said is a flash of a phrase.
func (p *Server) said(r *http.Request, key string, args ...any) flash {
	return flash{Text: p.book.of(r).must(key, args...)}
}

// errNoStep is returned for a step that no page has.
var errNoStep = ledger.ErrNotFound
