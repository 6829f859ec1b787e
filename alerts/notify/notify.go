// Package notify holds what the chat services of its subfolders share: posting JSON, and saying what went wrong.
package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// CheckURL reports what is wrong with an incoming webhook's address. Inner addresses are allowed: an administrator
// wrote it.
func CheckURL(address string, report func(field, what, remedy string)) {
	if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		report("url", "the receiver's address cannot be used", "copy it whole from the chat service, as in ${SLACK_URL}")
	}
}

// PostJSON posts body and takes any 2xx for success. Errors do not name the address, which is a secret.
func PostJSON(ctx context.Context, address string, body any, header http.Header) error {
	data, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("writing the message: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("the receiver's address cannot be used")
	}
	for name, values := range header {
		request.Header[name] = values
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		if failed, ok := err.(*url.Error); ok { //nolint:errorlint // the client's own wrapping names the address
			err = failed.Err
		}
		return fmt.Errorf("posting the message: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		said, _ := io.ReadAll(io.LimitReader(response.Body, 200))
		return fmt.Errorf("the receiver answers %s: %s", response.Status, bytes.TrimSpace(said))
	}
	return nil
}
