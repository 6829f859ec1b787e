package rules

// packFile is a pack as it is written. configs/rules/pack.schema.json says the same to editors.
type packFile struct {
	Pack        string            `yaml:"pack"`        // its name, and the topic of rules that name none
	About       string            `yaml:"about"`       // what it covers, for its readers
	Fallbacks   map[string]string `yaml:"fallbacks"`   // languages without rules of their own, and whose rules they take
	Guard       []string          `yaml:"guard"`       // phrases of posts that correct a claim: no claim rule of the pack fires on them
	Places      []placeFile       `yaml:"places"`      // territories, and how posts name them
	Authorities []authorityFile   `yaml:"authorities"` // whom posts address, and how
	Rules       []ruleFile        `yaml:"rules"`
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

// ruleFile is a rule as it is written.
type ruleFile struct {
	ID        string    `yaml:"id"`
	Kind      string    `yaml:"kind"`
	Mode      string    `yaml:"mode"` // live, or shadow: it is tried, and counts for nothing
	Severity  string    `yaml:"severity"`
	Topic     string    `yaml:"topic"`
	Territory string    `yaml:"territory"`
	Claim     string    `yaml:"claim"`
	Languages []string  `yaml:"languages"`
	Any       []string  `yaml:"any"`      // one of these phrases must be found
	All       []string  `yaml:"all"`      // of each of these, one alternative ("mask* | respirator*")
	None      []string  `yaml:"none"`     // and none of these
	Within    int       `yaml:"within"`   // the most words that what is found of all may span
	Ordered   bool      `yaml:"ordered"`  // what is found of all stands in this order
	Hashtags  []string  `yaml:"hashtags"` // one of these must be on the post
	Domains   []string  `yaml:"domains"`  // a link to one of these, or below it
	Regex     string    `yaml:"regex"`    // RE2, on the text as it was written
	When      string    `yaml:"when"`     // an expr condition on the post
	Despite   []string  `yaml:"despite"`  // guards that do not hold the rule back
	Tests     testsFile `yaml:"tests"`
}

type testsFile struct {
	Match []string `yaml:"match"`
	Miss  []string `yaml:"miss"`
}
