package app_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"hearsay/app"
)

var updateFiles = flag.Bool("update-files", false, "write the files that are made from the registry of platforms")

func TestGeneratedFiles(t *testing.T) {
	schema, err := app.ConfigSchema()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"../configs/hearsay.schema.json": string(schema), "../docs/sources.md": app.SourcesPage()} {
		if *updateFiles {
			if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("%s is not what the registry says (%v); run: go test ./app -run TestGeneratedFiles -update-files", name, err)
		}
	}
}

func TestEveryPlatformIsDocumented(t *testing.T) {
	kinds := app.PlatformKinds()
	if !slices.IsSorted(kinds) {
		t.Errorf("the platforms are not in order: %v", kinds)
	}
	for _, p := range app.Platforms() {
		if _, err := os.Stat(filepath.Join("..", "collector", p.Kind, "README.md")); err != nil || p.About == "" {
			t.Errorf("%s has no README.md, or does not say what it reads: %v", p.Kind, err)
		}
		for _, s := range app.SettingsOf(p) {
			if s.Name == "" || s.Doc == "" {
				t.Errorf("the setting %q of %s says nothing", s.Name, p.Kind)
			}
		}
	}
}

func TestTheSchemaKnowsEveryKind(t *testing.T) {
	raw, err := app.ConfigSchema()
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties struct {
			Sources struct {
				Items struct {
					OneOf []struct {
						Properties map[string]struct{ Const, Type string }
						Required   []string
					} `json:"oneOf"`
				}
			}
			Listen struct{ Description string }
		}
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, one := range schema.Properties.Sources.Items.OneOf {
		kinds = append(kinds, one.Properties["kind"].Const)
		if one.Properties["name"].Type != "string" || one.Properties["every"].Type != "string" {
			t.Errorf("%s lacks what every source has", one.Properties["kind"].Const)
		}
	}
	if !slices.Equal(kinds, app.PlatformKinds()) || schema.Properties.Listen.Description == "" {
		t.Errorf("got the kinds %v", kinds)
	}
}

// TestTheSchemaKnowsRightFromWrong holds the schema against configurations that the program reads, and some that it refuses.
func TestTheSchemaKnowsRightFromWrong(t *testing.T) {
	raw, err := app.ConfigSchema()
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("hearsay.schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("hearsay.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	check := func(name string, text []byte, isRight bool) {
		t.Helper()
		asJSON, err := yaml.YAMLToJSON(text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := schema.Validate(value); (err == nil) != isRight {
			t.Errorf("%s: right: %v; the schema says: %v", name, isRight, err)
		}
	}
	for _, name := range []string{"../configs/hearsay.yaml", "../configs/demo.yaml"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		check(name, text, true)
	}
	for _, p := range app.Platforms() {
		readme, err := os.ReadFile(filepath.Join("..", "collector", p.Kind, "README.md"))
		if err != nil {
			t.Fatal(err)
		}
		_, example, found := strings.Cut(string(readme), "```yaml\n")
		example, _, closed := strings.Cut(example, "```")
		if !found || !closed {
			t.Errorf("the README of %s has no example", p.Kind)
			continue
		}
		check("the example of "+p.Kind, []byte(example), true)
	}
	for name, text := range map[string]string{
		"an unknown key":      "hark: 127.0.0.1:8095",
		"a wrong type":        "listen: 8095",
		"an unknown kind":     "sources: [{name: a, kind: pigeon}]",
		"another kind's key":  "sources: [{name: a, kind: feed, url: 'https://a.example/f', bearer: x}]",
		"a source without":    "sources: [{kind: feed, url: 'https://a.example/f'}]",
		"a duration":          "upkeep: soon",
		"a route's key":       "routes: {queue: a, routes: [{where: 'true'}]}",
		"a key of fact-check": "fact_checks: [{uri: 'https://a.example'}]",
	} {
		check(name, []byte(text), false)
	}
}
