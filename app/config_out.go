package app

import (
	"cmp"
	"fmt"
	netmail "net/mail"
	"net/url"
	"path"
	"slices"
	"strings"

	"hearsay/mail"
	"hearsay/replies/publish"
	"hearsay/traces"
	"hearsay/webhooks"
)

// What goes out: accounts that replies are posted by, and webhooks.

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

// AccountConfig is one account with its settings.
type AccountConfig struct {
	Name     string
	Kind     string
	Settings publish.Settings
}

func (l *loader) webhook(at string, f webhookFile) {
	hook := webhooks.Hook{Name: f.Name, URL: f.URL, On: f.On}
	if f.Name == "" || slices.ContainsFunc(l.config.Webhooks, func(other webhooks.Hook) bool { return other.Name == f.Name }) {
		l.add(at+".name", "give each webhook a name of its own", "%q cannot be the name of a webhook", f.Name)
	}
	if u, err := url.Parse(f.URL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		l.add(at+".url", "write it whole, as in https://www.example.org/hooks/hearsay", "the webhook's address cannot be used")
	}
	for _, key := range []struct{ name, written string }{{"secret", f.Secret}, {"previous_secret", f.PreviousSecret}} {
		if key.name == "previous_secret" && key.written == "" {
			continue
		}
		secret, err := webhooks.ParseSecret(key.written)
		if err != nil {
			l.add(at+"."+key.name, "make one with: echo whsec_$(openssl rand -base64 32)", "%v", err)
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

// mailFile is the mail server as it is written.
type mailFile struct {
	Host     string `yaml:"host" doc:"name of the SMTP server"`
	Port     int    `yaml:"port" doc:"587 if left out, 465 for tls"`
	Username string `yaml:"username" doc:"for a server that asks who we are"`
	Password string `yaml:"password" doc:"write ${SMTP_PASSWORD}"`
	Security string `yaml:"security" doc:"starttls, tls or none; starttls if left out"`
	From     string `yaml:"from" doc:"who writes, as in The town <news@example.org>"`
	Bounces  string `yaml:"bounces" doc:"where mail that cannot be delivered is returned to; the sender's address if left out"`
}

func (l *loader) mail(f *mailFile) {
	if f == nil {
		return
	}
	s := &mail.Server{Host: f.Host, Port: f.Port, Username: f.Username, Password: f.Password, Security: cmp.Or(f.Security, "starttls"), From: f.From, Bounces: f.Bounces}
	if s.Port == 0 {
		s.Port = map[string]int{"tls": 465}[s.Security]
		s.Port = cmp.Or(s.Port, 587)
	}
	if s.Host == "" {
		l.add("$.mail.host", "write the name of the SMTP server", "the mail server has no name")
	}
	if !slices.Contains(mail.Securities(), s.Security) {
		l.add("$.mail.security", "write "+strings.Join(mail.Securities(), ", "), "%q is no way to guard a connection", s.Security)
	}
	if _, err := netmail.ParseAddress(s.From); err != nil {
		l.add("$.mail.from", "write it as in The town <news@example.org>", "%q is no sender", s.From)
	}
	if _, err := netmail.ParseAddress(s.Bounces); s.Bounces != "" && err != nil {
		l.add("$.mail.bounces", "write it as in bounces@example.org", "%q is no address", s.Bounces)
	}
	l.config.Mail = s
}

// tracesFile is where spans go, as it is written.
type tracesFile struct {
	URL   string  `yaml:"url" doc:"where OTLP over HTTP is received, as in http://127.0.0.1:4318/v1/traces; nowhere if left out"`
	Share float64 `yaml:"share" doc:"of traces that are told, 0 to 1; 1 if left out"`
}

func (l *loader) traces(f tracesFile) {
	if u, err := url.Parse(f.URL); f.URL != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		l.add("$.traces.url", "write it whole, as in http://127.0.0.1:4318/v1/traces", "%q is not an address", f.URL)
	}
	if f.Share < 0 || f.Share > 1 {
		l.add("$.traces.share", "write 1 for all, 0.1 for a tenth", "%v is no share", f.Share)
	}
	l.config.Traces = traces.Settings{URL: f.URL, Share: f.Share}
}
