package pages

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/replies/thread"
	"hearsay/replies/wording"
	"hearsay/work"
)

// replyPage is what a reply's page shows.
type replyPage struct {
	*replies.Reply
	Draft     replies.Text // what the fields hold: what is saved, or what the actor has typed since
	Restored  time.Time    // when the actor typed it; the zero time if it is what is saved
	Overtaken bool         // somebody has saved another text since the actor began to type theirs
	Assist    assist
	Of        *work.Detail
	Languages []translation
	Siblings  []*replies.Reply // to the same item, in other languages
	Ratings   []string
	Checklist []string
	Mine      bool // the actor wrote in it, and cannot verify it
	Others    []string
	Expiry    string            // a date to begin with
	Copies    map[string]string // what was read at the sources, by hash, while somebody verifies

	Sending sending
	Recall  *work.RecallView // of the reply, or of the one that it corrects; nil for none

	Fields     []string // that a verifier may remark on
	RemarkRows []int    // a form for each
}

// assist is what is said about a text while it is written.
type assist struct {
	Missing  []replies.Lack
	Warnings []wording.Warning
	Previews []preview
	Typing   []ledger.Scratch // of others
	SavedAt  time.Time        // when what is typed was kept
}

// preview is a text as it is cut for a platform.
type preview struct {
	Platform string
	Limit    int
	Posts    []previewPost
}

type previewPost struct {
	Text  string
	Count int
}

func previews(t replies.Text, m *replies.Medium) []preview {
	var all []preview
	for _, platform := range thread.Platforms() {
		if m != nil {
			platform = platform.WithFile()
		}
		one := preview{Platform: platform.Name, Limit: platform.Limit}
		for _, text := range thread.Split(t.Paragraphs(), platform) {
			one.Posts = append(one.Posts, previewPost{text, platform.Count(text)})
		}
		all = append(all, one)
	}
	return all
}

// assistOf says what can be said about a text for a reply.
func (p *Server) assistOf(ctx context.Context, r *replies.Reply, t replies.Text, actor work.Actor) (assist, []ledger.Scratch, error) {
	scratches, err := p.Ledger.Scratches(ctx, r.ID)
	if err != nil {
		return assist{}, nil, err
	}
	as := *r
	as.Text = t
	a := assist{Missing: as.Missing(), Warnings: wording.Check(t), Previews: previews(t, r.Medium)}
	for _, s := range scratches {
		if s.User != actor.Name {
			a.Typing = append(a.Typing, s)
		}
	}
	return a, scratches, nil
}

func (p *Server) reply(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	ctx := r.Context()
	one, err := p.Ledger.Reply(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	data := replyPage{
		Reply: one, Draft: one.Text, Ratings: replies.Ratings(), Checklist: one.Checklist(), Mine: slices.Contains(one.Authors, actor.Name),
		Expiry: p.Now().AddDate(0, 6, 0).Format(time.DateOnly), Fields: []string{"fact", "myth", "why", "again", "rating", "sources", "language"}, RemarkRows: make([]int, 3),
	}
	if data.Of, err = p.Work.Detail(ctx, one.Item); err != nil {
		return err
	}
	if data.Recall, err = p.Work.RecallOf(ctx, one); err != nil {
		return err
	}
	if err := p.restore(ctx, &data, actor); err != nil {
		return err
	}
	if data.Others, err = p.Work.Arrive(ctx, actor, "reply/"+one.ID, one.Item); err != nil {
		return err
	}
	data.Languages = translations(data.Of)
	if data.Sending, err = p.sendingOf(ctx, one, data.Of.Posts); err != nil {
		return err
	}
	if data.Copies, err = p.copies(ctx, one); err != nil {
		return err
	}
	for _, other := range data.Of.Replies {
		if other.ID != one.ID && other.State != replies.Retracted {
			data.Siblings = append(data.Siblings, other)
		}
	}
	words := p.book.of(r)
	title := words.must("reply.title", words.must("reply_state."+string(one.State)))
	p.show(w, r, http.StatusOK, "reply", view{Title: title, Place: "replies", Live: "about=" + url.QueryEscape(one.Item), Data: data})
	return nil
}

// excerpt bounds how much of a source stands beside a reply, in bytes.
const excerpt = 4000

// copies are what was read at the sources of a reply that waits for its verifier, or is to be verified again.
func (p *Server) copies(ctx context.Context, r *replies.Reply) (map[string]string, error) {
	kept := map[string]string{}
	if r.State != replies.Submitted && len(r.Doubts) == 0 {
		return kept, nil
	}
	for _, check := range r.Checks {
		found, err := p.Ledger.Copy(ctx, check.SHA256)
		if err != nil && !errors.Is(err, ledger.ErrNotFound) {
			return nil, err
		}
		kept[check.SHA256] = strings.ToValidUTF8(found.Text[:min(len(found.Text), excerpt)], "")
	}
	return kept, nil
}

// restore puts what the actor typed and did not save back into the fields.
func (p *Server) restore(ctx context.Context, data *replyPage, actor work.Actor) error {
	var scratches []ledger.Scratch
	var err error
	data.Assist, scratches, err = p.assistOf(ctx, data.Reply, data.Text, actor)
	if err != nil || data.State != replies.Draft {
		return err
	}
	for _, s := range scratches {
		if s.User == actor.Name {
			data.Draft, data.Restored, data.Overtaken = s.Text, s.At, s.Version != data.Version
			data.Assist, _, err = p.assistOf(ctx, data.Reply, s.Text, actor)
		}
	}
	return err
}

// scratch keeps what is typed, and says what can be said about it.
func (p *Server) scratch(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	ctx := r.Context()
	one, err := p.Ledger.Reply(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	text := formText(r)
	if err := p.Work.Keep(ctx, actor, one.ID, text, version(r)); err != nil {
		return err
	}
	said, _, err := p.assistOf(ctx, one, text, actor)
	if err != nil {
		return err
	}
	said.SavedAt = p.Now()
	return p.fragment(w, r, "reply", "assist", said)
}

// look opens the sources that are typed, and says what is there.
func (p *Server) look(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	if !actor.CanRespond() {
		return work.ErrForbidden
	}
	return p.fragment(w, r, "reply", "looks", p.Work.Look(r.Context(), formText(r).Sources))
}

// copyOf shows what was read at a source when it was checked.
func (p *Server) copyOf(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
	kept, err := p.Ledger.Copy(r.Context(), r.PathValue("sha256"))
	if err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "copy", view{Title: p.book.of(r).must("copy.title"), Place: "replies", Data: kept})
	return nil
}

// replySteps are the steps by the ends of their addresses.
var replySteps = map[string]step{
	"thank": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		n, err := p.Work.Thank(r.Context(), actor, id)
		return "/replies/" + url.PathEscape(id) + "/relay", p.said(r, "done.thanked", n), err
	},
	"edit": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		return "", p.said(r, "done.saved"), p.edit(r, actor, id)
	},
	"submit": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		err := p.edit(r, actor, id)
		if err == nil {
			_, err = p.Work.Submit(r.Context(), actor, id)
		}
		return "", p.said(r, "done.submitted"), err
	},
	"discard": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		return "", p.said(r, "done.discarded"), p.Work.Discard(r.Context(), actor, id)
	},
	"verify": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		v, err := p.verification(r, id)
		if err == nil {
			_, err = p.Work.Verify(r.Context(), actor, id, v)
		}
		return "", p.said(r, "done.verified"), err
	},
	"verify-again": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		v, err := p.verification(r, id)
		if err == nil {
			_, err = p.Work.VerifyAgain(r.Context(), actor, id, v)
		}
		return "", p.said(r, "done.verified"), err
	},
	"send-back": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.SendBack(r.Context(), actor, id, strings.TrimSpace(r.PostFormValue("reason")), remarks(r.PostForm))
		return "", p.said(r, "done.sent_back"), err
	},
	"attach": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		return "", p.said(r, "done.attached"), p.beside(r, actor, id, func() (*replies.Reply, error) { return p.attach(r, actor, id) })
	},
	"detach": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		return "", p.said(r, "done.detached"), p.beside(r, actor, id, func() (*replies.Reply, error) { return p.Work.Detach(r.Context(), actor, id) })
	},
	"dispatch": dispatch,
	"correct": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		draft, err := p.Work.Correct(r.Context(), actor, id)
		if err != nil {
			return "", flash{}, err
		}
		return "/replies/" + url.PathEscape(draft.ID), flash{}, nil
	},
	"publish": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.Publish(r.Context(), actor, id)
		return "", p.said(r, "done.published"), err
	},
	"record": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.Record(r.Context(), actor, id, strings.TrimSpace(r.PostFormValue("url")))
		return "", p.said(r, "done.recorded"), err
	},
	"strike": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.Strike(r.Context(), actor, id, r.PostFormValue("url"))
		return "", p.said(r, "done.struck"), err
	},
	"retract": func(p *Server, r *http.Request, actor work.Actor, id string) (string, flash, error) {
		_, err := p.Work.Retract(r.Context(), actor, id, strings.TrimSpace(r.PostFormValue("reason")))
		return "", p.said(r, "done.retracted"), err
	},
}

// edit saves what the form holds. If somebody else has saved since, what was typed is kept, and the page shows both.
func (p *Server) edit(r *http.Request, actor work.Actor, id string) error {
	text := formText(r)
	_, err := p.Work.Edit(r.Context(), actor, id, text, version(r))
	if errors.Is(err, ledger.ErrChanged) {
		return errors.Join(err, p.Work.Keep(r.Context(), actor, id, text, version(r)))
	}
	return err
}

// keepTyped keeps what stands in the fields of a form that does something else than to save them, as written over a version.
func (p *Server) keepTyped(r *http.Request, actor work.Actor, one *replies.Reply, over int64) error {
	if text := formText(r); !reflect.DeepEqual(text, one.Text) && one.State == replies.Draft {
		return p.Work.Keep(r.Context(), actor, one.ID, text, over)
	}
	return nil
}

// beside does something with a reply beside its text, and keeps what is typed into the form.
func (p *Server) beside(r *http.Request, actor work.Actor, id string, do func() (*replies.Reply, error)) error {
	before, err := p.Ledger.Reply(r.Context(), id)
	if err != nil {
		return err
	}
	if err := p.keepTyped(r, actor, before, version(r)); err != nil {
		return err
	}
	after, err := do()
	if err != nil || version(r) != before.Version {
		return err
	}
	return p.keepTyped(r, actor, after, after.Version) // nobody else has written since
}

// attach puts the file of a form to a reply.
func (p *Server) attach(r *http.Request, actor work.Actor, id string) (*replies.Reply, error) {
	file, _, err := r.FormFile("file")
	if err != nil {
		return nil, replies.ErrMedium
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	return p.Work.Attach(r.Context(), actor, id, data, r.PostFormValue("alt"))
}

// verification is what a verifier confirms; on the page that is the whole list.
func (p *Server) verification(r *http.Request, id string) (replies.Verification, error) {
	one, err := p.Ledger.Reply(r.Context(), id)
	if err != nil {
		return replies.Verification{}, err
	}
	v := replies.Verification{Vouched: r.PostForm["vouched"], Checked: r.PostForm["checked"], Version: version(r)}
	for _, point := range one.Checklist() {
		if !slices.Contains(v.Checked, point) {
			return v, replies.ErrUnchecked
		}
	}
	if date := r.PostFormValue("expires"); date != "" {
		if v.ExpiresAt, err = time.Parse(time.DateOnly, date); err != nil {
			return v, replies.ErrExpiry
		}
	}
	return v, nil
}

// remarks are those of a form whose fields stand in rows.
func remarks(form url.Values) []replies.Remark {
	var all []replies.Remark
	for i, text := range form["remark"] {
		if text = strings.TrimSpace(text); text != "" && i < len(form["remark_field"]) && i < len(form["remark_quote"]) {
			all = append(all, replies.Remark{Field: form["remark_field"][i], Quote: strings.TrimSpace(form["remark_quote"][i]), Text: text})
		}
	}
	return all
}

func formText(r *http.Request) replies.Text {
	typed := func(name string) string { return strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n") } // as browsers send it
	return replies.Text{
		Language: typed("language"), Fact: typed("fact"), Myth: typed("myth"), Why: typed("why"), Again: typed("again"), Rating: typed("rating"), Sources: strings.Fields(typed("sources")),
	}
}

// version is that of what the form was filled in over; 0 if it does not say.
func version(r *http.Request) int64 {
	n, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
