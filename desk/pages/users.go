package pages

import (
	"net/http"
	"strconv"
	"strings"

	"hearsay/desk/access"
	"hearsay/ledger"
	"hearsay/work"
)

// usersPage is what the page of users shows.
type usersPage struct {
	Users []ledger.User
	Roles []work.Role
}

func (p *Server) users(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	if actor.Role != work.Admin {
		return work.ErrForbidden
	}
	all, err := p.Ledger.Users(r.Context())
	if err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "users", view{Title: p.book.of(r).must("users.title"), Place: "users", Data: usersPage{all, work.Roles()}})
	return nil
}

func (p *Server) addUser(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	name := strings.TrimSpace(r.PostFormValue("name"))
	_, err := p.Gate.AddUser(r.Context(), actor, name, r.PostFormValue("role"), r.PostFormValue("password"))
	return p.settle(w, r, "/users", p.said(r, "done.user_added", name), err)
}

func (p *Server) userStep(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	change, known := userSteps[r.PathValue("step")]
	if !known {
		return errNoStep
	}
	_, err := p.Gate.UpdateUser(r.Context(), actor, r.PathValue("name"), change(r))
	return p.settle(w, r, "/users", p.said(r, "done.user_changed", r.PathValue("name")), err)
}

var userSteps = map[string]func(r *http.Request) access.Change{
	"role":     func(r *http.Request) access.Change { return access.Change{Role: r.PostFormValue("role")} },
	"password": func(r *http.Request) access.Change { return access.Change{Password: r.PostFormValue("password")} },
	"disable":  func(*http.Request) access.Change { return access.Change{Disabled: pointer(true)} },
	"enable":   func(*http.Request) access.Change { return access.Change{Disabled: pointer(false)} },

	"drop-factor": func(*http.Request) access.Change { return access.Change{DropFactor: true} },
}

func pointer[T any](v T) *T { return &v }

// mePage is what the page of who is signed in shows.
type mePage struct {
	User     ledger.User
	Left     int64 // codes for a lost second factor
	Tokens   []ledger.Token
	Scopes   []work.Role // that a token may have
	Days     int
	Made     *access.NewToken // just now, to be shown once
	Sessions []access.Session
}

func (p *Server) me(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	return p.showMe(w, r, actor, nil)
}

func (p *Server) showMe(w http.ResponseWriter, r *http.Request, actor work.Actor, made *access.NewToken) error {
	user, err := p.Ledger.User(r.Context(), actor.Name)
	if err != nil {
		return err
	}
	left, err := p.Ledger.CountRecoveryCodes(r.Context(), actor.Name)
	if err != nil {
		return err
	}
	tokens, err := p.Ledger.Tokens(r.Context(), actor.Name)
	if err != nil {
		return err
	}
	sessions, err := p.Gate.SessionsOf(r.Context(), actor)
	if err != nil {
		return err
	}
	var scopes []work.Role
	for _, role := range work.Roles() {
		if actor.Role.Covers(role) {
			scopes = append(scopes, role)
		}
	}
	p.show(w, r, http.StatusOK, "me", view{Title: p.book.of(r).must("me.title"), Place: "me", Data: mePage{user, left, tokens, scopes, 90, made, sessions}})
	return nil
}

func (p *Server) changePassword(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	err := p.Gate.ChangePassword(r.Context(), actor.Name, r.PostFormValue("old"), r.PostFormValue("new"))
	return p.settle(w, r, "/me", p.said(r, "done.password"), err)
}

// addToken makes a token and shows it: once, so it is not kept for a page after this one.
func (p *Server) addToken(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	days, err := strconv.Atoi(r.PostFormValue("days"))
	if err != nil {
		days = 0
	}
	made, err := p.Gate.CreateToken(r.Context(), actor, access.TokenOrder{Label: strings.TrimSpace(r.PostFormValue("label")), Days: days, Scope: work.Role(r.PostFormValue("scope"))})
	if err != nil {
		return p.settle(w, r, "/me", flash{}, err)
	}
	return p.showMe(w, r, actor, &made)
}

func (p *Server) endSession(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	return p.settle(w, r, "/me", p.said(r, "done.session_ended"), p.Gate.EndSession(r.Context(), actor, r.PathValue("id")))
}

func (p *Server) removeToken(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	return p.settle(w, r, "/me", p.said(r, "done.token_removed"), p.Gate.RemoveToken(r.Context(), actor, r.PathValue("id")))
}
