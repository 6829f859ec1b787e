package app

import (
	"slices"

	"hearsay/alerts"
	"hearsay/alerts/notify/alertmanager"
	"hearsay/alerts/notify/discord"
	"hearsay/alerts/notify/email"
	"hearsay/alerts/notify/googlechat"
	"hearsay/alerts/notify/matrix"
	"hearsay/alerts/notify/mattermost"
	"hearsay/alerts/notify/shoutrrr"
	"hearsay/alerts/notify/slack"
	"hearsay/alerts/notify/teams"
	alertstelegram "hearsay/alerts/notify/telegram"
	"hearsay/alerts/notify/webhook"
	"hearsay/collector"
	"hearsay/collector/archive"
	"hearsay/collector/bluesky"
	"hearsay/collector/feed"
	"hearsay/collector/jsonpoll"
	"hearsay/collector/mastodon"
	"hearsay/collector/reddit"
	"hearsay/collector/telegram"
	"hearsay/collector/twitter"
	"hearsay/collector/x"
	"hearsay/collector/youtube"
	"hearsay/mail"
	"hearsay/replies/publish"
	publishbluesky "hearsay/replies/publish/bluesky"
	publishmastodon "hearsay/replies/publish/mastodon"
	publishtelegram "hearsay/replies/publish/telegram"
	publishx "hearsay/replies/publish/x"
)

// Platform is a kind of source: the entry from which the configuration's schema, the table in docs/sources.md and
// `hearsay source list --kinds` are made.
type Platform struct {
	Kind     string
	About    string // what it reads, in a few words
	Settings func() collector.Settings
	IsLocal  bool // it reads files of this machine, and may be set up in the configuration only
}

// Platforms are all kinds of source, by name. A new platform is one line here; its folder is collector/KIND.
func Platforms() []Platform {
	return []Platform{
		{Kind: "archive", About: "a file of posts of any platform, as NDJSON", Settings: func() collector.Settings { return &archive.Settings{} }, IsLocal: true},
		{Kind: "bluesky", About: "the Bluesky network, by Jetstream", Settings: func() collector.Settings { return &bluesky.Settings{} }},
		{Kind: "feed", About: "an RSS, Atom or JSON feed", Settings: func() collector.Settings { return &feed.Settings{} }},
		{Kind: "jsonpoll", About: "any site that answers with JSON: Lemmy, Discourse, Hacker News", Settings: func() collector.Settings { return &jsonpoll.Settings{} }},
		{Kind: "mastodon", About: "a timeline of a Mastodon instance, polled or streamed", Settings: func() collector.Settings { return &mastodon.Settings{} }},
		{Kind: "reddit", About: "subreddits, their comments, or a search", Settings: func() collector.Settings { return &reddit.Settings{} }},
		{Kind: "telegram", About: "groups and channels by a bot, or a public channel's preview", Settings: func() collector.Settings { return &telegram.Settings{} }},
		{Kind: "twitter", About: "a search or list of X over its v1.1 API, or a gateway that speaks it", Settings: func() collector.Settings { return &twitter.Settings{} }},
		{Kind: "x", About: "a search of X over its v2 API, its filtered stream, or its deletions", Settings: func() collector.Settings { return &x.Settings{} }},
		{Kind: "youtube", About: "videos of a search or a channel, or comments", Settings: func() collector.Settings { return &youtube.Settings{} }},
	}
}

// PlatformKinds are the names of all kinds of source.
func PlatformKinds() []string {
	var kinds []string
	for _, p := range Platforms() {
		kinds = append(kinds, p.Kind)
	}
	return kinds
}

func platformOf(kind string) (Platform, bool) {
	all := Platforms()
	i := slices.IndexFunc(all, func(p Platform) bool { return p.Kind == kind })
	if i < 0 {
		return Platform{}, false
	}
	return all[i], true
}

// AccountKind is a platform that replies are posted on.
type AccountKind struct {
	Kind     string
	Settings func() publish.Settings
}

// AccountKinds are all of them, by name. A new one is one line here; its folder is replies/publish/KIND.
func AccountKinds() []AccountKind {
	return []AccountKind{
		{"bluesky", func() publish.Settings { return &publishbluesky.Settings{} }},
		{"mastodon", func() publish.Settings { return &publishmastodon.Settings{} }},
		{"telegram", func() publish.Settings { return &publishtelegram.Settings{} }},
		{"x", func() publish.Settings { return &publishx.Settings{} }},
	}
}

// receivers are the kinds of alert receiver. A new chat service is one line here.
func receivers(server *mail.Server) map[string]func() alerts.ReceiverSettings {
	return map[string]func() alerts.ReceiverSettings{
		"alertmanager": func() alerts.ReceiverSettings { return &alertmanager.Settings{} },
		"discord":      func() alerts.ReceiverSettings { return &discord.Settings{} },
		"email":        func() alerts.ReceiverSettings { return &email.Settings{Server: server} },
		"googlechat":   func() alerts.ReceiverSettings { return &googlechat.Settings{} },
		"matrix":       func() alerts.ReceiverSettings { return &matrix.Settings{} },
		"mattermost":   func() alerts.ReceiverSettings { return &mattermost.Settings{} },
		"rocketchat":   func() alerts.ReceiverSettings { return &mattermost.Settings{} },
		"shoutrrr":     func() alerts.ReceiverSettings { return &shoutrrr.Settings{} },
		"slack":        func() alerts.ReceiverSettings { return &slack.Settings{} },
		"teams":        func() alerts.ReceiverSettings { return &teams.Settings{} },
		"telegram":     func() alerts.ReceiverSettings { return &alertstelegram.Settings{} },
		"webhook":      func() alerts.ReceiverSettings { return &webhook.Settings{} },
	}
}
