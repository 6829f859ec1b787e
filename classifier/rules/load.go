package rules

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"hearsay/classifier/match"
	"hearsay/fault"
	"hearsay/settings"
)

// Load reads every *.yaml in folder dir and compiles it. The error joins all faults, each with its file and line.
func Load(dir string) (*Set, error) { return LoadFS(os.DirFS(dir), dir) }

// LoadFS is Load for any file system, such as the packs embedded in the program; dir is what faults call its root.
func LoadFS(fsys fs.FS, dir string) (*Set, error) { return LoadOver(fsys, dir, nil) }

// readAll reads every pack of a folder.
func (c *compiler) readAll(fsys fs.FS, dir string) error {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return fmt.Errorf("looking for rule packs: %w", err)
	}
	if len(names) == 0 {
		return fault.Fault{File: dir, What: "there is no rule pack in this folder", Remedy: "put a .yaml pack there, or name another folder"}
	}
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("reading a rule pack: %w", err)
		}
		c.read(filepath.Join(dir, name), data)
	}
	return nil
}

// Parse compiles one pack; name is used in faults.
func Parse(name string, data []byte) (*Set, error) {
	c := newCompiler()
	c.read(name, data)
	return c.finish()
}

// LoadOver is LoadFS with packs in place of those in the folder that have their names; over is by name.
func LoadOver(fsys fs.FS, dir string, over map[string][]byte) (*Set, error) {
	return newCompiler().loadOver(fsys, dir, over)
}

// LoadWith is LoadOver with one pack more, named name in faults, in place of any other that has the same name. Rules of that pack that are being tried
// count in it as all others. It also gives the pack's name.
func LoadWith(fsys fs.FS, dir string, over map[string][]byte, name string, data []byte) (set *Set, pack string, err error) {
	c := newCompiler()
	pack = c.read(name, data)
	if err := c.faults.Err(); err != nil {
		return nil, "", err
	}
	for _, r := range c.set.rules {
		r.IsShadow = false
	}
	c.instead = []string{pack}
	set, err = c.loadOver(fsys, dir, over)
	return set, pack, err
}

func (c *compiler) loadOver(fsys fs.FS, dir string, over map[string][]byte) (*Set, error) {
	for _, name := range slices.Sorted(maps.Keys(over)) {
		if !slices.Contains(c.instead, name) {
			c.read("pack "+name+", as it was changed at the desk", over[name])
			c.instead = append(c.instead, name)
		}
	}
	if err := c.readAll(fsys, dir); err != nil {
		return nil, err
	}
	return c.finish()
}

// compiler makes a Set of packs, one file after the other.
type compiler struct {
	faults  fault.List
	packs   map[string]string // name → file
	ids     map[string]bool
	set     *Set // by itself, so that who has it does not keep what it was made of
	builder match.Builder
	instead []string // packs that were read first, and take the place of those of the same names
	file    *settings.File
}

func newCompiler() *compiler {
	return &compiler{packs: map[string]string{}, ids: map[string]bool{}, set: &Set{}}
}

func (c *compiler) finish() (*Set, error) {
	if err := c.faults.Err(); err != nil {
		return nil, err
	}
	c.addDebunks()
	c.set.matcher = c.builder.Build()
	return c.set, c.faults.Err()
}

// read reads a pack, and gives its name.
func (c *compiler) read(name string, data []byte) string {
	file, err := settings.Parse(name, data)
	if err != nil {
		c.faults.Join(err)
		return ""
	}
	var pack packFile
	if err := file.Decode(&pack); err != nil {
		c.faults.Join(err)
		return ""
	}
	if slices.Contains(c.instead, pack.Pack) {
		return pack.Pack
	}
	c.file = file
	switch other, taken := c.packs[pack.Pack]; {
	case !validName.MatchString(pack.Pack):
		c.add("$.pack", "name it in small letters, digits and hyphens", "%q is not a pack's name", pack.Pack)
	case taken:
		c.add("$.pack", "give it another name", "a pack named %q stands in %s already", pack.Pack, other)
	}
	place := len(c.packs)
	c.packs[pack.Pack] = name
	if len(pack.Rules)+len(pack.Places)+len(pack.Authorities) == 0 {
		c.add("$.rules", "write at least one rule", "the pack has no rules")
	}
	for i, text := range pack.Guard {
		c.phrase(fmt.Sprintf("$.guard[%d]", i), text, phrase{rule: place, role: roleGuard})
	}
	for i, p := range pack.Places {
		c.names(fmt.Sprintf("$.places[%d]", i), rolePlace, p.Territory, p.Names, p.Languages)
	}
	for i, a := range pack.Authorities {
		c.names(fmt.Sprintf("$.authorities[%d]", i), roleAuthority, a.Name, a.Names, a.Languages)
	}
	c.checkFallbacks(pack.Fallbacks)
	for i := range pack.Rules {
		c.rule(fmt.Sprintf("$.rules[%d]", i), &pack, place, &pack.Rules[i])
	}
	return pack.Pack
}

func (c *compiler) add(path, remedy, what string, args ...any) {
	c.faults.Add(c.file.Name, c.file.Line(path), remedy, what, args...)
}

// names lets phrases stand for a territory or an authority.
func (c *compiler) names(path string, role role, name string, phrases, languages []string) {
	if name == "" || len(phrases) == 0 {
		c.add(path, "write both", "an entry has a name, and names by which posts know it")
	}
	c.languages(path, languages)
	for i, text := range phrases {
		c.phrase(fmt.Sprintf("%s.names[%d]", path, i), text, phrase{rule: len(c.set.named), role: role})
	}
	c.set.named = append(c.set.named, named{name, languages})
}

// Packs are the names of the packs in the set, sorted.
func (s *Set) Packs() []string {
	var names []string
	for _, r := range s.rules {
		if !slices.Contains(names, r.Pack) {
			names = append(names, r.Pack)
		}
	}
	slices.Sort(names)
	return names
}
