package rules

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"hearsay/classifier/match"
	"hearsay/fault"
	"hearsay/settings"
)

// packFile is a pack as it is written.
type packFile struct {
	Pack  string     `yaml:"pack"`  // its name, and the topic of rules that name none
	About string     `yaml:"about"` // what it covers, for its readers
	Guard []string   `yaml:"guard"` // phrases of posts that correct a claim: no claim rule of the pack fires on them
	Rules []ruleFile `yaml:"rules"`
}

// ruleFile is a rule as it is written.
type ruleFile struct {
	ID        string   `yaml:"id"`
	Kind      string   `yaml:"kind"`
	Severity  string   `yaml:"severity"`
	Topic     string   `yaml:"topic"`
	Territory string   `yaml:"territory"`
	Claim     string   `yaml:"claim"`
	Languages []string `yaml:"languages"`
	Any       []string `yaml:"any"`  // one of these phrases must be found
	All       []string `yaml:"all"`  // of each of these, one alternative ("mask* | respirator*")
	None      []string `yaml:"none"` // and none of these
	Tests     struct {
		Match []string `yaml:"match"`
		Miss  []string `yaml:"miss"`
	} `yaml:"tests"`
}

// maxGroups bounds the all-groups of a rule.
const maxGroups = 32

// Load reads every *.yaml in folder dir and compiles it. The error joins all faults, each with its file and line.
func Load(dir string) (*Set, error) { return LoadFS(os.DirFS(dir), dir) }

// LoadFS is Load for any file system, such as the packs embedded in the program; dir is what faults call its root.
func LoadFS(fsys fs.FS, dir string) (*Set, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("looking for rule packs: %w", err)
	}
	if len(names) == 0 {
		return nil, fault.Fault{File: dir, What: "there is no rule pack in this folder", Remedy: "put a .yaml pack there, or name another folder"}
	}
	c := &compiler{packs: map[string]string{}, ids: map[string]bool{}}
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading a rule pack: %w", err)
		}
		c.read(filepath.Join(dir, name), data)
	}
	return c.finish()
}

// Parse compiles one pack; name is used in faults.
func Parse(name string, data []byte) (*Set, error) {
	c := &compiler{packs: map[string]string{}, ids: map[string]bool{}}
	c.read(name, data)
	return c.finish()
}

type compiler struct {
	faults  fault.List
	packs   map[string]string // name → file
	ids     map[string]bool
	set     Set
	builder match.Builder
	file    *settings.File
}

func (c *compiler) finish() (*Set, error) {
	if err := c.faults.Err(); err != nil {
		return nil, err
	}
	c.set.matcher = c.builder.Build()
	return &c.set, nil
}

var (
	validName     = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	validLanguage = regexp.MustCompile(`^[a-z]{2}$`)
)

func (c *compiler) read(name string, data []byte) {
	file, err := settings.Parse(name, data)
	if err != nil {
		c.faults.Join(err)
		return
	}
	var pack packFile
	if err := file.Decode(&pack); err != nil {
		c.faults.Join(err)
		return
	}
	c.file = file
	switch other, taken := c.packs[pack.Pack]; {
	case !validName.MatchString(pack.Pack):
		c.add("$.pack", "name it in small letters, digits and hyphens", "%q is not a pack's name", pack.Pack)
	case taken:
		c.add("$.pack", "give it another name", "a pack named %q stands in %s already", pack.Pack, other)
	}
	c.packs[pack.Pack] = name
	if len(pack.Rules) == 0 {
		c.add("$.rules", "write at least one rule", "the pack has no rules")
	}
	for i, text := range pack.Guard {
		c.phrase(fmt.Sprintf("$.guard[%d]", i), text, phrase{rule: -1, pack: pack.Pack, role: roleGuard})
	}
	for i := range pack.Rules {
		c.rule(fmt.Sprintf("$.rules[%d]", i), pack.Pack, &pack.Rules[i])
	}
}

func (c *compiler) add(path, remedy, what string, args ...any) {
	c.faults.Add(c.file.Name, c.file.Line(path), remedy, what, args...)
}

func (c *compiler) rule(path, pack string, f *ruleFile) {
	r := &Rule{
		Pack: pack, ID: f.ID, Kind: f.Kind, Topic: f.Topic, Territory: f.Territory, Claim: f.Claim, Languages: f.Languages,
		any: len(f.Any) > 0, all: len(f.All), file: c.file.Name, line: c.file.Line(path + ".id"), pass: f.Tests.Match, miss: f.Tests.Miss,
	}
	if r.Topic == "" {
		r.Topic = pack
	}
	c.check(path, f, r)
	index := len(c.set.rules)
	c.set.rules = append(c.set.rules, r)
	for i, text := range f.Any {
		c.phrase(fmt.Sprintf("%s.any[%d]", path, i), text, phrase{rule: index, pack: pack, role: roleAny})
	}
	for i, text := range f.None {
		c.phrase(fmt.Sprintf("%s.none[%d]", path, i), text, phrase{rule: index, pack: pack, role: roleNone})
	}
	for i, text := range f.All {
		c.phrase(fmt.Sprintf("%s.all[%d]", path, i), text, phrase{rule: index, pack: pack, role: roleAll, group: i})
	}
}

func (c *compiler) check(path string, f *ruleFile, r *Rule) {
	switch {
	case !validName.MatchString(f.ID):
		c.add(path+".id", "name it in small letters, digits and hyphens", "%q is not a rule's id", f.ID)
	case c.ids[r.FullID()]:
		c.add(path+".id", "give one of them another id", "the rule %q stands twice in this pack", f.ID)
	}
	c.ids[r.FullID()] = true
	if f.Kind != KindQuestion && f.Kind != KindClaim {
		c.add(path+".kind", "write question or claim", "%q is not a kind of rule", f.Kind)
	}
	if f.Severity != "" {
		severity, err := ParseSeverity(f.Severity)
		if err != nil {
			c.add(path+".severity", "leave it out for low", "%v", err)
		}
		r.Severity = severity
	}
	for i, language := range f.Languages {
		if !validLanguage.MatchString(language) {
			c.add(fmt.Sprintf("%s.languages[%d]", path, i), "write two small letters, as in fi (ISO 639-1)", "%q is not a language", language)
		}
	}
	if len(f.Any)+len(f.All) == 0 {
		c.add(path, "write phrases under any or all", "the rule %q can never fire", f.ID)
	}
	if len(f.All) > maxGroups {
		c.add(path+".all", fmt.Sprintf("%d are the most; split the rule", maxGroups), "all has %d entries", len(f.All))
	}
	if len(f.Tests.Match) == 0 || len(f.Tests.Miss) == 0 {
		c.add(path+".id", "write texts under tests.match and tests.miss", "the rule %q has no tests of both kinds", f.ID)
	}
}

// phrase adds the alternatives of one entry, all with the same meaning.
func (c *compiler) phrase(path, text string, meaning phrase) {
	alternatives := strings.Split(text, "|")
	if meaning.role != roleAll && len(alternatives) > 1 {
		c.add(path, "write each alternative as an entry of its own", "%q has alternatives, which only all has", text)
		return
	}
	for _, alternative := range alternatives {
		if err := c.builder.Add(alternative, len(c.set.phrases)); err != nil {
			c.add(path, "see docs/rule-packs.md for what a phrase may be", "%v", err)
		}
		c.set.phrases = append(c.set.phrases, meaning)
	}
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
