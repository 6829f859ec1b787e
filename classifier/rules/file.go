package rules

// packFile is a pack as it is written. configs/rules/pack.schema.json says the same to editors.
type packFile struct {
	Pack        string            `yaml:"pack"`        // its name, and the topic of rules that name none
	About       string            `yaml:"about"`       // what it covers, for its readers
	Fallbacks   map[string]string `yaml:"fallbacks"`   // languages without rules of their own, and whose rules they take
	Guard       []string          `yaml:"guard"`       // phrases of posts that correct a claim: no claim rule of the pack fires on them
	Places      []placeFile       `yaml:"places"`      // territories, and how posts name them
	Authorities []authorityFile   `yaml:"authorities"` // whom posts address, and how
	Rules       []Written         `yaml:"rules"`
}

// placeFile is a territory as it is written.
type placeFile struct {
	Territory string   `yaml:"territory"`
	Names     []string `yaml:"names"`
	Languages []string `yaml:"languages"` // of the posts in which these names mean it; empty for any
}

// authorityFile is an authority as it is written.
type authorityFile struct {
	Name      string   `yaml:"name"`
	Names     []string `yaml:"names"` // handles and ways to name it
	Languages []string `yaml:"languages"`
}

// Written is a rule as people write it. Empty fields are left out.
type Written struct {
	ID        string       `yaml:"id" json:"id"`
	Kind      string       `yaml:"kind" json:"kind"`
	Mode      string       `yaml:"mode,omitempty" json:"mode,omitempty"` // live, or shadow: it is tried, and counts for nothing
	Severity  string       `yaml:"severity,omitempty" json:"severity,omitempty"`
	Topic     string       `yaml:"topic,omitempty" json:"topic,omitempty"`
	Territory string       `yaml:"territory,omitempty" json:"territory,omitempty"`
	Claim     string       `yaml:"claim,omitempty" json:"claim,omitempty"`
	Languages []string     `yaml:"languages,omitempty" json:"languages,omitempty"`
	Any       []string     `yaml:"any,omitempty" json:"any,omitempty"`           // one of these phrases must be found
	All       []string     `yaml:"all,omitempty" json:"all,omitempty"`           // of each of these, one alternative ("mask* | respirator*")
	None      []string     `yaml:"none,omitempty" json:"none,omitempty"`         // and none of these
	Within    int          `yaml:"within,omitempty" json:"within,omitempty"`     // the most words that what is found of all may span
	Ordered   bool         `yaml:"ordered,omitempty" json:"ordered,omitempty"`   // what is found of all stands in this order
	Hashtags  []string     `yaml:"hashtags,omitempty" json:"hashtags,omitempty"` // one of these must be on the post
	Domains   []string     `yaml:"domains,omitempty" json:"domains,omitempty"`   // a link to one of these, or below it
	Regex     string       `yaml:"regex,omitempty" json:"regex,omitempty"`       // RE2, on the text as it was written
	When      string       `yaml:"when,omitempty" json:"when,omitempty"`         // an expr condition on the post
	Despite   []string     `yaml:"despite,omitempty" json:"despite,omitempty"`   // guards that do not hold the rule back
	Tests     WrittenTests `yaml:"tests" json:"tests"`
}

// WrittenTests are a rule's tests: texts it must match, and texts it must miss.
type WrittenTests struct {
	Match []string `yaml:"match" json:"match"`
	Miss  []string `yaml:"miss" json:"miss"`
}
