// Package scan asks a virus scanner about files before they are kept: ClamAV's daemon, over its socket.
//
// https://docs.clamav.net/manual/Usage/Scanning.html#clamd, https://manpages.debian.org/clamd.8 (INSTREAM)
package scan

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

// Clamd is the address of a scanner: tcp://host:port or unix:///path. It is safe for several goroutines.
type Clamd string

// Errors of Scan.
var (
	ErrHarmful = errors.New("the scanner of files says that the file is harmful")
	ErrScanner = errors.New("the scanner of files does not answer, and nothing is taken without it; try again later, or tell an administrator")
)

// ParseClamd reads an address.
func ParseClamd(address string) (Clamd, error) {
	network, place, _ := Clamd(address).split()
	if _, _, err := net.SplitHostPort(place); network == "tcp" && err == nil || network == "unix" && strings.HasPrefix(place, "/") {
		return Clamd(address), nil
	}
	return "", fmt.Errorf("%q is not the address of a scanner", address)
}

func (c Clamd) split() (network, place string, ok bool) { return strings.Cut(string(c), "://") }

// scanTime bounds a scan.
const scanTime = time.Minute

// chunk is how many bytes are sent at once; the daemon takes each with its length before it.
const chunk = 1 << 16

// Scan asks about a file's bytes. ErrHarmful, with the scanner's name for it, if it is; ErrScanner if that cannot be told.
func (c Clamd) Scan(ctx context.Context, data []byte) error {
	ctx, cancel := context.WithTimeout(ctx, scanTime)
	defer cancel()
	answer, err := c.ask(ctx, data)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrScanner, err)
	}
	said := strings.TrimPrefix(answer, "stream: ")
	if said == "OK" {
		return nil
	}
	if name, isFound := strings.CutSuffix(said, " FOUND"); isFound {
		return fmt.Errorf("%w: %s", ErrHarmful, name)
	}
	return fmt.Errorf("%w: it says %q", ErrScanner, said)
}

// ask sends a file and reads the answer.
func (c Clamd) ask(ctx context.Context, data []byte) (string, error) {
	network, place, _ := c.split()
	conn, err := (&net.Dialer{}).DialContext(ctx, network, place)
	if err != nil {
		return "", err
	}
	end := sync.OnceFunc(func() { _ = conn.Close() })
	defer end()
	defer context.AfterFunc(ctx, end)()
	sent := send(conn, data)
	// A file that is too long is answered before all of it is sent.
	answer, err := bufio.NewReader(io.LimitReader(conn, 4096)).ReadString(0)
	if err != nil {
		return "", errors.Join(sent, err)
	}
	return strings.TrimRight(answer, "\x00\n"), nil
}

func send(to io.Writer, data []byte) error {
	w := bufio.NewWriterSize(to, chunk)
	_, err := w.WriteString("zINSTREAM\x00")
	for len(data) > 0 {
		part := data[:min(len(data), chunk)]
		data = data[len(part):]
		_, failed := w.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(part))), part...)) //nolint:gosec // at most chunk
		err = errors.Join(err, failed)
	}
	_, failed := w.Write(make([]byte, 4))
	return errors.Join(err, failed, w.Flush())
}
