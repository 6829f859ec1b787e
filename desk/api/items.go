package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/post"
	"hearsay/triage"
	"hearsay/work"
)

type extendInput struct {
	ItemInput
	Body struct {
		Lease string `json:"lease,omitempty" default:"15m" doc:"from now"`
	}
}

type reasonInput struct {
	ItemInput
	Body struct {
		Reason string `json:"reason" maxLength:"1000"`
	}
}

type assignInput struct {
	ItemInput
	Body struct {
		To    string `json:"to" doc:"a user's name"`
		Lease string `json:"lease,omitempty" default:"1h"`
		Note  string `json:"note,omitempty" maxLength:"10000" doc:"to whom it is handed over; they are told"`
	}
}

type parkInput struct {
	ItemInput
	Body struct {
		For    string `json:"for" doc:"from now, up to 168h"`
		Reason string `json:"reason" maxLength:"1000" doc:"that others see"`
	}
}

type escalateInput struct {
	ItemInput
	Body struct {
		Queue  string `json:"queue,omitempty" doc:"where to; empty leaves it where it is"`
		Reason string `json:"reason" maxLength:"1000"`
	}
}

type mergeInput struct {
	ItemInput
	Body struct {
		Into string `json:"into" doc:"the id of the item that takes over"`
	}
}

type splitInput struct {
	ItemInput
	Body struct {
		Posts []post.Ref `json:"posts" minItems:"1" maxItems:"200"`
	}
}

type linkInput struct {
	ItemInput
	Body struct {
		Claim string `json:"claim" maxLength:"200" doc:"its id; empty takes it back"`
	}
}

type noteInput struct {
	ItemInput
	Body struct {
		Text string `json:"text" maxLength:"10000"`
	}
}

func (s *Server) addItemCalls(api huma.API) {
	call(s, api, http.MethodGet, "/items", "list-items", "Items, those of the highest priority first",
		func(ctx context.Context, _ work.Actor, in *itemsInput) (ItemPage, error) {
			return s.itemPage(ctx, in.filter())
		})
	call(s, api, http.MethodGet, "/items/{id}", "get-item", "An item with its posts, replies and history",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (*work.Detail, error) {
			detail, err := s.Work.Detail(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return detail, s.Work.See(ctx, actor, in.ID)
		})
	call(s, api, http.MethodPost, "/items/{id}/claim", "claim-item", "Take an item out of turn",
		func(ctx context.Context, actor work.Actor, in *extendInput) (*triage.Item, error) {
			lease, err := duration(in.Body.Lease)
			if err != nil {
				return nil, err
			}
			return s.Work.Claim(ctx, actor, in.ID, lease)
		})
	call(s, api, http.MethodPost, "/items/{id}/link", "link-item", "Say which claim of the catalogue an item is about",
		func(ctx context.Context, actor work.Actor, in *linkInput) (*triage.Item, error) {
			return s.Work.LinkClaim(ctx, actor, in.ID, in.Body.Claim)
		})
	call(s, api, http.MethodPost, "/items/{id}/extend", "extend-item", "Hold an item for longer",
		func(ctx context.Context, actor work.Actor, in *extendInput) (*triage.Item, error) {
			by, err := duration(in.Body.Lease)
			if err != nil {
				return nil, err
			}
			return s.Work.Extend(ctx, actor, in.ID, by)
		})
	call(s, api, http.MethodPost, "/items/{id}/park", "park-item", "Hold an item for longer than a lease, with a reason",
		func(ctx context.Context, actor work.Actor, in *parkInput) (*triage.Item, error) {
			by, err := duration(in.Body.For)
			if err != nil {
				return nil, err
			}
			return s.Work.Park(ctx, actor, in.ID, by, in.Body.Reason)
		})
	call(s, api, http.MethodPost, "/items/{id}/release", "release-item", "Put an item back into its queue",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (*triage.Item, error) {
			return s.Work.Release(ctx, actor, in.ID)
		})
	call(s, api, http.MethodPost, "/items/{id}/dismiss", "dismiss-item", "Take an item out of its queue for good",
		func(ctx context.Context, actor work.Actor, in *reasonInput) (*triage.Item, error) {
			return s.Work.Dismiss(ctx, actor, in.ID, in.Body.Reason)
		})
	call(s, api, http.MethodPost, "/items/{id}/reopen", "reopen-item", "Undo a dismissal",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (*triage.Item, error) {
			return s.Work.Reopen(ctx, actor, in.ID)
		})
	call(s, api, http.MethodPost, "/items/{id}/assign", "assign-item", "Hand an item to another responder",
		func(ctx context.Context, actor work.Actor, in *assignInput) (*triage.Item, error) {
			lease, err := duration(in.Body.Lease)
			if err != nil {
				return nil, err
			}
			return s.Work.HandOver(ctx, actor, in.ID, in.Body.To, lease, in.Body.Note)
		})
	call(s, api, http.MethodPost, "/items/{id}/escalate", "escalate-item", "Raise an item's severity, or move it",
		func(ctx context.Context, actor work.Actor, in *escalateInput) (*triage.Item, error) {
			return s.Work.Escalate(ctx, actor, in.ID, in.Body.Queue, in.Body.Reason)
		})
	call(s, api, http.MethodPost, "/items/{id}/merge", "merge-item", "Close an item in favour of another",
		func(ctx context.Context, actor work.Actor, in *mergeInput) (*triage.Item, error) {
			return s.Work.Merge(ctx, actor, in.ID, in.Body.Into)
		})
	call(s, api, http.MethodPost, "/items/{id}/split", "split-item", "Give some of an item's posts an item of their own",
		func(ctx context.Context, actor work.Actor, in *splitInput) (*triage.Item, error) {
			return s.Work.Split(ctx, actor, in.ID, in.Body.Posts)
		})
	call(s, api, http.MethodPost, "/items/{id}/note", "note-item", "Add a note to an item",
		func(ctx context.Context, actor work.Actor, in *noteInput) (*work.Detail, error) {
			if err := s.Work.Note(ctx, actor, in.ID, in.Body.Text); err != nil {
				return nil, err
			}
			return s.Work.Detail(ctx, in.ID)
		})
}
