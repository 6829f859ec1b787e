// Package fault describes what is wrong with something a person wrote (a configuration, a rule pack, a line of
// input) so that the person can mend it: where it is, what it is, and what to do.
//
// It is for faults in input. Failures of the world (a server that does not answer) are ordinary errors.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Fault is one thing to mend. It is an error; its text is "file:line: what, and what to do".
type Fault struct {
	File   string // as the user named it; empty for standard input
	Line   int    // from 1; 0 where no line is known
	What   string // what is wrong, in the user's words
	Remedy string // what to do about it
}

func (f Fault) Error() string {
	var b strings.Builder
	if f.File != "" {
		b.WriteString(f.File)
		b.WriteByte(':')
	}
	if f.Line > 0 {
		fmt.Fprintf(&b, "%d:", f.Line)
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	b.WriteString(f.What)
	if f.Remedy != "" {
		b.WriteString("; ")
		b.WriteString(f.Remedy)
	}
	return b.String()
}

// List collects faults while a file is read, so that all of them are reported at once.
// The zero value is ready; it is not safe for several goroutines.
type List struct{ faults []error }

// Add appends one fault.
func (l *List) Add(file string, line int, remedy, what string, args ...any) {
	l.faults = append(l.faults, Fault{File: file, Line: line, What: fmt.Sprintf(what, args...), Remedy: remedy})
}

// Join appends the faults in err, if any.
func (l *List) Join(err error) {
	if err != nil {
		l.faults = append(l.faults, All(err)...)
	}
}

// Err is nil when nothing was added, else an error that joins every fault in order.
func (l *List) Err() error { return errors.Join(l.faults...) }

// All takes a joined error apart into its single faults, in order.
func All(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, All(e)...)
	}
	return all
}
