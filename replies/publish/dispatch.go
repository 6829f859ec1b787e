package publish

import (
	"errors"
	"fmt"
	"time"

	"hearsay/post"
	"hearsay/replies"
	"hearsay/replies/thread"
)

// State is where a dispatch stands.
type State string

// The states.
const (
	Sending     State = "sending"     // its parts are sent, one after the other
	Standing    State = "standing"    // all of it stands on the platform
	Failed      State = "failed"      // the platform refused; what was sent before that stands
	Unsure      State = "unsure"      // a part was sent, and somebody has to look whether it stands
	Withdrawing State = "withdrawing" // its parts are deleted, the last first
	Withdrawn   State = "withdrawn"   // nothing of it stands any more
)

// States are all states.
func States() []State { return []State{Sending, Standing, Failed, Unsure, Withdrawing, Withdrawn} }

// Dispatch is a reply on its way into one thread, or standing there. It is a plain value, not safe for several goroutines at
// once. Every step is stored before what it leads to is done, so that a dispatch that is found after a crash says what may
// have happened.
type Dispatch struct {
	ID       string          `json:"id"`
	Reply    string          `json:"reply"`
	Item     string          `json:"item"`
	Account  string          `json:"account"`
	Platform string          `json:"platform"`
	Target   post.Ref        `json:"target,omitzero"` // the post that is answered; zero for a thread of its own
	Language string          `json:"language"`
	Medium   *replies.Medium `json:"medium,omitempty"` // goes with the first part
	Parts    []Part          `json:"parts"`
	State    State           `json:"state"`
	URL      string          `json:"url,omitempty"` // of its first part, also after that was deleted
	By       string          `json:"by"`            // who confirmed it
	At       time.Time       `json:"at"`
	Unwanted bool            `json:"unwanted,omitempty"` // somebody wants it taken down
	Tries    int             `json:"tries,omitempty"`    // in a row that led to nothing
	NextAt   time.Time       `json:"next_at,omitzero"`   // nobody moves it on before
	Problem  string          `json:"problem,omitempty"`
	Version  int64           `json:"version"`
}

// Part is one post of the thread.
type Part struct {
	Text    string    `json:"text"`
	BegunAt time.Time `json:"begun_at,omitzero"` // when it was first sent, if it is not known what became of that
	Again   bool      `json:"again,omitempty"`   // the last try is not the first since then
	Round   int       `json:"round,omitempty"`   // how often it was deleted: what is sent then is another post
	SentAt  time.Time `json:"sent_at,omitzero"`
	Place   Place     `json:"place,omitzero"` // where it stands; zero if it does not
}

// forget forgets that a part was begun: it is known what became of it.
func (p *Part) forget() { p.BegunAt, p.Again = time.Time{}, false }

// ErrDispatch is returned for what cannot be done with a dispatch as it stands.
var ErrDispatch = errors.New("the dispatch does not allow this now")

// Plan is the dispatch of a reply through an account. It is refused for a reply that nobody should post.
func Plan(id string, r *replies.Reply, account Account, target post.Ref, by string, now time.Time) (*Dispatch, error) {
	if !r.IsSound() {
		return nil, fmt.Errorf("reply %s is %s: %w: only a verified reply that nothing casts doubt on is posted", r.ID, r.State, replies.ErrOrder)
	}
	d := &Dispatch{ID: id, Reply: r.ID, Item: r.Item, Account: account.Name, Platform: account.Platform, Target: target, Language: r.Language, Medium: r.Medium, State: Sending, By: by, At: now}
	for _, text := range thread.Split(r.Paragraphs(), account.LimitsOf(r.Medium)) {
		d.Parts = append(d.Parts, Part{Text: text})
	}
	return d, nil
}

// Occupies tells whether the dispatch is in the way of another one of the same reply through an account to a target.
func (d *Dispatch) Occupies(account string, target post.Ref) bool {
	isNothing := d.State == Withdrawn || d.State == Failed && d.Last() < 0
	return d.Account == account && d.Target == target && !isNothing
}

// StoodAt tells whether a link leads to the dispatch, or did before it was taken down.
func (d *Dispatch) StoodAt(link string) bool { return link != "" && d.URL == link }

// Next is the part that is sent next; its number is len(Parts) if all are.
func (d *Dispatch) Next() int {
	for i := range d.Parts {
		if d.Parts[i].Place.IsZero() {
			return i
		}
	}
	return len(d.Parts)
}

// Outgoing is a part as it is sent, after a place.
func (d *Dispatch) Outgoing(part int, answers Place) Outgoing {
	o := Outgoing{
		Key: fmt.Sprintf("%s-%d-%d", d.ID, part, d.Parts[part].Round), At: d.At.Add(time.Duration(part) * time.Millisecond),
		Text: d.Parts[part].Text, Language: d.Language, Answers: answers,
	}
	if part == 0 && d.Medium != nil {
		o.File = &File{Medium: *d.Medium}
	}
	return o
}

// Begin notes that the next part is about to be sent, and keeps others from it until the given time. isSure is false if it may
// have been sent before and cannot be sent again; then nothing may be sent.
func (d *Dispatch) Begin(repeat time.Duration, until, now time.Time) (isSure bool) {
	part := &d.Parts[d.Next()]
	if !part.BegunAt.IsZero() && now.Sub(part.BegunAt) >= repeat {
		d.doubt("it was being sent when the program stopped, or the platform did not answer")
		return false
	}
	if part.Again = !part.BegunAt.IsZero(); !part.Again {
		part.BegunAt = now
	}
	d.NextAt = until
	return true
}

// Sent notes where the next part stands now.
func (d *Dispatch) Sent(at Place, now time.Time) {
	part := &d.Parts[d.Next()]
	if d.Next() == 0 {
		d.URL = at.URL
	}
	part.Place, part.SentAt = at, now
	part.forget()
	d.Tries, d.Problem, d.NextAt = 0, "", now
	if d.State == Sending && d.Next() == len(d.Parts) {
		d.State = Standing
	}
}

// NotSent notes why the next part was not sent, or may not have been. What may be done again is.
func (d *Dispatch) NotSent(err error, repeat time.Duration, now time.Time) {
	part := &d.Parts[d.Next()]
	var later *Later
	switch {
	case errors.As(err, &later):
		if !part.Again { // else the try before may have posted it
			part.forget()
		}
		d.again(later.Until, later.Reason, now)
	case errors.Is(err, ErrRefused) && !part.Again:
		part.forget()
		d.Fail(err.Error())
	case errors.Is(err, ErrRefused) || errors.Is(err, ErrUnclear) || repeat == 0:
		d.doubt(err.Error())
	default:
		d.again(now, err.Error(), now)
	}
}

// Fail ends the sending: the platform refuses, or nothing may be sent any more.
func (d *Dispatch) Fail(why string) {
	if d.State == Sending {
		d.State = Failed
	}
	d.Problem, d.Tries = why, 0
}

func (d *Dispatch) doubt(why string) {
	if d.State == Sending {
		d.State = Unsure
	}
	d.Problem = why
}

// Pauses between tries.
const (
	firstPause = 5 * time.Second
	lastPause  = 30 * time.Minute
)

func (d *Dispatch) again(from time.Time, why string, now time.Time) {
	pause := min(firstPause<<min(d.Tries, 20), lastPause)
	d.Tries++
	d.Problem, d.NextAt = why, now.Add(pause)
	if from.After(d.NextAt) {
		d.NextAt = from
	}
}

// Retry sends what was refused again, from the part that was.
func (d *Dispatch) Retry(now time.Time) error {
	if d.State != Failed {
		return d.refuse("sent again", "only a failed one is")
	}
	d.State, d.NextAt, d.Tries, d.Problem, d.Unwanted = Sending, now, 0, "", false
	if d.Next() == len(d.Parts) {
		d.State = Standing
	}
	return nil
}

// Unclear is the part of which nobody knows whether it stands; nil if there is none.
func (d *Dispatch) Unclear() *Part {
	for i := range d.Parts {
		if !d.Parts[i].BegunAt.IsZero() {
			return &d.Parts[i]
		}
	}
	return nil
}

// Settle says what became of the part that nobody was sure of: where it stands, or with a zero place that it does not.
// isWanted tells whether the reply is still to stand; else, and where somebody wanted it taken down, what stands is deleted.
func (d *Dispatch) Settle(at Place, isWanted bool, now time.Time) error {
	if d.State != Unsure {
		return d.refuse("settled", "it is known what became of it")
	}
	if part := d.Unclear(); part != nil {
		if part.forget(); !at.IsZero() {
			part.Place, part.SentAt = at, now
		}
		if part == &d.Parts[0] {
			d.URL = at.URL
		}
	}
	d.State, d.NextAt, d.Problem, d.Tries = Sending, now, "", 0
	switch {
	case d.Unwanted || !isWanted:
		d.State = Withdrawing
		d.EndWithdrawal()
	case d.Next() == len(d.Parts):
		d.State = Standing
	}
	return nil
}

// Withdraw begins to delete what stands. A part that is being sent just now is deleted after it was.
func (d *Dispatch) Withdraw(now time.Time) error {
	switch d.State {
	case Withdrawing, Withdrawn:
		return d.refuse("withdrawn", "it is already")
	}
	isInFlight := d.State == Sending && d.NextAt.After(now) && d.Next() < len(d.Parts) && !d.Parts[d.Next()].BegunAt.IsZero()
	d.State, d.Problem, d.Tries, d.Unwanted = Withdrawing, "", 0, true
	if !isInFlight {
		d.NextAt = now
		d.EndWithdrawal()
	}
	return nil
}

// Last is the part that is deleted next: the last that stands; -1 if none does.
func (d *Dispatch) Last() int {
	for i := len(d.Parts) - 1; i >= 0; i-- {
		if !d.Parts[i].Place.IsZero() {
			return i
		}
	}
	return -1
}

// Gone notes that a part is deleted.
func (d *Dispatch) Gone(part int, now time.Time) {
	d.Parts[part] = Part{Text: d.Parts[part].Text, Round: d.Parts[part].Round + 1}
	d.Tries, d.Problem, d.NextAt = 0, "", now
	d.EndWithdrawal()
}

// NotGone notes why the last part was not deleted. What may be done again is; what the platform refuses stands.
func (d *Dispatch) NotGone(err error, now time.Time) {
	var later *Later
	switch {
	case errors.As(err, &later):
		d.again(later.Until, later.Reason, now)
	case errors.Is(err, ErrRefused):
		d.State, d.Problem, d.Tries = Failed, err.Error(), 0
		if d.Next() == len(d.Parts) {
			d.State = Standing
		}
	default:
		d.again(now, err.Error(), now)
	}
}

// EndWithdrawal ends a withdrawal of which nothing stands any more, unless a part may stand that nobody knows of.
func (d *Dispatch) EndWithdrawal() {
	if d.State != Withdrawing || d.Last() >= 0 {
		return
	}
	d.State = Withdrawn
	if d.Unclear() != nil {
		d.State, d.Problem = Unsure, "a part was sent, and it is not known whether it stands"
	}
}

func (d *Dispatch) refuse(what, why string) error {
	return fmt.Errorf("dispatch %s is %s and was not %s: %w: %s", d.ID, d.State, what, ErrDispatch, why)
}
