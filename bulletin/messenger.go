package bulletin

import (
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
)

// MessengerState is where a messenger stands.
type MessengerState string

// The states.
const (
	New       MessengerState = "new"       // is to be asked
	Invited   MessengerState = "invited"   // asked, and nothing is sent until they confirm
	Confirmed MessengerState = "confirmed" // they said yes
	Bounced   MessengerState = "bounced"   // their mail server says that there is no such address
)

// Messenger is a person or an office that carries verified replies on. Who leaves is erased. It is a plain value, not safe for several
// goroutines at once.
type Messenger struct {
	ID        string         `json:"id"`
	Name      string         `json:"name"`
	Email     string         `json:"email"`
	Audience  string         `json:"audience"`            // as in creator, mayor, office, newsroom
	Languages []string       `json:"languages"`           // ISO 639-1
	Topics    []string       `json:"topics"`              // none is all
	Territory string         `json:"territory,omitempty"` // "" is all
	Close     bool           `json:"close"`               // chosen for closer work
	State     MessengerState `json:"state"`
	Consent   string         `json:"consent,omitempty"` // how they said yes
	ConsentAt time.Time      `json:"consent_at,omitzero"`
	InvitedAt time.Time      `json:"invited_at,omitzero"` // when the invitation was sent
	AddedBy   string         `json:"added_by"`
	Shared    []Shared       `json:"shared"` // what they passed on, by links they handed in
	CreatedAt time.Time      `json:"created_at"`
	Version   int64          `json:"version"`
}

// Shared is a link under which a messenger passed something on.
type Shared struct {
	URL   string    `json:"url"`
	Reply string    `json:"reply,omitempty"`
	At    time.Time `json:"at"`

	ThankedAt time.Time `json:"thanked_at,omitzero"`
}

// ErrMessenger is returned for what cannot be a messenger.
var ErrMessenger = errors.New("the messenger is not described well")

// Bounds of what is kept of a messenger.
const (
	maxWord   = 200 // bytes of a name, an audience, a territory
	maxShared = 200
	maxTopics = 20
)

// Check reports the first thing that is wrong, after it has brought what is written into its form.
func (m *Messenger) Check() error {
	for _, field := range []*string{&m.Name, &m.Email, &m.Audience, &m.Territory} {
		*field = strings.TrimSpace(*field)
	}
	m.Email, m.Audience = strings.ToLower(m.Email), strings.ToLower(m.Audience)
	m.Languages, m.Topics = tidy(m.Languages), tidy(m.Topics)
	address, err := mail.ParseAddress(m.Email)
	wrong := func(what string) error { return fmt.Errorf("%w: %s", ErrMessenger, what) }
	switch {
	case err != nil || address.Address != m.Email || len(m.Email) > 254:
		return wrong(fmt.Sprintf("%q is no e-mail address", m.Email))
	case m.Name == "" || len(m.Name) > maxWord:
		return wrong("the name is missing, or too long")
	case m.Audience == "" || len(m.Audience) > maxWord || len(m.Territory) > maxWord:
		return wrong("write the audience (creator, mayor, office, newsroom or another word)")
	case len(m.Languages) == 0 || len(m.Languages) > maxTopics || slices.ContainsFunc(m.Languages, func(code string) bool { return len(code) != 2 }):
		return wrong("write the languages as two letters each, as in fi sv")
	case len(m.Topics) > maxTopics || slices.ContainsFunc(m.Topics, func(topic string) bool { return len(topic) > maxWord }):
		return wrong("there are too many topics, or one is too long")
	}
	return nil
}

// tidy are words in small letters, each once.
func tidy(words []string) []string {
	tidied := []string{}
	for _, word := range words {
		if word = strings.ToLower(strings.TrimSpace(word)); word != "" && !slices.Contains(tidied, word) {
			tidied = append(tidied, word)
		}
	}
	return tidied
}

// Confirm notes that the messenger said yes.
func (m *Messenger) Confirm(how string, now time.Time) {
	m.State, m.Consent, m.ConsentAt = Confirmed, how, now
}

// Share notes a link that the messenger hands in. The same link twice is one.
func (m *Messenger) Share(link, reply string, now time.Time) error {
	if slices.ContainsFunc(m.Shared, func(s Shared) bool { return s.URL == link }) {
		return nil
	}
	if len(m.Shared) >= maxShared {
		m.Shared = m.Shared[1:]
	}
	m.Shared = append(m.Shared, Shared{URL: link, Reply: reply, At: now})
	return nil
}

// Thank notes that the messenger is thanked for what they passed on of a reply; false if there is nothing to thank for.
func (m *Messenger) Thank(reply string, now time.Time) bool {
	isNew := false
	for i := range m.Shared {
		if s := &m.Shared[i]; s.Reply == reply && s.ThankedAt.IsZero() {
			s.ThankedAt, isNew = now, true
		}
	}
	return isNew
}
