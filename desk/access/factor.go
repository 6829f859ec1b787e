package access

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // what authenticators compute with (RFC 6238, 1.2)
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"hearsay/ledger"
	"hearsay/work"
)

// ErrCode is returned for a code of a second factor that is not taken.
var ErrCode = errors.New("the code is wrong, or was used before, or there were too many tries; take the next one that the device shows")

// A second factor is a device that shows another code every half minute (TOTP, RFC 6238), as authenticators on telephones do.
const (
	stepTime    = 30 * time.Second
	codeDigits  = 6
	factorBytes = 20 // of a secret: RFC 4226, 4
	around      = 1  // steps before and after now of which a code is taken: clocks differ, and people type
	codesKept   = 8  // for a lost device
	codeLength  = 24 // of such a code: 120 bits, so that a plain hash of it keeps it
)

var base32NoPad = base32.StdEncoding.WithPadding(base32.NoPadding)

// newFactor makes a secret, as people can type it into a device.
func newFactor() string {
	secret := make([]byte, factorBytes)
	rand.Read(secret)
	return base32NoPad.EncodeToString(secret)
}

// codeAt is the code of a secret at a step of time (RFC 4226, 5.3); "" for what is no secret.
func codeAt(factor string, step int64) string {
	secret, err := base32NoPad.DecodeString(factor)
	if err != nil || len(secret) == 0 {
		return ""
	}
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, step) // a hash takes everything
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	number := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", codeDigits, number%1_000_000)
}

// stepOf is the step of time of which a code is, among those around now and after the last that was taken; 0 if it is of none.
func stepOf(factor, code string, last int64, now time.Time) (found int64) {
	if len(code) != codeDigits {
		return 0
	}
	step := now.Unix() / int64(stepTime.Seconds())
	for s := step - around; s <= step+around; s++ {
		if subtle.ConstantTimeCompare([]byte(codeAt(factor, s)), []byte(code)) == 1 && s > last {
			found = s
		}
	}
	return found
}

// plainCode is a code without the spaces and hyphens in which people see it.
func plainCode(typed string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(typed))
}

// checkCode takes a user's code: of their device, once, or one of those for a lost device, which is then gone. The error is ErrCode
// for every other.
func (g *Gate) checkCode(ctx context.Context, name, typed string) error {
	counted := "code/" + name // no user's name
	tries, err := g.countTry(ctx, counted, SenderOf(ctx), triesOfCode)
	if errors.Is(err, ErrSignIn) {
		return ErrCode
	}
	if err != nil {
		return err
	}
	err = g.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		return errors.Join(g.takeCode(ctx, tx, name, plainCode(typed)), tx.ForgetSignIns(ctx, counted, ""))
	})
	if errors.Is(err, ErrCode) {
		err = errors.Join(err, g.fail(ctx, name, tries))
	}
	return err
}

// takeCode notes that a code was taken; ErrCode if it is not.
func (g *Gate) takeCode(ctx context.Context, tx *ledger.Tx, name, code string) error {
	if len(code) == codeLength {
		isTaken, err := tx.UseRecoveryCode(ctx, name, hashToken(code))
		if err != nil || !isTaken {
			return errors.Join(err, ErrCode)
		}
		return tx.Audit(ctx, name, "recovery code used", "user/"+name, "")
	}
	user, err := tx.User(ctx, name)
	if err != nil {
		return err
	}
	if user.FactorStep = stepOf(user.Factor, code, user.FactorStep, g.Now()); user.FactorStep == 0 {
		return ErrCode
	}
	return tx.UpdateUser(ctx, user)
}

// Offer is a second factor that somebody may take.
type Offer struct {
	Secret  string // to be typed into a device
	Address string // the same, for the device to read: otpauth://
}

// sessionOffer is the key of a secret that is offered, until a code of it is typed.
const sessionOffer = "factor"

// OfferFactor is the second factor that is offered to a user in this session: the same until it is taken.
func (g *Gate) OfferFactor(ctx context.Context, user string) Offer {
	secret := g.Sessions.GetString(ctx, sessionOffer)
	if secret == "" {
		secret = newFactor()
		g.Sessions.Put(ctx, sessionOffer, secret)
	}
	host := strings.TrimPrefix(strings.TrimPrefix(g.BaseURL, "https://"), "http://")
	query := url.Values{"secret": {secret}, "issuer": {host}}
	return Offer{secret, "otpauth://totp/" + url.PathEscape(host+":"+user) + "?" + query.Encode()}
}

// TakeFactor makes what was offered the second factor of a user, who types a code of it to show that their device has it. What comes back
// are the codes for the day on which they lose it: they are shown once.
func (g *Gate) TakeFactor(ctx context.Context, name, typed string) ([]string, error) {
	secret := g.Sessions.GetString(ctx, sessionOffer)
	step := stepOf(secret, plainCode(typed), 0, g.Now())
	if secret == "" || step == 0 {
		return nil, ErrCode
	}
	codes, hashes := make([]string, codesKept), make([]string, codesKept)
	for i := range codes {
		codes[i] = strings.ToLower(rand.Text()[:codeLength])
		hashes[i] = hashToken(codes[i])
	}
	err := g.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		user, err := tx.User(ctx, name)
		if err != nil {
			return err
		}
		if user.Factor != "" || user.Password == "" {
			return fmt.Errorf("%w: %s has one, or signs in elsewhere", work.ErrForbidden, name)
		}
		user.Factor, user.FactorStep = secret, step
		return errors.Join(tx.UpdateUser(ctx, user), tx.SetRecoveryCodes(ctx, name, hashes), tx.Audit(ctx, name, "user changed", "user/"+name, "second factor"))
	})
	if err != nil {
		return nil, err
	}
	g.Sessions.Remove(ctx, sessionOffer)
	g.Sessions.Put(ctx, sessionStrong, true)
	return codes, nil
}

// DropFactor ends the actor's second factor, by one of its codes.
func (g *Gate) DropFactor(ctx context.Context, actor work.Actor, typed string) error {
	if err := g.checkCode(ctx, actor.Name, typed); err != nil {
		return err
	}
	return g.Ledger.Write(ctx, func(tx *ledger.Tx) error {
		user, err := tx.User(ctx, actor.Name)
		if err != nil {
			return err
		}
		user.Factor, user.FactorStep = "", 0
		return errors.Join(tx.UpdateUser(ctx, user), tx.Audit(ctx, actor.Name, "user changed", "user/"+actor.Name, "no second factor"))
	})
}
