//go:build linux

package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// What is watched of a process, by the names of its metrics.
const (
	resident   = "process_resident_memory_bytes"
	goroutines = "go_goroutines"
	startedAt  = "process_start_time_seconds"
)

const (
	usageEvery = 5 * time.Second
	fullLife   = 60   // samples, of a process whose growth is looked at
	mostGrowth = 1.25 // of the last third of a life over the second, as a factor; the first is for warming up
)

// life is a process from its start to its end.
type life struct {
	process int
	started float64 // Unix seconds
}

func (l life) compare(to life) int { return cmp.Compare(l.started, to.started) }

// usage is what processes take, by time.
type usage struct {
	mu    sync.Mutex
	lives map[life][]map[string]float64
}

// watch looks at all processes every five seconds until ctx ends. One that does not answer is asked again the next time.
func (u *usage) watch(ctx context.Context, programs []*program) {
	for ; ctx.Err() == nil; sleep(ctx, usageEvery) {
		for _, p := range programs {
			sample, err := look(ctx, p.address)
			if err != nil {
				continue
			}
			u.mu.Lock()
			of := life{p.number, sample[startedAt]}
			u.lives[of] = append(u.lives[of], sample)
			u.mu.Unlock()
		}
	}
}

// look reads what is watched of a process.
func look(ctx context.Context, address string) (map[string]float64, error) {
	asking, stop := context.WithTimeout(ctx, 3*time.Second)
	defer stop()
	request, err := http.NewRequestWithContext(asking, http.MethodGet, "http://"+address+"/metrics", nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	sample := map[string]float64{}
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if !slices.Contains([]string{resident, goroutines, startedAt}, name) {
			continue
		}
		if sample[name], err = strconv.ParseFloat(value, 64); err != nil {
			return nil, err
		}
	}
	if len(sample) < 3 {
		return nil, errors.New("the metrics do not say what a process takes")
	}
	return sample, lines.Err()
}

// String tells the last sample of each process.
func (u *usage) String() string {
	u.mu.Lock()
	defer u.mu.Unlock()
	latest := map[int]string{}
	for _, l := range slices.SortedFunc(maps.Keys(u.lives), life.compare) {
		last := u.lives[l][len(u.lives[l])-1]
		latest[l.process] = fmt.Sprintf("%.0f MB, %.0f goroutines", last[resident]/1e6, last[goroutines])
	}
	return strings.Join(slices.Sorted(maps.Values(latest)), " and ")
}

// grown tells what grew in any life that was long enough.
func (u *usage) grown() []string {
	u.mu.Lock()
	defer u.mu.Unlock()
	var faults []string
	looked := 0
	for _, l := range slices.SortedFunc(maps.Keys(u.lives), life.compare) {
		samples := u.lives[l]
		if len(samples) < fullLife {
			continue
		}
		looked++
		third := len(samples) / 3
		for _, name := range []string{resident, goroutines} {
			early, late := highest(samples[third:2*third], name), highest(samples[2*third:], name)
			told := fmt.Sprintf("process %d, %v long: %s %.0f at most in the second third, %.0f in the last", l.process, time.Duration(len(samples))*usageEvery, name, early, late)
			fmt.Println(told)
			if late > early*mostGrowth {
				faults = append(faults, told)
			}
		}
	}
	if looked == 0 {
		fmt.Println("no process lived long enough to see whether it grows")
	}
	return faults
}

func highest(samples []map[string]float64, name string) float64 {
	var most float64
	for _, s := range samples {
		most = max(most, s[name])
	}
	return most
}
