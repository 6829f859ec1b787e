package mail

import (
	"context"
	"errors"
)

// ErrNoServer is returned where e-mail is to be sent and no server is configured.
var ErrNoServer = errors.New("no mail server is configured; write mail into the configuration")

// Postman sends one message after another over one connection, and opens another when that breaks. Its Server is set before use; it is
// not safe for several goroutines.
type Postman struct {
	Server *Server // nil if none is configured
	IsDown bool    // no connection could be opened

	session *Session
}

// Open connects, if it is not connected. An error is ErrNoServer, or as of Server.Open.
func (p *Postman) Open(ctx context.Context) (err error) {
	if p.session != nil {
		return nil
	}
	if p.Server == nil {
		p.IsDown = true
		return ErrNoServer
	}
	if p.session, err = p.Server.Open(ctx); err != nil {
		p.session, p.IsDown = nil, true
	}
	return err
}

// Send sends one message. An error is as of Open and of Session.Send.
func (p *Postman) Send(ctx context.Context, m Message) error {
	if err := p.Open(ctx); err != nil {
		return err
	}
	err := p.session.Send(ctx, m)
	if IsLost(err) {
		p.Close()
	}
	return err
}

// Close ends the connection, if there is one. Everything was said before.
func (p *Postman) Close() {
	if p.session != nil {
		_ = p.session.Close()
		p.session = nil
	}
}
