package pages

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"hearsay/amend"
	"hearsay/backtest"
	"hearsay/classifier/rules"
	"hearsay/ledger"
	"hearsay/work"
)

// rulesPage is what the page of all rule packs shows.
type rulesPage struct {
	Packs      []work.PackView
	Amendments []amend.Amendment
}

func (p *Server) rules(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
	var data rulesPage
	var err error
	if data.Packs, err = p.Work.RulePacks(r.Context()); err != nil {
		return err
	}
	if data.Amendments, err = p.Work.Amendments(r.Context(), ""); err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "rules", view{Title: p.book.of(r).must("rules.title"), Place: "rules", Live: "none", Data: data})
	return nil
}

func (p *Server) pack(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
	pack, err := p.Work.RulePack(r.Context(), r.PathValue("pack"))
	if err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "pack_rules", view{Title: p.book.of(r).must("rules.pack", pack.Name), Place: "rules", Live: "none", Data: pack})
	return nil
}

// amendPack begins to change a pack: as it is in force, or with the one of the folder again.
func (p *Server) amendPack(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	name := r.PathValue("pack")
	var a work.AmendmentView
	var err error
	if r.PostFormValue("folder") != "" {
		a, err = p.Work.Amend(r.Context(), actor, name, "")
	} else {
		a, err = p.Work.BeginAmendment(r.Context(), actor, name)
	}
	to := "/rules/" + url.PathEscape(name)
	if err == nil {
		to = amendmentPath(a.ID, r.PostFormValue("rule"))
	}
	return p.settle(w, r, to, flash{}, err)
}

func amendmentPath(id, rule string) string {
	path := "/amendments/" + url.PathEscape(id)
	if rule != "" {
		path += "?rule=" + url.QueryEscape(rule)
	}
	return path
}

// amendmentPage is what the page of a change shows: its rules, one of them as a form, and what it would have made of the posts that came.
type amendmentPage struct {
	work.AmendmentView
	Rules      []rules.Written
	Rule       *rules.Written // that is being written; nil for none
	Mine       bool           // the actor wrote in it, and cannot accept it
	Days       int            // that it is tried on; 0 for not
	Comparison *backtest.Comparison
}

func (p *Server) amendment(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	ctx, q := r.Context(), r.URL.Query()
	var data amendmentPage
	var err error
	if days, bad := strconv.Atoi(q.Get("days")); bad == nil {
		data.Days = days
		data.AmendmentView, data.Comparison, err = p.Work.BacktestAmendment(ctx, actor, r.PathValue("id"), p.Now().AddDate(0, 0, -days))
	} else {
		data.AmendmentView, err = p.Work.Amendment(ctx, r.PathValue("id"))
	}
	if err != nil {
		return err
	}
	for _, author := range data.Authors {
		data.Mine = data.Mine || author == actor.Name
	}
	if pack, err := rules.ReadPack(data.Pack, []byte(data.Source)); err == nil {
		data.Rules = pack.Rules
		if one, isThere := pack.Find(q.Get("rule")); isThere {
			data.Rule = &one
		}
	}
	if q.Has("new") {
		data.Rule = &rules.Written{Kind: string(rules.KindClaim), Mode: "shadow"}
	}
	p.show(w, r, http.StatusOK, "amendment", view{Title: p.book.of(r).must("rules.amendment", data.Pack), Place: "rules", Live: "none", Data: data})
	return nil
}

// amendmentSteps are the steps by the ends of their addresses.
var amendmentSteps = map[string]step{
	"rule": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		rule, err := p.writtenRule(r, id)
		if err == nil {
			_, err = p.Work.WriteRule(r.Context(), actor, id, rule)
		}
		to := ""
		if err != nil {
			to = amendmentPath(id, rule.ID)
		}
		return to, p.said(r, "done.saved"), err
	},
	"remove": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.RemoveRule(r.Context(), actor, id, r.PostFormValue("rule"))
		return "", p.said(r, "done.saved"), err
	},
	"update": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.UpdateAmendment(r.Context(), actor, id)
		return "", p.said(r, "done.saved"), err
	},
	"submit": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.SubmitAmendment(r.Context(), actor, id, r.PostFormValue("note"))
		return "", p.said(r, "done.submitted"), err
	},
	"accept": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.AcceptAmendment(r.Context(), actor, id, version(r))
		return "", p.said(r, "done.amended"), err
	},
	"send-back": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.SendBackAmendment(r.Context(), actor, id, strings.TrimSpace(r.PostFormValue("reason")))
		return "", p.said(r, "done.sent_back"), err
	},
	"drop": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.DropAmendment(r.Context(), actor, id, strings.TrimSpace(r.PostFormValue("reason")))
		return "/rules", p.said(r, "done.dropped"), err
	},
}

// writtenRule is what a form says of a rule. What the form does not show stays as it was.
func (p *Server) writtenRule(r *http.Request, id string) (rules.Written, error) {
	a, err := p.Work.Amendment(r.Context(), id)
	if err != nil {
		return rules.Written{}, err
	}
	name := strings.TrimSpace(r.PostFormValue("id"))
	var rule rules.Written
	if pack, err := rules.ReadPack(a.Pack, []byte(a.Source)); err == nil {
		var isThere bool
		if rule, isThere = pack.Find(name); isThere && r.PostFormValue("new") != "" {
			return rule, fmt.Errorf("rule %s: %w", name, ledger.ErrExists)
		}
	}
	rule.ID, rule.Kind, rule.Mode, rule.Severity = name, r.PostFormValue("kind"), r.PostFormValue("mode"), r.PostFormValue("severity")
	rule.Topic, rule.Territory, rule.Claim = strings.TrimSpace(r.PostFormValue("topic")), strings.TrimSpace(r.PostFormValue("territory")), strings.TrimSpace(r.PostFormValue("claim"))
	rule.Languages = listOf(r.PostFormValue("languages"))
	for field, into := range map[string]*[]string{"any": &rule.Any, "all": &rule.All, "none": &rule.None, "match": &rule.Tests.Match, "miss": &rule.Tests.Miss} {
		*into = linesOf(r.PostFormValue(field))
	}
	return rule, nil
}

// linesOf are the lines of a field that are not empty.
func linesOf(field string) []string {
	var all []string
	for line := range strings.Lines(field) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}
