package publish

import (
	"bytes"
	"context"
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
	body := http.NoBody
	request, err := http.NewRequestWithContext(ctx, r.Method, r.Address, body)
	if err == nil && r.Body != nil {
		var data []byte
		if data, err = json.Marshal(r.Body); err == nil {
			request, err = http.NewRequestWithContext(ctx, r.Method, r.Address, bytes.NewReader(data))
		}
	}
	if err != nil {
		return hide(fmt.Errorf("%w: the request cannot be written: %w", ErrRefused, err), secret)
	}
	for name, values := range header {
		request.Header[name] = values
	}
	if r.Body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if into == nil {
		into = &json.RawMessage{}
	}
	_, err = collector.AskJSON(client, request, into)
	return hide(sorted(err, time.Now()), secret)
}

// redial is when to try again to reach a server that was not reached.
const redial = time.Minute

// sorted puts an error of a request among those of a Publisher.
func sorted(err error, now time.Time) error {
	var wait *collector.Wait
	var status *collector.StatusError
	var refused *collector.RefusedError
	var network *net.OpError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wait):
		return &Later{Until: wait.Until, Reason: wait.Reason}
	case errors.As(err, &network) && network.Op == "dial":
		return &Later{Until: now.Add(redial), Reason: err.Error()}
	case errors.Is(err, collector.ErrInner):
		return fmt.Errorf("%w: %w; allow_inner lists inner networks that may be asked", ErrRefused, err)
	case errors.As(err, &refused) || errors.Is(err, collector.ErrGone) || errors.As(err, &status) && status.Status < http.StatusInternalServerError:
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
