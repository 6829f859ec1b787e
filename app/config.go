package app

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"hearsay/alerts"
	"hearsay/claims"
	"hearsay/classifier/rules"
	"hearsay/collector"
	"hearsay/collector/factcheck"
	"hearsay/configs"
	"hearsay/desk/access"
	"hearsay/desk/pages"
	"hearsay/fault"
	"hearsay/pipeline"
	"hearsay/replies/publish"
	"hearsay/replies/sources"
	"hearsay/settings"
	"hearsay/triage"
	"hearsay/webhooks"
	"hearsay/work"
)

// configFile is hearsay.yaml as it is written; docs/configuration.md describes every key.
type configFile struct {
	Listen         string            `yaml:"listen" doc:"address and port of the desk"`
	BaseURL        string            `yaml:"base_url" doc:"where people reach the desk, with https:// if they do so"`
	Publisher      string            `yaml:"publisher" doc:"who stands behind the replies"`
	Ledger         string            `yaml:"ledger" doc:"a file's path, or postgres://user:password@host/database"`
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
	Retention      retentionFile     `yaml:"retention" doc:"how long what people wrote is kept"`
	Webhooks       []webhookFile     `yaml:"webhooks" doc:"programs elsewhere that are told what happens"`
	Accounts       []any             `yaml:"accounts" doc:"of ours, that replies are posted by"`
	Routes         triage.RouteFile  `yaml:"routes" doc:"which queue an item goes to"`
	Translate      string            `yaml:"translate" doc:"address of a translator that posts link to, with {text}, {from} and {to}; off for none"`
	OIDC           oidcFile          `yaml:"oidc" doc:"an OpenID provider that signs people in, too"`
}

// oidcFile is an OpenID provider as it is written.
type oidcFile struct {
	Issuer    string               `yaml:"issuer" doc:"its address, as in https://id.example.org"`
	ClientID  string               `yaml:"client_id" doc:"by which it knows the desk"`
	Secret    string               `yaml:"secret" doc:"of the client; write ${HEARSAY_OIDC_SECRET}"`
	Name      string               `yaml:"name" doc:"what the sign-in page calls it"`
	RoleClaim string               `yaml:"role_claim" doc:"the claim that lists groups or roles"`
	Roles     map[string]work.Role `yaml:"roles" doc:"which role each of those gives"`
}

// retentionFile is how long what people wrote is kept; 0s is for ever.
type retentionFile struct {
	Other settings.Duration `yaml:"other" doc:"posts that are nobody's business"`
	Posts settings.Duration `yaml:"posts" doc:"the text of posts, after their item is closed and its last post came"`
	Tips  settings.Duration `yaml:"tips" doc:"the text of what was handed in, after its item is closed"`
	Views settings.Duration `yaml:"views" doc:"who looked at what"`
}

// webhookFile is a receiver of webhooks as it is written.
type webhookFile struct {
	Name           string   `yaml:"name" doc:"by which it is replayed"`
	URL            string   `yaml:"url" doc:"where messages are posted"`
	Secret         string   `yaml:"secret" doc:"that messages are signed with: whsec_ and base64; write ${WEBHOOK_SECRET}"`
	PreviousSecret string   `yaml:"previous_secret" doc:"that signs, too, while the receiver changes over"`
	On             []string `yaml:"on" doc:"types of events, as in item.opened or reply.*; all if left out"`
}

// accountHead is what accounts of every kind have.
type accountHead struct {
	Name string `yaml:"name" doc:"what the desk calls it"`
	Kind string `yaml:"kind"`
}

// factCheckHead is what fact-checks of every kind have.
type factCheckHead struct {
	Every settings.Duration `yaml:"every" doc:"how often it is asked, 1h at least"`
}

type fetchFile struct {
	UserAgent  string            `yaml:"user_agent" doc:"names the program; write in it how platforms reach you"`
	PerHost    settings.Duration `yaml:"per_host" doc:"least time between two requests to one host"`
	Timeout    settings.Duration `yaml:"timeout" doc:"of one request"`
	Proxy      string            `yaml:"proxy" doc:"address of an HTTP proxy"`
	AllowInner []string          `yaml:"allow_inner" doc:"inner networks that may be asked"`
}

// sourceHead is what sources of every kind have.
type sourceHead struct {
	Name     string            `yaml:"name" doc:"its name in cursors, metrics and logs"`
	Kind     string            `yaml:"kind" doc:"which platform"`
	Every    settings.Duration `yaml:"every" doc:"how often it is read; 0s reads it once"`
	Articles bool              `yaml:"articles" doc:"posts carry the text of the article that they link, where its site allows; for what is read in turns, as a stream would wait"`
}

// Config is the whole configuration, checked and compiled.
type Config struct {
	Listen      string // host:port
	BaseURL     string // where people reach the desk, without a slash at its end; empty: from Listen
	IsPublic    bool   // base_url is told, so that others reach the desk there, too
	Publisher   string
	Ledger      string // a file's path or a postgres:// URL
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
	Keep        pipeline.Keep
	Webhooks    []webhooks.Hook
	Accounts    []AccountConfig
	Trusted     *sources.Trusted
	Receivers   []alerts.Receiver
	Translate   string           // address of a translator with {text}, {from} and {to}; "" for none
	Provider    *access.Provider // nil for none
	Shown       []pages.Setting  // what the file sets, for people
}

// SourceConfig is one source with its settings.
type SourceConfig struct {
	Name     string
	Kind     string
	Every    time.Duration
	Articles bool // posts carry the text of the article that they link
	Settings collector.Settings
}

// AccountConfig is one account with its settings.
type AccountConfig struct {
	Name     string
	Kind     string
	Settings publish.Settings
}

// DefaultFile is read when no other file is named, if it is there.
const DefaultFile = "configs/hearsay.yaml"

// defaultEvery is how often a source is polled that does not say.
const defaultEvery = 5 * time.Minute

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
	parsed := configFile{Listen: "127.0.0.1:8095", Publisher: "hearsay", Ledger: "hearsay.db", Queue: memoryQueue, QueuePrefix: "hearsay", Upkeep: settings.Duration(30 * time.Second), Translate: defaultTranslator, Retention: defaultRetention()}
	if err := file.Decode(&parsed); err != nil {
		return nil, err
	}
	l := &loader{file: file, config: &Config{
		Listen: parsed.Listen, BaseURL: strings.TrimSuffix(parsed.BaseURL, "/"), IsPublic: parsed.BaseURL != "", Publisher: parsed.Publisher, Ledger: parsed.Ledger,
		Queue: parsed.Queue, QueuePrefix: parsed.QueuePrefix, Upkeep: time.Duration(parsed.Upkeep),
	}}
	l.checkAddresses(parsed)
	l.retention(parsed.Retention)
	for i, f := range parsed.Webhooks {
		l.webhook(fmt.Sprintf("$.webhooks[%d]", i), f)
	}
	l.translator(parsed.Translate)
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
	l.readFiles(parsed)
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
	if f.Upkeep < 0 {
		l.add("$.upkeep", "write a duration such as 30s", "the time between upkeeps cannot be negative")
	}
}

// defaultRetention keeps little of whom nobody asked, and what an answer rests on for a year.
func defaultRetention() retentionFile {
	const day = settings.Duration(24 * time.Hour)
	return retentionFile{Other: 30 * day, Posts: 365 * day, Tips: 180 * day, Views: 365 * day}
}

func (l *loader) retention(f retentionFile) {
	for name, keep := range map[string]settings.Duration{"other": f.Other, "posts": f.Posts, "tips": f.Tips, "views": f.Views} {
		if keep < 0 || keep > 0 && time.Duration(keep) < 24*time.Hour {
			l.add("$.retention."+name, "write it in days, as in 90d, or 0s for ever", "a day is the least time that is kept")
		}
	}
	l.config.Keep = pipeline.Keep{Other: time.Duration(f.Other), Posts: time.Duration(f.Posts), Tips: time.Duration(f.Tips), Views: time.Duration(f.Views)}
}

func (l *loader) webhook(at string, f webhookFile) {
	hook := webhooks.Hook{Name: f.Name, URL: f.URL, On: f.On}
	if f.Name == "" || slices.ContainsFunc(l.config.Webhooks, func(other webhooks.Hook) bool { return other.Name == f.Name }) {
		l.add(at+".name", "give each webhook a name of its own", "%q cannot be the name of a webhook", f.Name)
	}
	if u, err := url.Parse(f.URL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		l.add(at+".url", "write it whole, as in https://www.example.org/hooks/hearsay", "the webhook's address cannot be used")
	}
	for name, written := range map[string]string{"secret": f.Secret, "previous_secret": f.PreviousSecret} {
		if name == "previous_secret" && written == "" {
			continue
		}
		secret, err := webhooks.ParseSecret(written)
		if err != nil {
			l.add(at+"."+name, "make one with: echo whsec_$(openssl rand -base64 32)", "%v", err)
		}
		hook.Secrets = append(hook.Secrets, secret)
	}
	for i, pattern := range f.On {
		if _, err := path.Match(pattern, ""); err != nil || !strings.HasPrefix(pattern, "item.") && !strings.HasPrefix(pattern, "reply.") && pattern != "*" {
			l.add(fmt.Sprintf("%s.on[%d]", at, i), "write it as in item.opened or reply.*", "%q is no type of event", pattern)
		}
	}
	l.config.Webhooks = append(l.config.Webhooks, hook)
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

func (l *loader) provider(f oidcFile) {
	if f.Issuer == "" {
		if l.file.Line("$.oidc.issuer") != l.file.Line("$.oidc") || f.ClientID != "" || len(f.Roles) > 0 {
			l.add("$.oidc", "write issuer, client_id, role_claim and roles", "the OpenID provider has no issuer")
		}
		return
	}
	if u, err := url.Parse(f.Issuer); err != nil || u.Host == "" || u.Scheme != "https" && u.Hostname() != "127.0.0.1" && u.Hostname() != "localhost" {
		l.add("$.oidc.issuer", "write it whole, as in https://id.example.org", "%q is not the address of an OpenID provider", f.Issuer)
	}
	if f.ClientID == "" || f.RoleClaim == "" || len(f.Roles) == 0 {
		l.add("$.oidc", "write client_id, role_claim and roles, as in docs/configuration.md", "the OpenID provider lacks something")
	}
	for name, role := range f.Roles {
		if _, err := work.ParseRole(string(role)); err != nil {
			l.add("$.oidc.roles", "write viewer, responder, verifier, editor or admin", "%s gives %q, which is no role", name, role)
		}
	}
	if f.Name == "" {
		f.Name = f.Issuer
	}
	l.config.Provider = &access.Provider{Name: f.Name, Issuer: f.Issuer, ClientID: f.ClientID, Secret: f.Secret, RoleClaim: f.RoleClaim, Roles: f.Roles, Client: access.ProviderClient()}
}

// hourly is how often fact-checks are asked for, at most.
const hourly = time.Hour

func (l *loader) factChecks(n int) {
	for i := range n {
		path := fmt.Sprintf("$.fact_checks[%d]", i)
		head := factCheckHead{Every: settings.Duration(6 * hourly)}
		var s factcheck.Settings
		if err := errors.Join(l.file.DecodeOnly(path, &head, "every"), l.file.DecodeAt(path, &s, "every")); err != nil {
			l.faults.Join(err)
			continue
		}
		s.Check(func(field, what, remedy string) { l.add(path+"."+field, remedy, "%s", what) })
		if time.Duration(head.Every) < hourly {
			l.add(path+".every", "write 1h or more", "fact-checks are not published more often than hourly")
		}
		l.config.FactChecks = append(l.config.FactChecks, FactChecks{s, time.Duration(head.Every)})
	}
}

func (l *loader) fetcher(f fetchFile) {
	l.config.Fetcher = collector.Fetcher{UserAgent: f.UserAgent, PerHost: time.Duration(f.PerHost), Timeout: time.Duration(f.Timeout)}
	if f.Proxy != "" {
		u, err := url.Parse(f.Proxy)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			l.add("$.fetch.proxy", "write it as in http://proxy.example.org:3128", "%q is not the address of a proxy", f.Proxy)
		}
		l.config.Fetcher.Proxy = u
	}
	for i, network := range f.AllowInner {
		prefix, err := netip.ParsePrefix(network)
		if err != nil {
			l.add(fmt.Sprintf("$.fetch.allow_inner[%d]", i), "write a network as in 10.1.0.0/16", "%q is not a network", network)
			continue
		}
		l.config.Fetcher.AllowInner = append(l.config.Fetcher.AllowInner, prefix)
	}
}

func (l *loader) source(path string) {
	head := sourceHead{Every: settings.Duration(defaultEvery)}
	keys := []string{"name", "kind", "every", "articles"}
	if err := l.file.DecodeOnly(path, &head, keys...); err != nil {
		l.faults.Join(err)
		return
	}
	if head.Name == "" {
		l.add(path+".name", "give it one; cursors, metrics and logs use it", "the source has no name")
	}
	if slices.ContainsFunc(l.config.Sources, func(other SourceConfig) bool { return other.Name == head.Name }) {
		l.add(path+".name", "give one of them another name", "the source %q stands twice", head.Name)
	}
	platform, known := platformOf(head.Kind)
	if !known {
		l.add(path+".kind", fmt.Sprintf("write one of %v", PlatformKinds()), "%q is not a kind of source", head.Kind)
		return
	}
	s := platform.Settings()
	if err := l.file.DecodeAt(path, s, keys...); err != nil {
		l.faults.Join(err)
		return
	}
	s.Check(func(field, what, remedy string) { l.add(path+"."+field, remedy, "%s", what) })
	l.config.Sources = append(l.config.Sources, SourceConfig{head.Name, head.Kind, time.Duration(head.Every), head.Articles, s})
}

func (l *loader) account(path string) {
	var head accountHead
	if err := l.file.DecodeOnly(path, &head, "name", "kind"); err != nil {
		l.faults.Join(err)
		return
	}
	if head.Name == "" {
		l.add(path+".name", "give it one; the desk calls it so", "the account has no name")
	}
	if slices.ContainsFunc(l.config.Accounts, func(other AccountConfig) bool { return other.Name == head.Name }) {
		l.add(path+".name", "give one of them another name", "the account %q stands twice", head.Name)
	}
	kinds := AccountKinds()
	i := slices.IndexFunc(kinds, func(k AccountKind) bool { return k.Kind == head.Kind })
	if i < 0 {
		l.add(path+".kind", "write bluesky, mastodon, telegram or x", "%q is not a platform that replies are posted on", head.Kind)
		return
	}
	s := kinds[i].Settings()
	if err := l.file.DecodeAt(path, s, "name", "kind"); err != nil {
		l.faults.Join(err)
		return
	}
	s.Check(func(field, what, remedy string) { l.add(path+"."+field, remedy, "%s", what) })
	l.config.Accounts = append(l.config.Accounts, AccountConfig{head.Name, head.Kind, s})
}

func (l *loader) rules(dir string) (*rules.Set, error) {
	if dir != "" {
		l.config.RulesDir = l.file.Relative(dir)
	}
	return LoadRules(l.config.RulesDir)
}

// LoadRules reads the packs in a folder, or with "" those inside the program.
func LoadRules(dir string) (*rules.Set, error) {
	if dir != "" {
		return rules.Load(dir)
	}
	packs, err := fs.Sub(configs.Files, "rules")
	if err != nil {
		return nil, fmt.Errorf("reading the built-in packs: %w", err)
	}
	return rules.LoadFS(packs, "built-in rules")
}

// readFiles reads the files that the configuration names, or the built-in ones.
func (l *loader) readFiles(f configFile) {
	if name, data, ok := l.read("$.claims", f.Claims, "claims.ndjson"); ok {
		l.config.Claims = take(l, func() ([]claims.Claim, error) { return claims.Read(name, bytes.NewReader(data)) })
	}
	if name, data, ok := l.read("$.trusted_sources", f.TrustedSources, "trusted-sources.yaml"); ok {
		l.config.Trusted = take(l, func() (*sources.Trusted, error) { return sources.ParseTrusted(name, data) })
	}
	if f.Alerts == "" {
		return
	}
	if name, data, ok := l.read("$.alerts", f.Alerts, ""); ok {
		l.config.Receivers = take(l, func() ([]alerts.Receiver, error) { return alerts.Parse(name, data, receivers()) })
	}
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
