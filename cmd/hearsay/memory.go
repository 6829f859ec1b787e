package main

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
)

// garbage is how far the heap may grow between two collections: four times what lives, as long as that is little. What a stream of posts
// needs is short-lived, and a quarter of the time went into collecting it; a large catalogue takes memory enough once.
const garbage = 400 << 20

// settleMemory gives back what reading packs and claims took, and sets how often memory is collected from then on. GOGC, if it is
// set, decides.
func settleMemory() {
	debug.FreeOSMemory()
	unmapProgram()
	if os.Getenv("GOGC") == "" {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		debug.SetGCPercent(int(min(max(garbage*100/max(live[0].Value.Uint64(), 1), 100), 400)))
	}
}
