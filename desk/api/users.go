package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/desk/access"
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
	Body access.Change
}

type tokenInput struct {
	Authorization string `header:"Authorization" doc:"Basic with name and password, or a token"`
	Body          struct {
		Label string `json:"label,omitempty" maxLength:"100" doc:"what it is for"`
		Days  int    `json:"days,omitempty" default:"90" minimum:"1" maximum:"3650" doc:"until it ends"`
		Scope string `json:"scope,omitempty" enum:"viewer,responder,verifier,editor,admin" doc:"it may do no more than this role; all that its user may if left out"`
		Code  string `json:"code,omitempty" maxLength:"40" doc:"with a password, of who has a second factor"`
	}
}

type passwordInput struct {
	Authorization string `header:"Authorization" doc:"Basic with name and the password that you have"`
	Body          struct {
		Password string `json:"password" doc:"the one that you want"`
		Code     string `json:"code,omitempty" maxLength:"40" doc:"of who has a second factor"`
	}
}

// Done is the answer to a call that leaves nothing to show.
type Done struct{}

func (s *Server) addUserCalls(api huma.API) {
	call(s, api, http.MethodGet, "/users", "list-users", "All users",
		func(ctx context.Context, actor work.Actor, _ *struct{}) ([]ledger.User, error) {
			if actor.Role != work.Admin {
				return nil, work.ErrForbidden
			}
			return s.Ledger.Users(ctx)
		})
	call(s, api, http.MethodPost, "/users", "add-user", "Add a user",
		func(ctx context.Context, actor work.Actor, in *addUserInput) (ledger.User, error) {
			return s.Gate.AddUser(ctx, actor, in.Body.Name, in.Body.Role, in.Body.Password)
		})
	call(s, api, http.MethodPatch, "/users/{name}", "update-user", "Change a user's role or password, or disable them",
		func(ctx context.Context, actor work.Actor, in *updateUserInput) (ledger.User, error) {
			return s.Gate.UpdateUser(ctx, actor, in.Name, in.Body)
		})
	call(s, api, http.MethodGet, "/tokens", "list-tokens", "Your tokens",
		func(ctx context.Context, actor work.Actor, _ *struct{}) ([]ledger.Token, error) {
			return s.Ledger.Tokens(ctx, actor.Name)
		})
	call(s, api, http.MethodDelete, "/tokens/{id}", "remove-token", "Take a token back",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (Done, error) {
			return Done{}, s.Gate.RemoveToken(ctx, actor, in.ID)
		})
	huma.Register(api, huma.Operation{
		OperationID: "create-token", Method: http.MethodPost, Path: prefix + "/tokens", Summary: "Make a token for a program",
		Security: []map[string][]string{{"basic": {}}, {"token": {}}}, Errors: []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusTooManyRequests},
	}, func(ctx context.Context, in *tokenInput) (*body[access.NewToken], error) {
		token, err := s.createToken(ctx, in)
		if err != nil {
			return nil, s.problem(ctx, "create-token", err)
		}
		return &body[access.NewToken]{Body: token}, nil
	})
	huma.Register(api, huma.Operation{
		OperationID: "change-password", Method: http.MethodPost, Path: prefix + "/password", Summary: "Take another password, in place of your own or of one that you were given",
		Security: []map[string][]string{{"basic": {}}}, Errors: []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusTooManyRequests},
	}, func(ctx context.Context, in *passwordInput) (*body[ledger.User], error) {
		user, err := s.changePassword(ctx, in)
		if err != nil {
			return nil, s.problem(ctx, "change-password", err)
		}
		return &body[ledger.User]{Body: user}, nil
	})
}

// basic are the name and password of a header; false if it is of another kind.
func basic(authorization string) (name, password string, ok bool) {
	return (&http.Request{Header: http.Header{"Authorization": {authorization}}}).BasicAuth()
}

func (s *Server) changePassword(ctx context.Context, in *passwordInput) (ledger.User, error) {
	name, password, ok := basic(in.Authorization)
	if !ok {
		return ledger.User{}, access.ErrSignedOut
	}
	return s.Gate.ChangePasswordAs(ctx, name, password, in.Body.Code, in.Body.Password)
}

// createToken makes a token for who is signed in, or for who sends name and password along.
func (s *Server) createToken(ctx context.Context, in *tokenInput) (access.NewToken, error) {
	actor, ok := access.ActorOf(ctx)
	if name, password, isBasic := basic(in.Authorization); isBasic {
		user, err := s.Gate.SignInProgram(ctx, name, password, in.Body.Code)
		if err == nil {
			err = s.Gate.MayWork(user)
		}
		if err != nil {
			return access.NewToken{}, err
		}
		actor, ok = work.Actor{Name: user.Name, Role: work.Role(user.Role)}, true
	}
	if !ok {
		return access.NewToken{}, access.ErrSignedOut
	}
	return s.Gate.CreateToken(ctx, actor, access.TokenOrder{Label: in.Body.Label, Days: in.Body.Days, Scope: work.Role(in.Body.Scope)})
}
