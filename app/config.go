package app

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"hearsay/alerts"
	"hearsay/asks"
	"hearsay/bulletin"
	"hearsay/claims"
	"hearsay/classifier/rules"
	"hearsay/collector"
	"hearsay/configs"
	"hearsay/desk/access"
	"hearsay/desk/pages"
	"hearsay/fault"
	"hearsay/ledger"
	"hearsay/mail"
	"hearsay/pipeline"
	"hearsay/replies/scan"
	"hearsay/replies/sources"
	"hearsay/settings"
	"hearsay/traces"
	"hearsay/triage"
	"hearsay/webhooks"
	"hearsay/work"
)

// configFile is hearsay.yaml as it is written; docs/configuration.md describes every key.
type configFile struct {
	Listen         string            `yaml:"listen" doc:"address and port of the desk"`
	BaseURL        string            `yaml:"base_url" doc:"where people reach the desk, with https:// if they do so"`
	Proxies        []string          `yaml:"proxies" doc:"addresses or networks of proxies before the desk, beside those on this machine: they say whom a request comes from"`
	SecondFactor   string            `yaml:"second_factor" doc:"who signs in with a password and may do as much as this role needs a second factor: viewer for everybody; nobody has to if left out"`
	Publisher      string            `yaml:"publisher" doc:"who stands behind the replies"`
	Ledger         string            `yaml:"ledger" doc:"a file's path, or postgres://user:password@host/database"`
	LedgerReplica  string            `yaml:"ledger_replica" doc:"a copy of the ledger that PostgreSQL keeps, to search and report from"`
	Queue          string            `yaml:"queue" doc:"memory, or redis://host:6379/0"`
	QueuePrefix    string            `yaml:"queue_prefix" doc:"before every key in Redis"`
	Rules          string            `yaml:"rules" doc:"a folder of rule packs"`
	Claims         string            `yaml:"claims" doc:"a file with the catalogue's first entries"`
	FactChecks     []any             `yaml:"fact_checks" doc:"fact-checks that somebody publishes"`
	TrustedSources string            `yaml:"trusted_sources" doc:"a file of publishers that need no word of a verifier"`
	Alerts         string            `yaml:"alerts" doc:"a file of alert receivers"`
	Upkeep         settings.Duration `yaml:"upkeep" doc:"how often leases, priorities and deadlines are looked at"`
	Fetch          fetchFile         `yaml:"fetch" doc:"what requests to platforms have in common"`
	Sources        []any             `yaml:"sources" doc:"where posts come from"`
	ReviewAfter    settings.Duration `yaml:"review_after" doc:"after which a reply is verified again, if the verifier names no date"`
	Retention      retentionFile     `yaml:"retention" doc:"how long what people wrote is kept"`
	Traces         tracesFile        `yaml:"traces" doc:"what the program does, told to a receiver of OpenTelemetry"`
	Webhooks       []webhookFile     `yaml:"webhooks" doc:"programs elsewhere that are told what happens"`
	Accounts       []any             `yaml:"accounts" doc:"of ours, that replies are posted by"`
	Bulletins      []bulletinFile    `yaml:"bulletins" doc:"digests of verified replies for messengers"`
	Mail           *mailFile         `yaml:"mail" doc:"the server that takes our e-mail"`
	Care           careFile          `yaml:"care" doc:"of people who read what is violent or abusive"`
	Asks           asksFile          `yaml:"asks" doc:"who can be asked for answers"`
	Routes         triage.RouteFile  `yaml:"routes" doc:"which queue an item goes to"`
	Translate      string            `yaml:"translate" doc:"address of a translator that posts link to, with {text}, {from} and {to}; off for none"`
	OIDC           oidcFile          `yaml:"oidc" doc:"an OpenID provider that signs people in, too"`
	Scanner        string            `yaml:"scanner" doc:"address of ClamAV's daemon, tcp://host:port or unix:///path, that looks at files before they go with replies"`
	Breached       string            `yaml:"breached_passwords" doc:"a file of SHA-1 hashes of stolen passwords, in order, that nobody may take"`
}

// Config is the whole configuration, checked and compiled.
type Config struct {
	Listen      string // host:port
	BaseURL     string // where people reach the desk, without a slash at its end; empty: from Listen
	IsPublic    bool   // base_url is told, so that others reach the desk there, too
	Publisher   string
	Ledger      string // a file's path or a postgres:// URL
	Replica     string // of the ledger, a postgres:// URL; "" for none
	Queue       string // "memory" or a redis:// URL
	QueuePrefix string
	RulesDir    string // "" for the packs inside the program
	Upkeep      time.Duration
	Fetcher     collector.Fetcher
	Sources     []SourceConfig
	Routes      *triage.Routes
	Rules       *rules.Set
	Claims      []claims.Claim
	FactChecks  []FactChecks
	ReviewAfter time.Duration
	Keep        pipeline.Keep
	Traces      traces.Settings
	Webhooks    []webhooks.Hook
	Accounts    []AccountConfig
	Trusted     *sources.Trusted
	Alerts      *alerts.Config
	Bulletins   []bulletin.Bulletin
	Authorities []asks.Authority
	Verifiers   asks.Clock
	Care        work.Care
	Mail        *mail.Server     // nil if none is configured
	Translate   string           // address of a translator with {text}, {from} and {to}; "" for none
	Provider    *access.Provider // nil for none
	Scanner     scan.Clamd       // of files that go with replies; "" for none
	Unfit       access.Unfit     // passwords that nobody may take
	Proxies     []netip.Prefix   // before the desk, beside those on this machine
	Factor      work.Role        // the least role that needs a second factor beside a password; "" for none
	Shown       []pages.Setting  // what the file sets, for people
}

// DefaultFile is read when no other file is named, if it is there.
const DefaultFile = "configs/hearsay.yaml"

// LoadConfig reads and checks everything: the file called name, and the packs, claims, publishers and receivers it
// leads to. Without a name it is DefaultFile, or the built-in defaults if that is not there. The error joins all faults.
func LoadConfig(name string) (*Config, error) {
	if name == "" {
		if _, err := os.Stat(DefaultFile); errors.Is(err, fs.ErrNotExist) {
			return ParseConfig("built-in defaults", nil)
		}
		name = DefaultFile
	}
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Fault{File: name, What: "there is no such file", Remedy: "check the path, or leave out --config for the defaults"}
	}
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	return ParseConfig(name, data)
}

// ParseConfig is LoadConfig for data; paths in it are relative to the folder of name.
func ParseConfig(name string, data []byte) (*Config, error) {
	file, err := settings.Parse(name, data)
	if err != nil {
		return nil, err
	}
	parsed := configFile{Listen: "127.0.0.1:8095", Publisher: "hearsay", Ledger: "hearsay.db", Queue: memoryQueue, QueuePrefix: "hearsay", Upkeep: settings.Duration(30 * time.Second), Translate: defaultTranslator, Retention: defaultRetention(), ReviewAfter: settings.Duration(180 * 24 * time.Hour), Traces: tracesFile{Share: 1}}
	if err := file.Decode(&parsed); err != nil {
		return nil, err
	}
	l := &loader{file: file, config: &Config{
		Listen: parsed.Listen, BaseURL: strings.TrimSuffix(parsed.BaseURL, "/"), IsPublic: parsed.BaseURL != "", Publisher: parsed.Publisher, Ledger: parsed.Ledger, Replica: parsed.LedgerReplica,
		Queue: parsed.Queue, QueuePrefix: parsed.QueuePrefix, Upkeep: time.Duration(parsed.Upkeep), ReviewAfter: time.Duration(parsed.ReviewAfter),
	}}
	l.checkAddresses(parsed)
	l.retention(parsed.Retention)
	l.traces(parsed.Traces)
	for i, f := range parsed.Webhooks {
		l.webhook(fmt.Sprintf("$.webhooks[%d]", i), f)
	}
	l.translator(parsed.Translate)
	l.guards(parsed)
	l.provider(parsed.OIDC)
	l.fetcher(parsed.Fetch)
	l.factChecks(len(parsed.FactChecks))
	for i := range parsed.Sources {
		l.source(fmt.Sprintf("$.sources[%d]", i))
	}
	for i := range parsed.Accounts {
		l.account(fmt.Sprintf("$.accounts[%d]", i))
	}
	l.config.Routes = take(l, func() (*triage.Routes, error) { return triage.CompileRoutes(file, "$.routes", parsed.Routes) })
	l.config.Rules = take(l, func() (*rules.Set, error) { return l.rules(parsed.Rules) })
	l.mail(parsed.Mail)
	l.asks(parsed.Asks)
	l.care(parsed.Care)
	l.readFiles(parsed)
	for i, f := range parsed.Bulletins {
		l.bulletin(fmt.Sprintf("$.bulletins[%d]", i), f)
	}
	if err := l.faults.Err(); err != nil {
		return nil, err
	}
	l.config.Shown = shown(file, parsed)
	return l.config, nil
}

type loader struct {
	file   *settings.File
	faults fault.List
	config *Config
}

// take keeps the faults of one part of the configuration.
func take[T any](l *loader, read func() (T, error)) T {
	part, err := read()
	l.faults.Join(err)
	return part
}

func (l *loader) add(path, remedy, what string, args ...any) {
	l.faults.Add(l.file.Name, l.file.Line(path), remedy, what, args...)
}

func (l *loader) checkAddresses(f configFile) {
	if _, err := netip.ParseAddrPort(strings.Replace(f.Listen, "localhost", "127.0.0.1", 1)); err != nil {
		l.add("$.listen", "write an address and a port, as in 127.0.0.1:8095", "%q cannot be listened on", f.Listen)
	}
	if u, err := url.Parse(f.BaseURL); f.BaseURL != "" && (err != nil || u.Host == "") {
		l.add("$.base_url", "write it whole, as in https://desk.example.org", "%q is not an address", f.BaseURL)
	}
	if f.Queue != memoryQueue {
		if _, err := redisClient(f.Queue); err != nil {
			l.add("$.queue", "write memory, or redis://host:6379/0", "%q is not a queue: %v", f.Queue, err)
		}
	}
	if f.LedgerReplica != "" && (!ledger.IsPostgres(f.Ledger) || !ledger.IsPostgres(f.LedgerReplica)) {
		l.add("$.ledger_replica", "write postgres://user:password@host/database, as for ledger", "a ledger in PostgreSQL has a replica in PostgreSQL")
	}
	if time.Duration(f.ReviewAfter) < 24*time.Hour {
		l.add("$.review_after", "write it in days, as in 180d", "every reply has a date on which it is verified again, a day after at least")
	}
	if f.Upkeep < 0 {
		l.add("$.upkeep", "write a duration such as 30s", "the time between upkeeps cannot be negative")
	}
}

// defaultTranslator is where posts are translated, if nobody says otherwise. Only who follows the link shows it the post.
const defaultTranslator = "https://translate.google.com/?op=translate&sl={from}&tl={to}&text={text}"

func (l *loader) translator(address string) {
	if address == "off" || address == "false" || address == "" {
		return
	}
	if u, err := url.Parse(address); err != nil || u.Scheme != "https" || !strings.Contains(address, "{text}") {
		l.add("$.translate", "write it as in https://translate.example.org/?to={to}&text={text}, or off", "%q is not the address of a translator", address)
	}
	l.config.Translate = address
}

func (l *loader) rules(dir string) (*rules.Set, error) {
	if dir != "" {
		l.config.RulesDir = l.file.Relative(dir)
	}
	return LoadRules(l.config.RulesDir)
}

// guards reads what keeps stolen passwords and harmful files out, who needs a second factor, and who says whom a request comes from.
func (l *loader) guards(f configFile) {
	if f.SecondFactor != "" {
		role, err := work.ParseRole(f.SecondFactor)
		if err != nil {
			l.add("$.second_factor", "write viewer, responder, verifier, editor or admin", "%q is not a role", f.SecondFactor)
		}
		l.config.Factor = role
	}
	for i, written := range f.Proxies {
		proxy, err := access.ParseProxy(written)
		if err != nil {
			l.add(fmt.Sprintf("$.proxies[%d]", i), "write an address or a network, as in 10.0.0.7 or 10.0.0.0/8", "%q is not the address of a proxy", written)
		}
		l.config.Proxies = append(l.config.Proxies, proxy)
	}
	l.config.Unfit.Words = access.OwnWords(f.Publisher, l.config.BaseURL)
	if f.Breached != "" {
		l.config.Unfit.Breached = access.Breached(l.file.Relative(f.Breached))
		if err := l.config.Unfit.Breached.Check(); err != nil {
			l.add("$.breached_passwords", "take a file of haveibeenpwned-downloader, ordered by hash; the path is relative to this file", "%v", err)
		}
	}
	if f.Scanner == "" {
		return
	}
	var err error
	if l.config.Scanner, err = scan.ParseClamd(f.Scanner); err != nil {
		l.add("$.scanner", "write tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl", "%v", err)
	}
}

// readFiles reads the files that the configuration names, or the built-in ones.
func (l *loader) readFiles(f configFile) {
	if name, data, ok := l.read("$.claims", f.Claims, "claims.ndjson"); ok {
		l.config.Claims = take(l, func() ([]claims.Claim, error) { return claims.Read(name, bytes.NewReader(data)) })
	}
	if name, data, ok := l.read("$.trusted_sources", f.TrustedSources, "trusted-sources.yaml"); ok {
		l.config.Trusted = take(l, func() (*sources.Trusted, error) { return sources.ParseTrusted(name, data) })
	}
	if name, data, ok := l.read("$.alerts", f.Alerts, "alerts.yaml"); ok {
		l.config.Alerts = take(l, func() (*alerts.Config, error) { return l.alerts(name, data) })
	}
}

// alerts reads an alerts file. One that lists no conditions has those that are built in.
func (l *loader) alerts(name string, data []byte) (*alerts.Config, error) {
	config, err := alerts.Parse(name, data, receivers(l.config.Mail))
	if err != nil || len(config.Conditions) > 0 {
		return config, err
	}
	builtIn, err := configs.Files.ReadFile("alerts.yaml")
	if err != nil {
		return nil, err
	}
	standard, err := alerts.Parse("built-in alerts.yaml", builtIn, nil)
	if err == nil {
		config.Conditions = standard.Conditions
	}
	return config, err
}

func (l *loader) read(path, name, builtIn string) (string, []byte, bool) {
	if name == "" {
		data, err := configs.Files.ReadFile(builtIn)
		l.faults.Join(err)
		return "built-in " + builtIn, data, err == nil
	}
	name = l.file.Relative(name)
	data, err := os.ReadFile(name)
	if err != nil {
		l.add(path, "check the path; it is relative to this file", "%s cannot be read", name)
	}
	return name, data, err == nil
}
