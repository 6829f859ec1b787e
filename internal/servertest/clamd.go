package servertest

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

const clamdSettings = `
Foreground yes
DatabaseDirectory %[1]s
TCPAddr 127.0.0.1
TCPSocket %[2]s
StreamMaxLength 1M
`

// Clamd starts a virus scanner that knows one harmful file, which it calls Made.Up, and takes files of a megabyte at most. It returns its
// address; stop ends it before the test does.
func Clamd(t testing.TB, harmful []byte) (at string, stop func()) {
	t.Helper()
	program := address(t, "HEARSAY_TEST_CLAMD")
	dir, port := t.TempDir(), FreePort(t)
	sum := md5.Sum(harmful)
	settings := filepath.Join(dir, "clamd.conf")
	for name, content := range map[string]string{
		filepath.Join(dir, "made-up.hdb"): fmt.Sprintf("%s:%d:Made.Up\n", hex.EncodeToString(sum[:]), len(harmful)),
		settings:                          fmt.Sprintf(clamdSettings, dir, port),
	} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.Command(program, "--config-file", settings)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	stop = func() {
		command.Process.Kill()
		command.Wait()
	}
	t.Cleanup(stop)
	for range 300 {
		if conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", port)); err == nil {
			conn.Close()
			return "tcp://127.0.0.1:" + port, stop
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the virus scanner does not listen")
	return "", nil
}
