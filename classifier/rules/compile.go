package rules

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"hearsay/classifier/token"
)

// Bounds of one rule, so that no pack makes the daemon slow.
const (
	maxGroups = 32   // entries of all
	maxRegex  = 1000 // bytes of a regular expression
)

var (
	validName     = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	validLanguage = regexp.MustCompile(`^[a-z]{2}$`)
	validDomain   = regexp.MustCompile(`^([a-z0-9-]+\.)+[a-z0-9-]+$`)
)

// rule compiles one rule of a pack that stands at path.
func (c *compiler) rule(path string, pack *packFile, place int, f *Written) {
	r := &Rule{
		Pack: pack.Pack, ID: f.ID, Kind: f.Kind, Topic: f.Topic, Territory: f.Territory, Claim: f.Claim,
		Languages: withFallbacks(f.Languages, pack.Fallbacks),
		pack:      place, any: f.Any, tags: f.Hashtags, domains: f.Domains, within: f.Within, ordered: f.Ordered,
		file: c.file.Name, line: c.file.Line(path + ".id"), pass: f.Tests.Match, miss: f.Tests.Miss,
	}
	if r.Topic == "" {
		r.Topic = pack.Pack
	}
	c.identity(path, f, r)
	c.conditions(path, f, r)
	c.completeness(path, f)
	index := len(c.set.rules)
	c.set.rules = append(c.set.rules, r)
	c.phrases(path, f, r, index)
	if len(f.Any)+len(f.All)+len(f.Hashtags) == 0 {
		c.set.linked = append(c.set.linked, index)
	}
}

func (c *compiler) identity(path string, f *Written, r *Rule) {
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
	switch f.Mode {
	case "", ModeLive:
	case ModeShadow:
		r.IsShadow = true
	default:
		c.add(path+".mode", "write live, which it is if left out, or shadow", "%q is not a mode of a rule", f.Mode)
	}
	if f.Severity != "" {
		severity, err := ParseSeverity(f.Severity)
		if err != nil {
			c.add(path+".severity", "leave it out for low", "%v", err)
		}
		r.Severity = severity
	}
	c.languages(path, f.Languages)
}

func (c *compiler) languages(path string, languages []string) {
	for i, language := range languages {
		if !validLanguage.MatchString(language) {
			c.add(fmt.Sprintf("%s.languages[%d]", path, i), "write two small letters, as in fi (ISO 639-1)", "%q is not a language", language)
		}
	}
}

// conditions compiles what a rule asks besides words.
func (c *compiler) conditions(path string, f *Written, r *Rule) {
	var err error
	if f.Regex != "" {
		switch r.regex, err = regexp.Compile(f.Regex); {
		case err != nil:
			c.add(path+".regex", "see https://github.com/google/re2/wiki/Syntax", "the regular expression cannot be used: %v", err)
		case len(f.Regex) > maxRegex:
			c.add(path+".regex", "write its alternatives as phrases", "the regular expression has more than %d characters", maxRegex)
		}
	}
	if f.When != "" {
		if r.when, err = compileCondition(f.When); err != nil {
			line, _, _ := strings.Cut(err.Error(), "\n")
			c.add(path+".when", "see docs/rule-packs.md for the names a condition may use", "the condition cannot be used: %s", line)
		}
	}
	for i, domain := range f.Domains {
		if !validDomain.MatchString(domain) {
			c.add(fmt.Sprintf("%s.domains[%d]", path, i), "write it as in example.org, in small letters, without https://", "%q is not a domain", domain)
		}
	}
	if r.despite, err = parseGuards(f.Despite); err != nil {
		c.add(path+".despite", "leave it out if the guards may hold the rule back", "%v", err)
	}
	if f.Within < 0 || (f.Within > 0 || f.Ordered) && len(f.All) < 2 {
		c.add(path, "write two entries or more under all, and how many words they may span", "within and ordered speak of the entries of all")
	}
}

// completeness finds rules that never fire, and those nobody can trust.
func (c *compiler) completeness(path string, f *Written) {
	if len(f.Any)+len(f.All)+len(f.Hashtags)+len(f.Domains) == 0 {
		c.add(path, "write phrases under any or all, or hashtags or domains; a regular expression or a condition only narrows them", "the rule %q can never fire", f.ID)
	}
	if len(f.All) > maxGroups {
		c.add(path+".all", fmt.Sprintf("%d are the most; split the rule", maxGroups), "all has %d entries", len(f.All))
	}
	if len(f.Tests.Match) == 0 || len(f.Tests.Miss) == 0 {
		c.add(path+".id", "write texts under tests.match and tests.miss", "the rule %q has no tests of both kinds", f.ID)
	}
}

// phrases adds all phrases of a rule to the matcher.
func (c *compiler) phrases(path string, f *Written, r *Rule, index int) {
	for i, text := range f.Any {
		c.phrase(fmt.Sprintf("%s.any[%d]", path, i), text, phrase{rule: index, role: roleAny})
	}
	for i, text := range f.None {
		c.phrase(fmt.Sprintf("%s.none[%d]", path, i), text, phrase{rule: index, role: roleNone})
	}
	for i, tag := range f.Hashtags {
		tag = strings.TrimPrefix(tag, "#")
		at := fmt.Sprintf("%s.hashtags[%d]", path, i)
		if cut := token.Cut("#" + tag); len(cut.Tokens) != 1 {
			c.add(at, "write one word, as in flood2026", "%q is not a hashtag", tag)
			continue
		}
		c.phrase(at, "#"+tag, phrase{rule: index, role: roleTag})
	}
	for i, entry := range f.All {
		alternatives := strings.Split(entry, "|")
		for k, alternative := range alternatives {
			alternatives[k] = strings.TrimSpace(alternative)
			c.phrase(fmt.Sprintf("%s.all[%d]", path, i), alternative, phrase{rule: index, role: roleAll, group: i})
		}
		r.all = append(r.all, alternatives)
	}
}

// phrase adds one phrase with its meaning.
func (c *compiler) phrase(path, text string, meaning phrase) {
	meaning.text = strings.TrimSpace(text)
	if strings.Contains(text, "|") {
		c.add(path, "write each alternative as an entry of its own", "%q has alternatives, which only all has", text)
		return
	}
	if err := c.builder.Add(text, len(c.set.phrases)); err != nil {
		c.add(path, "see docs/rule-packs.md for what a phrase may be", "%v", err)
	}
	c.set.phrases = append(c.set.phrases, meaning)
}

// checkFallbacks finds what is no language.
func (c *compiler) checkFallbacks(fallbacks map[string]string) {
	for from, to := range fallbacks {
		if !validLanguage.MatchString(from) || !validLanguage.MatchString(to) {
			c.add("$.fallbacks", "write two small letters for each, as in no: sv", "%s: %s is not a language and the one whose rules it takes", from, to)
		}
	}
}

// withFallbacks are languages and those that take their rules.
func withFallbacks(languages []string, fallbacks map[string]string) []string {
	all := slices.Clone(languages)
	for _, from := range slices.Sorted(maps.Keys(fallbacks)) {
		if slices.Contains(languages, fallbacks[from]) && !slices.Contains(all, from) {
			all = append(all, from)
		}
	}
	return all
}
