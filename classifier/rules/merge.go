package rules

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrBoth is returned for two changes of a pack that both change the same.
var ErrBoth = errors.New("both changes of the pack change the same")

// Merge is a pack with two changes that were both made of base. What stands outside of the rules is taken whole from the one that changed it. Its error
// is ErrBoth, and names the rules, if both changed the same and not in the same way; and ErrLayout.
func Merge(base, one, other []byte) ([]byte, error) {
	was, err := outline(base)
	if err != nil {
		return nil, err
	}
	first, err := outline(one)
	if err != nil {
		return nil, err
	}
	second, err := outline(other)
	if err != nil {
		return nil, err
	}
	if both := was.changedByBoth(first, second); len(both) > 0 {
		return nil, fmt.Errorf("%w: %s", ErrBoth, strings.Join(both, ", "))
	}
	if second.head != was.head {
		one, first, second = other, second, first
	}
	return first.with(one, Differ(was.Pack, second.Pack), second.Pack)
}

// outlined is a pack, and what it says outside of its rules.
type outlined struct {
	Pack
	head string
}

func outline(data []byte) (outlined, error) {
	if len(data) == 0 { // there was none yet
		return outlined{}, nil
	}
	_, file, err := readPack("pack", data)
	pack := Pack{file.Pack, file.About, file.Rules}
	file.Rules = nil
	return outlined{pack, written(file)}, err
}

// changedByBoth names what two changes of a pack disagree on.
func (o outlined) changedByBoth(first, second outlined) []string {
	var both []string
	if first.head != o.head && second.head != o.head && first.head != second.head {
		both = append(both, "what stands outside of the rules")
	}
	d := Differ(o.Pack, first.Pack)
	for _, id := range slices.Concat(d.Added, d.Changed, d.Removed) {
		was, wasThere := o.Find(id)
		one, isThere := first.Find(id)
		two, isThereToo := second.Find(id)
		isChanged, agree := isThereToo != wasThere || written(two) != written(was), isThereToo == isThere && written(two) == written(one)
		if isChanged && !agree {
			both = append(both, id)
		}
	}
	return both
}

// with makes the changes d, as pack has them, in data, which is o's text.
func (o outlined) with(data []byte, d Differences, pack Pack) ([]byte, error) {
	for _, id := range slices.Concat(d.Added, d.Changed) {
		r, _ := pack.Find(id)
		changed, err := With("pack", data, r)
		if err != nil {
			return nil, err
		}
		data = changed
	}
	for _, id := range d.Removed {
		if _, isThere := o.Find(id); !isThere {
			continue
		}
		changed, err := Without("pack", data, id)
		if err != nil {
			return nil, err
		}
		data = changed
	}
	return data, nil
}
