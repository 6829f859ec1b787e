package bulletin

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"
)

// Bounce is what a mail server says of a copy that it could not bring (RFC 3464).
type Bounce struct {
	Edition   string
	Messenger string
	IsForGood bool   // there is no such address; else it was tried in vain
	Reason    string // as the server says it
}

// ErrBounce is returned for a message that is no report of a copy of ours.
var ErrBounce = errors.New("the message is no report of one of our bulletins")

// MessageID is that of a copy, by which a report of it is known.
func MessageID(edition, messenger string) string { return "edition-" + edition + "-" + messenger }

var copyOfOurs = regexp.MustCompile(`edition-([a-z0-9]+)-([a-z0-9]+)@`)

// maxBounce bounds how much of a report is read, in bytes.
const maxBounce = 1 << 20

// ParseBounce reads a report of a mail server.
func ParseBounce(from io.Reader) (Bounce, error) {
	message, err := mail.ReadMessage(io.LimitReader(from, maxBounce))
	if err != nil {
		return Bounce{}, fmt.Errorf("%w: %w", ErrBounce, err)
	}
	kind, params, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/report" || params["report-type"] != "delivery-status" {
		return Bounce{}, fmt.Errorf("%w: it is %s", ErrBounce, message.Header.Get("Content-Type"))
	}
	var b Bounce
	parts := multipart.NewReader(message.Body, params["boundary"])
	for range 20 {
		part, err := parts.NextPart()
		if err != nil {
			break
		}
		data, err := io.ReadAll(io.LimitReader(part, maxBounce))
		if err != nil {
			break
		}
		switch kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); kind {
		case "message/delivery-status":
			b.read(data)
		case "message/rfc822", "text/rfc822-headers", "message/rfc822-headers":
			if ours := copyOfOurs.FindSubmatch(data); ours != nil {
				b.Edition, b.Messenger = string(ours[1]), string(ours[2])
			}
		}
	}
	if b.Edition == "" || b.Reason == "" {
		return Bounce{}, ErrBounce
	}
	return b, nil
}

// read reads the fields about the recipient, which stand behind those about the message.
func (b *Bounce) read(data []byte) {
	r := textproto.NewReader(bufio.NewReader(bytes.NewReader(data)))
	for range 20 {
		fields, err := r.ReadMIMEHeader()
		if status := fields.Get("Status"); status != "" && strings.EqualFold(fields.Get("Action"), "failed") {
			b.IsForGood = strings.HasPrefix(status, "5.1.") // bad address (RFC 3463, 3.2)
			b.Reason = strings.TrimSpace(status + " " + fields.Get("Diagnostic-Code"))
		}
		if err != nil {
			return
		}
	}
}
