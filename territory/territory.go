// Package territory tells which territories lie within one another.
//
// A territory is written from the large to the small, parted by slashes, as in IT/Torino/Agliè. People name one by as much of that as
// they like: IT/Torino, Torino and agliè are good names. Pure, and safe for several goroutines.
package territory

import (
	"slices"
	"strings"
)

// Within tells whether a place is an area or lies in it: whether the parts of the area's name stand in the place's, one behind the
// other. Capitals do not count. Every place lies in "".
func Within(place, area string) bool {
	parts, of := parts(area), parts(place)
	for from := 0; from+len(parts) <= len(of); from++ {
		if slices.EqualFunc(parts, of[from:from+len(parts)], strings.EqualFold) {
			return true
		}
	}
	return false
}

func parts(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return r == '/' })
}

// Name is a territory as one says it, the small before the large: Agliè (Torino, IT).
func Name(place string) string {
	parts := parts(place)
	slices.Reverse(parts)
	switch len(parts) {
	case 0:
		return ""
	case 1:
		return parts[0]
	}
	return parts[0] + " (" + strings.Join(parts[1:], ", ") + ")"
}

// Meet tells whether a territory of one list lies within one of the other: what goes on in a town concerns its region, and what goes on
// in the region the town.
func Meet(some, others []string) bool {
	return slices.ContainsFunc(some, func(one string) bool {
		return slices.ContainsFunc(others, func(other string) bool { return Within(one, other) || Within(other, one) })
	})
}
