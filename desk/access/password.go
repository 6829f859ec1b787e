package access

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/crypto/argon2"
)

// Parameters of argon2id: the second choice of OWASP's password storage cheat sheet, 19 MiB and two passes.
const (
	argonTime    = 2
	argonMemory  = 19 << 10 // KiB
	argonThreads = 1
	argonKey     = 32
)

// MinPassword is the fewest characters of a password.
const MinPassword = 10

// hashing are those who hash just now: each takes argonMemory, so that as many as there are cores do at once, and the others wait.
var hashing = make(chan struct{}, runtime.GOMAXPROCS(0))

// keyOf is a password's key. Whoever sends many passwords at once makes others wait, and does not fill the memory.
func keyOf(password string, salt []byte, passes, memory uint32, threads uint8) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, passes, memory, threads, argonKey)
}

// HashPassword hashes a password with argon2id and a random salt, in PHC form.
func HashPassword(password string) string {
	salt := make([]byte, 16)
	rand.Read(salt)
	key := keyOf(password, salt, argonTime, argonMemory, argonThreads)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads, b64.EncodeToString(salt), b64.EncodeToString(key))
}

// checkPassword tells whether password is the one that was hashed.
func checkPassword(hash, password string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	var memory, passes uint32
	var threads uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &threads); err != nil {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) != argonKey {
		return false
	}
	got := keyOf(password, salt, passes, memory, threads)
	return subtle.ConstantTimeCompare(got, want) == 1
}

// nobody is hashed when the name is unknown, so that an unknown name takes as long as a wrong password.
var nobody = sync.OnceValue(func() string { return HashPassword("nobody's password") })
