package alerts

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"hearsay/ledger"
)

// Route is one place in the tree that alerts go down, in Alertmanager's words:
// https://prometheus.io/docs/alerting/latest/configuration/#route
type Route struct {
	Receiver string
	GroupBy  []string // names of labels; "..." is all
	Wait     time.Duration
	Interval time.Duration
	Repeat   time.Duration
	Mute     []Interval // in which nothing is told
	Active   []Interval // outside of which nothing is told; none is always

	path     string
	matchers Matchers
	goesOn   bool // alerts that fit go on to the next route, too
	routes   []*Route
}

// Defaults of the root, which are Alertmanager's.
const (
	DefaultGroupWait      = 30 * time.Second
	DefaultGroupInterval  = 5 * time.Minute
	DefaultRepeatInterval = 4 * time.Hour
)

// find are the routes at which an alert with these labels ends.
func (r *Route) find(labels Labels) []*Route {
	var found []*Route
	for _, below := range r.routes {
		if !below.matchers.Fit(labels) {
			continue
		}
		found = append(found, below.find(labels)...)
		if !below.goesOn {
			return found
		}
	}
	if len(found) == 0 {
		found = append(found, r)
	}
	return found
}

// isMuted tells whether nothing is told on the route at a time.
func (r *Route) isMuted(now time.Time) bool {
	contains := func(i Interval) bool { return i.Contains(now) }
	return slices.ContainsFunc(r.Mute, contains) || len(r.Active) > 0 && !slices.ContainsFunc(r.Active, contains)
}

// Group are the alerts of one route that are told together.
type Group struct {
	ID     string // the same in all processes
	Route  *Route
	Labels Labels // that its alerts have in common by GroupBy
	Alerts []ledger.Alert
}

// group puts alerts that fire, or were resolved, into their groups, in the order of their ids.
func group(root *Route, all []ledger.Alert) []*Group {
	byID := map[string]*Group{}
	var groups []*Group
	for _, a := range all {
		if a.FiredAt.IsZero() {
			continue
		}
		for _, route := range root.find(a.Labels) {
			labels := route.groupLabels(a.Labels)
			id := idOf(route, labels)
			if byID[id] == nil {
				byID[id] = &Group{ID: id, Route: route, Labels: labels}
				groups = append(groups, byID[id])
			}
			byID[id].Alerts = append(byID[id].Alerts, a)
		}
	}
	slices.SortFunc(groups, func(a, b *Group) int { return strings.Compare(a.ID, b.ID) })
	return groups
}

func (r *Route) groupLabels(labels Labels) Labels {
	if slices.Contains(r.GroupBy, "...") {
		return labels
	}
	of := Labels{}
	for _, name := range r.GroupBy {
		if value := labels[name]; value != "" {
			of[name] = value
		}
	}
	return of
}

func idOf(route *Route, labels Labels) string {
	names := make([]string, 0, len(labels))
	for name := range labels {
		names = append(names, name)
	}
	slices.Sort(names)
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s", route.Receiver, route.path)
	for _, name := range names {
		fmt.Fprintf(h, "\x00%s\x00%s", name, labels[name])
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// incident is an alert at one time that it fired: when it fires again, that is news.
func incident(a ledger.Alert) string { return fmt.Sprintf("%s@%d", a.ID, a.FiredAt.UnixMicro()) }

// isDue tells whether a receiver is to be told of the group now, by what it was told before.
func (g *Group) isDue(before ledger.AlertGroup, resolvedToo bool, now time.Time) bool {
	var firing, news bool
	var first time.Time
	for _, a := range g.Alerts {
		wasFiring, wasTold := before.Told[incident(a)]
		switch {
		case a.IsFiring():
			firing = true
			if first.IsZero() || a.FiredAt.Before(first) {
				first = a.FiredAt
			}
			news = news || !wasTold
		case wasTold && wasFiring && resolvedToo:
			news = true
		}
	}
	switch {
	case before.ToldAt.IsZero():
		return firing && ledger.HasPassed(g.Route.Wait, first, now)
	case news:
		return ledger.HasPassed(g.Route.Interval, before.ToldAt, now)
	default:
		return firing && ledger.HasPassed(g.Route.Repeat, before.ToldAt, now)
	}
}

// told is what a receiver knows of the group once it has been told of it now, and what of it that is: what fires, and what it was
// told of and is over.
func (g *Group) told(before ledger.AlertGroup, resolvedToo bool) (after map[string]bool, tell []ledger.Alert) {
	after = map[string]bool{}
	for _, a := range g.Alerts {
		wasFiring, wasTold := before.Told[incident(a)]
		switch {
		case a.IsFiring():
			after[incident(a)] = true
			tell = append(tell, a)
		case wasTold:
			after[incident(a)] = false
			if wasFiring && resolvedToo {
				tell = append(tell, a)
			}
		}
	}
	return after, tell
}

// Inhibition keeps alerts from being told while another fires, in Alertmanager's words:
// https://prometheus.io/docs/alerting/latest/configuration/#inhibit_rule
type Inhibition struct {
	source, target Matchers
	equal          []string // labels that both have alike
}

// heard are the alerts that nothing keeps from being told: no silence, and no alert that says more.
func heard(all []ledger.Alert, silences []Matchers, inhibitions []Inhibition) []ledger.Alert {
	return slices.DeleteFunc(slices.Clone(all), func(a ledger.Alert) bool {
		if slices.ContainsFunc(silences, func(m Matchers) bool { return m.Fit(a.Labels) }) {
			return true
		}
		return slices.ContainsFunc(inhibitions, func(i Inhibition) bool { return i.inhibits(a, all) })
	})
}

func (i Inhibition) inhibits(target ledger.Alert, all []ledger.Alert) bool {
	if !i.target.Fit(target.Labels) || i.source.Fit(target.Labels) { // what fits both inhibits nothing, itself least
		return false
	}
	return slices.ContainsFunc(all, func(source ledger.Alert) bool {
		if !source.IsFiring() || !i.source.Fit(source.Labels) {
			return false
		}
		return !slices.ContainsFunc(i.equal, func(label string) bool { return source.Labels[label] != target.Labels[label] })
	})
}
