// Package spreadsheet keeps spreadsheets from running what they open: OWASP, "CSV Injection"
// (https://owasp.org/www-community/attacks/CSV_Injection).
package spreadsheet

import (
	"regexp"
	"strings"
)

// formula is how what a spreadsheet calculates begins, behind the quotes that were put before it already.
var formula = regexp.MustCompile(`^'*[=+@\t\r-]`)

// Guard puts a quote before a cell that would be calculated.
func Guard(cell string) string {
	if formula.MatchString(cell) {
		return "'" + cell
	}
	return cell
}

// Unguard is what Guard was given.
func Unguard(cell string) string {
	if formula.MatchString(cell) {
		return strings.TrimPrefix(cell, "'")
	}
	return cell
}
