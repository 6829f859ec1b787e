package leaktest

import (
	"strings"
	"testing"
	"time"
)

func TestMain(m *testing.M) { Main(m) }

func TestAGoroutineThatIsLeftIsSeen(t *testing.T) {
	if err := left(time.Second); err != nil {
		t.Fatal(err)
	}
	release := make(chan struct{})
	go func() { <-release }()
	if err := left(200 * time.Millisecond); err == nil || !strings.Contains(err.Error(), "TestAGoroutineThatIsLeftIsSeen") {
		t.Errorf("the goroutine is not seen: %v", err)
	}
	close(release)
	if err := left(time.Second); err != nil {
		t.Errorf("the goroutine has ended: %v", err)
	}
}
