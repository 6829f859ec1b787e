package claims

import "encoding/binary"

// sights is a score at first sight for each document, four of two bytes in a number, so that those of ten thousand stay in the
// nearest cache. It counts in parts of sightUnit and ends at mostSight, which only a text of hundreds of a claim's words reaches.
type sights []byte

const (
	sightUnit = 64
	mostSight = 1<<15 - 1

	fourSights   = 1 | 1<<16 | 1<<32 | 1<<48
	sightsAtOnce = 4 // numbers
)

func newSights(n int) sights {
	return make(sights, (n+4*sightsAtOnce-1)/(4*sightsAtOnce)*sightsAtOnce*8)
}

// atSight is a score in parts of sightUnit.
func atSight(score float64) int32 { return int32(min(score*sightUnit, mostSight)) }

// add adds to the score of a document.
func (s sights) add(doc, score int32) {
	at := s[2*doc:]
	sum := min(int32(binary.LittleEndian.Uint16(at))+score, mostSight)
	binary.LittleEndian.PutUint16(at, uint16(sum)) //nolint:gosec // at most mostSight
}

// best appends the n documents of the highest score to top, which is empty; of two that score the same the earlier comes first.
func (s sights) best(top []scored, n int) []scored {
	least := uint16(0)
	for at := 0; at < len(s); at += sightsAtOnce * 8 {
		if !s.anyAbove(at, least) {
			continue
		}
		for doc := at / 2; doc < at/2+sightsAtOnce*4; doc++ {
			if score := binary.LittleEndian.Uint16(s[2*doc:]); score > least {
				top = insert(top, n, scored{doc: int32(doc), score: float32(score)})
				if len(top) == n {
					least = uint16(top[n-1].score)
				}
			}
		}
	}
	return top
}

// anyAbove tells whether any of the scores looked at at once scores more than the least: the highest bit of each says so once what is
// missing to it is added.
func (s sights) anyAbove(at int, least uint16) bool {
	four := (*[sightsAtOnce * 8]byte)(s[at:])
	missing := uint64(mostSight-least) * fourSights
	a, b := binary.LittleEndian.Uint64(four[:]), binary.LittleEndian.Uint64(four[8:])
	c, d := binary.LittleEndian.Uint64(four[16:]), binary.LittleEndian.Uint64(four[24:])
	return ((a+missing)|(b+missing)|(c+missing)|(d+missing))&((mostSight+1)*fourSights) != 0
}

// insert puts a document behind those that score as much or more, and leaves n.
func insert(top []scored, n int, one scored) []scored {
	if len(top) < n {
		top = append(top, one)
	}
	at := len(top) - 1
	for ; at > 0 && top[at-1].score < one.score; at-- {
		top[at] = top[at-1]
	}
	top[at] = one
	return top
}
