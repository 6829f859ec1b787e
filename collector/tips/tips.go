// Package tips takes what people hand in by the public form and over the API: what they hear and where, for the desk to
// look at. A tip is a post like any other, but never nobody's business, and its sender gets a receipt that leads to the
// answer.
//
// Nothing is asked of who hands something in, and no third party sees it. What keeps the form usable is here: a limit by
// sender, a field that only programs fill in, and a form that is too old or filled in too fast to be a person's.
package tips

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/time/rate"

	"hearsay/collector"
	"hearsay/post"
)

// Source is the name under which tips are counted, and Platform that in their refs.
const (
	Source   = "tips"
	Platform = "tips"
)

// Tip is what somebody hands in.
type Tip struct {
	Text     string `json:"text" minLength:"10" maxLength:"5000" doc:"what is said or asked"`
	Shown    string `json:"shown,omitempty" maxLength:"5000" doc:"the words on a picture, typed"`
	Link     string `json:"link,omitempty" maxLength:"2000" doc:"where it stands, if it stands somewhere"`
	Language string `json:"language,omitempty" maxLength:"2" doc:"ISO 639-1"`
	Place    string `json:"place,omitempty" maxLength:"100" doc:"where it goes round"`

	IsKnown bool `json:"-"` // it comes from a messenger
}

// Messengers is the space of tips that come from messengers, whom the desk knows.
const Messengers = "messengers"

// ErrTip is wrapped by every error that who hands something in can mend.
var ErrTip = errors.New("that cannot be handed in")

// What is wrong with a tip or its form, and ErrTooMany, which is wrong with neither.
var (
	ErrWords    = fmt.Errorf("%w: write in some words what you heard", ErrTip)
	ErrLong     = fmt.Errorf("%w: it is too long; %d characters are the most", ErrTip, mostText)
	ErrLinks    = fmt.Errorf("%w: it has more than %d links", ErrTip, mostLinks)
	ErrLanguage = fmt.Errorf("%w: that is not a language; write two letters, as in fi", ErrTip)
	ErrLink     = fmt.Errorf("%w: that is not the address of a page; it begins with https://", ErrTip)
	ErrForm     = fmt.Errorf("%w: look at it once more and send it again", ErrTip) // the form was too fast, too old or not ours
	ErrTooMany  = errors.New("too much was handed in from here; try again in some minutes")
)

// Box takes tips. Its fields are set before use; its methods are safe for several goroutines.
type Box struct {
	// Commit makes a batch durable, as the pipeline's does.
	Commit func(ctx context.Context, source string, from collector.Cursor, batch collector.Batch) error
	Key    []byte // under which forms are stamped; the same in every process
	Now    func() time.Time

	mu      sync.Mutex
	senders map[string]*rate.Limiter
}

// Take keeps a tip and gives its receipt, which nobody can guess. sender is what a limit is counted by; it is not kept, but for a day as a hand under
// the desk's key, from which it cannot be told, so that many tips of one sender count once.
func (b *Box) Take(ctx context.Context, sender string, t Tip) (receipt string, err error) {
	p, err := t.post()
	if err != nil {
		return "", err
	}
	if !b.allow(sender) {
		return "", ErrTooMany
	}
	receipt = strings.ToLower(rand.Text())
	p.ID, p.CreatedAt, p.Hand = Ref(receipt).ID, b.Now(), b.hand(sender)
	if err := b.Commit(ctx, Source, "", collector.Batch{Posts: []post.Post{p}}); err != nil {
		return "", fmt.Errorf("keeping a tip: %w", err)
	}
	return receipt, nil
}

// Withdraw erases what was handed in under a receipt.
func (b *Box) Withdraw(ctx context.Context, receipt string) error {
	return b.Commit(ctx, Source, "", collector.Batch{Deleted: []post.Ref{Ref(receipt)}})
}

// Ref is the post of a receipt. The receipt cannot be told from it, so that who reads posts cannot withdraw them.
func Ref(receipt string) post.Ref {
	sum := sha256.Sum256([]byte(receipt))
	return post.Ref{Platform: Platform, ID: hex.EncodeToString(sum[:12])}
}

// Bounds of a tip, in characters.
const (
	leastText = 10
	mostText  = 5000
	mostPlace = 100
	mostLinks = 5
)

var (
	links    = regexp.MustCompile(`https?://`)
	language = regexp.MustCompile(`^([a-z]{2})?$`)
)

func (t *Tip) post() (post.Post, error) {
	text := post.Clean(t.Text)
	if shown := post.Clean(t.Shown); shown != "" {
		text = strings.TrimSpace(text + "\n" + shown)
	}
	switch length := len([]rune(text)); {
	case length < leastText || !hasWords(text):
		return post.Post{}, ErrWords
	case length > mostText:
		return post.Post{}, ErrLong
	case len(links.FindAllString(text, mostLinks+1)) > mostLinks:
		return post.Post{}, ErrLinks
	case !language.MatchString(t.Language):
		return post.Post{}, ErrLanguage
	}
	p := post.Post{Platform: Platform, Text: text, Language: t.Language, Space: Platform, Territory: post.Cut(post.Clean(t.Place), mostPlace), HandedIn: true}
	if t.IsKnown {
		p.Space = Messengers
	}
	if t.Link != "" {
		u, err := url.Parse(strings.TrimSpace(t.Link))
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return post.Post{}, ErrLink
		}
		p.URL, p.Links = u.String(), []string{u.String()}
	}
	return p, nil
}

// hasWords tells whether a text is more than signs and one letter again and again.
func hasWords(text string) bool {
	letters := map[rune]bool{}
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters[unicode.ToLower(r)] = true
		}
	}
	return len(letters) >= 4
}

// allow is true for five tips of a sender, then one in two minutes.
func (b *Box) allow(sender string) bool {
	const most = 10_000 // senders that are remembered; they are forgotten together
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.senders == nil || len(b.senders) > most {
		b.senders = map[string]*rate.Limiter{}
	}
	limiter := b.senders[sender]
	if limiter == nil {
		limiter = rate.NewLimiter(rate.Every(2*time.Minute), 5)
		b.senders[sender] = limiter
	}
	return limiter.AllowN(b.Now(), 1)
}

// hand is a sender on this day.
func (b *Box) hand(sender string) string {
	mac := hmac.New(sha256.New, b.Key)
	mac.Write([]byte("hand\x00" + b.Now().UTC().Format(time.DateOnly) + "\x00" + sender))
	return hex.EncodeToString(mac.Sum(nil)[:12])
}

// How long a person takes over the form.
const (
	fastest = 3 * time.Second
	slowest = 12 * time.Hour
)

// Stamp marks a form with the time it was given out.
func (b *Box) Stamp() string {
	at := strconv.FormatInt(b.Now().Unix(), 10)
	return at + "." + b.seal(at)
}

// CheckStamp refuses a form that a person cannot have filled in.
func (b *Box) CheckStamp(stamp string) error {
	at, seal, _ := strings.Cut(stamp, ".")
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || !hmac.Equal([]byte(seal), []byte(b.seal(at))) {
		return ErrForm
	}
	if took := b.Now().Sub(time.Unix(seconds, 0)); took < fastest || took > slowest {
		return ErrForm
	}
	return nil
}

func (b *Box) seal(at string) string {
	mac := hmac.New(sha256.New, b.Key)
	mac.Write([]byte("tip form " + at))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
