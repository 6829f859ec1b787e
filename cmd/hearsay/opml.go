package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"

	"hearsay/app"
	"hearsay/collector/feed"
	"hearsay/fault"
)

type sourceOPMLCommand struct {
	File   string `arg:"" optional:"" help:"An OPML file; left out, the feeds of the configuration are written as OPML." type:"existingfile"`
	Config string `help:"The configuration whose feeds are written." placeholder:"FILE" type:"path"`
	Every  string `help:"How often the feeds are to be read." default:"15m" placeholder:"DURATION"`
}

// Help says what comes out.
func (c *sourceOPMLCommand) Help() string {
	return "With a file, writes sources to put into the configuration: hearsay source opml feeds.opml >> hearsay.yaml\nWithout one, writes the configuration's feeds as OPML, for a feed reader."
}

// Run turns a list of feeds into sources, or the other way round.
func (c *sourceOPMLCommand) Run(s *streams) error {
	if c.File == "" {
		return c.write(s)
	}
	file, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("opening the list: %w", err)
	}
	defer file.Close()
	feeds, err := feed.ReadOPML(file)
	if err != nil {
		return fault.Fault{File: c.File, What: err.Error(), Remedy: "export the feeds from the reader again, as OPML"}
	}
	type source struct {
		Name  string `yaml:"name"`
		Kind  string `yaml:"kind"`
		Every string `yaml:"every"`
		URL   string `yaml:"url"`
	}
	var sources []source
	taken := map[string]bool{}
	for _, f := range feeds {
		sources = append(sources, source{sourceName(f.Title, taken), "feed", c.Every, f.URL})
	}
	out, err := yaml.Marshal(map[string]any{"sources": sources})
	if err != nil {
		return fmt.Errorf("writing sources: %w", err)
	}
	_, err = s.out.Write(out)
	return err
}

func (c *sourceOPMLCommand) write(s *streams) error {
	config, err := app.LoadConfig(c.Config)
	if err != nil {
		return err
	}
	var feeds []feed.Subscription
	for _, source := range config.Sources {
		if settings, ok := source.Settings.(*feed.Settings); ok {
			feeds = append(feeds, feed.Subscription{Title: source.Name, URL: settings.URL})
		}
	}
	return feed.WriteOPML(s.out, config.Publisher, feeds)
}

// notInName are runs of what a source's name may not have.
var notInName = regexp.MustCompile(`[^a-z0-9]+`)

// sourceName makes a name of a title that no source has yet.
func sourceName(title string, taken map[string]bool) string {
	base := strings.Trim(notInName.ReplaceAllString(strings.ToLower(title), "-"), "-")
	if base == "" {
		base = "feed"
	}
	name := base
	for n := 2; taken[name]; n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	taken[name] = true
	return name
}
