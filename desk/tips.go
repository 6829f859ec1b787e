package desk

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/collector/tips"
	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/triage"
)

// Receipt is what became of a tip.
type Receipt struct {
	Receipt string   `json:"receipt"`
	URL     string   `json:"url" doc:"the page that shows the answer when there is one"`
	State   string   `json:"state" enum:"waiting,closed,answered,withdrawn"`
	Text    string   `json:"text,omitempty" doc:"what was handed in"`
	Answers []Answer `json:"answers"`
}

// Answer is a verified reply as its readers see it.
type Answer struct {
	replies.Text
}

type tipInput struct {
	Body tips.Tip
}

type receiptInput struct {
	Receipt string `path:"receipt" maxLength:"100"`
}

// addTipCalls serves the calls that need no sign-in.
func (d *Desk) addTipCalls(api huma.API) {
	open := func(method, path, id, summary string) huma.Operation {
		return huma.Operation{
			OperationID: id, Method: method, Path: prefix + path, Summary: summary, Security: []map[string][]string{},
			Errors: []int{http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusTooManyRequests},
		}
	}
	handIn := open(http.MethodPost, "/tips", "hand-in", "Hand in what you heard; no sign-in is needed")
	handIn.DefaultStatus, handIn.Middlewares = http.StatusCreated, huma.Middlewares{withSender}
	huma.Register(api, handIn, func(ctx context.Context, in *tipInput) (*body[*Receipt], error) {
		receipt, err := d.Tips.Take(ctx, senderOf(ctx), in.Body)
		if err != nil {
			return nil, d.problem(ctx, err)
		}
		return d.receiptBody(ctx, receipt)
	})
	huma.Register(api, open(http.MethodGet, "/tips/{receipt}", "get-tip", "What became of something that was handed in"),
		func(ctx context.Context, in *receiptInput) (*body[*Receipt], error) {
			return d.receiptBody(ctx, in.Receipt)
		})
	huma.Register(api, open(http.MethodPost, "/tips/{receipt}/withdraw", "withdraw-tip", "Erase what was handed in"),
		func(ctx context.Context, in *receiptInput) (*body[*Receipt], error) {
			if err := d.withdraw(ctx, in.Receipt); err != nil {
				return nil, d.problem(ctx, err)
			}
			return d.receiptBody(ctx, in.Receipt)
		})
}

func (d *Desk) receiptBody(ctx context.Context, receipt string) (*body[*Receipt], error) {
	found, err := d.receipt(ctx, receipt)
	if err != nil {
		return nil, d.problem(ctx, err)
	}
	return &body[*Receipt]{found}, nil
}

// receipt finds what became of a tip.
func (d *Desk) receipt(ctx context.Context, receipt string) (*Receipt, error) {
	stored, err := d.Ledger.Post(ctx, tips.Ref(receipt))
	if err != nil {
		return nil, err
	}
	r := &Receipt{Receipt: receipt, URL: d.BaseURL + "/tips/" + receipt, State: "waiting", Text: stored.Text, Answers: []Answer{}}
	if !stored.DeletedAt.IsZero() {
		r.State = "withdrawn"
	}
	if stored.Item == "" {
		return r, nil
	}
	it, err := d.Ledger.Item(ctx, stored.Item)
	if err != nil {
		return nil, err
	}
	all, err := d.Ledger.RepliesOf(ctx, stored.Item)
	if err != nil {
		return nil, err
	}
	for _, reply := range all {
		if reply.State == replies.Published || reply.State == replies.Recorded {
			r.Answers = append(r.Answers, Answer{reply.Text})
		}
	}
	switch {
	case r.State == "withdrawn":
	case len(r.Answers) > 0:
		r.State = "answered"
	case it.State == triage.Dismissed:
		r.State = "closed"
	}
	return r, nil
}

// withdraw erases a tip that is there.
func (d *Desk) withdraw(ctx context.Context, receipt string) error {
	if _, err := d.Ledger.Post(ctx, tips.Ref(receipt)); err != nil {
		return err
	}
	return d.Tips.Withdraw(ctx, receipt)
}

type senderKey struct{}

func withSender(ctx huma.Context, next func(huma.Context)) {
	next(huma.WithValue(ctx, senderKey{}, sender(ctx.RemoteAddr(), ctx.Header("X-Forwarded-For"))))
}

func senderOf(ctx context.Context) string {
	from, _ := ctx.Value(senderKey{}).(string)
	return from
}

// sender is whom a request comes from: an address, of IPv6 the network. Behind a proxy on this machine it is what the proxy
// says.
func sender(remote, forwarded string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	addr, err := netip.ParseAddr(host)
	if err == nil && addr.IsLoopback() && forwarded != "" {
		hops := strings.Split(forwarded, ",")
		if told, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1])); err == nil {
			addr = told
		}
	}
	if addr = addr.Unmap(); addr.Is6() {
		if network, err := addr.Prefix(64); err == nil {
			return network.String()
		}
	}
	return addr.String()
}

// tipForm is what the form shows.
type tipForm struct {
	tips.Tip
	Stamp   string
	Intro   string
	Problem string
}

func (p *pageServer) addTips(mux *http.ServeMux) {
	mux.HandleFunc("GET /tips", func(w http.ResponseWriter, r *http.Request) { p.showForm(w, r, tips.Tip{}, nil) })
	mux.HandleFunc("POST /tips", p.handIn)
	mux.HandleFunc("GET /tips/{receipt}", p.showReceipt)
	mux.HandleFunc("POST /tips/{receipt}/withdraw", p.withdrawTip)
}

// showPublic shows a page in its reader's language.
func (p *pageServer) showPublic(w http.ResponseWriter, r *http.Request, status int, name, title string, data any) {
	w.Header().Add("Vary", "Accept-Language")
	p.render(w, r, status, name, pageView{Title: title, Data: data, Words: p.phrasebook.of(r)})
}

func (p *pageServer) showForm(w http.ResponseWriter, r *http.Request, t tips.Tip, problem error) {
	words := p.phrasebook.of(r)
	form, status := tipForm{Tip: t, Stamp: p.Tips.Stamp(), Intro: fmt.Sprintf(words.Intro, p.Publisher)}, http.StatusOK
	if form.Language == "" && problem == nil {
		form.Language = words.Code
	}
	if problem != nil {
		status, form.Problem = statusOf(problem), words.problem(problem)
		if status == http.StatusInternalServerError {
			p.Log.Error("answering a request", "error", problem)
		}
	}
	p.showPublic(w, r, status, "tip", words.Title, form)
}

// problem says what is wrong with a tip.
func (w *words) problem(err error) string {
	for _, one := range []struct {
		err  error
		said string
	}{
		{tips.ErrWords, w.ErrWords}, {tips.ErrLong, w.ErrLong}, {tips.ErrLinks, w.ErrLinks}, {tips.ErrLanguage, w.ErrLanguage},
		{tips.ErrLink, w.ErrLink}, {tips.ErrForm, w.ErrForm}, {tips.ErrTooMany, w.ErrTooMany},
	} {
		if errors.Is(err, one.err) {
			return one.said
		}
	}
	return w.ErrOther
}

func (p *pageServer) handIn(w http.ResponseWriter, r *http.Request) {
	t := tips.Tip{
		Text: r.PostFormValue("text"), Shown: r.PostFormValue("shown"), Link: strings.TrimSpace(r.PostFormValue("link")),
		Language: r.PostFormValue("language"), Place: r.PostFormValue("place"),
	}
	if r.PostFormValue("website") != "" { // a field that people do not see
		p.showForm(w, r, t, tips.ErrForm)
		return
	}
	if err := p.Tips.CheckStamp(r.PostFormValue("stamp")); err != nil {
		p.showForm(w, r, t, err)
		return
	}
	receipt, err := p.Tips.Take(r.Context(), sender(r.RemoteAddr, r.Header.Get("X-Forwarded-For")), t)
	if err != nil {
		p.showForm(w, r, t, err)
		return
	}
	http.Redirect(w, r, "/tips/"+receipt+"?lang="+p.phrasebook.of(r).Code, http.StatusSeeOther)
}

func (p *pageServer) showReceipt(w http.ResponseWriter, r *http.Request) {
	found, err := p.receipt(r.Context(), r.PathValue("receipt"))
	if errors.Is(err, ledger.ErrNotFound) {
		words := p.phrasebook.of(r)
		p.showPublic(w, r, http.StatusNotFound, "problem", words.Receipt, words.NoReceipt)
		return
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	w.Header().Set("X-Robots-Tag", "noindex")
	p.showPublic(w, r, http.StatusOK, "receipt", p.phrasebook.of(r).Receipt, found)
}

func (p *pageServer) withdrawTip(w http.ResponseWriter, r *http.Request) {
	receipt := r.PathValue("receipt")
	if err := p.withdraw(r.Context(), receipt); err != nil {
		p.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/tips/"+receipt+"?lang="+p.phrasebook.of(r).Code, http.StatusSeeOther)
}
