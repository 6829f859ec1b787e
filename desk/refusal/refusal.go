// Package refusal says how HTTP names what the domain refuses, for the API and the pages alike.
package refusal

import (
	"errors"
	"net/http"

	"hearsay/collector/tips"
	"hearsay/desk/access"
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
	{access.ErrSignIn, http.StatusUnauthorized},
	{access.ErrSignedOut, http.StatusUnauthorized},
}

// Status is the HTTP status of an error; 500 for what the caller cannot mend.
func Status(err error) int {
	for _, s := range statuses {
		if errors.Is(err, s.err) {
			return s.status
		}
	}
	return http.StatusInternalServerError
}

// Hidden is said in place of what the caller cannot mend.
const Hidden = "something went wrong here; the log of the daemon says what"
