package app

import (
	"slices"
	"testing"
)

func TestWhatGoesOverTheNetworkInTheClearIsSaid(t *testing.T) {
	for _, c := range []struct {
		ledger, queue string
		want          []string
	}{
		{"hearsay.db", "memory", nil},
		{"postgres://h@localhost/h", "redis://127.0.0.1:6379/0", nil},
		{"postgres://h@/h?host=/var/run/postgresql", "redis://[::1]:6379", nil},
		{"postgres://h@db.example/h", "redis://cache.example:6379", []string{"ledger", "queue"}}, // sslmode=prefer, which takes what it gets
		{"postgres://h@db.example/h?sslmode=disable", "rediss://cache.example:6379", []string{"ledger"}},
		{"postgres://h@db.example/h?sslmode=require", "memory", []string{"ledger"}},
		{"postgres://h@db.example/h?sslmode=verify-full", "memory", nil},
		{"postgres://h@10.0.0.7,10.0.0.8/h?sslmode=disable", "memory", []string{"ledger"}},
	} {
		t.Setenv("PGSSLMODE", "")
		var got []string
		for _, f := range examineWires(t.Context(), &Config{Ledger: c.ledger, Queue: c.queue}) {
			if got = append(got, f.Part); f.Health != Ailing || f.Remedy == "" {
				t.Errorf("%s: %+v", c.ledger, f)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s and %s: a word of %q, want %q", c.ledger, c.queue, got, c.want)
		}
	}
}
