package api

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/bulletin"
	"hearsay/work"
)

type messengersInput struct {
	After string `query:"after" doc:"the next page begins after the messenger of this id"`
	Limit int    `query:"limit" default:"200" minimum:"1" maximum:"1000"`
}

// next is where the next page of messengers is.
func (in *messengersInput) next(out any) string {
	page, ok := out.([]bulletin.Messenger)
	if !ok || len(page) < in.Limit {
		return ""
	}
	return nextLink("/messengers", url.Values{"after": {page[len(page)-1].ID}, "limit": {strconv.Itoa(in.Limit)}})
}

// MessengerText is what people write of a messenger.
type MessengerText struct {
	Name      string   `json:"name" maxLength:"200"`
	Email     string   `json:"email" maxLength:"254"`
	Audience  string   `json:"audience" maxLength:"200" doc:"as in creator, mayor, office, newsroom"`
	Languages []string `json:"languages" maxItems:"20" doc:"two letters each"`
	Topics    []string `json:"topics,omitempty" maxItems:"20" doc:"all if left out"`
	Territory string   `json:"territory,omitempty" maxLength:"200" doc:"all if left out"`
	Close     bool     `json:"close,omitempty" doc:"chosen for closer work"`
}

func (t MessengerText) write(m *bulletin.Messenger) {
	m.Name, m.Email, m.Audience, m.Languages, m.Topics, m.Territory, m.Close = t.Name, t.Email, t.Audience, t.Languages, t.Topics, t.Territory, t.Close
}

type messengerInput struct{ Body MessengerText }

type messengerEditInput struct {
	ItemInput
	SeenInput
	Body MessengerText
}

type messengerListInput struct {
	RawBody []byte `contentType:"text/csv" doc:"a header of name, email, audience, languages, topics, territory, close, consent, consent_at; then a line for each"`
}

type editionsInput struct {
	Bulletin string `query:"bulletin" doc:"all if left out"`
	Limit    int    `query:"limit" default:"50" minimum:"1" maximum:"500"`
}

type makeInput struct {
	Body struct {
		Bulletin string `json:"bulletin" doc:"its name: GET /bulletins"`
	}
}

type approveInput struct {
	ItemInput
	SeenInput
}

type editionInput struct {
	ItemInput
	SeenInput
	Body struct {
		Title string   `json:"title" maxLength:"200"`
		Word  string   `json:"word" maxLength:"4000" doc:"to messengers"`
		Keep  []string `json:"keep" maxItems:"20" doc:"the replies that stay, in their order"`
	}
}

type bounceInput struct {
	Body struct {
		Report string `json:"report" doc:"the whole message of the mail server (RFC 3464)"`
	}
}

// BulletinView is a configured bulletin.
type BulletinView struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Language string `json:"language"`
	Audience string `json:"audience,omitempty"`
	Every    string `json:"every,omitempty" doc:"daily, weekly, monthly; absent for by hand"`
}

type nameInput struct {
	Name string `path:"name"`
}

const removed = "removed"

// Removed says that something is gone.
type Removed struct {
	State string `json:"state" enum:"removed"`
}

func (s *Server) addBulletinCalls(api huma.API) {
	s.addMessengerCalls(api)
	call(s, api, http.MethodGet, "/bulletins", "list-bulletins", "The configured bulletins",
		func(context.Context, work.Actor, *struct{}) ([]BulletinView, error) {
			all := []BulletinView{}
			for _, b := range s.Work.Bulletins {
				all = append(all, BulletinView{b.Name, b.Title, b.Language, b.Audience, b.Every.Period})
			}
			return all, nil
		})
	call(s, api, http.MethodGet, "/bulletins/{name}/preview", "preview-edition", "What the next edition of a bulletin would say now",
		func(ctx context.Context, actor work.Actor, in *nameInput) (bulletin.Edition, error) {
			return s.Work.PreviewEdition(ctx, actor, in.Name)
		})
	call(s, api, http.MethodGet, "/editions", "list-editions", "Editions, the newest first",
		func(ctx context.Context, _ work.Actor, in *editionsInput) ([]bulletin.Edition, error) {
			return s.Ledger.Editions(ctx, in.Bulletin, in.Limit)
		})
	call(s, api, http.MethodPost, "/editions", "make-edition", "Make a draft of a bulletin's next edition",
		func(ctx context.Context, actor work.Actor, in *makeInput) (bulletin.Edition, error) {
			return s.Work.MakeEdition(ctx, actor, in.Body.Bulletin)
		})
	call(s, api, http.MethodGet, "/editions/{id}", "get-edition", "An edition",
		func(ctx context.Context, _ work.Actor, in *ItemInput) (bulletin.Edition, error) {
			return s.Ledger.Edition(ctx, in.ID)
		})
	call(s, api, http.MethodPatch, "/editions/{id}", "edit-edition", "Change a draft's title and word, and which replies stay",
		func(ctx context.Context, actor work.Actor, in *editionInput) (bulletin.Edition, error) {
			version, err := in.version()
			if err != nil {
				return bulletin.Edition{}, err
			}
			return s.Work.EditEdition(ctx, actor, in.ID, version, in.Body.Title, in.Body.Word, in.Body.Keep)
		})
	call(s, api, http.MethodPost, "/editions/{id}/approve", "approve-edition", "Send an edition to everybody it is for",
		func(ctx context.Context, actor work.Actor, in *approveInput) (bulletin.Edition, error) {
			version, err := in.version()
			if err != nil {
				return bulletin.Edition{}, err
			}
			return s.Work.ApproveEdition(ctx, actor, in.ID, version)
		})
	call(s, api, http.MethodPost, "/editions/{id}/drop", "drop-edition", "Do not send an edition, or to nobody else",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (bulletin.Edition, error) {
			return s.Work.DropEdition(ctx, actor, in.ID)
		})
	call(s, api, http.MethodGet, "/editions/{id}/report", "report-edition", "Who got an edition, and who did not and why",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (work.EditionReport, error) {
			return s.Work.ReportEdition(ctx, actor, in.ID)
		})
	call(s, api, http.MethodPost, "/bounces", "note-bounce", "Note what a mail server reports of a copy",
		func(ctx context.Context, actor work.Actor, in *bounceInput) (bulletin.Bounce, error) {
			return s.Work.Bounce(ctx, actor, in.Body.Report)
		})
}

func (s *Server) addMessengerCalls(api huma.API) {
	call(s, api, http.MethodGet, "/messengers", "list-messengers", "Messengers, in the order of their ids",
		func(ctx context.Context, actor work.Actor, in *messengersInput) ([]bulletin.Messenger, error) {
			return s.Work.Messengers(ctx, actor, in.After, in.Limit)
		})
	call(s, api, http.MethodPost, "/messengers", "add-messenger", "Ask somebody to be a messenger",
		func(ctx context.Context, actor work.Actor, in *messengerInput) (bulletin.Messenger, error) {
			var m bulletin.Messenger
			in.Body.write(&m)
			return s.Work.AddMessenger(ctx, actor, m)
		})
	call(s, api, http.MethodPost, "/messengers/import", "import-messengers", "Add and change messengers by a list: all of them, or with a fault none",
		func(ctx context.Context, actor work.Actor, in *messengerListInput) (work.ImportedMessengers, error) {
			return s.Work.ImportMessengers(ctx, actor, "the list", bytes.NewReader(in.RawBody))
		})
	call(s, api, http.MethodGet, "/messengers/{id}", "get-messenger", "A messenger",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (bulletin.Messenger, error) {
			return s.Work.Messenger(ctx, actor, in.ID)
		})
	call(s, api, http.MethodPatch, "/messengers/{id}", "edit-messenger", "Change what is known of a messenger; another address is asked again",
		func(ctx context.Context, actor work.Actor, in *messengerEditInput) (bulletin.Messenger, error) {
			version, err := in.version()
			if err != nil {
				return bulletin.Messenger{}, err
			}
			return s.Work.EditMessenger(ctx, actor, in.ID, version, in.Body.write)
		})
	call(s, api, http.MethodPost, "/messengers/{id}/ask", "ask-messenger", "Ask a messenger again who has not confirmed",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (bulletin.Messenger, error) {
			return s.Work.AskMessenger(ctx, actor, in.ID)
		})
	call(s, api, http.MethodDelete, "/messengers/{id}", "remove-messenger", "Erase a messenger",
		func(ctx context.Context, actor work.Actor, in *ItemInput) (Removed, error) {
			return Removed{removed}, s.Work.RemoveMessenger(ctx, actor, in.ID)
		})
}
