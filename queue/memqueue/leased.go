package memqueue

// leased are the entries that are leased, as a heap: the lease of the first ends first. It implements heap.Interface.
type leased []*entry

func (l leased) Len() int           { return len(l) }
func (l leased) Less(i, j int) bool { return l[i].until.Before(l[j].until) }

func (l leased) Swap(i, j int) {
	l[i], l[j] = l[j], l[i]
	l[i].place, l[j].place = i, j
}

// Push implements heap.Interface.
func (l *leased) Push(x any) {
	e := x.(*entry)
	e.place = len(*l)
	*l = append(*l, e)
}

// Pop implements heap.Interface.
func (l *leased) Pop() any {
	last := len(*l) - 1
	e := (*l)[last]
	(*l)[last] = nil
	*l = (*l)[:last]
	return e
}
