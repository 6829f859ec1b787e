package app

import (
	"maps"
	"slices"

	"hearsay/alerts"
	"hearsay/alerts/notify/slack"
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
)

// platforms are the kinds of source. A new platform is one line here.
func platforms() map[string]func() collector.Settings {
	return map[string]func() collector.Settings{
		"archive":  func() collector.Settings { return &archive.Settings{} },
		"bluesky":  func() collector.Settings { return &bluesky.Settings{} },
		"feed":     func() collector.Settings { return &feed.Settings{} },
		"jsonpoll": func() collector.Settings { return &jsonpoll.Settings{} },
		"mastodon": func() collector.Settings { return &mastodon.Settings{} },
		"reddit":   func() collector.Settings { return &reddit.Settings{} },
		"telegram": func() collector.Settings { return &telegram.Settings{} },
		"twitter":  func() collector.Settings { return &twitter.Settings{} },
		"x":        func() collector.Settings { return &x.Settings{} },
		"youtube":  func() collector.Settings { return &youtube.Settings{} },
	}
}

// PlatformKinds are the names of all kinds of source.
func PlatformKinds() []string { return slices.Sorted(maps.Keys(platforms())) }

// receivers are the kinds of alert receiver. A new chat service is one line here.
func receivers() map[string]func() alerts.ReceiverSettings {
	return map[string]func() alerts.ReceiverSettings{
		"slack":   func() alerts.ReceiverSettings { return &slack.Settings{} },
		"webhook": func() alerts.ReceiverSettings { return &webhook.Settings{} },
	}
}
