package app

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"hearsay/collector/factcheck"
	"hearsay/settings"
	"hearsay/triage"
)

// Setting is one key of a kind of source.
type Setting struct {
	Name string
	Type string // text, number, yes or no, list of texts, texts by name, …
	Doc  string
}

// SettingsOf are the settings of a kind of source, in the order of its type.
func SettingsOf(p Platform) []Setting {
	t := reflect.TypeOf(p.Settings()).Elem()
	var all []Setting
	for i := range t.NumField() {
		f := t.Field(i)
		all = append(all, Setting{yamlName(f), typeName(f.Type), f.Tag.Get("doc")})
	}
	return all
}

func yamlName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return name
}

func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return typeName(t.Elem())
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "list"
	case reflect.Map:
		return "names and values"
	case reflect.Struct:
		return "settings"
	case reflect.String:
		return "text"
	}
	return "number"
}

// schema is a JSON Schema, or a part of one: https://json-schema.org/draft/2020-12
type schema map[string]any

// ConfigSchema is the JSON Schema of the configuration, so that editors complete and check it.
func ConfigSchema() ([]byte, error) {
	top := schemaOf(reflect.TypeFor[configFile]())
	top["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	top["title"] = "hearsay.yaml"
	properties := top["properties"].(schema)
	properties["sources"] = schema{"type": "array", "description": properties["sources"].(schema)["description"], "items": sourcesSchema()}
	properties["fact_checks"] = schema{"type": "array", "description": properties["fact_checks"].(schema)["description"], "items": factChecksSchema()}
	properties["accounts"] = schema{"type": "array", "description": properties["accounts"].(schema)["description"], "items": accountsSchema()}
	top["$defs"] = schema{"route": routeSchema()}
	properties["routes"] = schema{"$ref": "#/$defs/route"}
	encoded, err := json.MarshalIndent(top, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the schema: %w", err)
	}
	return append(encoded, '\n'), nil
}

// sourcesSchema is a source of any kind.
func sourcesSchema() schema {
	var kinds []any
	for _, p := range Platforms() {
		one := schemaOf(reflect.TypeOf(p.Settings()).Elem())
		one["title"] = p.About
		head := schemaOf(reflect.TypeFor[sourceHead]())["properties"].(schema)
		for name, property := range head {
			one["properties"].(schema)[name] = property
		}
		one["properties"].(schema)["kind"] = schema{"const": p.Kind, "description": p.About}
		one["required"] = []string{"name", "kind"}
		kinds = append(kinds, one)
	}
	return schema{"oneOf": kinds}
}

// accountsSchema is an account of any kind.
func accountsSchema() schema {
	var kinds []any
	for _, k := range AccountKinds() {
		one := schemaOf(reflect.TypeOf(k.Settings()).Elem())
		for name, property := range schemaOf(reflect.TypeFor[accountHead]())["properties"].(schema) {
			one["properties"].(schema)[name] = property
		}
		one["properties"].(schema)["kind"] = schema{"const": k.Kind}
		one["required"] = []string{"name", "kind"}
		kinds = append(kinds, one)
	}
	return schema{"oneOf": kinds}
}

// factChecksSchema is a publisher of fact-checks.
func factChecksSchema() schema {
	one := schemaOf(reflect.TypeFor[factcheck.Settings]())
	one["properties"].(schema)["every"] = schemaOf(reflect.TypeFor[factCheckHead]())["properties"].(schema)["every"]
	return one
}

// routeSchema is a route, which holds routes.
func routeSchema() schema {
	one := schemaOf(reflect.TypeFor[triage.RouteFile]())
	one["properties"].(schema)["routes"] = schema{"type": "array", "items": schema{"$ref": "#/$defs/route"}}
	return one
}

func schemaOf(t reflect.Type) schema {
	if t == reflect.TypeFor[settings.Duration]() {
		return schema{"type": "string", "pattern": `^([0-9]+d|([0-9.]+(ns|us|µs|ms|s|m|h))+)$`}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem())
	case reflect.Bool:
		return schema{"type": "boolean"}
	case reflect.String:
		return schema{"type": "string"}
	case reflect.Slice:
		return schema{"type": "array", "items": schemaOf(t.Elem())}
	case reflect.Map:
		return schema{"type": "object", "additionalProperties": schemaOf(t.Elem())}
	case reflect.Struct:
		return structSchema(t)
	case reflect.Interface:
		return schema{}
	case reflect.Float64:
		return schema{"type": "number"}
	}
	return schema{"type": "integer"}
}

func structSchema(t reflect.Type) schema {
	properties := schema{}
	for i := range t.NumField() {
		f := t.Field(i)
		name := yamlName(f)
		if name == "" || name == "routes" && t == reflect.TypeFor[triage.RouteFile]() {
			continue
		}
		property := schemaOf(f.Type)
		if doc := f.Tag.Get("doc"); doc != "" {
			property["description"] = doc
		}
		properties[name] = property
	}
	return schema{"type": "object", "additionalProperties": false, "properties": properties}
}

// SourcesPage is docs/sources.md: every kind of source with its settings.
func SourcesPage() string {
	var b strings.Builder
	b.WriteString("# Kinds of source\nMade from `app/platforms.go` by `go test ./app -run TestGeneratedFiles -update-files`; `configs/hearsay.schema.json` has the same\n" +
		"for editors. Each kind takes `name`, `kind`, `every` and `articles` beside its own settings; its page says more, and has an example.\n\n| kind | reads |\n|---|---|\n")
	for _, p := range Platforms() {
		fmt.Fprintf(&b, "| [%s](../collector/%s/README.md) | %s |\n", p.Kind, p.Kind, p.About)
	}
	b.WriteString("\nWhat people hand in at `/tips` is a source without settings: [tips](../collector/tips/README.md).\n")
	for _, p := range Platforms() {
		fmt.Fprintf(&b, "\n## %s\n| setting | type | meaning |\n|---|---|---|\n", p.Kind)
		for _, s := range SettingsOf(p) {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", s.Name, s.Type, s.Doc)
		}
	}
	return b.String()
}
