package app

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"hearsay/collector"
	"hearsay/collector/factcheck"
	"hearsay/settings"
)

// What comes in: sources, fact-checks, and how they are fetched.

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

// SourceConfig is one source with its settings.
type SourceConfig struct {
	Name     string
	Kind     string
	Every    time.Duration
	Articles bool // posts carry the text of the article that they link
	Settings collector.Settings
}

// defaultEvery is how often a source is polled that does not say.
const defaultEvery = 5 * time.Minute

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
