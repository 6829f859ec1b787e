package app

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	"hearsay/collector/twitter/twittersim"
	"hearsay/configs"
	"hearsay/replies/publish/x/xsim"
	"hearsay/replies/sources"
	"hearsay/work"
)

// Demo is the daemon on the made-up sample: platforms that are simulated on loopback, a fresh ledger, three users.
type Demo struct {
	*App
	platform *platform
	dir      string
}

// demoFirst is how many posts the platform has at once; the others come one by one, as they would.
const (
	demoFirst = 24
	demoPause = 3 * time.Second
)

// NewDemo prepares the demo in a folder that is removed when it ends. listen overrides the address, "" leaves it.
func NewDemo(ctx context.Context, listen string, options Options) (*Demo, error) {
	dir, err := os.MkdirTemp("", "hearsay-demo-")
	if err != nil {
		return nil, fmt.Errorf("making the demo's folder: %w", err)
	}
	d := &Demo{dir: dir}
	if err := d.prepare(ctx, listen, options); err != nil {
		return nil, errors.Join(err, d.clean())
	}
	return d, nil
}

func (d *Demo) prepare(ctx context.Context, listen string, options Options) error {
	var err error
	if d.platform, err = newPlatform(); err != nil {
		return err
	}
	posts, err := configs.Files.ReadFile("demo/posts.ndjson")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(d.dir, "posts.ndjson"), posts, 0o600); err != nil {
		return fmt.Errorf("writing the demo's archive: %w", err)
	}
	config, err := d.config()
	if err != nil {
		return err
	}
	if listen != "" {
		config.Listen = listen
	}
	options.SourceRoots = d.platform.roots()
	options.Admin = rand.Text()
	if d.App, err = New(ctx, config, options); err != nil {
		return err
	}
	return d.signUp(ctx, options.Announce)
}

// config reads demo.yaml, whose two variables are known only now, and trusts the simulated authority.
func (d *Demo) config() (*Config, error) {
	data, err := configs.Files.ReadFile("demo.yaml")
	if err != nil {
		return nil, err
	}
	if err := errors.Join(os.Setenv("HEARSAY_DEMO_URL", d.platform.plain.URL), os.Setenv("HEARSAY_DEMO_DIR", d.dir)); err != nil {
		return nil, err
	}
	config, err := ParseConfig("demo.yaml", data)
	if err != nil {
		return nil, err
	}
	config.Trusted, err = sources.ParseTrusted("demo", []byte("publishers: [{name: The made-up health authority, domains: [127.0.0.1]}]"))
	return config, err
}

func (d *Demo) signUp(ctx context.Context, announce func(string)) error {
	announce("three people can sign in:")
	for _, user := range []struct {
		name string
		role work.Role
	}{{"responder", work.Responder}, {"verifier", work.Verifier}, {"editor", work.Editor}} {
		password := rand.Text()[:16]
		if err := d.AddUser(ctx, user.name, user.role, password); err != nil {
			return err
		}
		announce(fmt.Sprintf("  %-10s password %s", user.name, password))
	}
	announce("a source that can be linked in replies: " + d.platform.authority.URL + "/facts")
	return nil
}

// Run runs the demo until ctx ends.
func (d *Demo) Run(ctx context.Context) error {
	posting, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { defer close(done); d.platform.post(posting) }()
	err := d.App.Run(ctx)
	stop()
	<-done
	return errors.Join(err, d.clean())
}

func (d *Demo) clean() error {
	if d.platform != nil {
		d.platform.close()
	}
	return os.RemoveAll(d.dir)
}

// platform stands for the platforms and for an authority's site, on loopback.
type platform struct {
	sim       *twittersim.Server
	plain     *httptest.Server
	authority *httptest.Server
	later     []json.RawMessage
}

func newPlatform() (*platform, error) {
	statuses, err := configs.Files.ReadFile("demo/statuses.ndjson")
	if err != nil {
		return nil, err
	}
	letters, err := configs.Files.ReadFile("demo/feed.xml")
	if err != nil {
		return nil, err
	}
	p := &platform{sim: &twittersim.Server{}}
	for lines := bufio.NewScanner(bytes.NewReader(statuses)); lines.Scan(); {
		p.later = append(p.later, bytes.Clone(lines.Bytes()))
	}
	if err := p.sim.Add(p.later[:demoFirst]...); err != nil {
		return nil, err
	}
	p.later = p.later[demoFirst:]
	mux := http.NewServeMux()
	mux.Handle("/1.1/", p.sim)
	wall := &xsim.Server{} // takes what the demo's account posts
	mux.Handle("/2/", wall)
	mux.HandleFunc("/feed.xml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		_, _ = w.Write(letters)
	})
	p.plain = httptest.NewServer(mux)
	wall.Address = p.plain.URL
	p.authority = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<!doctype html><title>Facts of the made-up health authority</title><p>Disinfectants are for surfaces. Never drink them.</p>")
	}))
	return p, nil
}

// post brings the rest of the posts one by one.
func (p *platform) post(ctx context.Context) {
	pace := time.NewTicker(demoPause)
	defer pace.Stop()
	for _, status := range p.later {
		select {
		case <-ctx.Done():
			return
		case <-pace.C:
		}
		if p.sim.Add(status) != nil {
			return
		}
	}
}

func (p *platform) roots() *x509.CertPool {
	roots := x509.NewCertPool()
	roots.AddCert(p.authority.Certificate())
	return roots
}

func (p *platform) close() {
	p.plain.Close()
	p.authority.Close()
}
