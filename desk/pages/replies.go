package pages

import (
	"net/http"
	"slices"
	"strings"

	"hearsay/replies"
	"hearsay/work"
)

// repliesPage is what the list of replies shows.
type repliesPage struct {
	Replies []*replies.Reply
	State   replies.State
	States  []replies.State
	Words   string
	Next    string // address of the next page
	Recalls int64  // that are not over
}

// listedReplies is how many a page shows.
const listedReplies = 100

func (p *Server) replies(w http.ResponseWriter, r *http.Request, _ work.Actor) error {
	q := r.URL.Query()
	data := repliesPage{State: replies.State(q.Get("state")), States: replies.States(), Words: strings.TrimSpace(q.Get("q"))}
	var err error
	if data.Words != "" {
		data.Replies, err = p.Ledger.RepliesOfWords(r.Context(), data.Words, listedReplies)
		data.Replies = slices.DeleteFunc(data.Replies, func(one *replies.Reply) bool { return data.State != "" && one.State != data.State })
	} else {
		states := data.States
		if slices.Contains(states, data.State) {
			states = []replies.State{data.State}
		}
		data.Replies, err = p.Ledger.RepliesAfter(r.Context(), q.Get("after"), listedReplies+1, states...)
	}
	if err != nil {
		return err
	}
	if len(data.Replies) > listedReplies {
		data.Replies = data.Replies[:listedReplies]
		q.Set("after", data.Replies[listedReplies-1].ID)
		data.Next = "/replies?" + q.Encode()
	}
	if data.Recalls, err = p.Ledger.CountRecalls(r.Context()); err != nil {
		return err
	}
	p.show(w, r, http.StatusOK, "replies", view{Title: p.book.of(r).must("replies.title"), Place: "replies", Data: data})
	return nil
}
