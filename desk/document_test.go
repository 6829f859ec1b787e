package desk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hearsay/classifier"
	"hearsay/desk/access"
	"hearsay/internal/servertest"
	"hearsay/ledger"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/triage"
	"hearsay/work"
)

// document is the OpenAPI document as programs read it, before anything is known of the code.
type document struct {
	Paths      map[string]map[string]operation
	Components struct{ Schemas map[string]schema }
}

type operation struct {
	OperationID string
	Parameters  []struct {
		Name, In string
		Schema   schema
	}
	RequestBody struct {
		Content map[string]struct{ Schema schema }
	}
	Responses map[string]struct {
		Content map[string]struct{ Schema schema }
	}
}

// schema is a JSON Schema of the kinds that the document uses.
type schema map[string]any

func (o *office) document() document {
	o.t.Helper()
	var d document
	if _, text := o.call("", http.MethodGet, "/api/openapi.json", ""); json.Unmarshal([]byte(text), &d) != nil || len(d.Paths) == 0 {
		o.t.Fatalf("this is no document: %.200s", text)
	}
	return d
}

// resolve follows a reference.
func (d *document) resolve(s schema) schema {
	for {
		ref, isRef := s["$ref"].(string)
		if !isRef {
			return s
		}
		s = d.Components.Schemas[strings.TrimPrefix(ref, "#/components/schemas/")]
	}
}

func (s schema) part(key string) schema {
	part, _ := s[key].(map[string]any)
	return part
}

// types are the types that a schema allows.
func (s schema) types() []string {
	switch t := s["type"].(type) {
	case string:
		return []string{t}
	case []any:
		var all []string
		for _, one := range t {
			all = append(all, fmt.Sprint(one))
		}
		return all
	}
	return nil
}

// faults are where a value is not as its schema says.
func (d *document) faults(s schema, v any, at string) []string {
	s = d.resolve(s)
	if choices, isChoice := s["oneOf"].([]any); isChoice {
		var found []string
		for _, choice := range choices {
			faults := d.faults(choice.(map[string]any), v, at)
			if len(faults) == 0 {
				return nil
			}
			found = append(found, faults...)
		}
		return found
	}
	types := s.types()
	if len(types) == 0 {
		return nil
	}
	if is := typeOf(v); !slices.Contains(types, is) && (is != "integer" || !slices.Contains(types, "number")) {
		return []string{fmt.Sprintf("%s is %s, not %v", at, is, types)}
	}
	if allowed, isEnum := s["enum"].([]any); isEnum && v != nil && !slices.Contains(allowed, v) {
		return []string{fmt.Sprintf("%s is %v, not one of %v", at, v, allowed)}
	}
	var found []string
	switch v := v.(type) {
	case []any:
		for i, one := range v {
			found = append(found, d.faults(s.part("items"), one, fmt.Sprintf("%s[%d]", at, i))...)
		}
	case map[string]any:
		required, _ := s["required"].([]any)
		for _, name := range required {
			if _, there := v[name.(string)]; !there {
				found = append(found, fmt.Sprintf("%s.%s is missing", at, name))
			}
		}
		for name, one := range v {
			property, known := s.part("properties")[name].(map[string]any)
			switch {
			case known:
				found = append(found, d.faults(property, one, at+"."+name)...)
			case s["additionalProperties"] == false:
				found = append(found, fmt.Sprintf("%s.%s is not in the document", at, name))
			default:
				found = append(found, d.faults(s.part("additionalProperties"), one, at+"."+name)...)
			}
		}
	}
	return found
}

func typeOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case float64:
		if v == float64(int64(v)) {
			return "integer"
		}
		return "number"
	case []any:
		return "array"
	}
	return "object"
}

// value makes a value for a schema: mostly one that it allows, at times another.
func (d *document) value(t *rapid.T, s schema, depth int) any {
	s = d.resolve(s)
	if rapid.IntRange(0, 29).Draw(t, "oddly") == 0 || depth > 5 {
		return rapid.SampledFrom([]any{nil, "", "\x00", true, -1, 1e300, []any{}, map[string]any{}, "<b>", strings.Repeat("x", 3000)}).Draw(t, "odd")
	}
	if allowed, isEnum := s["enum"].([]any); isEnum {
		return rapid.SampledFrom(allowed).Draw(t, "one of")
	}
	types := s.types()
	if len(types) == 0 {
		return nil
	}
	switch types[0] {
	case "string":
		return rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"item0", "general", "15m", "1s", "responder", "en", "x", "2026-03-03T12:00:00Z", "https://127.0.0.1:1/", "sample", "town"})).Draw(t, "text")
	case "integer":
		return rapid.OneOf(rapid.IntRange(-1, 300), rapid.Int()).Draw(t, "number")
	case "number":
		return rapid.Float64Range(-1e9, 1e9).Draw(t, "number")
	case "boolean":
		return rapid.Bool().Draw(t, "either")
	case "array":
		list := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "length") {
			list = append(list, d.value(t, s.part("items"), depth+1))
		}
		return list
	}
	object := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(s.part("properties"))) {
		if rapid.IntRange(0, 4).Draw(t, "has "+name) > 0 {
			property, _ := s.part("properties")[name].(map[string]any)
			object[name] = d.value(t, property, depth+1)
		}
	}
	return object
}

// TestEveryOperationAnswersAsTheDocumentSays makes calls of every operation, sensible ones and odd ones, as an administrator:
// nothing breaks, and every answer is as the document says.
func TestEveryOperationAnswersAsTheDocumentSays(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { answersAsTheDocumentSays(t, newOffice(t)) })
	t.Run("PostgreSQL", func(t *testing.T) {
		answersAsTheDocumentSays(t, openOffice(t, fittings{ledger: servertest.PostgresURL(t)}))
	})
}

func answersAsTheDocumentSays(t *testing.T, o *office) {
	t.Helper()
	d := o.document()
	known := o.stock()
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(d.Paths[path])) {
			op := d.Paths[path][method]
			if op.OperationID == "follow-events" { // it has no end
				continue
			}
			// Each as somebody else, as calls of one user are limited.
			if _, err := access.AddUser(t.Context(), o.ledger, access.Unfit{}, "test", ledger.User{Name: op.OperationID, Role: string(work.Admin)}, password); err != nil {
				t.Fatal(err)
			}
			token := o.token(op.OperationID)
			t.Run(op.OperationID, rapid.MakeCheck(func(t *rapid.T) { o.try(t, &d, known, token, method, path, op) }))
		}
	}
}

// stock fills the office with items and with replies in every state, and returns the names of what there is.
func (o *office) stock() []string {
	o.t.Helper()
	known := []string{o.item, triage.DefaultQueue, "viewer"}
	first := o.item
	for i, state := range slices.Concat(replies.States(), replies.States()) {
		o.item = fmt.Sprint(first, i)
		o.store()
		reply := replies.New(fmt.Sprint("reply", i), o.item, classifier.KindClaim, "", "responder", time.Now())
		err := reply.Edit("responder", replies.Text{
			Language: "en", Fact: "f", Myth: "m", Why: "w", Again: "a", Rating: "false", Sources: []string{"https://127.0.0.1:1/"},
		})
		reply.State = state
		d := &publish.Dispatch{ID: fmt.Sprint("dispatch", i), Reply: reply.ID, Item: o.item, Account: "town", Platform: "sample", State: publish.States()[i%len(publish.States())], Parts: []publish.Part{{Text: "f"}}}
		err = errors.Join(err, o.ledger.Write(o.t.Context(), func(tx *ledger.Tx) error {
			return errors.Join(tx.SaveReply(o.t.Context(), reply), tx.SaveDispatch(o.t.Context(), d))
		}))
		if err != nil {
			o.t.Fatal(err)
		}
		known = append(known, o.item, reply.ID, d.ID)
	}
	return known
}

func (o *office) try(t *rapid.T, d *document, known []string, token, method, path string, op operation) {
	query := url.Values{}
	var headers []string
	for _, p := range op.Parameters {
		value := fmt.Sprint(d.value(t, p.Schema, 0))
		switch p.In {
		case "path":
			if rapid.IntRange(0, 3).Draw(t, "known") > 0 {
				value = rapid.SampledFrom(known).Draw(t, "name")
			}
			if value == "" || value == "." || value == ".." { // no name of anything: paths with them are other paths
				value = "none"
			}
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(value))
		case "query":
			if rapid.Bool().Draw(t, "asks") {
				query.Set(p.Name, value)
			}
		case "header":
			if p.Name == "If-Match" && rapid.Bool().Draw(t, "matches") {
				headers = append(headers, p.Name, `"1"`)
			}
		}
	}
	body := ""
	for _, content := range op.RequestBody.Content {
		encoded, err := json.Marshal(d.value(t, content.Schema, 0))
		if err != nil {
			t.Fatal(err)
		}
		body = string(encoded)
	}
	if strings.Contains(body, `"wait"`) { // nobody waits here
		body = strings.ReplaceAll(body, `"wait"`, `"max"`)
	}
	response, said := o.send(token, strings.ToUpper(method), strings.TrimPrefix(path, "/api/v1")+"?"+query.Encode(), body, headers...)
	if response.StatusCode >= 500 {
		t.Fatalf("%s %s %s: %s %s", method, path, body, response.Status, said)
	}
	documented, isKnown := op.Responses[fmt.Sprint(response.StatusCode)]
	if !isKnown {
		documented, isKnown = op.Responses["default"]
	}
	if !isKnown {
		t.Fatalf("%s %s: the document does not know %s: %s", method, path, response.Status, said)
	}
	for kind, content := range documented.Content {
		if !strings.HasPrefix(response.Header.Get("Content-Type"), kind) || said == "" {
			continue
		}
		var answer any
		if err := json.Unmarshal([]byte(said), &answer); err != nil {
			t.Fatalf("%s %s: %v: %s", method, path, err, said)
		}
		if faults := d.faults(content.Schema, answer, "answer"); len(faults) > 0 {
			t.Fatalf("%s %s: %s; %s", method, path, strings.Join(faults, "; "), said)
		}
	}
}

// TestTheDocumentShowsByExample looks at the schemas that calls take and answer: each has an example that fits it.
func TestTheDocumentShowsByExample(t *testing.T) {
	o := newOffice(t)
	d := o.document()
	used := map[string]bool{}
	use := func(s schema) {
		if s.part("items")["$ref"] != nil {
			s = s.part("items")
		}
		if ref, isRef := s["$ref"].(string); isRef {
			used[strings.TrimPrefix(ref, "#/components/schemas/")] = true
		}
	}
	for _, methods := range d.Paths {
		for _, op := range methods {
			for _, content := range op.RequestBody.Content {
				use(content.Schema)
			}
			for status, response := range op.Responses {
				for _, content := range response.Content {
					if status == "200" || status == "201" {
						use(content.Schema)
					}
				}
			}
		}
	}
	for name := range used {
		examples, _ := d.Components.Schemas[name]["examples"].([]any)
		if len(examples) == 0 {
			t.Errorf("%s has no example", name)
		}
		for _, example := range examples {
			if faults := d.faults(d.Components.Schemas[name], example, name); len(faults) > 0 {
				t.Errorf("the example does not fit: %s", strings.Join(faults, "; "))
			}
		}
	}
}
