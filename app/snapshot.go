package app

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/cespare/xxhash/v2"

	"hearsay/claims"
	"hearsay/ledger"
)

// leastSnapshot is the catalogue from which its index is kept on disk: a smaller one is built in less time than a person
// notices.
const leastSnapshot = 1000

// snapshots keeps the index of the claims in a file, for one build of the program.
type snapshots struct {
	name  string        // of the file; empty to keep none
	build func() string // names the program's build; empty to keep none
	log   *slog.Logger
}

// index makes the index of a catalogue: from its snapshot where that fits, else from the claims, with a snapshot for the
// next time. A snapshot that cannot be read or written costs time and nothing else.
func (s snapshots) index(all []claims.Claim, version ledger.ClaimsVersion) *claims.Index {
	if len(all) < leastSnapshot || s.name == "" {
		return claims.NewIndex(all)
	}
	build := s.build()
	if build == "" {
		return claims.NewIndex(all)
	}
	key := fmt.Sprintf("%v of %s", version, build)
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

// programHash names the program's build by its file, as another build may read texts in another way. It is empty where
// the file cannot be read.
func programHash() string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	file, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer file.Close()
	hash := xxhash.New()
	if _, err := io.Copy(hash, file); err != nil {
		return ""
	}
	return fmt.Sprintf("%016x", hash.Sum64())
}
