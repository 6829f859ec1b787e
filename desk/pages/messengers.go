package pages

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"hearsay/bulletin"
	"hearsay/work"
)

// messengersPage is what the page of messengers shows.
type messengersPage struct {
	Messengers []bulletin.Messenger
	Counts     map[bulletin.MessengerState]int64
	Thanks     []bulletin.Messenger // who shared something, the most first
	Query      string
	OnlyClose  bool
	Empty      bulletin.Messenger // of the form for a new one
}

// Bounds of what the page shows.
const (
	listedMessengers = 200
	thanked          = 20
)

func (p *Server) messengers(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	all, err := p.Work.Messengers(r.Context(), actor, "", 0)
	if err != nil {
		return err
	}
	data := messengersPage{Query: strings.TrimSpace(r.FormValue("q")), OnlyClose: r.FormValue("close") != "", Counts: map[bulletin.MessengerState]int64{}}
	for _, m := range all {
		data.Counts[m.State]++
		if len(m.Shared) > 0 {
			data.Thanks = append(data.Thanks, m)
		}
		said := strings.ToLower(strings.Join([]string{m.Name, m.Email, m.Audience, m.Territory, strings.Join(m.Topics, " ")}, " "))
		if strings.Contains(said, strings.ToLower(data.Query)) && (m.Close || !data.OnlyClose) {
			data.Messengers = append(data.Messengers, m)
		}
	}
	slices.SortFunc(data.Thanks, func(a, b bulletin.Messenger) int { return len(b.Shared) - len(a.Shared) })
	slices.SortFunc(data.Messengers, func(a, b bulletin.Messenger) int {
		return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	data.Thanks, data.Messengers = data.Thanks[:min(len(data.Thanks), thanked)], data.Messengers[:min(len(data.Messengers), listedMessengers)]
	p.show(w, r, http.StatusOK, "messengers", view{Title: p.book.of(r).must("messengers.title"), Place: "messengers", Live: "none", Data: data})
	return nil
}

func (p *Server) messenger(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	m, err := p.Work.Messenger(r.Context(), actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "messenger", view{Title: m.Name, Place: "messengers", Live: "none", Data: m})
	return nil
}

// writtenMessenger is what a form says of a messenger.
func writtenMessenger(r *http.Request, m *bulletin.Messenger) {
	m.Name, m.Email, m.Audience, m.Territory = r.PostFormValue("name"), r.PostFormValue("email"), r.PostFormValue("audience"), r.PostFormValue("territory")
	m.Languages, m.Topics, m.Close = listOf(r.PostFormValue("languages")), listOf(r.PostFormValue("topics")), r.PostFormValue("close") != ""
}

// listOf are the words of a field, parted by spaces or commas.
func listOf(field string) []string {
	return strings.FieldsFunc(field, func(c rune) bool { return c == ' ' || c == ',' || c == ';' })
}

func (p *Server) addMessenger(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	var m bulletin.Messenger
	writtenMessenger(r, &m)
	_, err := p.Work.AddMessenger(r.Context(), actor, m)
	return p.settle(w, r, "/messengers", p.said(r, "done.messenger_added"), err)
}

func (p *Server) importMessengers(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	if err := parse(r); err != nil {
		return err
	}
	file, head, err := r.FormFile("file")
	if err != nil {
		return p.settle(w, r, "/messengers", flash{}, bulletin.ErrMessenger)
	}
	defer file.Close()
	done, err := p.Work.ImportMessengers(r.Context(), actor, head.Filename, file)
	return p.settle(w, r, "/messengers", p.said(r, "done.messengers_imported", done.Added, done.Changed, done.Left), err)
}

func (p *Server) exportMessengers(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	all, err := p.Work.Messengers(r.Context(), actor, "", 0)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", "attachment; filename=messengers.csv")
	w.Header().Set("Cache-Control", "no-store")
	return bulletin.WriteCSV(w, all)
}

func (p *Server) messengerStep(w http.ResponseWriter, r *http.Request, actor work.Actor) error {
	ctx, id := r.Context(), r.PathValue("id")
	to := "/messengers/" + url.PathEscape(id)
	switch r.PathValue("step") {
	case "edit":
		_, err := p.Work.EditMessenger(ctx, actor, id, version(r), func(m *bulletin.Messenger) { writtenMessenger(r, m) })
		return p.settle(w, r, to, p.said(r, "done.saved"), err)
	case "ask":
		_, err := p.Work.AskMessenger(ctx, actor, id)
		return p.settle(w, r, to, p.said(r, "done.messenger_asked"), err)
	case "remove":
		return p.settle(w, r, "/messengers", p.said(r, "done.messenger_removed"), p.Work.RemoveMessenger(ctx, actor, id))
	}
	return errNoStep
}
