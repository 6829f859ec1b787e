package pages

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"hearsay/collector/tips"
	"hearsay/desk/charts"
	"hearsay/ledger"
	"hearsay/post"
	"hearsay/replies"
	"hearsay/sight"
	"hearsay/triage"
	"hearsay/work"
)

// itemPage is what an item's page shows.
type itemPage struct {
	*work.Detail
	Queues    []string
	Hours     charts.Chart
	Shares    []shares
	Related   []row
	Likely    []likeness
	Languages []translation
	Others    []string // who else looks at it

	Translator string // address of a translator, "" for none
}

// likeness is another item that one may be the same as.
type likeness struct {
	row
	Score float64
}

// shares are how an item's posts divide.
type shares struct {
	By    string // platform, space, language or territory
	Parts []ledger.Share
	Most  int64
}

// translation is a language that the item's posts are in, and what has been answered in it.
type translation struct {
	Language string
	Posts    int64
	Reply    *replies.Reply // the furthest in its life; nil if there is none
}

func (p *Server) item(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	ctx, id := r.Context(), r.PathValue("id")
	detail, err := p.Work.Detail(ctx, id)
	if err != nil {
		return err
	}
	others, err := p.arrive(ctx, actor, id)
	if err != nil {
		return err
	}
	data := itemPage{Detail: detail, Queues: p.Work.Routes(), Hours: hours(detail.Spread), Languages: translations(detail), Others: others, Translator: p.Translate}
	data.Hours.ShadeAt(sight.Spans(sight.Open(detail.Blind), p.Work.Now()))
	if detail.Effect != nil {
		data.Hours.MarkAt(detail.Effect.At)
	}
	if data.Related, err = p.rowsOf(ctx, actor, detail.Related); err != nil {
		return err
	}
	likely := make([]*triage.Item, len(detail.Likely))
	for i, l := range detail.Likely {
		likely[i] = l.Item
	}
	rows, err := p.rowsOf(ctx, actor, likely)
	if err != nil {
		return err
	}
	for i, one := range rows {
		data.Likely = append(data.Likely, likeness{one, detail.Likely[i].Match.Score})
	}
	for _, by := range []string{"platform", "space", "language", "territory"} {
		if parts := detail.Shares[by]; len(parts) > 1 || len(parts) == 1 && parts[0].Name != "" {
			data.Shares = append(data.Shares, shares{by, parts, parts[0].Posts})
		}
	}
	words := p.book.of(r)
	title := words.must("item.title", words.must("kind."+string(detail.Item.Kind)), detail.Item.Queue)
	p.show(w, r, http.StatusOK, "item", view{Title: title, Place: "items", Live: "about=" + url.QueryEscape(id), Data: data})
	return nil
}

// arrive notes that somebody looks at an item, sees what they were told of it, and tells who else is there.
func (p *Server) arrive(ctx context.Context, actor work.Actor, item string) ([]string, error) {
	if err := p.Work.SeeMentions(ctx, actor, item); err != nil {
		return nil, err
	}
	return p.Work.Arrive(ctx, actor, "item/"+item, item)
}

// presence notes that somebody still looks at an item or a reply, and says who else does.
func (p *Server) presence(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	kind := r.PathValue("kind")
	if kind != "item" && kind != "reply" {
		return errNoStep
	}
	others, err := p.Work.Appear(r.Context(), actor, kind+"/"+r.PathValue("id"))
	if err != nil {
		return err
	}
	return p.fragment(w, r, "item", "others", others)
}

// hours are how many posts came in each hour, hours without any included, the last three days at most.
func hours(spread []ledger.Bucket) charts.Chart {
	const most = 72
	if len(spread) == 0 {
		return charts.Chart{}
	}
	last := spread[len(spread)-1].Hour
	first := spread[0].Hour
	if earliest := last.Add(-(most - 1) * time.Hour); first.Before(earliest) {
		first = earliest
	}
	values := make([]int64, int(last.Sub(first)/time.Hour)+1)
	for _, b := range spread {
		if i := int(b.Hour.Sub(first) / time.Hour); i >= 0 && !b.Hour.Before(first) {
			values[i] += b.Posts
		}
	}
	return charts.Bars(values, first, time.Hour)
}

// translations are the languages of an item's posts and of its replies.
func translations(d *work.Detail) []translation {
	var all []translation
	find := func(language string) *translation {
		for i := range all {
			if all[i].Language == language {
				return &all[i]
			}
		}
		all = append(all, translation{Language: language})
		return &all[len(all)-1]
	}
	for _, share := range d.Shares["language"] {
		if share.Name != "" {
			find(share.Name).Posts = share.Posts
		}
	}
	for _, r := range d.Replies {
		if r.State == replies.Retracted {
			continue
		}
		if t := find(r.Language); t.Reply == nil || furthest(r) > furthest(t.Reply) {
			t.Reply = r
		}
	}
	return all
}

func furthest(r *replies.Reply) int {
	for i, state := range replies.States() {
		if state == r.State {
			return i
		}
	}
	return -1
}

// itemSteps are the steps by the ends of their addresses.
var itemSteps = map[string]step{
	"extend": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.Extend(r.Context(), actor, id, work.DefaultLease)
		return "", p.said(r, "done.extended"), err
	},
	"park": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		hours, err := strconv.Atoi(r.PostFormValue("hours"))
		if err == nil {
			_, err = p.Work.Park(r.Context(), actor, id, time.Duration(hours)*time.Hour, r.PostFormValue("reason"))
		}
		return "", p.said(r, "done.parked"), err
	},
	"release": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.Release(r.Context(), actor, id)
		return "", p.said(r, "done.released"), err
	},
	"claim": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.Claim(r.Context(), actor, id, work.DefaultLease)
		return "", p.said(r, "done.taken"), err
	},
	"dismiss": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.Dismiss(r.Context(), actor, id, strings.TrimSpace(r.PostFormValue("reason")))
		done := p.said(r, "done.dismissed")
		done.Undo = "/items/" + url.PathEscape(id) + "/reopen"
		return "", done, err
	},
	"reopen": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.Reopen(r.Context(), actor, id)
		return "", p.said(r, "done.released"), err
	},
	"escalate": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.Escalate(r.Context(), actor, id, r.PostFormValue("queue"), strings.TrimSpace(r.PostFormValue("reason")))
		return "", p.said(r, "done.escalated"), err
	},
	"assign": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		to := strings.TrimSpace(r.PostFormValue("to"))
		_, err := p.Work.HandOver(r.Context(), actor, id, to, time.Hour, r.PostFormValue("note"))
		return "", p.said(r, "done.assigned", to), err
	},
	"merge": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		into, err := p.Work.Merge(r.Context(), actor, id, strings.TrimSpace(r.PostFormValue("into")))
		if err != nil {
			return "", flash{}, err
		}
		return "/items/" + url.PathEscape(into.ID), p.said(r, "done.merged"), nil
	},
	"split": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		part, err := p.Work.Split(r.Context(), actor, id, picked(r.PostForm["post"]))
		if err != nil {
			return "", flash{}, err
		}
		return "/items/" + url.PathEscape(part.ID), p.said(r, "done.split"), nil
	},
	"confirm": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		into, err := p.Work.Confirm(r.Context(), actor, id, r.PostFormValue("other"))
		if err != nil {
			return "", flash{}, err
		}
		return "/items/" + url.PathEscape(into.ID), p.said(r, "done.merged"), nil
	},
	"refuse": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		return "", p.said(r, "done.refused"), p.Work.Refuse(r.Context(), actor, id, r.PostFormValue("other"))
	},
	"undo": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		part, err := p.Work.Undo(r.Context(), actor, id, picked(r.PostForm["post"]))
		if err != nil {
			return "", flash{}, err
		}
		return "/items/" + url.PathEscape(part.ID), p.said(r, "done.undone"), nil
	},
	"link": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.LinkClaim(r.Context(), actor, id, strings.TrimSpace(r.PostFormValue("claim")))
		return "", p.said(r, "done.linked"), err
	},
	"ask": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.Ask(r.Context(), actor, id, r.PostFormValue("whom"), r.PostFormValue("note"))
		return "", p.said(r, "done.asked"), err
	},
	"note": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		return "", flash{}, p.Work.Note(r.Context(), actor, id, r.PostFormValue("text"))
	},
	"draft": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		text := replies.Text{Language: strings.TrimSpace(r.PostFormValue("language")), Rating: r.PostFormValue("rating"), Sources: strings.Fields(r.PostFormValue("sources"))}
		reply, err := p.Work.Draft(r.Context(), actor, id, text, r.PostFormValue("reuse"))
		if err != nil {
			return "", flash{}, err
		}
		return "/replies/" + url.PathEscape(reply.ID), flash{}, nil
	},
}

// picked are the posts that are ticked, as in platform/id.
func picked(values []string) []post.Ref {
	refs := make([]post.Ref, len(values))
	for i, value := range values {
		refs[i] = refOf(value)
	}
	return refs
}

// translatorOf is the address at which a public post is translated into the reader's language; "" if it cannot be. What was
// handed in is not shown to others.
func translatorOf(address string, stored ledger.StoredPost, to string) string {
	if address == "" || stored.Platform == tips.Platform || stored.Text == "" || stored.Language == to {
		return ""
	}
	from := stored.Language
	if from == "" {
		from = "auto"
	}
	return strings.NewReplacer("{text}", url.QueryEscape(stored.Text), "{from}", url.QueryEscape(from), "{to}", url.QueryEscape(to)).Replace(address)
}
