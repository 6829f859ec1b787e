// Package settings reads YAML that people write: strictly, with every fault at its line.
//
// An unknown key, a value of the wrong type and a duplicate key are faults. Values may name environment variables
// as ${NAME} and files as ${file:PATH}, so that secrets stay out of the settings. Checks that need more than a type are made by the caller, which asks
// a File for the line of any path.
package settings

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"hearsay/fault"
)

// File is one YAML document that has been parsed. It is read-only and safe for several goroutines.
type File struct {
	Name string
	tree *ast.File
}

// maxSize bounds a settings file; deeper or larger input is a mistake or an attack.
const maxSize = 4 << 20

// Read reads the YAML file at name.
func Read(name string) (*File, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return nil, fault.Fault{File: name, What: "there is no such file", Remedy: "check the path, or create it"}
		}
		return nil, fmt.Errorf("reading settings: %w", err)
	}
	return Parse(name, data)
}

// Parse parses data; name is used in faults only.
func Parse(name string, data []byte) (*File, error) {
	if len(data) > maxSize {
		return nil, fault.Fault{File: name, What: fmt.Sprintf("the file has %d bytes", len(data)), Remedy: "split it; 4 MiB is the most"}
	}
	if line, ok := tooDeep(data); ok {
		return nil, fault.Fault{File: name, Line: line, What: "brackets are nested more than 64 deep", Remedy: "flatten the structure"}
	}
	tree, err := parse(data)
	if err != nil {
		return nil, located(name, err)
	}
	if err := refuseTags(name, tree); err != nil {
		return nil, err
	}
	if len(tree.Docs) > 1 {
		return nil, fault.Fault{File: name, Line: lineOf(tree.Docs[1]), What: "a second YAML document begins here", Remedy: "keep one document in a file"}
	}
	return &File{Name: name, tree: tree}, nil
}

// Empty tells whether the document has no content at all.
func (f *File) Empty() bool {
	return len(f.tree.Docs) == 0 || f.tree.Docs[0].Body == nil || f.tree.Docs[0].Body.Type() == ast.NullType
}

// Decode fills into, a pointer to a struct, strictly. The error is a fault with its line.
func (f *File) Decode(into any) error {
	if f.Empty() {
		return nil
	}
	return f.decode(f.tree.Docs[0].Body, into)
}

// DecodeAsWritten is Decode for what somebody else is to read: ${NAME} stays as it stands.
func (f *File) DecodeAsWritten(into any) error {
	if f.Empty() {
		return nil
	}
	if err := decodeNode(f.tree.Docs[0].Body, into); err != nil {
		return located(f.Name, err)
	}
	return nil
}

// DecodeAt fills into from the value at path ("$.sources[0]"), strictly; keys named in besides belong to somebody else.
func (f *File) DecodeAt(path string, into any, besides ...string) error {
	return f.decodePart(path, into, func(key string) bool { return !contains(besides, key) })
}

// DecodeOnly fills into from the keys that are named in the mapping at path, and leaves the others to somebody else.
func (f *File) DecodeOnly(path string, into any, keys ...string) error {
	return f.decodePart(path, into, func(key string) bool { return contains(keys, key) })
}

func (f *File) decodePart(path string, into any, wanted func(key string) bool) error {
	node := f.node(path)
	if node == nil {
		return fault.Fault{File: f.Name, What: path + " is missing", Remedy: "add it"}
	}
	if mapping, ok := node.(*ast.MappingNode); ok {
		rest := *mapping
		rest.Values = nil
		for _, value := range mapping.Values {
			if wanted(value.Key.GetToken().Value) {
				rest.Values = append(rest.Values, value)
			}
		}
		if len(rest.Values) == 0 {
			return nil
		}
		node = &rest
	}
	return f.decode(node, into)
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func (f *File) decode(node ast.Node, into any) error {
	if err := decodeNode(node, into); err != nil {
		return located(f.Name, err)
	}
	if err := expandAll(reflect.ValueOf(into)); err != nil {
		return fault.Fault{File: f.Name, Line: node.GetToken().Position.Line, What: err.Error(), Remedy: "set it before starting, or write the value here"}
	}
	return nil
}

// Line is the line of the value at path, or of the nearest ancestor that exists, or 1.
func (f *File) Line(path string) int {
	for path != "" {
		if node := f.node(path); node != nil {
			if value, ok := node.(*ast.MappingNode); ok && len(value.Values) > 0 {
				return value.Values[0].Key.GetToken().Position.Line
			}
			return node.GetToken().Position.Line
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut <= 0 {
			break
		}
		path = path[:cut]
	}
	return 1
}

func (f *File) node(path string) ast.Node {
	if f.Empty() {
		return nil
	}
	p, err := yaml.PathString(path)
	if err != nil {
		return nil
	}
	node, err := p.FilterFile(f.tree)
	if err != nil {
		return nil
	}
	return node
}

// Value is a value as it is written in a file.
type Value struct {
	Path string // as in $.sources[0].url
	Text string // ${NAME} stays as it stands
	Line int
}

// Values are all values of the file that are neither lists nor mappings, in their order.
func (f *File) Values() []Value {
	if f.Empty() {
		return nil
	}
	var all []Value
	var walk func(path string, node ast.Node)
	walk = func(path string, node ast.Node) {
		switch node := node.(type) {
		case *ast.MappingNode:
			for _, value := range node.Values {
				walk(path+"."+value.Key.GetToken().Value, value.Value)
			}
		case *ast.MappingValueNode:
			walk(path+"."+node.Key.GetToken().Value, node.Value)
		case *ast.SequenceNode:
			for i, value := range node.Values {
				walk(fmt.Sprintf("%s[%d]", path, i), value)
			}
		default:
			text := node.GetToken().Value
			if literal, isLiteral := node.(*ast.LiteralNode); isLiteral {
				text = literal.Value.Value
			}
			all = append(all, Value{path, text, node.GetToken().Position.Line})
		}
	}
	walk("$", f.tree.Docs[0].Body)
	return all
}

// Relative resolves a path that stands in the file against the file's own folder.
func (f *File) Relative(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(f.Name), path)
}

func located(name string, err error) error {
	if own := (fault.Fault{}); errors.As(err, &own) {
		own.File = name
		return own
	}
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil {
		return fault.Fault{File: name, Line: at.GetToken().Position.Line, What: plain(at.GetMessage()), Remedy: "see docs/configuration.md for the keys and their types"}
	}
	return fault.Fault{File: name, What: err.Error(), Remedy: "see docs/configuration.md for the keys and their types"}
}

// plain says in words what the library says in Go types.
func plain(message string) string {
	return strings.TrimPrefix(strings.TrimSpace(message), "yaml: ")
}

var variable = regexp.MustCompile(`\$\{(file:[^}]+|[A-Za-z_][A-Za-z0-9_]*)\}`)

// expandAll replaces ${NAME} and ${file:PATH} in every string below v.
func expandAll(v reflect.Value) error {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return expandAll(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				if err := expandAll(v.Field(i)); err != nil {
					return err
				}
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if err := expandAll(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Map:
		return expandMap(v)
	case reflect.String:
		return expand(v)
	}
	return nil
}

// expandMap expands the values of a map, which cannot be set where they stand.
func expandMap(m reflect.Value) error {
	for _, key := range m.MapKeys() {
		value := reflect.New(m.Type().Elem()).Elem()
		value.Set(m.MapIndex(key))
		if err := expandAll(value); err != nil {
			return err
		}
		m.SetMapIndex(key, value)
	}
	return nil
}

// mostSecret bounds a file with a secret, in bytes.
const mostSecret = 64 << 10

// lookUp is what stands in for a reference: an environment variable, or for file:PATH that file's text without the line
// break at its end, as container platforms hand secrets in.
func lookUp(name string) (string, error) {
	path, isFile := strings.CutPrefix(name, "file:")
	if !isFile {
		value, ok := os.LookupEnv(name)
		if !ok {
			return "", fmt.Errorf("the environment variable %s is not set", name)
		}
		return value, nil
	}
	data, err := os.ReadFile(path)
	switch {
	case err != nil:
		return "", fmt.Errorf("the file %s with a secret cannot be read", path)
	case len(data) > mostSecret:
		return "", fmt.Errorf("the file %s with a secret has %d bytes; %d are the most", path, len(data), mostSecret)
	}
	return strings.TrimRight(string(data), "\r\n"), nil
}

func expand(v reflect.Value) error {
	if !v.CanSet() || !strings.Contains(v.String(), "${") {
		return nil
	}
	var failed error
	out := variable.ReplaceAllStringFunc(v.String(), func(ref string) string {
		value, err := lookUp(ref[2 : len(ref)-1])
		failed = errors.Join(failed, err)
		return value
	})
	if failed != nil {
		return failed
	}
	v.SetString(out)
	return nil
}
