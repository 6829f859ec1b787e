package pages

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"hearsay/desk/refusal"
	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/work"
)

// itemStep does what a form on an item's page asks for. What is refused is shown on that page.
func (p *Server) itemStep(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	ctx, id, to := r.Context(), r.PathValue("id"), "/items/"+url.PathEscape(r.PathValue("id"))
	var done string
	var err error
	switch r.PathValue("step") {
	case "extend":
		_, err = p.Work.Extend(ctx, actor, id, work.DefaultLease)
		done = "You hold it for another 15 minutes."
	case "release":
		_, err = p.Work.Release(ctx, actor, id)
		done = "It is back in its queue."
	case "dismiss":
		_, err = p.Work.Dismiss(ctx, actor, id, strings.TrimSpace(r.PostFormValue("reason")))
		done = "Dismissed. Reopen it below if that was a mistake."
	case "reopen":
		_, err = p.Work.Reopen(ctx, actor, id)
		done = "It is back in its queue."
	case "escalate":
		_, err = p.Work.Escalate(ctx, actor, id, r.PostFormValue("queue"), strings.TrimSpace(r.PostFormValue("reason")))
		done = "Escalated."
	case "assign":
		_, err = p.Work.Assign(ctx, actor, id, strings.TrimSpace(r.PostFormValue("to")), time.Hour)
		done = "Assigned for an hour."
	case "note":
		err = p.Work.Note(ctx, actor, id, r.PostFormValue("text"))
	case "draft":
		var reply *replies.Reply
		if reply, err = p.Work.Draft(ctx, actor, id, replies.Text{Language: r.PostFormValue("language")}, r.PostFormValue("reuse")); err == nil {
			to = "/replies/" + reply.ID
		}
	default:
		err = ledger.ErrNotFound
	}
	return p.settle(w, r, to, done, err)
}

// replyStep does what a form on a reply's page asks for.
func (p *Server) replyStep(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	ctx, id, to := r.Context(), r.PathValue("id"), "/replies/"+url.PathEscape(r.PathValue("id"))
	reason := strings.TrimSpace(r.PostFormValue("reason"))
	var done string
	var err error
	switch r.PathValue("step") {
	case "edit":
		_, err = p.Work.Edit(ctx, actor, id, formText(r), 0)
		done = "Saved."
	case "submit":
		if _, err = p.Work.Edit(ctx, actor, id, formText(r), 0); err == nil {
			_, err = p.Work.Submit(ctx, actor, id)
		}
		done = "Submitted. Somebody else verifies it now."
	case "verify":
		_, err = p.Work.Verify(ctx, actor, id, replies.Verification{Vouched: r.PostForm["vouched"]})
		done = "Verified."
	case "send-back":
		_, err = p.Work.SendBack(ctx, actor, id, reason, nil)
		done = "Sent back to its drafter."
	case "publish":
		_, err = p.Work.Publish(ctx, actor, id)
		done = "Published in the feeds. Post it, and record below where it stands."
	case "record":
		_, err = p.Work.Record(ctx, actor, id, strings.TrimSpace(r.PostFormValue("url")))
		done = "Recorded."
	case "retract":
		_, err = p.Work.Retract(ctx, actor, id, reason)
		done = "Retracted. Every item it answered is back in its queue."
	default:
		err = ledger.ErrNotFound
	}
	return p.settle(w, r, to, done, err)
}

// settle returns to the page with what was done, or with why it was refused.
func (p *Server) settle(w http.ResponseWriter, r *http.Request, to, done string, err error) error {
	if err != nil && refusal.Status(err) != http.StatusInternalServerError && refusal.Status(err) != http.StatusNotFound {
		return p.backTo(w, r, to, "Not done: "+err.Error())
	}
	if err != nil {
		return err
	}
	return p.backTo(w, r, to, done)
}

func formText(r *http.Request) replies.Text {
	var sources []string
	for line := range strings.FieldsSeq(r.PostFormValue("sources")) {
		sources = append(sources, line)
	}
	return replies.Text{
		Language: r.PostFormValue("language"), Fact: r.PostFormValue("fact"), Myth: r.PostFormValue("myth"), Why: r.PostFormValue("why"),
		Again: r.PostFormValue("again"), Rating: r.PostFormValue("rating"), Sources: sources,
	}
}
