package access

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // what the lists are made of; no password of ours is kept so
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
)

// Breached is the name of a file of passwords that were stolen somewhere: a line for each, its SHA-1 in hexadecimal and what may stand behind
// a colon, in the order of the hashes, as https://github.com/HaveIBeenPwned/PwnedPasswordsDownloader writes it. "" is no file. It is safe for
// several goroutines, and the file may be replaced by a newer one at any time.
type Breached string

// mostLine bounds a line of the file, in bytes.
const mostLine = 128

// Check tells whether the file can be used.
func (b Breached) Check() error {
	_, err := b.Has("password")
	return err
}

// Has tells whether a password is one of them. The file may be of any size: it is looked into at some forty places.
func (b Breached) Has(password string) (bool, error) {
	if b == "" {
		return false, nil
	}
	file, err := os.Open(string(b))
	if err != nil {
		return false, fmt.Errorf("opening the list of breached passwords: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return false, fmt.Errorf("reading the list of breached passwords: %w", err)
	}
	sum := sha1.Sum([]byte(password)) //nolint:gosec // as above
	wanted := strings.ToUpper(hex.EncodeToString(sum[:]))
	var faults error
	at := sort.Search(int(info.Size()), func(at int) bool {
		found, err := hashAt(file, int64(at))
		faults = errors.Join(faults, err)
		return err != nil || found == "" || found >= wanted
	})
	if faults == nil {
		var found string
		if found, faults = hashAt(file, int64(at)); faults == nil {
			return found == wanted, nil
		}
	}
	return false, fmt.Errorf("the list of breached passwords, %s: %w", b, faults)
}

// hashAt is the hash of the first line that begins at a place of the file or behind it, "" behind the last one.
func hashAt(file io.ReaderAt, at int64) (string, error) {
	from := max(at-1, 0) // a line begins there if the byte before ends one
	chunk := make([]byte, 2*mostLine)
	n, err := file.ReadAt(chunk, from)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	chunk = chunk[:n]
	if at > 0 {
		end := bytes.IndexByte(chunk, '\n')
		if end < 0 {
			return "", isLast(err, from)
		}
		chunk = chunk[end+1:]
	}
	if len(chunk) == 0 {
		return "", nil
	}
	const width = 2 * sha1.Size
	line, _, _ := bytes.Cut(chunk, []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	if _, err := hex.DecodeString(string(line[:min(width, len(line))])); err != nil || len(line) < width || len(line) > width && line[width] != ':' {
		return "", fmt.Errorf("the line behind byte %d is not a SHA-1 of 40 hexadecimal digits and a colon", at)
	}
	return strings.ToUpper(string(line[:width])), nil
}

// isLast is an error unless what was read ended the file.
func isLast(err error, from int64) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return fmt.Errorf("the line at byte %d is longer than %d", from, mostLine)
}
