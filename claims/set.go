package claims

// set is a set of numbers from 0 on, a bit each: small enough to stay in the nearest cache while thousands are looked up.
type set []uint64

func newSet(n int) set { return make(set, (n+63)/64) }

func (s set) has(id int32) bool { return s[id>>6]>>(id&63)&1 != 0 }

func (s set) add(id int32) { s[id>>6] |= 1 << (id & 63) }

// removeAll empties a set of just these numbers.
func (s set) removeAll(ids []int32) {
	for _, id := range ids {
		s[id>>6] = 0
	}
}
