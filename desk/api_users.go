package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/ledger"
	"hearsay/work"
)

type addUserInput struct {
	Body struct {
		Name     string `json:"name"`
		Role     string `json:"role" enum:"viewer,responder,verifier,editor,admin"`
		Password string `json:"password"`
	}
}

type updateUserInput struct {
	Name string `path:"name"`
	Body struct {
		Role     string `json:"role,omitempty" enum:"viewer,responder,verifier,editor,admin"`
		Password string `json:"password,omitempty"`
		Disabled *bool  `json:"disabled,omitempty" doc:"a disabled user cannot sign in, and their tokens are gone"`
	}
}

type tokenInput struct {
	Authorization string `header:"Authorization" doc:"Basic with name and password, or a token"`
	Body          struct {
		Label string `json:"label,omitempty" maxLength:"100" doc:"what it is for"`
		Days  int    `json:"days,omitempty" default:"90" minimum:"1" maximum:"3650" doc:"until it ends"`
	}
}

// NewToken is a token as it is shown once, when it is made.
type NewToken struct {
	ledger.Token
	Secret string `json:"token" doc:"shown only now"`
}

var validUser = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// AddUser stores a new user after checking name, role and password.
func AddUser(ctx context.Context, l *ledger.Ledger, by, name, role, password string) (ledger.User, error) {
	if !validUser.MatchString(name) {
		return ledger.User{}, fmt.Errorf("%w: a user's name is small letters, digits, dots, hyphens and underscores", work.ErrBounds)
	}
	if _, err := work.ParseRole(role); err != nil {
		return ledger.User{}, fmt.Errorf("%w: %w", work.ErrBounds, err)
	}
	if err := checkLength(password); err != nil {
		return ledger.User{}, err
	}
	user := ledger.User{Name: name, Role: role, Password: HashPassword(password)}
	err := l.Write(ctx, func(tx *ledger.Tx) error {
		return errors.Join(tx.AddUser(ctx, user), tx.Audit(ctx, by, "user added", "user/"+name, "as "+role))
	})
	if err != nil {
		return ledger.User{}, err
	}
	return l.User(ctx, name)
}

func checkLength(password string) error {
	if len(password) < MinPassword || len(password) > 1000 {
		return fmt.Errorf("%w: a password has at least %d characters", work.ErrBounds, MinPassword)
	}
	return nil
}

func (d *Desk) addUserCalls(api huma.API) {
	call(d, api, http.MethodGet, "/users", "list-users", "All users",
		func(ctx context.Context, actor work.Actor, _ *struct{}) ([]ledger.User, error) {
			if actor.Role != work.Admin {
				return nil, work.ErrForbidden
			}
			return d.Ledger.Users(ctx)
		})
	call(d, api, http.MethodPost, "/users", "add-user", "Add a user",
		func(ctx context.Context, actor work.Actor, in *addUserInput) (ledger.User, error) {
			if actor.Role != work.Admin {
				return ledger.User{}, work.ErrForbidden
			}
			return AddUser(ctx, d.Ledger, actor.Name, in.Body.Name, in.Body.Role, in.Body.Password)
		})
	call(d, api, http.MethodPatch, "/users/{name}", "update-user", "Change a user's role or password, or disable them", d.updateUser)
	call(d, api, http.MethodGet, "/tokens", "list-tokens", "Your tokens",
		func(ctx context.Context, actor work.Actor, _ *struct{}) ([]ledger.Token, error) {
			return d.Ledger.Tokens(ctx, actor.Name)
		})
	call(d, api, http.MethodDelete, "/tokens/{id}", "remove-token", "Take a token back",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (struct{}, error) {
			return struct{}{}, d.Ledger.Write(ctx, func(tx *ledger.Tx) error {
				return errors.Join(tx.RemoveToken(ctx, in.ID, actor.Name), tx.Audit(ctx, actor.Name, "token taken back", "token/"+in.ID, ""))
			})
		})
	huma.Register(api, huma.Operation{
		OperationID: "create-token", Method: http.MethodPost, Path: prefix + "/tokens", Summary: "Make a token for a program",
		Security: []map[string][]string{{"basic": {}}, {"token": {}}}, Errors: []int{http.StatusUnauthorized, http.StatusUnprocessableEntity},
	}, func(ctx context.Context, in *tokenInput) (*body[NewToken], error) {
		token, err := d.createToken(ctx, in)
		if err != nil {
			return nil, d.problem(ctx, err)
		}
		return &body[NewToken]{token}, nil
	})
}

func (d *Desk) updateUser(ctx context.Context, actor work.Actor, in *updateUserInput) (ledger.User, error) {
	if actor.Role != work.Admin {
		return ledger.User{}, work.ErrForbidden
	}
	var changes []string
	err := d.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		user, err := tx.User(ctx, in.Name)
		if err != nil {
			return err
		}
		if in.Body.Role != "" {
			user.Role = in.Body.Role
			changes = append(changes, "role "+user.Role)
		}
		if in.Body.Password != "" {
			if err := checkLength(in.Body.Password); err != nil {
				return err
			}
			user.Password = HashPassword(in.Body.Password)
			changes = append(changes, "password")
		}
		if in.Body.Disabled != nil {
			user.Disabled = time.Time{}
			if *in.Body.Disabled {
				user.Disabled = d.Now()
			}
			changes = append(changes, fmt.Sprintf("disabled %v", *in.Body.Disabled))
		}
		return errors.Join(tx.UpdateUser(ctx, user), tx.Audit(ctx, actor.Name, "user changed", "user/"+user.Name, strings.Join(changes, ", ")))
	})
	if err != nil {
		return ledger.User{}, err
	}
	return d.Ledger.User(ctx, in.Name)
}

// createToken makes a token for who is signed in, or for who sends name and password along.
func (d *Desk) createToken(ctx context.Context, in *tokenInput) (NewToken, error) {
	actor, ok := actorOf(ctx)
	if name, password, basic := (&http.Request{Header: http.Header{"Authorization": {in.Authorization}}}).BasicAuth(); basic {
		user, err := d.signIn(ctx, name, password)
		if err != nil {
			return NewToken{}, err
		}
		actor, ok = work.Actor{Name: user.Name, Role: work.Role(user.Role)}, true
	}
	if !ok {
		return NewToken{}, errSignedOut
	}
	secret := newToken()
	token := ledger.Token{
		ID: strings.ToLower(rand.Text()[:10]), Hash: hashToken(secret), User: actor.Name, Label: in.Body.Label,
		CreatedAt: d.Now().UTC(), ExpiresAt: d.Now().UTC().AddDate(0, 0, in.Body.Days),
	}
	err := d.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		return errors.Join(tx.AddToken(ctx, token), tx.Audit(ctx, actor.Name, "token made", "token/"+token.ID, token.Label))
	})
	return NewToken{token, secret}, err
}
