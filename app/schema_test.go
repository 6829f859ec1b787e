package app_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

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
