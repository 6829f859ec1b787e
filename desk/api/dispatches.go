package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/post"
	"hearsay/replies/publish"
	"hearsay/work"
)

type planInput struct {
	ItemInput
	Account  string `query:"account" required:"true" doc:"of ours, by its name: GET /accounts"`
	Platform string `query:"platform" doc:"of the post that is answered"`
	Post     string `query:"post" doc:"its id; a thread of its own if left out"`
}

type dispatchInput struct {
	ItemInput
	Body struct {
		Account string   `json:"account" doc:"of ours, by its name: GET /accounts"`
		Post    post.Ref `json:"post,omitzero" doc:"the post that is answered; a thread of its own if left out"`
		Seal    string   `json:"seal,omitempty" doc:"of the plan that was looked at: 409 if another would be sent now"`
	}
}

type settleInput struct {
	ItemInput
	Body struct {
		URL string `json:"url,omitempty" maxLength:"2000" doc:"where the part stands that nobody was sure of; empty if it does not"`
	}
}

// Account is one of our accounts.
type Account struct {
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	Platform string `json:"platform" doc:"of the posts that it can answer"`
}

func (s *Server) addDispatchCalls(api huma.API) {
	call(s, api, http.MethodGet, "/accounts", "list-accounts", "The accounts that replies are posted through",
		func(context.Context, work.Actor, *struct{}) ([]Account, error) {
			all := []Account{}
			for _, a := range s.Work.Accounts {
				all = append(all, Account{a.Name, a.Kind, a.Platform})
			}
			return all, nil
		})
	call(s, api, http.MethodGet, "/replies/{id}/plan", "plan-dispatch", "What a dispatch would send, exactly",
		func(ctx context.Context, actor work.Actor, in *planInput) (*work.DispatchPlan, error) {
			return s.Work.PlanDispatch(ctx, actor, in.ID, in.Account, post.Ref{Platform: in.Platform, ID: in.Post})
		})
	call(s, api, http.MethodGet, "/replies/{id}/dispatches", "list-dispatches", "Where a reply is sent, or stands, the oldest first",
		func(ctx context.Context, _ work.Actor, in *ItemInput) ([]*publish.Dispatch, error) {
			if _, err := s.Ledger.Reply(ctx, in.ID); err != nil {
				return nil, err
			}
			return s.Ledger.DispatchesOf(ctx, in.ID)
		})
	call(s, api, http.MethodPost, "/replies/{id}/dispatches", "dispatch-reply", "Post a verified reply through an account",
		func(ctx context.Context, actor work.Actor, in *dispatchInput) (*publish.Dispatch, error) {
			return s.Work.Dispatch(ctx, actor, in.ID, in.Body.Account, in.Body.Post, in.Body.Seal)
		})
	call(s, api, http.MethodPost, "/dispatches/{id}/withdraw", "withdraw-dispatch", "Delete what a dispatch has posted",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (*publish.Dispatch, error) {
			return s.Work.WithdrawDispatch(ctx, actor, in.ID)
		})
	call(s, api, http.MethodPost, "/dispatches/{id}/retry", "retry-dispatch", "Send again what a platform refused",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (*publish.Dispatch, error) {
			return s.Work.RetryDispatch(ctx, actor, in.ID)
		})
	call(s, api, http.MethodPost, "/dispatches/{id}/settle", "settle-dispatch", "Say what became of a part that nobody was sure of",
		func(ctx context.Context, actor work.Actor, in *settleInput) (*publish.Dispatch, error) {
			return s.Work.SettleDispatch(ctx, actor, in.ID, in.Body.URL)
		})
	call(s, api, http.MethodPost, "/replies/{id}/correct", "correct-reply", "Begin a reply that takes the place of one that stands",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (ReplyView, error) {
			return view(s.Work.Correct(ctx, actor, in.ID))
		})
}
