package access

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"hearsay/ledger"
	"hearsay/post"
	"hearsay/work"
)

// Session is a browser in which somebody is signed in.
type Session struct {
	ID      string
	Began   time.Time
	Browser string // as it names itself
	IsThis  bool   // it is the one that asks
}

// Keys of a session by which its owner knows it again.
const (
	sessionID      = "id"
	sessionBegan   = "began" // Unix seconds
	sessionBrowser = "browser"
)

// mostBrowser bounds what is kept of how a browser names itself, in bytes.
const mostBrowser = 200

// introduce notes in a session that begins what its owner will know it by.
func (g *Gate) introduce(ctx context.Context) {
	g.Sessions.Put(ctx, sessionID, rand.Text())
	g.Sessions.Put(ctx, sessionBegan, g.Now().Unix())
	g.Sessions.Put(ctx, sessionBrowser, post.Cut(post.Clean(browserOf(ctx)), mostBrowser))
}

// SessionsOf are the actor's sessions, the latest first.
func (g *Gate) SessionsOf(ctx context.Context, actor work.Actor) ([]Session, error) {
	kept, err := g.keptSessions(ctx, actor)
	if err != nil {
		return nil, err
	}
	this := g.Sessions.GetString(ctx, sessionID)
	var all []Session
	for _, values := range kept {
		s := Session{IsThis: values[sessionID] == this}
		began, _ := values[sessionBegan].(int64)
		s.ID, _ = values[sessionID].(string)
		s.Browser, _ = values[sessionBrowser].(string)
		s.Began = time.Unix(began, 0).UTC()
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b Session) int {
		if order := b.Began.Compare(a.Began); order != 0 {
			return order
		}
		return strings.Compare(a.ID, b.ID)
	})
	return all, nil
}

// EndSession signs the actor out in one of their browsers. ledger.ErrNotFound if they have no such session.
func (g *Gate) EndSession(ctx context.Context, actor work.Actor, id string) error {
	kept, err := g.keptSessions(ctx, actor)
	if err != nil {
		return err
	}
	for token, values := range kept {
		if values[sessionID] == id {
			return g.Ledger.Write(ctx, func(tx *ledger.Tx) error {
				return errors.Join(tx.EndSession(ctx, token), tx.Audit(ctx, actor.Name, "session ended", "user/"+actor.Name, ""))
			})
		}
	}
	return ledger.ErrNotFound
}

// keptSessions are what the actor's sessions hold, by the keys under which the ledger keeps them. Those that began before sessions were
// told apart end within twelve hours, and are not among them.
func (g *Gate) keptSessions(ctx context.Context, actor work.Actor) (map[string]map[string]any, error) {
	all, err := ledger.Sessions{Ledger: g.Ledger}.All(ctx)
	if err != nil {
		return nil, err
	}
	own := map[string]map[string]any{}
	for token, data := range all {
		_, values, err := scs.GobCodec{}.Decode(data)
		if err != nil {
			return nil, err
		}
		if values[sessionUser] == actor.Name && values[sessionID] != nil {
			own[token] = values
		}
	}
	return own, nil
}
