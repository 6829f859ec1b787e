package settings

import (
	"fmt"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"hearsay/fault"
)

// Duration is a time.Duration in a settings file, as in 90s, 15m or 24h. The library reads the plain type too, but does
// not say where a wrong one stands.
type Duration time.Duration

// UnmarshalYAML implements yaml.NodeUnmarshaler.
func (d *Duration) UnmarshalYAML(node ast.Node) error {
	written := node.String()
	if quoted, ok := node.(*ast.StringNode); ok {
		written = quoted.Value
	}
	parsed, err := time.ParseDuration(strings.TrimSpace(written))
	if err != nil {
		return fault.Fault{Line: node.GetToken().Position.Line, What: fmt.Sprintf("%q is not a duration", written), Remedy: "write it with its unit, as in 90s, 15m or 24h"}
	}
	*d = Duration(parsed)
	return nil
}
