package email

import (
	"errors"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"hearsay/alerts/notify/notifytest"
	"hearsay/internal/servertest"
	"hearsay/mail"
)

// serverAt is a mail server as the configuration names it.
func serverAt(t *testing.T, address string) *mail.Server {
	t.Helper()
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	return &mail.Server{Host: host, Port: n, Security: "none", From: "hearsay <alerts@town.example>"}
}

// TestEverybodyGetsIt sends to three, the first of whom the mail server refuses, over connections that are cut.
func TestEverybodyGetsIt(t *testing.T) {
	whole := sizeOfTwoMessages(t)
	for name, cuts := range map[string][]int{"whole": nil, "within the first message": {whole / 4}, "within the second message": {whole * 3 / 4}, "both tries of the first message": {whole / 4, whole / 4}} {
		t.Run(name, func(t *testing.T) {
			server := servertest.NewSMTP(t)
			cutter := servertest.NewCutter(t, server.Addr, cuts...)
			settings := &Settings{To: []string{"refused@town.example", "ann@town.example", "ben@town.example"}, Server: serverAt(t, cutter.Addr)}
			notifier := settings.Open()
			err := notifier.Notify(t.Context(), notifytest.Sample())
			if isTwice := len(cuts) == 2; isTwice != (err != nil) {
				t.Fatalf("got %v", err)
			}
			if err != nil {
				err = notifier.Notify(t.Context(), notifytest.Sample()) // as it is tried again
			}
			if err != nil {
				t.Fatal(err)
			}
			if cutter.Cut() != len(cuts) {
				t.Errorf("%d connections were cut", cutter.Cut())
			}
			var to []string
			for _, m := range server.Taken() {
				to = append(to, strings.Trim(m.To, "<>"))
				if m.Header.Get("Subject") != "A critical claim waits in urgent and 1 more" || m.Header.Get("Auto-Submitted") != "auto-generated" || !strings.Contains(m.Header.Get("Content-Type"), "multipart/alternative") {
					t.Errorf("the header is %v", m.Header)
				}
				if !strings.Contains(m.Body, "They say the <b>water</b> is poisoned & ") || !strings.Contains(m.Body, "&lt;b&gt;water") {
					t.Errorf("a post is not as it was written: %s", m.Body)
				}
			}
			if slices.Sort(to); !slices.Equal(to, []string{"ann@town.example", "ben@town.example"}) {
				t.Errorf("it reached %v", to)
			}
		})
	}
}

// sizeOfTwoMessages is how many bytes it takes here, where the machine's name is part of them.
func sizeOfTwoMessages(t *testing.T) int {
	t.Helper()
	cutter := servertest.NewCutter(t, servertest.NewSMTP(t).Addr)
	settings := &Settings{To: []string{"ann@town.example", "ben@town.example"}, Server: serverAt(t, cutter.Addr)}
	if err := settings.Open().Notify(t.Context(), notifytest.Sample()); err != nil {
		t.Fatal(err)
	}
	for cutter.Carried() == 0 {
		time.Sleep(time.Millisecond)
	}
	return cutter.Carried()
}

// TestWhoWaitsIsTriedAgain shows that those who have a message do not get it again because another mailbox is busy.
func TestWhoWaitsIsTriedAgain(t *testing.T) {
	server := servertest.NewSMTP(t)
	notifier := (&Settings{To: []string{"refused1@town.example", "ann@town.example", "later2@town.example"}, Server: serverAt(t, server.Addr)}).Open()
	for range 3 {
		if err := notifier.Notify(t.Context(), notifytest.Large("long words ")); err == nil || !strings.Contains(err.Error(), "later2@town.example") {
			t.Errorf("got %v", err)
		}
	}
	if taken := server.Taken(); len(taken) != 1 {
		t.Errorf("%d messages were taken, want ann's", len(taken))
	}
}

func TestNobodyGotIt(t *testing.T) {
	server := servertest.NewSMTP(t)
	notifier := (&Settings{To: []string{"refused1@town.example", "refused2@town.example"}, Server: serverAt(t, server.Addr)}).Open()
	if err := notifier.Notify(t.Context(), notifytest.Sample()); !errors.Is(err, mail.ErrRefused) {
		t.Errorf("got %v", err)
	}
}

// TestNoHeaderIsSmuggledIn alerts under a title that would be a header and a body of its own, if it were written as it is.
func TestNoHeaderIsSmuggledIn(t *testing.T) {
	server := servertest.NewSMTP(t)
	notifier := (&Settings{To: []string{"ann@town.example"}, Server: serverAt(t, server.Addr)}).Open()
	m := notifytest.Sample()
	m.Title = "Alert\r\nBcc: eve@town.example\r\n\r\nSmuggled"
	if err := notifier.Notify(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	taken := server.Taken()
	if len(taken) != 1 || taken[0].Header.Get("Bcc") != "" || !strings.Contains(taken[0].Header.Get("To"), "ann@town.example") || strings.HasPrefix(taken[0].Body, "Smuggled") {
		t.Errorf("got %+v", taken)
	}
}
