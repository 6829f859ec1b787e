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
	parsed, err := time.ParseDuration(strings.TrimSpace(node.String()))
	if err != nil {
		return fault.Fault{Line: node.GetToken().Position.Line, What: fmt.Sprintf("%q is not a duration", node.String()), Remedy: "write it with its unit, as in 90s, 15m or 24h"}
	}
	*d = Duration(parsed)
	return nil
}
