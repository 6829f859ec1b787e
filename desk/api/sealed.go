package api

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
)

// An answer is kept so that only who made the call can read it: under the call's key, which the ledger does not know. It may hold a token, which is
// shown once, or what somebody asks to be erased.

// cipher is that of the call's answer: AES-256 in Galois/Counter Mode (NIST SP 800-38D), its key from the call's (RFC 5869).
func (c namedCall) cipher() cipher.AEAD {
	key, err := hkdf.Key(sha256.New, []byte(c.key), nil, "answer to a call", 32)
	if err != nil {
		panic("api: " + err.Error()) // of a length that hkdf does not give
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		panic("api: " + err.Error()) // of a key of another length
	}
	sealing, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic("api: " + err.Error()) // of a cipher that is not AES
	}
	return sealing
}

// seal makes an answer unreadable for who has not the key.
func (c namedCall) seal(body []byte) []byte {
	return c.cipher().Seal(nil, nil, body, []byte(c.user)) //nolint:gosec // the cipher draws a nonce for each by itself
}

// errSealed is returned for a kept answer that is not as it was kept.
var errSealed = errors.New("the kept answer cannot be read")

func (c namedCall) open(sealed []byte) ([]byte, error) {
	body, err := c.cipher().Open(nil, nil, sealed, []byte(c.user))
	if err != nil {
		return nil, errSealed
	}
	return body, nil
}
