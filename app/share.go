package app

import (
	"context"
	"crypto/rand"
	"maps"
	"os"
	"slices"
	"strings"

	"hearsay/collector"
	"hearsay/ledger"
)

// share is what this process reads of the sources that all processes on one ledger read together: each source is read by
// one, under a lease with a fence. It is used by one goroutine.
//
// A process is taken for dead when its beat has stood still for some rounds of the observer's own, so that clocks need not agree and
// may be set, and nobody is taken for dead while the ledger is gone, when nobody's heart can beat.
type share struct {
	ledger *ledger.Ledger
	place  string // the machine and address that this process serves; one at a time can
	me     string // this run of it
	seen   map[string]beat
}

// beat is how a process was last seen to live, and for how many rounds the same was seen since.
type beat struct {
	count int64
	still int
}

// deadRounds is for how many rounds a beat stands still before a process's sources are read by others.
const deadRounds = 3

// newShare is the share of a process that serves an address.
func newShare(l *ledger.Ledger, address string) *share {
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	place := host + " " + address + " "
	return &share{ledger: l, place: place, me: place + rand.Text()[:8], seen: map[string]beat{}}
}

// round tells the others that this process lives, takes its share of the sources that are wanted, and gives up what is more.
// It returns the fences of those it holds, by source.
func (s *share) round(ctx context.Context, wanted []string) (map[string]int64, error) {
	held := map[string]int64{}
	err := s.ledger.Write(ctx, func(tx *ledger.Tx) error {
		if err := tx.Beat(ctx, s.me); err != nil {
			return err
		}
		alive, err := s.alive(ctx, tx)
		if err != nil {
			return err
		}
		leases, err := tx.SourceLeases(ctx)
		if err != nil {
			return err
		}
		if err := s.divide(ctx, tx, alive, wanted, leases); err != nil {
			return err
		}
		for source, lease := range leases {
			if lease.Reader == s.me {
				held[source] = lease.Fence
			}
		}
		return nil
	})
	return held, err
}

// divide takes and gives up, and notes it in leases.
func (s *share) divide(ctx context.Context, tx *ledger.Tx, alive, wanted []string, leases map[string]ledger.SourceLease) error {
	readers := map[string]string{}
	for _, source := range wanted {
		readers[source] = leases[source].Reader
	}
	take, free := collector.Divide(s.me, alive, readers)
	for source, lease := range leases {
		if _, isWanted := readers[source]; !isWanted && lease.Reader == s.me {
			free = append(free, source)
		}
	}
	for _, source := range take {
		lease, err := tx.TakeSource(ctx, source, s.me)
		if err != nil {
			return err
		}
		leases[source] = lease
	}
	for _, source := range free {
		if err := tx.FreeSource(ctx, source, s.me); err != nil {
			return err
		}
		delete(leases, source)
	}
	return nil
}

// alive are the processes that live, this one among them. Those that do not are forgotten, and so, in the first round, is an earlier run of this
// one: it cannot have the address any more. If it beats again it is another one, on a machine of the same name, and is left in peace.
func (s *share) alive(ctx context.Context, tx *ledger.Tx) ([]string, error) {
	beats, err := tx.Beats(ctx)
	if err != nil {
		return nil, err
	}
	isFirst := len(s.seen) == 0
	for name, count := range beats {
		last, known := s.seen[name]
		if known && last.count == count {
			last.still++
		} else {
			last = beat{count, 0}
		}
		s.seen[name] = last
		isEarlier := isFirst && strings.HasPrefix(name, s.place)
		if name == s.me || !isEarlier && last.still < deadRounds {
			continue
		}
		delete(beats, name)
		if err := tx.ForgetReader(ctx, name); err != nil {
			return nil, err
		}
	}
	maps.DeleteFunc(s.seen, func(name string, _ beat) bool { _, lives := beats[name]; return !lives })
	return slices.Sorted(maps.Keys(beats)), nil
}

// leave frees all sources at once, for the others.
func (s *share) leave(ctx context.Context) error {
	return s.ledger.Write(ctx, func(tx *ledger.Tx) error { return tx.ForgetReader(ctx, s.me) })
}
