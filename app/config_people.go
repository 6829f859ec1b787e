package app

import (
	"cmp"
	"net/url"
	"time"

	"hearsay/desk/access"
	"hearsay/pipeline"
	"hearsay/settings"
	"hearsay/work"
)

// Who comes in, and how long what people wrote is kept.

// oidcFile is an OpenID provider as it is written.
type oidcFile struct {
	Issuer    string               `yaml:"issuer" doc:"its address, as in https://id.example.org"`
	ClientID  string               `yaml:"client_id" doc:"by which it knows the desk"`
	Secret    string               `yaml:"secret" doc:"of the client; write ${HEARSAY_OIDC_SECRET}"`
	Name      string               `yaml:"name" doc:"what the sign-in page calls it"`
	RoleClaim string               `yaml:"role_claim" doc:"the claim that lists groups or roles"`
	Roles     map[string]work.Role `yaml:"roles" doc:"which role each of those gives"`
	Strength  []string             `yaml:"strength" doc:"ways to sign in of which one must have been used, the best first, as the provider names them in acr; any if left out"`
}

// retentionFile is how long what people wrote is kept; 0s is for ever.
type retentionFile struct {
	Other settings.Duration `yaml:"other" doc:"posts that are nobody's business"`
	Posts settings.Duration `yaml:"posts" doc:"the text of posts, after their item is closed and its last post came"`
	Tips  settings.Duration `yaml:"tips" doc:"the text of what was handed in, after its item is closed"`
	Views settings.Duration `yaml:"views" doc:"who looked at what"`
}

// defaultRetention keeps little of whom nobody asked, and what an answer rests on for a year.
func defaultRetention() retentionFile {
	const day = settings.Duration(24 * time.Hour)
	return retentionFile{Other: 30 * day, Posts: 365 * day, Tips: 180 * day, Views: 365 * day}
}

func (l *loader) retention(f retentionFile) {
	for _, kind := range []struct {
		name string
		keep settings.Duration
	}{{"other", f.Other}, {"posts", f.Posts}, {"tips", f.Tips}, {"views", f.Views}} {
		if keep := time.Duration(kind.keep); keep < 0 || keep > 0 && keep < 24*time.Hour {
			l.add("$.retention."+kind.name, "write it in days, as in 90d, or 0s for ever", "a day is the least time that is kept")
		}
	}
	l.config.Keep = pipeline.Keep{Other: time.Duration(f.Other), Posts: time.Duration(f.Posts), Tips: time.Duration(f.Tips), Views: time.Duration(f.Views)}
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
	l.config.Provider = &access.Provider{Name: f.Name, Issuer: f.Issuer, ClientID: f.ClientID, Secret: f.Secret, RoleClaim: f.RoleClaim, Roles: f.Roles, Strength: f.Strength, Client: access.ProviderClient()}
}

// careFile is how people are looked after who read what is violent or abusive.
type careFile struct {
	InARow *int              `yaml:"in_a_row" doc:"hard items that somebody gets one after another; 3 if left out, 0 for no limit"`
	Pause  settings.Duration `yaml:"pause" doc:"before they get another one; 10m if left out"`
}

func (l *loader) care(f careFile) {
	l.config.Care = work.Care{InARow: 3, Pause: cmp.Or(time.Duration(f.Pause), 10*time.Minute)}
	if f.InARow != nil {
		l.config.Care.InARow = int64(*f.InARow)
	}
	if l.config.Care.InARow < 0 || l.config.Care.Pause < 0 {
		l.add("$.care", "write in_a_row: 3 and pause: 10m", "neither can be negative")
	}
}
