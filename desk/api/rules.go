package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/amend"
	"hearsay/backtest"
	"hearsay/work"
)

type backtestInput struct {
	Body struct {
		Pack  string    `json:"pack" maxLength:"1048576" doc:"the pack as a file has it (docs/rule-packs.md)"`
		Since time.Time `json:"since" doc:"posts that came since then are read again, the last hundred thousand at most; ninety days at most"`
	}
}

func (s *Server) addRuleCalls(api huma.API) {
	call(s, api, http.MethodPost, "/rules/backtest", "backtest-pack", "What a changed rule pack would have made of the posts that came; nothing changes",
		func(ctx context.Context, actor work.Actor, in *backtestInput) (backtest.Comparison, error) {
			return s.Work.Backtest(ctx, actor, []byte(in.Body.Pack), in.Body.Since)
		})
	call(s, api, http.MethodGet, "/rules", "list-packs", "The rule packs in force, with their rules and their text",
		func(ctx context.Context, _ work.Actor, _ *struct{}) (RulePacks, error) {
			all, err := s.Work.RulePacks(ctx)
			return RulePacks{all}, err
		})
	call(s, api, http.MethodGet, "/rules/amendments", "list-amendments", "Changes of rule packs, the newest first",
		func(ctx context.Context, _ work.Actor, in *amendmentsInput) (Amendments, error) {
			all, err := s.Work.Amendments(ctx, in.Pack)
			return Amendments{all}, err
		})
	call(s, api, http.MethodPost, "/rules/amendments", "amend-pack", "Begin to change a rule pack; nothing changes until a second person accepts it",
		func(ctx context.Context, actor work.Actor, in *amendInput) (work.AmendmentView, error) {
			return s.Work.Amend(ctx, actor, in.Body.Pack, in.Body.Source)
		})
	call(s, api, http.MethodGet, "/rules/amendments/{id}", "get-amendment", "A change of a rule pack, which rules it changes, and what is wrong with it",
		func(ctx context.Context, _ work.Actor, in *AmendmentInput) (work.AmendmentView, error) {
			return s.Work.Amendment(ctx, in.ID)
		})
	call(s, api, http.MethodPatch, "/rules/amendments/{id}", "edit-amendment", "Change a draft",
		func(ctx context.Context, actor work.Actor, in *amendmentEdit) (work.AmendmentView, error) {
			version, err := in.version()
			if err != nil {
				return work.AmendmentView{}, err
			}
			return s.Work.EditAmendment(ctx, actor, in.ID, in.Body.Source, version)
		})
	call(s, api, http.MethodPost, "/rules/amendments/{id}/update", "update-amendment", "Bring a draft up to date: put what it changes on top of what came into force since it was begun",
		func(ctx context.Context, actor work.Actor, in *AmendmentInput) (work.AmendmentView, error) {
			return s.Work.UpdateAmendment(ctx, actor, in.ID)
		})
	call(s, api, http.MethodPost, "/rules/amendments/{id}/submit", "submit-amendment", "Hand a draft without faults to a second person",
		func(ctx context.Context, actor work.Actor, in *amendmentNote) (work.AmendmentView, error) {
			return s.Work.SubmitAmendment(ctx, actor, in.ID, in.Body.Note)
		})
	call(s, api, http.MethodPost, "/rules/amendments/{id}/accept", "accept-amendment", "Bring it into force, in all processes within seconds",
		func(ctx context.Context, actor work.Actor, in *acceptInput) (work.AmendmentView, error) {
			version, err := in.version()
			if err != nil {
				return work.AmendmentView{}, err
			}
			return s.Work.AcceptAmendment(ctx, actor, in.ID, version)
		})
	call(s, api, http.MethodPost, "/rules/amendments/{id}/send-back", "send-back-amendment", "Return it to who wrote it",
		func(ctx context.Context, actor work.Actor, in *amendmentReason) (work.AmendmentView, error) {
			return s.Work.SendBackAmendment(ctx, actor, in.ID, in.Body.Reason)
		})
	call(s, api, http.MethodPost, "/rules/amendments/{id}/drop", "drop-amendment", "End what is not wanted",
		func(ctx context.Context, actor work.Actor, in *amendmentReason) (work.AmendmentView, error) {
			return s.Work.DropAmendment(ctx, actor, in.ID, in.Body.Reason)
		})
}

// AmendmentInput names an amendment.
type AmendmentInput struct {
	ID string `path:"id" maxLength:"100"`
}

type acceptInput struct {
	AmendmentInput
	SeenInput
}

type amendmentsInput struct {
	Pack string `query:"pack" maxLength:"200"`
}

type amendInput struct {
	Body struct {
		Pack   string `json:"pack" minLength:"1" maxLength:"200" doc:"its name"`
		Source string `json:"source" maxLength:"1048576" doc:"the whole pack, as a file has it; empty for the one of the folder again"`
	}
}

type amendmentEdit struct {
	AmendmentInput
	SeenInput
	Body struct {
		Source string `json:"source" maxLength:"1048576"`
	}
}

type amendmentNote struct {
	AmendmentInput
	Body struct {
		Note string `json:"note,omitempty" maxLength:"10000" doc:"why"`
	}
}

type amendmentReason struct {
	AmendmentInput
	Body struct {
		Reason string `json:"reason" maxLength:"1000"`
	}
}

// RulePacks are the packs in force.
type RulePacks struct {
	Packs []work.PackView `json:"packs"`
}

// Amendments are changes of rule packs.
type Amendments struct {
	Amendments []amend.Amendment `json:"amendments" doc:"a hundred at most"`
}
