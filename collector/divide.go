package collector

import (
	"maps"
	"slices"
)

// Divide says which sources a process is to take and which to give up, so that the processes that live read about as many
// each and no source changes hands without need. Of names, each with the process that reads it ("" for nobody), those whose
// reader is not alive go to whoever reads fewest. me must be alive. All who see the same decide alike.
func Divide(me string, alive []string, readers map[string]string) (take, free []string) {
	load := map[string]int{}
	for _, name := range alive {
		load[name] = 0
	}
	var orphans, mine []string
	for _, source := range slices.Sorted(maps.Keys(readers)) {
		reader := readers[source]
		if _, lives := load[reader]; !lives {
			orphans = append(orphans, source)
			continue
		}
		load[reader]++
		if reader == me {
			mine = append(mine, source)
		}
	}
	for _, source := range orphans {
		least := leastLoaded(load)
		load[least]++
		if least == me {
			take = append(take, source)
		}
	}
	for len(mine) > 0 {
		least := leastLoaded(load)
		if load[me]-load[least] < 2 {
			break
		}
		last := len(mine) - 1
		free, mine = append(free, mine[last]), mine[:last]
		load[me]--
		load[least]++
	}
	return take, free
}

// leastLoaded is who reads fewest; of several, the first by name.
func leastLoaded(load map[string]int) string {
	least, found := "", false
	for _, name := range slices.Sorted(maps.Keys(load)) {
		if !found || load[name] < load[least] {
			least, found = name, true
		}
	}
	return least
}
