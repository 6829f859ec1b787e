package publish

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"hearsay/collector"
)

// Errors of a Publisher.
var (
	// ErrRefused says that the platform does not do it, now or later. Nothing was changed.
	ErrRefused = errors.New("the platform refuses")
	// ErrUnclear says that it may have been done, and that trying again would not tell.
	ErrUnclear = errors.New("it is not clear whether it was posted")
	// ErrNameless says that the answer does not tell what was posted, which is as if it had been lost.
	ErrNameless = errors.New("the platform does not say where it stands")
	// ErrLater is what every *Later is.
	ErrLater = errors.New("the platform cannot do it just now")
)

// Later says that nothing was changed, and when to try again.
type Later struct {
	Until  time.Time
	Reason string
}

func (l *Later) Error() string { return l.Reason }

// Is tells that it is ErrLater.
func (l *Later) Is(target error) bool { return target == ErrLater }

// Ask sends JSON, unless in is nil, and reads JSON into into, unless that is nil. Errors are those of a Publisher; secret, if
// not empty, is taken out of them.
func Ask(ctx context.Context, client *http.Client, r Request, header http.Header, into any, secret string) error {
	if r.Body == nil {
		return ask(ctx, client, r.Method, r.Address, Body{}, header, into, secret)
	}
	data, err := json.Marshal(r.Body)
	if err != nil {
		return fmt.Errorf("%w: the request cannot be written: %w", ErrRefused, err)
	}
	return ask(ctx, client, r.Method, r.Address, Body{"application/json", bytes.NewReader(data), int64(len(data))}, header, into, secret)
}

// AskForm is Ask for a body that is no JSON.
func AskForm(ctx context.Context, client *http.Client, address string, body Body, header http.Header, into any, secret string) error {
	return ask(ctx, client, http.MethodPost, address, body, header, into, secret)
}

// Upload is AskForm for a file that is sent before the part that it goes with. What goes wrong has posted nothing.
func Upload(ctx context.Context, client *http.Client, address string, body Body, header http.Header, into any, secret string) error {
	return Before(AskForm(ctx, client, address, body, header, into, secret))
}

// Before is the error of a request that is made before a part is posted: whatever became of it, nothing was posted.
func Before(err error) error {
	if err == nil || errors.Is(err, ErrRefused) || errors.Is(err, ErrLater) {
		return err
	}
	return &Later{Reason: err.Error()}
}

func ask(ctx context.Context, client *http.Client, method, address string, body Body, header http.Header, into any, secret string) error {
	request, err := http.NewRequestWithContext(ctx, method, address, body.Data)
	if err != nil {
		return hide(fmt.Errorf("%w: the request cannot be written: %w", ErrRefused, err), secret)
	}
	for name, values := range header {
		request.Header[name] = values
	}
	if body.Type != "" {
		request.Header.Set("Content-Type", body.Type)
		request.ContentLength = body.Size
	}
	if into == nil {
		into = &json.RawMessage{}
	}
	here := *client
	here.CheckRedirect = collector.AtHome
	_, err = collector.AskJSON(&here, request, into)
	return hide(sorted(err, time.Now()), secret)
}

// redial is when to try again to reach a server that was not reached.
const redial = time.Minute

// sorted puts an error of a request among those of a Publisher.
func sorted(err error, now time.Time) error {
	var wait *collector.Wait
	var status *collector.StatusError
	var network *net.OpError
	var certificate *tls.CertificateVerificationError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wait):
		return &Later{Until: wait.Until, Reason: wait.Reason}
	case errors.As(err, &network) && network.Op == "dial" || errors.As(err, &certificate):
		return &Later{Until: now.Add(redial), Reason: err.Error()}
	case errors.Is(err, collector.ErrInner):
		return fmt.Errorf("%w: %w; allow_inner lists inner networks that may be asked", ErrRefused, err)
	case errors.Is(err, collector.ErrRefused) || errors.Is(err, collector.ErrGone) || errors.As(err, &status) && status.Status < http.StatusInternalServerError:
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return err
}

// StatusOf is the HTTP status that an error of Ask tells of; 0 if none.
func StatusOf(err error) int {
	var status *collector.StatusError
	var refused *collector.RefusedError
	switch {
	case errors.As(err, &status):
		return status.Status
	case errors.As(err, &refused):
		return refused.Status
	case errors.Is(err, collector.ErrGone):
		return http.StatusGone
	}
	return 0
}

// hidden is an error whose text is told without a secret.
type hidden struct {
	error
	secret string
}

func (h hidden) Error() string {
	return string(bytes.ReplaceAll([]byte(h.error.Error()), []byte(h.secret), []byte("SECRET")))
}

func (h hidden) Unwrap() error { return h.error }

func hide(err error, secret string) error {
	if err == nil || secret == "" {
		return err
	}
	return hidden{err, secret}
}
