package settings

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"hearsay/fault"
)

// Duration is a time.Duration in a settings file, as in 90s, 15m, 24h or 90d. The library reads the plain type too, but does
// not say where a wrong one stands.
type Duration time.Duration

// UnmarshalYAML implements yaml.NodeUnmarshaler.
func (d *Duration) UnmarshalYAML(node ast.Node) error {
	written := node.String()
	if quoted, ok := node.(*ast.StringNode); ok {
		written = quoted.Value
	}
	parsed, err := ParseDuration(strings.TrimSpace(written))
	if err != nil {
		return fault.Fault{Line: node.GetToken().Position.Line, What: fmt.Sprintf("%q is not a duration", written), Remedy: "write it with its unit, as in 90s, 15m, 24h or 90d"}
	}
	*d = Duration(parsed)
	return nil
}

// ParseDuration reads what time.ParseDuration does, and whole days of 24 hours.
func ParseDuration(written string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(written, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		return time.Duration(n) * 24 * time.Hour, err
	}
	return time.ParseDuration(written)
}
