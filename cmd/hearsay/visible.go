package main

import "io"

// visible writes for eyes: what would steer the terminal, as people whom we listen to can write it into a name or an answer, is shown as
// a question mark. It is not for several goroutines.
type visible struct {
	w      io.Writer
	isHeld bool // the first byte of what may be a control character is held back
}

// The first byte in UTF-8 of the control characters from U+0080 to U+009F, which terminals obey as well (ECMA-48, 5.3).
const lead = 0xC2

// Write implements io.Writer.
func (v *visible) Write(p []byte) (int, error) {
	shown := make([]byte, 0, len(p)+1)
	for _, b := range p {
		held := v.isHeld
		v.isHeld = b == lead
		switch {
		case held && b >= 0x80 && b <= 0x9F:
			shown = append(shown, '?')
			continue
		case held:
			shown = append(shown, lead)
		}
		switch {
		case v.isHeld:
		case b < ' ' && b != '\n' && b != '\t', b == 0x7F:
			shown = append(shown, '?')
		default:
			shown = append(shown, b)
		}
	}
	if _, err := v.w.Write(shown); err != nil {
		return 0, err
	}
	return len(p), nil
}
