package alerts

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"hearsay/alerts/labels"
	"hearsay/fault"
	"hearsay/settings"
)

// Config is what an alerts file says. Immutable, safe for several goroutines.
type Config struct {
	Every       time.Duration // between two rounds
	Excerpt     int           // bytes of a post that messages show; 0 for none
	Conditions  []Condition
	Receivers   []Receiver
	Root        *Route // nil without receivers
	Inhibitions []Inhibition
}

// Receiver is one configured destination.
type Receiver struct {
	Name        string
	Kind        string
	ResolvedToo bool // it is told when an alert is over
	Notifier    Notifier
}

// file is an alerts file as it is written.
type file struct {
	Interval   settings.Duration `yaml:"interval"`
	Excerpt    *int              `yaml:"excerpt"`
	Conditions []conditionFile   `yaml:"conditions"`
	Receivers  []any             `yaml:"receivers"`
	Route      *routeFile        `yaml:"route"`
	Inhibit    []inhibitFile     `yaml:"inhibit_rules"`
	Intervals  []struct {
		Name  string     `yaml:"name"`
		Spans []spanFile `yaml:"time_intervals"`
	} `yaml:"time_intervals"`
}

// routeFile is a route as it is written. What it leaves out it takes from the route above.
type routeFile struct {
	Receiver string             `yaml:"receiver"`
	Matchers []string           `yaml:"matchers"`
	GroupBy  []string           `yaml:"group_by"`
	Wait     *settings.Duration `yaml:"group_wait"`
	Interval *settings.Duration `yaml:"group_interval"`
	Repeat   *settings.Duration `yaml:"repeat_interval"`
	Mute     []string           `yaml:"mute_time_intervals"`
	Active   []string           `yaml:"active_time_intervals"`
	Continue bool               `yaml:"continue"`
	Routes   []routeFile        `yaml:"routes"`
}

type inhibitFile struct {
	Source []string `yaml:"source_matchers"`
	Target []string `yaml:"target_matchers"`
	Equal  []string `yaml:"equal"`
}

// receiverHead is what receivers of every kind have.
type receiverHead struct {
	Name         string `yaml:"name"`
	Kind         string `yaml:"kind"`
	SendResolved *bool  `yaml:"send_resolved"`
}

// headKeys are its keys.
var headKeys = []string{"name", "kind", "send_resolved"}

// Defaults of a file.
const (
	DefaultInterval = time.Minute
	DefaultExcerpt  = 200
)

// Parse reads an alerts file; kinds makes the settings of each kind of receiver. The error joins all faults.
func Parse(name string, data []byte, kinds map[string]func() ReceiverSettings) (*Config, error) {
	from, err := settings.Parse(name, data)
	if err != nil {
		return nil, err
	}
	var f file
	if err := from.Decode(&f); err != nil {
		return nil, err
	}
	p := &parser{file: from, kinds: kinds, intervals: map[string]Interval{}, config: &Config{Every: DefaultInterval, Excerpt: DefaultExcerpt}}
	p.parse(f)
	return p.config, p.faults.Err()
}

type parser struct {
	file      *settings.File
	kinds     map[string]func() ReceiverSettings
	intervals map[string]Interval
	config    *Config
	faults    fault.List
}

func (p *parser) add(path, remedy, what string, args ...any) {
	p.faults.Add(p.file.Name, p.file.Line(path), remedy, what, args...)
}

func (p *parser) parse(f file) {
	if f.Interval < 0 {
		p.add("$.interval", "write a duration such as 1m", "the interval is negative")
	} else if f.Interval > 0 {
		p.config.Every = time.Duration(f.Interval)
	}
	if f.Excerpt != nil {
		p.config.Excerpt = *f.Excerpt
	}
	if e := p.config.Excerpt; e < 0 || e > 1000 {
		p.add("$.excerpt", "write 0 for none, or up to 1000 bytes", "%d bytes cannot be shown of a post", e)
	}
	for i, c := range f.Conditions {
		p.condition(fmt.Sprintf("$.conditions[%d]", i), c)
	}
	for i := range f.Intervals {
		at := fmt.Sprintf("$.time_intervals[%d]", i)
		one := Interval{Name: f.Intervals[i].Name}
		for n, written := range f.Intervals[i].Spans {
			one.spans = append(one.spans, written.parse(func(field string, err error) {
				p.add(fmt.Sprintf("%s.time_intervals[%d].%s", at, n, field), "docs/alerts.md shows how times are written", "%v", err)
			}))
		}
		p.intervals[one.Name] = one
	}
	for i := range f.Receivers {
		p.receiver(fmt.Sprintf("$.receivers[%d]", i))
	}
	p.routes(f)
	for i, written := range f.Inhibit {
		at := fmt.Sprintf("$.inhibit_rules[%d]", i)
		p.config.Inhibitions = append(p.config.Inhibitions, Inhibition{
			source: p.matchers(at+".source_matchers", written.Source), target: p.matchers(at+".target_matchers", written.Target), equal: written.Equal,
		})
	}
}

func (p *parser) condition(at string, f conditionFile) {
	c := f.compile(func(field, what, remedy string) { p.add(at+"."+field, remedy, "%s", what) })
	if slices.ContainsFunc(p.config.Conditions, func(other Condition) bool { return other.Name == c.Name }) {
		p.add(at+".name", "give one of them another name", "the condition %q stands twice", c.Name)
	}
	p.config.Conditions = append(p.config.Conditions, c)
}

func (p *parser) receiver(at string) {
	var h receiverHead
	if err := p.file.DecodeOnly(at, &h, headKeys...); err != nil {
		p.faults.Join(err)
		return
	}
	if h.Name == "" {
		p.add(at+".name", "give it one; routes, metrics and logs use it", "the receiver has no name")
	}
	if slices.ContainsFunc(p.config.Receivers, func(other Receiver) bool { return other.Name == h.Name }) {
		p.add(at+".name", "give one of them another name", "the receiver %q stands twice", h.Name)
	}
	r := Receiver{Name: h.Name, Kind: h.Kind, ResolvedToo: h.SendResolved == nil || *h.SendResolved}
	if makeSettings := p.kinds[h.Kind]; makeSettings == nil {
		p.add(at+".kind", "write one of "+strings.Join(slices.Sorted(maps.Keys(p.kinds)), ", "), "%q is not a kind of receiver", h.Kind)
	} else {
		s := makeSettings()
		if err := p.file.DecodeAt(at, s, headKeys...); err != nil {
			p.faults.Join(err)
		} else {
			s.Check(func(field, what, remedy string) { p.add(at+"."+field, remedy, "%s", what) })
			r.Notifier = s.Open()
		}
	}
	p.config.Receivers = append(p.config.Receivers, r)
}

func (p *parser) routes(f file) {
	switch {
	case f.Route == nil && len(f.Receivers) == 0:
		return
	case f.Route == nil:
		p.add("$.receivers", "write route: {receiver: NAME} beside them", "no route leads to the receivers")
		return
	case len(f.Route.Matchers) > 0:
		p.add("$.route.matchers", "move them to a route below", "the first route takes every alert and has no matchers")
	}
	above := Route{GroupBy: []string{"alertname"}, Wait: DefaultGroupWait, Interval: DefaultGroupInterval, Repeat: DefaultRepeatInterval}
	p.config.Root = p.route("$.route", *f.Route, above)
}

func (p *parser) route(at string, f routeFile, above Route) *Route {
	r := Route{Receiver: above.Receiver, GroupBy: above.GroupBy, Wait: above.Wait, Interval: above.Interval, Repeat: above.Repeat, path: at, goesOn: f.Continue}
	if f.Receiver != "" {
		r.Receiver = f.Receiver
	}
	if !slices.ContainsFunc(p.config.Receivers, func(one Receiver) bool { return one.Name == r.Receiver }) {
		p.add(at+".receiver", "name one of the receivers", "there is no receiver %q", r.Receiver)
	}
	if f.GroupBy != nil {
		r.GroupBy = f.GroupBy
	}
	for _, d := range []struct {
		field   string
		written *settings.Duration
		into    *time.Duration
		least   time.Duration
	}{{"group_wait", f.Wait, &r.Wait, 0}, {"group_interval", f.Interval, &r.Interval, time.Second}, {"repeat_interval", f.Repeat, &r.Repeat, time.Minute}} {
		if d.written == nil {
			continue
		}
		if *d.into = time.Duration(*d.written); *d.into < d.least {
			p.add(at+"."+d.field, "write a duration such as 5m", "%s is too short", *d.into)
		}
	}
	r.matchers = p.matchers(at+".matchers", f.Matchers)
	r.Mute, r.Active = p.named(at+".mute_time_intervals", f.Mute), p.named(at+".active_time_intervals", f.Active)
	for i, below := range f.Routes {
		path := fmt.Sprintf("%s.routes[%d]", at, i)
		if len(below.Matchers) == 0 && !below.Continue && i < len(f.Routes)-1 {
			p.add(path, "write under matchers what it is for", "the route has no matchers, so that nothing after it is reached")
		}
		r.routes = append(r.routes, p.route(path, below, r))
	}
	return &r
}

func (p *parser) matchers(at string, written []string) Matchers {
	all, i, err := labels.ParseAll(written)
	if err != nil {
		p.add(fmt.Sprintf("%s[%d]", at, i), "docs/alerts.md lists the labels", "%v", err)
	}
	return all
}

func (p *parser) named(at string, names []string) []Interval {
	var all []Interval
	for i, name := range names {
		interval, isKnown := p.intervals[name]
		if !isKnown {
			p.add(fmt.Sprintf("%s[%d]", at, i), "name one of time_intervals", "there is no time interval %q", name)
		}
		all = append(all, interval)
	}
	return all
}
