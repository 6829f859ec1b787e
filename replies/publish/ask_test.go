package publish_test

import (
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"

	"hearsay/replies/publish"
)

// TestAServerThatIsNotTrustedGotNothing has the clock of a machine stepped, or somebody between it and the platform: nothing was
// sent, so that a part that cannot be sent twice is still to be sent, and nobody has to look whether it stands.
func TestAServerThatIsNotTrustedGotNothing(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was asked") }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	err := publish.Ask(t.Context(), &http.Client{}, publish.Request{Method: http.MethodPost, Address: server.URL, Body: "text"}, nil, nil, "")
	if !errors.Is(err, publish.ErrLater) {
		t.Errorf("got %v, want to try again later", err)
	}
}
