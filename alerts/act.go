package alerts

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// Links makes addresses of actions that messages offer: who opens one is asked to confirm it at the desk, as who they are there. A
// signature keeps others from making such addresses up, and an end from using old messages.
type Links struct {
	BaseURL string // of the desk, without a slash at its end
	Key     []byte
	Now     func() time.Time
}

// linkTime is how long an address is good.
const linkTime = 24 * time.Hour

// ErrLink is returned for an address that was not made here, or that is old.
var ErrLink = errors.New("the link is not ours, or is older than a day; open the desk instead")

// Actions are all that may be done by a link.
func Actions() []string { return []string{"claim", "silence"} }

// Address is where an action on a subject (an item's id, or a condition's name) is confirmed.
func (l Links) Address(action, subject string) string {
	until := strconv.FormatInt(l.Now().Add(linkTime).Unix(), 10)
	return l.BaseURL + "/act?" + url.Values{"do": {action}, "on": {subject}, "until": {until}, "sig": {l.sign(action, subject, until)}}.Encode()
}

// Check tells which action on which subject an address asks for.
func (l Links) Check(v url.Values) (action, subject string, err error) {
	action, subject = v.Get("do"), v.Get("on")
	until, err := strconv.ParseInt(v.Get("until"), 10, 64)
	isOurs := hmac.Equal([]byte(v.Get("sig")), []byte(l.sign(action, subject, v.Get("until"))))
	if err != nil || !isOurs || l.Now().Unix() > until || !slices.Contains(Actions(), action) {
		return "", "", ErrLink
	}
	return action, subject, nil
}

func (l Links) sign(parts ...string) string {
	mac := hmac.New(sha256.New, l.Key)
	mac.Write([]byte("alert action"))
	for _, part := range parts {
		mac.Write([]byte{0})
		mac.Write([]byte(part))
	}
	return hex.EncodeToString(mac.Sum(nil))
}
