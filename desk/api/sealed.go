package api

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// A call is kept so that only who made it can read what it said and was answered: under its key, which the ledger does not know. The answer may hold a token,
// which is shown once, or what somebody asks to be erased.

// namedCall is a call that has a key.
type namedCall struct{ user, key, fingerprint string }

// derive is what follows from the call's key for one purpose, and tells nothing of it: the one-step derivation of NIST SP 800-56C, without its counter.
func (c namedCall) derive(purpose string) [sha256.Size]byte {
	return sha256.Sum256([]byte(purpose + "\x00" + c.key + "\x00" + c.user))
}

// name is what the ledger knows the call by.
func (c namedCall) name() string {
	sum := c.derive("name of a call")
	return hex.EncodeToString(sum[:])
}

// fingerprintOf tells a call from anything else that is said under its key.
func (c namedCall) fingerprintOf(method, address string, body []byte) string {
	key := c.derive("fingerprint of a call")
	h := hmac.New(sha256.New, key[:])
	fmt.Fprintf(h, "%s %s\n", method, address)
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// cipher is that of the answer: AES-256 in Galois/Counter Mode (NIST SP 800-38D).
func (c namedCall) cipher() (cipher.AEAD, error) {
	key := c.derive("answer to a call")
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// seal makes an answer unreadable for who has not the key.
func (c namedCall) seal(body []byte) ([]byte, error) {
	by, err := c.cipher()
	if err != nil {
		return nil, err
	}
	return by.Seal(nil, nil, body, nil), nil //nolint:gosec // it draws a nonce for each by itself
}

// open is an answer that seal sealed; an error for one that is not as it was kept.
func (c namedCall) open(sealed []byte) ([]byte, error) {
	by, err := c.cipher()
	if err != nil {
		return nil, err
	}
	return by.Open(nil, nil, sealed, nil)
}
