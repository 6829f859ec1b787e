package wire

import "encoding/json"

// List is a list in an answer of a platform, of which an element that cannot be read leaves the others as they are.
type List[T any] struct {
	All    []T
	Unread []error // of the elements that were left out
}

// UnmarshalJSON implements json.Unmarshaler. Anything but a list, or null, is an error.
func (l *List[T]) UnmarshalJSON(data []byte) error {
	var elements []json.RawMessage
	if err := json.Unmarshal(data, &elements); err != nil {
		return err
	}
	*l = List[T]{}
	for _, element := range elements {
		var one T
		if err := json.Unmarshal(element, &one); err != nil {
			l.Unread = append(l.Unread, err)
			continue
		}
		l.All = append(l.All, one)
	}
	return nil
}
