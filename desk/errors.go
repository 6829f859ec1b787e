package desk

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/collector/tips"
	"hearsay/ledger"
	"hearsay/queue"
	"hearsay/replies"
	"hearsay/replies/sources"
	"hearsay/triage"
	"hearsay/work"
)

// statuses say how HTTP names what the domain refuses. The first that fits counts.
var statuses = []struct {
	err    error
	status int
}{
	{work.ErrForbidden, http.StatusForbidden},
	{ledger.ErrNotFound, http.StatusNotFound},
	{triage.ErrReason, http.StatusUnprocessableEntity},
	{replies.ErrReason, http.StatusUnprocessableEntity},
	{replies.ErrIncomplete, http.StatusUnprocessableEntity},
	{replies.ErrLink, http.StatusUnprocessableEntity},
	{sources.ErrUnreachable, http.StatusUnprocessableEntity},
	{work.ErrBounds, http.StatusUnprocessableEntity},
	{triage.ErrState, http.StatusConflict},
	{triage.ErrHeld, http.StatusConflict},
	{triage.ErrHolder, http.StatusConflict},
	{replies.ErrOrder, http.StatusConflict},
	{replies.ErrFourEyes, http.StatusConflict},
	{replies.ErrUnvouched, http.StatusConflict},
	{queue.ErrLeaseLost, http.StatusConflict},
	{ledger.ErrExists, http.StatusConflict},
	{work.ErrDefinition, http.StatusUnprocessableEntity},
	{work.ErrConfigured, http.StatusConflict},
	{tips.ErrTip, http.StatusUnprocessableEntity},
	{tips.ErrTooMany, http.StatusTooManyRequests},
	{errSignIn, http.StatusUnauthorized},
	{errSignedOut, http.StatusUnauthorized},
}

var errSignedOut = errors.New("nobody is signed in; send a token as Authorization: Bearer, made with: hearsay token create")

func statusOf(err error) int {
	for _, s := range statuses {
		if errors.Is(err, s.err) {
			return s.status
		}
	}
	return http.StatusInternalServerError
}

// problem is err as RFC 9457 problem details. What the caller cannot mend is logged, and not told.
func (d *Desk) problem(ctx context.Context, err error) error {
	status := statusOf(err)
	if status == http.StatusInternalServerError {
		if ctx.Err() == nil {
			d.Log.Error("answering a request", "error", err)
		}
		return huma.NewError(status, "something went wrong here; the log of the daemon says what")
	}
	return huma.NewError(status, err.Error())
}
