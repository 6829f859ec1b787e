package rules

import (
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestTheSchemaNamesWhatPacksMayHave compares the published schema with what is read, key by key.
func TestTheSchemaNamesWhatPacksMayHave(t *testing.T) {
	data, err := os.ReadFile("../../configs/rules/pack.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	type object struct {
		Properties map[string]json.RawMessage `json:"properties"`
		Items      *object                    `json:"items"`
	}
	var schema struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	within := func(o object, key string) (inner object) {
		if err := json.Unmarshal(o.Properties[key], &inner); err != nil {
			t.Fatal(err)
		}
		if inner.Items != nil {
			return *inner.Items
		}
		return inner
	}
	rule := schema.Defs["rule"]
	for _, test := range []struct {
		said object
		read any
	}{
		{schema.object, packFile{}}, {within(schema.object, "places"), placeFile{}}, {within(schema.object, "authorities"), authorityFile{}},
		{rule, Written{}}, {within(rule, "tests"), WrittenTests{}},
	} {
		var keys []string
		for i := range reflect.TypeOf(test.read).NumField() {
			key, _, _ := strings.Cut(reflect.TypeOf(test.read).Field(i).Tag.Get("yaml"), ",")
			keys = append(keys, key)
		}
		slices.Sort(keys)
		if said := slices.Sorted(maps.Keys(test.said.Properties)); !slices.Equal(said, keys) {
			t.Errorf("%T: the schema names %v, the program reads %v", test.read, said, keys)
		}
	}
}
