// Package alertmanager posts alerts in the JSON that Alertmanager posts to its webhook receivers, version 4, so that whatever takes
// its messages takes ours: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
package alertmanager

import (
	"context"
	"hash/fnv"
	"net/http"
	"slices"
	"strconv"
	"time"

	"hearsay/alerts"
	"hearsay/alerts/notify"
)

// Settings of a receiver that speaks Alertmanager's.
type Settings struct {
	URL    string `yaml:"url" doc:"where messages are posted"`
	Bearer string `yaml:"bearer" doc:"sent as Authorization, if set"`
}

// Check implements alerts.ReceiverSettings.
func (s *Settings) Check(report func(field, what, remedy string)) { notify.CheckURL(s.URL, report) }

// Open implements alerts.ReceiverSettings.
func (s *Settings) Open() alerts.Notifier { return notifier{*s} }

type notifier struct{ settings Settings }

type message struct {
	Version           string            `json:"version"`
	GroupKey          string            `json:"groupKey"`
	TruncatedAlerts   int               `json:"truncatedAlerts"`
	Status            string            `json:"status"`
	Receiver          string            `json:"receiver"`
	GroupLabels       map[string]string `json:"groupLabels"`
	CommonLabels      map[string]string `json:"commonLabels"`
	CommonAnnotations map[string]string `json:"commonAnnotations"`
	ExternalURL       string            `json:"externalURL"`
	Alerts            []alert           `json:"alerts"`
}

type alert struct {
	Status       string            `json:"status"`
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"` // 0001-01-01 while it fires
	GeneratorURL string            `json:"generatorURL"`
	Fingerprint  string            `json:"fingerprint"`
}

// Notify implements alerts.Notifier.
func (n notifier) Notify(ctx context.Context, m alerts.Message) error {
	header := http.Header{}
	if n.settings.Bearer != "" {
		header.Set("Authorization", "Bearer "+n.settings.Bearer)
	}
	return notify.Send(ctx, http.MethodPost, n.settings.URL, payload(m), header)
}

var statuses = map[bool]string{true: "firing", false: "resolved"}

func payload(m alerts.Message) message {
	p := message{
		Version: "4", GroupKey: m.Key, TruncatedAlerts: m.More, Status: statuses[m.Firing], Receiver: m.Receiver, GroupLabels: orEmpty(m.Group),
		ExternalURL: m.URL, Alerts: []alert{},
	}
	for i, l := range m.Lines {
		a := alert{
			Status: statuses[l.Firing], Labels: orEmpty(l.Labels), Annotations: map[string]string{"summary": l.Title, "description": notify.Facts(l)},
			StartsAt: l.Since.UTC(), EndsAt: l.Until.UTC(), GeneratorURL: l.URL, Fingerprint: fingerprint(l.Labels),
		}
		if l.Excerpt != "" {
			a.Annotations["excerpt"] = l.Excerpt
		}
		if m.Note != "" {
			a.Annotations["note"] = m.Note
		}
		p.Alerts = append(p.Alerts, a)
		if i == 0 {
			p.CommonLabels, p.CommonAnnotations = clone(a.Labels), clone(a.Annotations)
			continue
		}
		keep(p.CommonLabels, a.Labels)
		keep(p.CommonAnnotations, a.Annotations)
	}
	p.CommonLabels, p.CommonAnnotations = orEmpty(p.CommonLabels), orEmpty(p.CommonAnnotations)
	return p
}

// fingerprint tells alerts apart by their labels.
func fingerprint(labels map[string]string) string {
	h := fnv.New64a()
	names := make([]string, 0, len(labels))
	for name := range labels {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		_, _ = h.Write([]byte(name + "\xff" + labels[name] + "\xff")) // a hash takes everything
	}
	return strconv.FormatUint(h.Sum64(), 16)
}

// keep leaves in common what others has alike.
func keep(common, others map[string]string) {
	for name, value := range common {
		if others[name] != value {
			delete(common, name)
		}
	}
}

func clone(labels map[string]string) map[string]string {
	other := make(map[string]string, len(labels))
	for name, value := range labels {
		other[name] = value
	}
	return other
}

func orEmpty(labels map[string]string) map[string]string {
	if labels == nil {
		return map[string]string{}
	}
	return labels
}
