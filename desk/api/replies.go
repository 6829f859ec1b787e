package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/desk/refusal"
	"hearsay/replies"
	"hearsay/replies/wording"
	"hearsay/work"
)

// TextInput is a reply's text; what is left out stays as it was.
type TextInput struct {
	Language *string   `json:"language,omitempty" doc:"ISO 639-1" example:"en"`
	Fact     *string   `json:"fact,omitempty" maxLength:"4000" doc:"what is true; it comes first"`
	Myth     *string   `json:"myth,omitempty" maxLength:"4000" doc:"the false claim, once, or the question that is answered"`
	Why      *string   `json:"why,omitempty" maxLength:"10000" doc:"why the claim is wrong, or what more there is to say"`
	Again    *string   `json:"again,omitempty" maxLength:"4000" doc:"the fact again, in other words"`
	Rating   *string   `json:"rating,omitempty" enum:"false,misleading,unproven,true"`
	Sources  *[]string `json:"sources,omitempty" maxItems:"20" doc:"public https links that bear the fact out"`
}

func (in TextInput) apply(t replies.Text) replies.Text {
	for _, field := range []struct {
		from *string
		to   *string
	}{{in.Language, &t.Language}, {in.Fact, &t.Fact}, {in.Myth, &t.Myth}, {in.Why, &t.Why}, {in.Again, &t.Again}, {in.Rating, &t.Rating}} {
		if field.from != nil {
			*field.to = *field.from
		}
	}
	if in.Sources != nil {
		t.Sources = *in.Sources
	}
	return t
}

type draftInput struct {
	ItemInput
	Body struct {
		TextInput
		Reuse string `json:"reuse,omitempty" doc:"the id of a verified reply whose text is taken over"`
	}
}

type editInput struct {
	ItemInput
	SeenInput
	Body TextInput
}

type verifyInput struct {
	ItemInput
	SeenInput
	Body struct {
		Vouched   []string  `json:"vouched,omitempty" doc:"sources of publishers that are not on the trusted list, which you have opened and give your word for"`
		Checked   []string  `json:"checked,omitempty" doc:"what of the checklist you confirm: the reply's checklist"`
		ExpiresAt time.Time `json:"expires_at,omitzero" doc:"when it is to be verified again"`
	}
}

func (in *verifyInput) verification() (replies.Verification, error) {
	version, err := in.version()
	return replies.Verification{Vouched: in.Body.Vouched, Checked: in.Body.Checked, ExpiresAt: in.Body.ExpiresAt, Version: version}, err
}

// verify is a call that confirms a reply as its caller has seen it.
func verify(do func(context.Context, work.Actor, string, replies.Verification) (*replies.Reply, error)) func(context.Context, work.Actor, *verifyInput) (ReplyView, error) {
	return func(ctx context.Context, actor work.Actor, in *verifyInput) (ReplyView, error) {
		v, err := in.verification()
		if err != nil {
			return ReplyView{}, err
		}
		return view(do(ctx, actor, in.ID, v))
	}
}

type sendBackInput struct {
	ItemInput
	Body struct {
		Reason  string           `json:"reason" maxLength:"1000"`
		Remarks []replies.Remark `json:"remarks,omitempty" maxItems:"50" doc:"on passages"`
	}
}

type recordInput struct {
	ItemInput
	Body struct {
		URL string `json:"url" doc:"where the reply was posted"`
	}
}

// ReplyView is a reply with what can be said about its wording.
type ReplyView struct {
	*replies.Reply
	Missing   []string `json:"missing" doc:"what a draft still lacks"`
	Warnings  []string `json:"warnings" doc:"wording that makes it weaker"`
	Checklist []string `json:"checklist" doc:"what a verifier confirms"`
}

func view(r *replies.Reply, err error) (ReplyView, error) {
	if err != nil {
		return ReplyView{}, err
	}
	return ReplyView{r, said(r.Missing()), said(wording.Check(r.Text)), r.Checklist()}, nil
}

// said are things in English.
func said[T fmt.Stringer](all []T) []string {
	texts := make([]string, len(all))
	for i, one := range all {
		texts[i] = one.String()
	}
	return texts
}

type repliesInput struct {
	State string `query:"state" enum:"draft,submitted,verified,published,recorded,retracted" doc:"all states if left out"`
	Text  string `query:"q" maxLength:"200" doc:"words that the reply contains"`
	After string `query:"after" doc:"the next page begins after the reply of this id"`
	Limit int    `query:"limit" default:"100" minimum:"1" maximum:"10000"`
}

type mediumInput struct {
	ItemInput
	Alt     string `query:"alt" required:"true" maxLength:"1000" doc:"what it shows, for those who do not see it"`
	RawBody []byte `contentType:"application/octet-stream" doc:"the file: image/jpeg, image/png or video/mp4"`
}

// next is where the next page of replies is.
func (in *repliesInput) next(out any) string {
	page, ok := out.([]*replies.Reply)
	if !ok || len(page) < in.Limit || in.Text != "" {
		return ""
	}
	return nextLink("/replies", url.Values{"state": {in.State}, "after": {page[len(page)-1].ID}, "limit": {strconv.Itoa(in.Limit)}})
}

// nextLink is a Link header to the next page; what is empty is left out.
func nextLink(path string, query url.Values) string {
	for name, values := range query {
		if values[0] == "" {
			query.Del(name)
		}
	}
	return "<" + prefix + path + "?" + query.Encode() + `>; rel="next"`
}

func (s *Server) addReplyCalls(api huma.API) {
	call(s, api, http.MethodGet, "/replies", "list-replies", "Replies, the newest first",
		func(ctx context.Context, _ work.Actor, in *repliesInput) ([]*replies.Reply, error) {
			states := replies.States()
			if in.State != "" {
				states = []replies.State{replies.State(in.State)}
			}
			if in.Text != "" {
				found, err := s.Ledger.RepliesOfWords(ctx, in.Text, in.Limit)
				return slices.DeleteFunc(found, func(r *replies.Reply) bool { return !slices.Contains(states, r.State) }), err
			}
			return s.Ledger.RepliesAfter(ctx, in.After, in.Limit, states...)
		})
	call(s, api, http.MethodGet, "/replies/{id}", "get-reply", "A reply",
		func(ctx context.Context, _ work.Actor, in *ItemInput) (ReplyView, error) {
			return view(s.Ledger.Reply(ctx, in.ID))
		})
	call(s, api, http.MethodPost, "/items/{id}/replies", "draft-reply", "Begin a reply to an item",
		func(ctx context.Context, actor work.Actor, in *draftInput) (ReplyView, error) {
			return view(s.Work.Draft(ctx, actor, in.ID, in.Body.apply(replies.Text{}), in.Body.Reuse))
		})
	call(s, api, http.MethodPatch, "/replies/{id}", "edit-reply", "Change a draft",
		func(ctx context.Context, actor work.Actor, in *editInput) (ReplyView, error) {
			version, err := in.version()
			if err != nil {
				return ReplyView{}, err
			}
			r, err := s.Ledger.Reply(ctx, in.ID)
			if err != nil {
				return ReplyView{}, err
			}
			if version != 0 && version != r.Version {
				return ReplyView{}, refusal.ErrPrecondition
			}
			return view(s.Work.Edit(ctx, actor, in.ID, in.Body.apply(r.Text), r.Version))
		})
	call(s, api, http.MethodPost, "/replies/{id}/medium", attachMedium, "Put a picture or a video to a draft, in place of the one before",
		func(ctx context.Context, actor work.Actor, in *mediumInput) (ReplyView, error) {
			return view(s.Work.Attach(ctx, actor, in.ID, in.RawBody, in.Alt))
		})
	call(s, api, http.MethodDelete, "/replies/{id}/medium", "detach-medium", "Take the picture or video of a draft away",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (ReplyView, error) {
			return view(s.Work.Detach(ctx, actor, in.ID))
		})
	call(s, api, http.MethodPost, "/replies/{id}/submit", "submit-reply", "Hand a draft to a second person",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (ReplyView, error) {
			return view(s.Work.Submit(ctx, actor, in.ID))
		})
	call(s, api, http.MethodPost, "/replies/{id}/verify", "verify-reply", "Confirm what somebody else wrote",
		verify(s.Work.Verify))
	call(s, api, http.MethodPost, "/replies/{id}/verify-again", "verify-reply-again", "Confirm a verified reply that stands in doubt",
		verify(s.Work.VerifyAgain))
	call(s, api, http.MethodPost, "/replies/{id}/send-back", "send-back-reply", "Return a reply to its drafter",
		func(ctx context.Context, actor work.Actor, in *sendBackInput) (ReplyView, error) {
			return view(s.Work.SendBack(ctx, actor, in.ID, in.Body.Reason, in.Body.Remarks))
		})
	call(s, api, http.MethodPost, "/replies/{id}/publish", "publish-reply", "Put a verified reply into the feeds",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (ReplyView, error) {
			return view(s.Work.Publish(ctx, actor, in.ID))
		})
	call(s, api, http.MethodPost, "/replies/{id}/record", "record-reply", "Note where a reply was posted",
		func(ctx context.Context, actor work.Actor, in *recordInput) (ReplyView, error) {
			return view(s.Work.Record(ctx, actor, in.ID, in.Body.URL))
		})
	call(s, api, http.MethodPost, "/replies/{id}/strike", "strike-reply", "Take back that a reply stands where it was posted by hand",
		func(ctx context.Context, actor work.Actor, in *recordInput) (ReplyView, error) {
			return view(s.Work.Strike(ctx, actor, in.ID, in.Body.URL))
		})
	call(s, api, http.MethodPost, "/replies/{id}/retract", "retract-reply", "Take back a reply that turned out wrong",
		func(ctx context.Context, actor work.Actor, in *reasonInput) (ReplyView, error) {
			return view(s.Work.Retract(ctx, actor, in.ID, in.Body.Reason))
		})
}
