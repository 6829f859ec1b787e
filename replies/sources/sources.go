// Package sources opens the links that a reply rests on, and knows which publishers are trusted.
package sources

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"hearsay/fault"
	"hearsay/replies"
	"hearsay/settings"
)

// Trusted is the list of publishers that need no verifier's word. Immutable, safe for several goroutines.
type Trusted struct{ byDomain map[string]string }

type trustedFile struct {
	Publishers []struct {
		Name    string   `yaml:"name"`
		Domains []string `yaml:"domains"` // each with everything below it
	} `yaml:"publishers"`
}

var validDomain = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)*$`)

// ParseTrusted reads a trusted-sources file. The error joins all faults.
func ParseTrusted(name string, data []byte) (*Trusted, error) {
	file, err := settings.Parse(name, data)
	if err != nil {
		return nil, err
	}
	var parsed trustedFile
	if err := file.Decode(&parsed); err != nil {
		return nil, err
	}
	t := &Trusted{byDomain: map[string]string{}}
	var faults fault.List
	for i, p := range parsed.Publishers {
		path := fmt.Sprintf("$.publishers[%d]", i)
		if p.Name == "" || len(p.Domains) == 0 {
			faults.Add(name, file.Line(path), "write both name and domains", "a publisher lacks its name or its domains")
		}
		for k, domain := range p.Domains {
			if !validDomain.MatchString(domain) {
				faults.Add(name, file.Line(fmt.Sprintf("%s.domains[%d]", path, k)), "write a bare domain in small letters, as in who.int", "%q is not a domain", domain)
			}
			t.byDomain[domain] = p.Name
		}
	}
	return t, faults.Err()
}

// Publisher is the trusted publisher of a link, "" if it is unknown.
func (t *Trusted) Publisher(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	for host != "" {
		if name := t.byDomain[host]; name != "" {
			return name
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return ""
}

// Checker opens sources. It is safe for several goroutines.
type Checker struct {
	Client  *http.Client // guarded against inner addresses
	Trusted *Trusted
	Now     func() time.Time
}

// maxSource bounds how much of a source is read, in bytes. What is longer is hashed up to there.
const maxSource = 8 << 20

// Open opens a link and says what is there, and what is read there. It must answer 200 over https, redirects included.
func (c *Checker) Open(ctx context.Context, link string) (check replies.Check, text string, err error) {
	if err := replies.CheckLink(link); err != nil {
		return replies.Check{}, "", err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return replies.Check{}, "", fmt.Errorf("%w: %w", replies.ErrUnreachable, err)
	}
	client := *c.Client
	client.CheckRedirect = onlySecure
	response, err := client.Do(request)
	if err != nil {
		return replies.Check{}, "", fmt.Errorf("%w: %w", replies.ErrUnreachable, err)
	}
	defer response.Body.Close()
	switch response.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound, http.StatusGone:
		return replies.Check{}, "", fmt.Errorf("%w: %s answers %s; link to a page that anybody can read", replies.ErrGone, link, response.Status)
	default:
		return replies.Check{}, "", fmt.Errorf("%w: %s answers %s; link to a page that anybody can read", replies.ErrUnreachable, link, response.Status)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxSource))
	if err != nil {
		return replies.Check{}, "", fmt.Errorf("%w: %s: %w", replies.ErrUnreachable, link, err)
	}
	sum := sha256.Sum256(body)
	check = replies.Check{
		URL: link, Publisher: c.Trusted.Publisher(response.Request.URL.String()), SHA256: hex.EncodeToString(sum[:]), CheckedAt: c.Now().UTC(),
	}
	if isPage(response.Header.Get("Content-Type"), body) {
		check.Title, text = read(body)
	}
	return check, text, nil
}

func onlySecure(next *http.Request, via []*http.Request) error {
	if len(via) >= 5 {
		return errors.New("more than five redirects")
	}
	if next.URL.Scheme != "https" {
		return fmt.Errorf("it redirects to %s, which is not https", next.URL)
	}
	return nil
}
