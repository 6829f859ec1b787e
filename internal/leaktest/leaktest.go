// Package leaktest fails the tests of a package that leave a goroutine behind. Each package has
//
//	func TestMain(m *testing.M) { leaktest.Main(m) }
package leaktest

import (
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// patience is how long goroutines may take to end after the last test, on a machine that has much else to do.
const patience = 20 * time.Second

// Main runs the tests of a package, then what is to be done after all of them, and ends the process.
func Main(m *testing.M, after ...func()) {
	code := m.Run()
	for _, do := range after {
		do()
	}
	if code == 0 {
		if err := left(patience); err != nil {
			fmt.Fprintln(os.Stderr, "the tests left goroutines behind:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// left says which goroutines have not ended. Connections that clients of tests keep are closed first. One kind is go-redis's own, of
// clients that tests make; the program's do not begin it.
func left(patience time.Duration) error {
	http.DefaultClient.CloseIdleConnections()
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if err = goleak.Find(goleak.IgnoreAnyFunction("github.com/redis/go-redis/v9/maintnotifications.(*CircuitBreakerManager).cleanupLoop")); err == nil {
			return nil
		}
	}
	return err
}
