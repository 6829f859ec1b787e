package webhooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"hearsay/ledger"
	"hearsay/replies"
)

// pseudonym is what somebody who works here is called outside: always the same, and nobody can tell who it is.
func (s *Sender) pseudonym(name string) string {
	if name == "" || name == ledger.Program {
		return name
	}
	mac := hmac.New(sha256.New, s.Key)
	mac.Write([]byte("outside\x00" + name))
	return "person-" + hex.EncodeToString(mac.Sum(nil)[:5])
}

// naming are the types whose detail is somebody's name, or more than one.
var naming = []string{"item.assigned", "item.noted", "item.lease_lapsed"}

// hide takes the names of people who work here out of a message.
func (s *Sender) hide(m *Message) {
	m.Data.Actor = s.pseudonym(m.Data.Actor)
	if slices.Contains(naming, m.Type) || strings.HasPrefix(m.Type, "item.ask_") {
		m.Data.Detail = ""
	}
	if m.Data.Item != nil {
		m.Data.Item.Holder = s.pseudonym(m.Data.Item.Holder)
	}
	if r := m.Data.Reply; r != nil {
		r.Verifier = s.pseudonym(r.Verifier)
		r.Authors = slices.Clone(r.Authors)
		for i := range r.Authors {
			r.Authors[i] = s.pseudonym(r.Authors[i])
		}
		r.Postings = append([]replies.Posting{}, r.Postings...)
		for i := range r.Postings {
			r.Postings[i].By = s.pseudonym(r.Postings[i].By)
		}
	}
}
