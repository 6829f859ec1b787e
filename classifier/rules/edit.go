package rules

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"hearsay/settings"
)

// Pack is a pack as people write it.
type Pack struct {
	Name  string    `json:"name"`
	About string    `json:"about,omitempty"`
	Rules []Written `json:"rules"`
}

// Find is a rule of the pack; false if it has none of that id.
func (p Pack) Find(id string) (Written, bool) {
	i := slices.IndexFunc(p.Rules, func(r Written) bool { return r.ID == id })
	if i < 0 {
		return Written{}, false
	}
	return p.Rules[i], true
}

// ReadPack reads a pack without compiling it; name is used in faults.
func ReadPack(name string, data []byte) (Pack, error) {
	_, pack, err := readPack(name, data)
	if err != nil {
		return Pack{}, err
	}
	return Pack{pack.Pack, pack.About, pack.Rules}, nil
}

func readPack(name string, data []byte) (*settings.File, packFile, error) {
	var pack packFile
	file, err := settings.Parse(name, data)
	if err == nil {
		err = file.Decode(&pack)
	}
	return file, pack, err
}

// ErrLayout is returned for a pack whose rules do not each begin on a line of their own, so that none can be changed by itself.
var ErrLayout = errors.New("the rules do not each begin on a line of their own; change the pack's text")

// With is a pack with a rule in place of the one of its id, or behind all others. Everything else of it, comments too, stays as it is.
func With(name string, data []byte, r Written) ([]byte, error) {
	return change(name, data, r.ID, func(indent string) (string, error) { return write(r, indent) })
}

// Without is a pack without a rule.
func Without(name string, data []byte, id string) ([]byte, error) {
	return change(name, data, id, func(string) (string, error) { return "", nil })
}

// change puts what write gives in the place of the lines of a rule.
func change(name string, data []byte, id string, write func(indent string) (string, error)) ([]byte, error) {
	file, pack, err := readPack(name, data)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimRight(string(data), "\n"), "\n")
	begins := make([]int, len(pack.Rules))
	for i := range pack.Rules {
		at := file.Line(fmt.Sprintf("$.rules[%d]", i)) - 1
		for at > 0 && !strings.HasPrefix(strings.TrimSpace(lines[at]), "-") { // a comment may stand before its first key
			at--
		}
		if begins[i] = at; at <= 0 || i > 0 && at <= begins[i-1] {
			return nil, ErrLayout
		}
	}
	at := slices.IndexFunc(pack.Rules, func(r Written) bool { return r.ID == id })
	from, to := place(lines, begins, at)
	indent := "  "
	if len(begins) > 0 {
		line := lines[begins[0]]
		indent = line[:len(line)-len(strings.TrimLeft(line, " "))]
	}
	text, err := write(indent)
	if err != nil {
		return nil, err
	}
	changed := slices.Clone(lines[:from])
	if text != "" {
		changed = append(changed, strings.Split(strings.TrimRight(text, "\n"), "\n")...)
	}
	return []byte(strings.Join(append(changed, lines[to:]...), "\n") + "\n"), nil
}

// place are the lines of a rule, without comments and blank lines behind it; for at -1 those behind the last rule.
func place(lines []string, begins []int, at int) (from, to int) {
	last := at
	if at < 0 {
		last = len(begins) - 1
	}
	if last < 0 {
		return len(lines), len(lines)
	}
	end := len(lines)
	if last+1 < len(begins) {
		end = begins[last+1]
	}
	for i := begins[last] + 1; i < end; i++ { // what stands at the left margin is no rule
		if line := lines[i]; line != "" && line[0] != ' ' && line[0] != '-' && line[0] != '#' {
			end = i
		}
	}
	for end > begins[last]+1 && (strings.TrimSpace(lines[end-1]) == "" || strings.HasPrefix(strings.TrimSpace(lines[end-1]), "#")) {
		end--
	}
	if at < 0 {
		return end, end
	}
	return begins[at], end
}

func write(r Written, indent string) (string, error) {
	text, err := yaml.MarshalWithOptions([]Written{r}, yaml.IndentSequence(true), yaml.UseLiteralStyleIfMultiline(false))
	if err != nil {
		return "", fmt.Errorf("writing rule %s: %w", r.ID, err)
	}
	own := text[:strings.IndexByte(string(text), '-')]
	var b strings.Builder
	for line := range strings.Lines(string(text)) {
		b.WriteString(indent + strings.TrimPrefix(line, string(own)))
	}
	return b.String(), nil
}

// Differences are the ids of rules that one pack has and another has not, or otherwise.
type Differences struct {
	Added   []string `json:"added"`
	Changed []string `json:"changed"`
	Removed []string `json:"removed"`
}

// Differ compares two packs.
func Differ(before, after Pack) Differences {
	d := Differences{[]string{}, []string{}, []string{}}
	for _, r := range after.Rules {
		was, isThere := before.Find(r.ID)
		switch {
		case !isThere:
			d.Added = append(d.Added, r.ID)
		case written(was) != written(r):
			d.Changed = append(d.Changed, r.ID)
		}
	}
	for _, r := range before.Rules {
		if _, stays := after.Find(r.ID); !stays {
			d.Removed = append(d.Removed, r.ID)
		}
	}
	return d
}

// written is all that a rule or a pack says, in a text that is the same for the same.
func written(v any) string {
	text, _ := json.Marshal(v) // of texts, numbers and lists, which cannot fail
	return string(text)
}
