// Package mail sends e-mail through one SMTP server, over one connection for as many messages as there are.
//
// It knows what became of a message: taken, refused for good, to be tried later, or unknown, where the connection broke after the
// whole message was sent. Start at Server.Open. A message's id is made by the caller and is the same at every try, so that
// whoever gets a message twice can tell.
package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"regexp"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Server is an SMTP server that takes our mail. DKIM signatures are its work: they belong to who owns the domain.
type Server struct {
	Host     string
	Port     int
	Username string
	Password string
	Security string // starttls, tls or none
	From     string // as in "The town <news@example.org>"
	Bounces  string // the address that cannot-be-delivered goes to; From's if empty
}

// Securities are how a connection may be guarded.
func Securities() []string { return []string{"starttls", "tls", "none"} }

// Message is one e-mail to one person.
type Message struct {
	ID          string // of the Message-ID: letters, digits, dots and hyphens
	To          string
	Subject     string
	Text        string
	HTML        string // "" for none
	Language    string // ISO 639-1; "" if unknown
	Unsubscribe string // the address that ends the subscription by one POST (RFC 8058); "" for none
	Automatic   bool   // it was written by a program (RFC 3834)
}

// What may become of a message.
var (
	// ErrRefused says that the server will never take the message for this recipient.
	ErrRefused = errors.New("the mail server refuses")
	// ErrNoAddress is among ErrRefused where the server says that there is no such address (RFC 3463, 3.2).
	ErrNoAddress = errors.New("there is no such address")
	// ErrUnclear says that the connection broke after the message was sent, before the server said whether it has it.
	ErrUnclear = errors.New("it is not known whether the mail server took it")
	// ErrLater says that the message was not taken, and may be later.
	ErrLater = errors.New("the mail server cannot take it just now")
)

// sendTime bounds one command.
const sendTime = 30 * time.Second

// Session is an open connection. It is not safe for several goroutines.
type Session struct {
	server Server
	client *gomail.Client
}

// Open connects. An error is ErrLater, or ErrRefused if the server does not let us in.
func (s Server) Open(ctx context.Context) (*Session, error) {
	options := []gomail.Option{gomail.WithPort(s.Port), gomail.WithTimeout(sendTime), gomail.WithoutNoop()}
	switch s.Security {
	case "none":
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case "tls":
		options = append(options, gomail.WithSSL(), gomail.WithTLSConfig(&tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12}))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithTLSConfig(&tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12}))
	}
	if s.Username != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.Username), gomail.WithPassword(s.Password))
	}
	client, err := gomail.NewClient(s.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if err := client.DialWithContext(ctx); err != nil {
		return nil, fmt.Errorf("connecting to the mail server %s: %w", s.Host, sorted(err))
	}
	return &Session{s, client}, nil
}

// Send sends one message. After ErrUnclear, and after ErrLater that names the connection, the session is of no more use; Open another.
func (s *Session) Send(ctx context.Context, m Message) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%w: %w", ErrLater, ctx.Err())
	}
	written, err := s.server.write(m)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if err := s.client.Send(written); err != nil {
		return sorted(err)
	}
	return nil
}

// Close ends the connection.
func (s *Session) Close() error { return s.client.Close() }

// write makes a message as it is sent: the text first, then the same as HTML (RFC 2046, 5.1.4).
func (s Server) write(m Message) (*gomail.Msg, error) {
	out := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := out.From(s.From); err != nil {
		return nil, err
	}
	if s.Bounces != "" {
		if err := out.EnvelopeFrom(s.Bounces); err != nil {
			return nil, err
		}
	}
	if err := out.To(m.To); err != nil {
		return nil, err
	}
	out.Subject(m.Subject)
	out.SetMessageIDWithValue(m.ID + "@" + domainOf(out))
	out.SetDate()
	if m.Language != "" {
		out.SetGenHeader("Content-Language", m.Language)
	}
	if m.Unsubscribe != "" {
		out.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+m.Unsubscribe+">")
		out.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	if m.Automatic {
		out.SetGenHeader("Auto-Submitted", "auto-generated")
	}
	out.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		out.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return out, nil
}

// domainOf is that of the sender.
func domainOf(m *gomail.Msg) string {
	sender, err := m.GetSender(false)
	if err != nil {
		return "localhost"
	}
	sender = strings.TrimSuffix(sender, ">")
	return cmp.Or(sender[strings.LastIndexByte(sender, '@')+1:], "localhost")
}

// noAddress is how servers say it that know no enhanced codes.
var noAddress = regexp.MustCompile(`(?i)\b55[013]\b.*(unknown user|user unknown|no such user|mailbox unavailable|unrouteable address|does not exist)`)

// sorted puts an error of the client among ours.
func sorted(err error) error {
	var failed *gomail.SendError
	var said *textproto.Error
	isSend := errors.As(err, &failed)
	switch {
	case isSend && strings.HasPrefix(failed.EnhancedStatusCode(), "5.1."), isSend && noAddress.MatchString(err.Error()):
		return fmt.Errorf("%w: %w: %w", ErrRefused, ErrNoAddress, err)
	case isSend && failed.ErrorCode() >= 500, errors.As(err, &said) && said.Code >= 500:
		return fmt.Errorf("%w: %w", ErrRefused, err)
	case isSend && failed.ErrorCode() >= 400, errors.As(err, &said):
		return fmt.Errorf("%w: %w", ErrLater, err)
	case isSend && failed.Reason == gomail.ErrSMTPDataClose:
		return fmt.Errorf("%w: %w", ErrUnclear, err)
	default:
		return fmt.Errorf("%w: %w: %w", ErrLater, ErrConnection, err)
	}
}

// ErrConnection is among an error after which the session is of no more use.
var ErrConnection = errors.New("the connection broke")

// IsLost tells whether the session is of no more use after an error.
func IsLost(err error) bool {
	var network net.Error
	return errors.Is(err, ErrConnection) || errors.Is(err, ErrUnclear) || errors.As(err, &network)
}
