package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"hearsay/claims"
	"hearsay/ledger"
	"hearsay/replies"
)

// What everybody may read without signing in: the public replies, with search, to be read here or within other sites' pages. Nothing here
// knows who reads, so that a cache may keep it.

// AddPublic serves it.
func (p *Server) AddPublic(mux *http.ServeMux) {
	for pattern, serve := range map[string]func(http.ResponseWriter, *http.Request) error{"GET /answers": p.answers, "GET /answers/{id}": p.answer} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			err := serve(w, r)
			switch {
			case err == nil || r.Context().Err() != nil:
			case errors.Is(err, ledger.ErrNotFound):
				http.Error(w, p.book.of(r).must("problem.no_page"), http.StatusNotFound)
			default:
				p.Log.Error("answering a request", "error", err)
				http.Error(w, p.book.of(r).must("problem.hidden"), http.StatusInternalServerError)
			}
		})
	}
}

// answersPage is what the pages of public replies show.
type answersPage struct {
	Title     string
	Publisher string
	BaseURL   string
	Replies   []*replies.Reply
	Languages []string // in which there are replies
	Language  string
	Query     string
	Next      string
	IsOne     bool
	IsWithin  bool // another site's page
	Review    *claims.Review
	Withdrawn *replies.Reply // what was said here and is not said any more
	Correct   string         // the id of what holds now, "" for nothing
	Lang      string
}

const answersShown = 30

// publicReplies are those that anybody may read, behind one, in a language and with words; "" is any.
func (p *Server) publicReplies(r *http.Request, language, words, after string) ([]*replies.Reply, error) {
	isWanted := func(one *replies.Reply) bool {
		return one.IsPublic() && one.IsSound() && (language == "" || one.Language == language)
	}
	var found []*replies.Reply
	if words != "" {
		all, err := p.Ledger.RepliesOfWords(r.Context(), words, 10*answersShown)
		for _, one := range all {
			if isWanted(one) && len(found) < answersShown {
				found = append(found, one)
			}
		}
		return found, err
	}
	for len(found) <= answersShown {
		page, err := p.Ledger.RepliesAfter(r.Context(), after, 10*answersShown, replies.Published, replies.Recorded)
		if err != nil {
			return nil, err
		}
		for _, one := range page {
			if isWanted(one) {
				found = append(found, one)
			}
		}
		if len(page) < 10*answersShown {
			break
		}
		after = page[len(page)-1].ID
	}
	return found, nil
}

func (p *Server) answers(w http.ResponseWriter, r *http.Request) error {
	q, words := r.URL.Query(), p.book.of(r)
	data := answersPage{Title: words.must("answers.title"), Language: q.Get("language"), Query: strings.TrimSpace(q.Get("q")), IsWithin: q.Get("within") != ""}
	var err error
	if data.Replies, err = p.publicReplies(r, data.Language, data.Query, q.Get("after")); err != nil {
		return err
	}
	if len(data.Replies) > answersShown {
		data.Replies = data.Replies[:answersShown]
		q.Set("after", data.Replies[answersShown-1].ID)
		data.Next = "/answers?" + q.Encode()
	}
	data.Languages = languages
	for _, one := range data.Replies {
		if !slices.Contains(data.Languages, one.Language) && one.Language != "" {
			data.Languages = append(slices.Clone(data.Languages), one.Language)
		}
	}
	return p.showAnswers(w, r, words, data)
}

func (p *Server) answer(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	id, isData := strings.CutSuffix(id, ".jsonld")
	one, err := p.Ledger.Reply(r.Context(), id)
	if err != nil {
		return err
	}
	if one.State == replies.Retracted && !one.PublishedAt.IsZero() && !isData {
		return p.withdrawn(w, r, one)
	}
	if !one.IsPublic() || !one.IsSound() {
		return fmt.Errorf("reply %s: %w", id, ledger.ErrNotFound)
	}
	data := answersPage{Title: one.Fact, Replies: []*replies.Reply{one}, IsOne: true, IsWithin: r.URL.Query().Get("within") != ""}
	if review, isClaim := claims.FromReply(one, p.Publisher, p.BaseURL+"/answers/"+url.PathEscape(one.ID)); isClaim {
		data.Review = &review
	}
	if isData {
		return p.writeReview(w, data.Review)
	}
	return p.showAnswers(w, r, p.book.of(r), data)
}

// withdrawn says that an answer was wrong, to who comes by an address that was passed on, and leads to what holds now.
func (p *Server) withdrawn(w http.ResponseWriter, r *http.Request, one *replies.Reply) error {
	data := answersPage{Title: p.book.of(r).must("answers.withdrawn"), Withdrawn: one, IsOne: true, IsWithin: r.URL.Query().Get("within") != ""}
	others, err := p.Ledger.RepliesOf(r.Context(), one.Item)
	for _, other := range others {
		if other.Corrects == one.ID && other.IsPublic() && other.IsSound() {
			data.Correct = other.ID
		}
	}
	if err != nil {
		return err
	}
	return p.showAnswers(w, r, p.book.of(r), data)
}

// answersPolicy lets other sites show the page within theirs.
const answersPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'"

// kept is for how long caches may keep public pages.
const kept = "public, max-age=300, stale-while-revalidate=3600"

func (p *Server) showAnswers(w http.ResponseWriter, r *http.Request, words *words, data answersPage) error {
	data.Publisher, data.BaseURL, data.Lang = p.Publisher, p.BaseURL, words.Code
	t, err := p.templates.in(words, "answers")
	if err != nil {
		return err
	}
	var b strings.Builder
	if err := t.ExecuteTemplate(&b, "answers", data); err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(b.String()))
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", answersPolicy)
	h.Set("Cache-Control", kept)
	h.Set("ETag", tag)
	h.Add("Vary", "Accept-Language")
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if data.Withdrawn != nil {
		w.WriteHeader(http.StatusGone)
	}
	_, _ = w.Write([]byte(b.String())) // who left does not read it
	return nil
}
