package webhooks

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Secret is a key that receivers and we share.
type Secret []byte

// ParseSecret reads a secret as receivers know it: whsec_ and 24 to 64 bytes in base64.
func ParseSecret(written string) (Secret, error) {
	encoded, ok := strings.CutPrefix(written, "whsec_")
	key, err := base64.StdEncoding.DecodeString(encoded)
	if !ok || err != nil || len(key) < 24 || len(key) > 64 {
		return nil, errors.New("that is no secret of a webhook")
	}
	return key, nil
}

// ID is the id of an event's message. It is the same at every try and at every replay.
func ID(seq int64) string { return "msg_" + strconv.FormatInt(seq, 10) }

// sign is the signature of a message.
func (s Secret) sign(id string, at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, s)
	fmt.Fprintf(mac, "%s.%d.", id, at.Unix())
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// Headers are those of a message that is signed with one secret or more.
func Headers(id string, at time.Time, body []byte, secrets ...Secret) http.Header {
	signatures := make([]string, len(secrets))
	for i, secret := range secrets {
		signatures[i] = secret.sign(id, at, body)
	}
	h := http.Header{}
	h.Set("Webhook-Id", id)
	h.Set("Webhook-Timestamp", strconv.FormatInt(at.Unix(), 10))
	h.Set("Webhook-Signature", strings.Join(signatures, " "))
	return h
}

// tolerance is how far a message's time may be off.
const tolerance = 5 * time.Minute

// ErrSignature is returned for a message that may be forged, or is old.
var ErrSignature = errors.New("the webhook's signature does not hold")

// Verify tells whether a message was signed with a secret a moment ago: for receivers.
func Verify(s Secret, h http.Header, body []byte, now time.Time) error {
	seconds, err := strconv.ParseInt(h.Get("Webhook-Timestamp"), 10, 64)
	if err != nil {
		return fmt.Errorf("%w: it has no time", ErrSignature)
	}
	at := time.Unix(seconds, 0)
	if off := now.Sub(at); off > tolerance || off < -tolerance {
		return fmt.Errorf("%w: it is of %v", ErrSignature, at)
	}
	want := []byte(s.sign(h.Get("Webhook-Id"), at, body))
	for signature := range strings.FieldsSeq(h.Get("Webhook-Signature")) {
		if hmac.Equal([]byte(signature), want) {
			return nil
		}
	}
	return ErrSignature
}

// Poster posts messages with a client, which follows no redirect: the address is what an administrator wrote.
func Poster() func(ctx context.Context, h Hook, id string, at time.Time, body []byte) error {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return func(ctx context.Context, h Hook, id string, at time.Time, body []byte) error {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(body))
		if err != nil {
			return errors.New("the receiver's address cannot be used")
		}
		request.Header = Headers(id, at, body, h.Secrets...)
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("User-Agent", "hearsay")
		response, err := client.Do(request)
		if err != nil {
			var failed *url.Error
			if errors.As(err, &failed) { // it names the address, which may be a secret
				err = failed.Err
			}
			return fmt.Errorf("posting: %w", err)
		}
		defer response.Body.Close()
		_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10)) // so that the connection is used again
		switch {
		case response.StatusCode == http.StatusGone:
			return ErrGone
		case response.StatusCode/100 != 2:
			return fmt.Errorf("the receiver answers %s", response.Status)
		}
		return nil
	}
}
