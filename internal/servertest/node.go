package servertest

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"
)

// FreePort is a loopback port that nobody listens on.
func FreePort(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}

// OpenIDProvider starts an OpenID provider that sends people back to an address, and returns its issuer. Its only client is
// "desk", with "a secret of the test". A name such as carla.checkers is carla in the group checkers; any password will do. Who is
// in the group twofactors signs in by what acr calls mfa, others by nothing that it has a name for.
func OpenIDProvider(t testing.TB, redirect string) string {
	t.Helper()
	port := FreePort(t)
	node(t, "provider.mjs", port, redirect)
	return "http://127.0.0.1:" + port
}

// BlueskyServer starts a Bluesky server with nobody on it, and returns its address. Handles end in .test.
func BlueskyServer(t testing.TB) string {
	t.Helper()
	port := FreePort(t)
	node(t, "pds.mjs", port)
	return "http://localhost:" + port
}

// node runs one of the scripts in the folder npm until the test ends, and waits until it says a line.
func node(t testing.TB, script string, args ...string) {
	t.Helper()
	modules := address(t, NPMVariable)
	_, here, _, _ := runtime.Caller(0)
	path := filepath.Join(filepath.Dir(here), "npm", script)
	command := exec.Command("node", append([]string{path, modules}, args...)...)
	command.Stderr = os.Stderr
	command.Dir = t.TempDir()
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("%v: the tests' npm packages need node; run make test", err)
	}
	t.Cleanup(func() {
		command.Process.Kill()
		command.Wait()
	})
	said := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(out)
		said <- lines.Scan()
		for lines.Scan() {
		}
	}()
	select {
	case ok := <-said:
		if !ok {
			t.Fatalf("%s ended at once", script)
		}
	case <-time.After(60 * time.Second):
		t.Fatalf("%s did not start", script)
	}
}
