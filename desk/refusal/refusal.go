// Package refusal says how HTTP and the pages name what the domain refuses.
package refusal

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"hearsay/alerts"
	"hearsay/amend"
	"hearsay/asks"
	"hearsay/bulletin"
	"hearsay/classifier/rules"
	"hearsay/collector/tips"
	"hearsay/desk/access"
	"hearsay/ledger"
	"hearsay/mail"
	"hearsay/queue"
	"hearsay/recall"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/replies/scan"
	"hearsay/replies/wording"
	"hearsay/triage"
	"hearsay/work"
)

// Refusal is a kind of error that its reader can do something about.
type Refusal struct {
	err    error
	Status int
	Word   string // by which the pages find what to say of it: refused.WORD
}

// all are the kinds of refusals. The first that fits counts.
var all = []Refusal{
	{work.ErrForbidden, http.StatusForbidden, "forbidden"},
	{ledger.ErrNotFound, http.StatusNotFound, "not_found"},
	{ledger.ErrText, http.StatusUnprocessableEntity, "text"},
	{triage.ErrReason, http.StatusUnprocessableEntity, "reason"},
	{replies.ErrReason, http.StatusUnprocessableEntity, "reason"},
	{replies.ErrIncomplete, http.StatusUnprocessableEntity, "incomplete"},
	{replies.ErrMedium, http.StatusUnprocessableEntity, "medium"},
	{replies.ErrExpiry, http.StatusUnprocessableEntity, "expiry"},
	{replies.ErrUnchecked, http.StatusUnprocessableEntity, "unchecked"},
	{replies.ErrLong, http.StatusUnprocessableEntity, "bounds"},
	{replies.ErrLink, http.StatusUnprocessableEntity, "link"},
	{replies.ErrUnreachable, http.StatusUnprocessableEntity, "unreachable"},
	{publish.ErrRefused, http.StatusUnprocessableEntity, "platform"},
	{work.ErrAccount, http.StatusUnprocessableEntity, "account"},
	{bulletin.ErrMessenger, http.StatusUnprocessableEntity, "messenger"},
	{bulletin.ErrEdition, http.StatusConflict, "edition"},
	{bulletin.ErrBounce, http.StatusUnprocessableEntity, "bounce"},
	{work.ErrLeft, http.StatusConflict, "left"},
	{work.ErrSelfLink, http.StatusForbidden, "self_link"},
	{work.ErrBulletin, http.StatusUnprocessableEntity, "bulletin"},
	{mail.ErrNoServer, http.StatusConflict, "no_mail"},
	{wording.ErrAccusing, http.StatusUnprocessableEntity, "accusing"},
	{wording.ErrMythHeadline, http.StatusUnprocessableEntity, "myth_headline"},
	{work.ErrRest, http.StatusConflict, "rest"},
	{work.ErrWhom, http.StatusUnprocessableEntity, "whom"},
	{amend.ErrFourEyes, http.StatusConflict, "four_eyes"},
	{amend.ErrOrder, http.StatusConflict, "amendment"},
	{amend.ErrBehind, http.StatusConflict, "behind"},
	{amend.ErrReason, http.StatusUnprocessableEntity, "reason"},
	{recall.ErrRecall, http.StatusConflict, "recall"},
	{asks.ErrClosed, http.StatusConflict, "ask"},
	{rules.ErrBoth, http.StatusConflict, "both"},
	{work.ErrPack, http.StatusUnprocessableEntity, "pack"},
	{work.ErrMatcher, http.StatusUnprocessableEntity, "matcher"},
	{alerts.ErrLink, http.StatusForbidden, "act_link"},
	{work.ErrPerson, http.StatusUnprocessableEntity, "person"},
	{work.ErrBounds, http.StatusUnprocessableEntity, "bounds"},
	{triage.ErrState, http.StatusConflict, "state"},
	{triage.ErrHeld, http.StatusConflict, "held"},
	{triage.ErrHolder, http.StatusConflict, "holder"},
	{replies.ErrOrder, http.StatusConflict, "order"},
	{replies.ErrFourEyes, http.StatusConflict, "four_eyes"},
	{replies.ErrUnvouched, http.StatusConflict, "unvouched"},
	{publish.ErrDispatch, http.StatusConflict, "dispatch"},
	{publish.ErrLater, http.StatusConflict, "later"},
	{work.ErrPlanChanged, http.StatusConflict, "plan_changed"},
	{queue.ErrLeaseLost, http.StatusConflict, "lease_lost"},
	{ledger.ErrExists, http.StatusConflict, "exists"},
	{ErrPrecondition, http.StatusPreconditionFailed, "changed"},
	{ledger.ErrChanged, http.StatusConflict, "changed"},
	{work.ErrDefinition, http.StatusUnprocessableEntity, "definition"},
	{work.ErrConfigured, http.StatusConflict, "configured"},
	{access.ErrPassword, http.StatusUnprocessableEntity, "password"},
	{access.ErrBreached, http.StatusUnprocessableEntity, "breached"},
	{scan.ErrHarmful, http.StatusUnprocessableEntity, "harmful"},
	{scan.ErrScanner, http.StatusServiceUnavailable, "scanner"},
	{tips.ErrTip, http.StatusUnprocessableEntity, "tip"},
	{tips.ErrTooMany, http.StatusTooManyRequests, "too_many"},
	{access.ErrTooMany, http.StatusTooManyRequests, "too_many"},
	{access.ErrSignIn, http.StatusUnauthorized, "sign_in"},
	{access.ErrCode, http.StatusUnauthorized, "code"},
	{access.ErrGiven, http.StatusUnprocessableEntity, "given"},
	{access.ErrGivenOver, http.StatusUnauthorized, "given_over"},
	{access.ErrNeedsFactor, http.StatusForbidden, "needs_factor"},
	{access.ErrProvider, http.StatusForbidden, "provider"},
	{access.ErrSignedOut, http.StatusUnauthorized, "signed_out"},
}

// ErrPrecondition is returned for a change of a version that is not the latest any more: If-Match, RFC 9110.
var ErrPrecondition = errors.New("somebody else has changed it since; read it again, and send its new ETag")

// Of is the refusal that an error is; false for what the caller cannot mend.
func Of(err error) (Refusal, bool) {
	for _, r := range all {
		if errors.Is(err, r.err) {
			return r, true
		}
	}
	return Refusal{}, false
}

// Words are those of all refusals.
func Words() []string {
	var words []string
	for _, r := range all {
		words = append(words, r.Word)
	}
	return words
}

// Status is the HTTP status of an error; 500 for what the caller cannot mend.
func Status(err error) int {
	if r, ok := Of(err); ok {
		return r.Status
	}
	return http.StatusInternalServerError
}

// Note tells the log that somebody wanted what is not theirs to do, or that nobody was let in as who they say they are.
func Note(ctx context.Context, log *slog.Logger, what string, err error) {
	if status := Status(err); status == http.StatusUnauthorized || status == http.StatusForbidden {
		actor, _ := access.ActorOf(ctx)
		log.Warn("refused", "user", actor.Name, "from", access.SenderOf(ctx), "what", what, "why", err)
	}
}

// Hidden is said in place of what the caller cannot mend.
const Hidden = "something went wrong here; the log of the daemon says what"
