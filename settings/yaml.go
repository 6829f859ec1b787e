package settings

import (
	"errors"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"hearsay/fault"
)

// lineOf is where a document begins; 0 for one of which nothing stands there.
func lineOf(doc *ast.DocumentNode) int {
	switch {
	case doc.Body != nil:
		return doc.Body.GetToken().Position.Line
	case doc.Start != nil:
		return doc.Start.Position.Line
	}
	return 0
}

// parse and decodeNode keep a bug of the library, which fuzzing found several of, from ending a program that reloads a file.
func parse(data []byte) (tree *ast.File, err error) {
	defer recovered(&err)
	return parser.ParseBytes(data, 0)
}

func decodeNode(node ast.Node, into any) (err error) {
	defer recovered(&err)
	return yaml.NodeToValue(node, into, yaml.Strict())
}

func recovered(err *error) {
	if recover() != nil {
		*err = errors.New("this is not YAML that can be read")
	}
}

// refuseTags refuses tags, anchors and aliases: no setting needs them, and an alias of an alias can grow without end.
func refuseTags(name string, tree *ast.File) error {
	var faults fault.List
	for _, doc := range tree.Docs {
		if doc.Body != nil {
			ast.Walk(refuser{name, &faults}, doc.Body)
		}
	}
	return faults.Err()
}

type refuser struct {
	name   string
	faults *fault.List
}

func (r refuser) Visit(node ast.Node) ast.Visitor {
	switch node.Type() {
	case ast.TagType, ast.AnchorType, ast.AliasType:
		r.faults.Add(r.name, node.GetToken().Position.Line, "write the value itself", "tags (!), anchors (&) and aliases (*) are not used in settings")
		return nil
	}
	return r
}

// tooDeep finds flow collections or indentation nested so deep that a recursive parser would suffer.
func tooDeep(data []byte) (line int, deep bool) {
	const most = 64
	line, depth := 1, 0
	indent, atStart := 0, true
	for _, c := range data {
		switch c {
		case '\n':
			line++
			indent, atStart = 0, true
			continue
		case ' ', '-':
			if atStart {
				if indent++; indent > 4*most {
					return line, true
				}
				continue
			}
		case '[', '{':
			if depth++; depth > most {
				return line, true
			}
		case ']', '}':
			depth = max(depth-1, 0)
		}
		atStart = false
	}
	return 0, false
}
