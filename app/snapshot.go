package app

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"hearsay/claims"
	"hearsay/ledger"
)

// leastSnapshot is the catalogue from which its index is kept on disk: a smaller one is built in less time than a person
// notices.
const leastSnapshot = 1000

// snapshots keeps the index of the claims in a file, for one build of the program.
type snapshots struct {
	name  string // of the file; empty to keep none
	build string // the same
	log   *slog.Logger
}

// index makes the index of a catalogue: from its snapshot where that fits, else from the claims, with a snapshot for the
// next time. A snapshot that cannot be read or written costs time and nothing else.
func (s snapshots) index(all []claims.Claim, version ledger.ClaimsVersion) *claims.Index {
	if len(all) < leastSnapshot || s.name == "" || s.build == "" {
		return claims.NewIndex(all)
	}
	key := fmt.Sprintf("%v of %s", version, s.build)
	data, err := os.ReadFile(s.name)
	if err == nil {
		var x *claims.Index
		if x, err = claims.LoadIndex(data, key); err == nil {
			return x
		}
	}
	if !errors.Is(err, fs.ErrNotExist) {
		s.log.Info("the claims are indexed again", "reason", err)
	}
	x := claims.NewIndex(all)
	if err := saveSnapshot(s.name, x, key); err != nil {
		s.log.Warn("the claims are indexed again at the next start", "error", err)
	}
	return x
}

// saveSnapshot writes a snapshot beside its place and moves it there, so that nobody reads half of one.
func saveSnapshot(name string, x *claims.Index, key string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("making room for a snapshot: %w", err)
	}
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("writing a snapshot: %w", err)
	}
	err = errors.Join(x.Save(file, key), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// snapshotName is where the snapshot of a ledger's claims lies: beside the ledger's file, or in the user's cache for one
// on a server. It is empty where there is no such place.
func snapshotName(ledger string) string {
	if !strings.Contains(ledger, "://") {
		return ledger + ".claims"
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "hearsay", "claims")
}

// buildOf names the program's build, as another may read texts in another way. It is empty for a build that cannot be
// told from others.
func buildOf() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	revision, modified := "", false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			revision = s.Value
		case "vcs.modified":
			modified = s.Value == "true"
		}
	}
	if revision == "" || modified {
		return ""
	}
	return revision
}
