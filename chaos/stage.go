//go:build linux

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"hearsay/bulletin"
	"hearsay/ledger"
	"hearsay/work"
)

// stage is everything of one run: its servers, its processes, its world, its people.
type stage struct {
	*plan
	site     *site
	dir      string
	disk     string          // where the ledger's data stands; a small disk of its own if that can fill up
	redis    *redisServer    // nil with several
	group    *redisGroup     // nil with one
	postgres *postgresServer // nil with SQLite
	toRedis  *proxy          // nil with several
	toLedger *proxy          // nil with SQLite
	programs []*program
	world    *world
	crew     *crew

	moreSources string // of the configuration
}

// program is one process of hearsay. It may be killed and started again.
type program struct {
	*stage
	number  int
	address string
	config  string
	clock   string // the file that steps its clock

	mu sync.Mutex
	*child
}

func (p *program) start() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var err error
	p.child, err = begin(exec.Command(p.site.self, daemonWord, p.config, p.clock, filepath.Join(p.dir, "authority.pem")), p.log())
	return err
}

func (p *program) log() string { return filepath.Join(p.dir, fmt.Sprintf("hearsay-%d.log", p.number)) }

func (p *program) signal(s syscall.Signal) { _ = p.command.Process.Signal(s) }

// kill ends it as a machine that loses power does.
func (p *program) kill() {
	p.signal(syscall.SIGKILL)
	<-p.ended
}

// isReady is nil once the desk answers.
func (p *program) isReady() error {
	response, err := http.Get("http://" + p.address + "/readyz")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("process %d answers %s", p.number, response.Status)
	}
	return nil
}

// revive starts it again if it has ended, as a service manager does.
func (p *program) revive() error {
	select {
	case <-p.ended:
		return p.start()
	default:
		return nil
	}
}

func newStage(ctx context.Context, site *site, p *plan) (*stage, error) {
	s := &stage{plan: p, site: site, dir: filepath.Join(site.dir, fmt.Sprint("seed-", p.seed))}
	return s, s.build(ctx)
}

func (s *stage) build(ctx context.Context) error {
	var err error
	s.disk = filepath.Join(s.dir, "disk")
	if err = os.MkdirAll(s.disk, 0o755); err != nil {
		return err
	}
	if s.fault.fillsDisk {
		if err = s.mount(); err != nil {
			return err
		}
	}
	if s.world, err = newWorld(s.seed); err != nil {
		return err
	}
	if err = os.WriteFile(filepath.Join(s.dir, "authority.pem"), s.world.certificate(), 0o600); err != nil {
		return err
	}
	if err = s.buildRedis(ctx); err != nil {
		return err
	}
	if s.redis != nil {
		if s.toRedis, err = newProxy(s.redis.address()); err != nil {
			return err
		}
	}
	if s.isPostgres {
		if err = s.buildPostgres(ctx); err != nil {
			return err
		}
	}
	if err = s.populate(ctx); err != nil {
		return err
	}
	processes := 1
	if s.isPostgres {
		processes = 2
	}
	for n := range processes {
		if err = s.addProgram(n); err != nil {
			return err
		}
	}
	s.crew = newCrew(s, rand.New(rand.NewPCG(s.seed, 2)))
	return nil
}

// diskSize is that of the small disks.
const diskSize = 160 << 20

func (s *stage) mount() error {
	if err := syscall.Mount("hearsay-chaos", s.disk, "tmpfs", 0, fmt.Sprintf("size=%d,mode=755", diskSize)); err != nil {
		return fmt.Errorf("a small disk to fill: %w; run as root", err)
	}
	return nil
}

func (s *stage) buildPostgres(ctx context.Context) error {
	parent := filepath.Join(s.disk, "pg")
	if err := os.Mkdir(parent, 0o755); err != nil {
		return err
	}
	s.postgres = &postgresServer{site: s.site, data: filepath.Join(parent, "data"), port: freePort()}
	if out, err := exec.CommandContext(ctx, "cp", "-a", s.site.template, s.postgres.data).CombinedOutput(); err != nil {
		return fmt.Errorf("copying the template: %w\n%s", err, out)
	}
	if err := s.postgres.start(ctx); err != nil {
		return err
	}
	var err error
	s.toLedger, err = newProxy(s.postgres.address())
	return err
}

// ledgerAddress is where the ledger is, past the proxy.
func (s *stage) ledgerAddress() string {
	if s.isPostgres {
		return s.postgres.url(s.postgres.address())
	}
	return filepath.Join(s.disk, "hearsay.db")
}

// messengers is how many people get the bulletin.
const messengers = 5

// populate adds who works at the desk, and who gets the bulletin.
func (s *stage) populate(ctx context.Context) error {
	l, err := ledger.Open(ctx, s.ledgerAddress(), time.Now)
	if err != nil {
		return err
	}
	err = l.Write(ctx, func(tx *ledger.Tx) error {
		for name, role := range crewRoles {
			sum := sha256.Sum256([]byte(tokenOf(name)))
			err := errors.Join(tx.AddUser(ctx, ledger.User{Name: name, Role: string(role), Password: "none"}),
				tx.AddToken(ctx, ledger.Token{ID: name, Hash: hex.EncodeToString(sum[:]), User: name, ExpiresAt: time.Now().Add(100 * time.Hour)}))
			if err != nil {
				return err
			}
		}
		for n := range messengers {
			m := bulletin.Messenger{
				ID: fmt.Sprint("messenger", n), Name: "made up", Email: fmt.Sprintf("messenger%d@example.org", n), Audience: "creator", Languages: []string{"en"}, Topics: []string{},
				State: bulletin.Confirmed, Consent: "made up", ConsentAt: time.Now(), AddedBy: "eva", Shared: []bulletin.Shared{}, CreatedAt: time.Now(),
			}
			if err := tx.SaveMessenger(ctx, &m); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, l.Close())
}

// crewRoles are who works at the desk.
var crewRoles = map[string]work.Role{"ann": work.Responder, "bob": work.Responder, "ver": work.Verifier, "eva": work.Editor}

func tokenOf(name string) string { return name + "'s token" }

func (s *stage) addProgram(n int) error {
	p := &program{stage: s, number: n, address: fmt.Sprint("127.0.0.1:", freePort()), config: filepath.Join(s.dir, fmt.Sprintf("hearsay-%d.yaml", n)), clock: filepath.Join(s.dir, fmt.Sprintf("clock-%d", n))}
	address := s.ledgerAddress()
	if s.isPostgres {
		address = s.postgres.url(s.toLedger.address())
	}
	text := fmt.Sprintf(strings.Replace(configuration, "routes:\n", s.moreSources+"routes:\n", 1), p.address, address, s.queueAddress(), s.world.server.URL, s.world.mail.port(), strings.Replace(s.world.server.URL, "http", "ws", 1))
	s.programs = append(s.programs, p)
	return errors.Join(os.WriteFile(p.config, []byte(text), 0o600), os.WriteFile(filepath.Join(s.dir, "alerts.yaml"), fmt.Appendf(nil, alerting, s.world.server.URL), 0o600))
}

const configuration = `listen: %[1]s
ledger: %[2]q
queue: %[3]q
upkeep: 500ms
fetch: {per_host: 1ms, timeout: 3s, allow_inner: [127.0.0.0/8]}
sources:
  - {name: board, kind: jsonpoll, every: 500ms, url: "%[4]s/board", items: posts, page: page, first: 1, platform: board, language: en, fields: {id: id, text: text, created_at: at}}
  - {name: news, kind: feed, every: 500ms, url: "%[4]s/news"}
  - {name: fedi, kind: mastodon, every: 500ms, instance: "%[4]s", timeline: hashtag, hashtag: flood}
  - {name: sky, kind: bluesky, endpoints: ["%[6]s/subscribe"]}
routes:
  queue: general
  deadline: 24h
  routes:
    - {when: kind == "question", queue: questions, deadline: 8h}
    - {when: kind == "claim", queue: claims, deadline: 4h}
alerts: alerts.yaml
accounts: [{name: town, kind: mastodon, instance: "%[4]s", token: made-up}]
webhooks: [{name: site, url: "%[4]s/hook", secret: whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=}]
mail: {host: 127.0.0.1, port: %[5]d, security: none, from: town@example.org}
bulletins: [{name: weekly, title: This week, language: en, audience: creator}]
`

const alerting = `interval: 1s
receivers: [{name: chat, kind: webhook, url: "%s/chat", secret: whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=}]
route: {receiver: chat, group_wait: 1s, group_interval: 2s, group_by: [...]}
conditions:
  - name: item_waits
    of: item
    when: waits && severity >= high
    title: "A {{words .kind}} waits in {{.queue}}"
    says: '{{count .posts "post" "posts"}}'
`

// close ends what runs.
func (s *stage) close() error {
	for _, p := range s.programs {
		if p.child != nil {
			p.signal(syscall.SIGCONT)
			p.end(syscall.SIGKILL, time.Second)
		}
	}
	for _, p := range []*proxy{s.toRedis, s.toLedger} {
		if p != nil {
			p.close()
		}
	}
	if s.redis != nil && s.redis.child != nil {
		s.redis.end(syscall.SIGKILL, time.Second)
	}
	if s.group != nil {
		s.group.close()
	}
	if s.postgres != nil && s.postgres.child != nil {
		s.postgres.stop(syscall.SIGQUIT)
	}
	if s.world != nil {
		s.world.close()
	}
	if s.fault.fillsDisk {
		if err := syscall.Unmount(s.disk, syscall.MNT_DETACH); err != nil && !errors.Is(err, fs.ErrInvalid) {
			return err
		}
	}
	return nil
}
