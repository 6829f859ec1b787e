package pages

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"hearsay/claims"
	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/work"
)

// claimsPage is what the catalogue shows.
type claimsPage struct {
	Words  string
	Claims []claims.Claim
	Total  int64
}

// claimsShown bounds a page of the catalogue.
const claimsShown = 50

func (p *Server) claims(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
	data := claimsPage{Words: strings.TrimSpace(r.URL.Query().Get("q"))}
	var err error
	if data.Claims, err = p.Work.FindClaims(r.Context(), data.Words, p.book.of(r).Code, claimsShown); err != nil {
		return err
	}
	if data.Total, err = p.Ledger.CountClaims(r.Context()); err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "claims", view{Title: p.book.of(r).must("claims.title"), Place: "claims", Data: data})
	return nil
}

// claimPage is what a claim's page shows.
type claimPage struct {
	claims.Claim
	Items   []row
	Replies []*replies.Reply
}

func (p *Server) claim(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	ctx, id := r.Context(), r.PathValue("id")
	entry, err := p.Ledger.Claim(ctx, id)
	if err != nil {
		return err
	}
	data := claimPage{Claim: entry}
	var failed [2]error
	data.Items, failed[0] = p.rows(ctx, actor, ledger.ItemFilter{Claim: id, Limit: listed})
	data.Replies, failed[1] = p.Ledger.RepliesToClaim(ctx, id, listed)
	if err := errors.Join(failed[:]...); err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "claim", view{Title: p.book.of(r).must("claim.title"), Place: "claims", Data: data})
	return nil
}

func (p *Server) addClaim(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	field := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	entry := claims.Claim{ID: field("id"), Text: field("claim"), Title: field("title"), Rating: field("rating"), Language: field("language"), URL: field("url"), Publisher: field("publisher")}
	err := p.Work.ImportClaims(r.Context(), actor, []claims.Claim{entry})
	to := "/claims"
	if err == nil {
		to = "/claims/" + url.PathEscape(entry.ID)
	}
	return p.settle(w, r, to, p.said(r, "done.claim_added"), err)
}
