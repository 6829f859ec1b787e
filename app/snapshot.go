package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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
)

// leastSnapshot is the catalogue from which its index is kept on disk: a smaller one is built in less time than a person
// notices.
const leastSnapshot = 1000

// snapshots keeps the index of a ledger's claims in a file, for one build of the program.
type snapshots struct {
	name  string        // of the file; empty to keep none
	owner func() string // names the program's build and the ledger; empty to keep none
	log   *slog.Logger
}

// snapshots are those of the ledger, known by the key that it made up on its first day.
func (a *App) snapshots(ctx context.Context) (snapshots, error) {
	key, err := a.ledger.PseudonymKey(ctx)
	if err != nil {
		return snapshots{}, err
	}
	sum := sha256.Sum256(append([]byte("claims of the ledger "), key...))
	of := hex.EncodeToString(sum[:8])
	return snapshots{snapshotName(a.config.Ledger, of), func() string { return ownerOf(programHash(), of) }, a.options.Log}, nil
}

// ownerOf is empty for a build that has no name.
func ownerOf(build, ledger string) string {
	if build == "" {
		return ""
	}
	return build + " of " + ledger
}

// load reads the snapshot, and of which state of the catalogue it is; nil if there is none that can be used.
func (s snapshots) load() (x *claims.Index, state string) {
	if s.name == "" {
		return nil, ""
	}
	data, err := os.ReadFile(s.name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ""
	}
	if err == nil {
		x, state, err = claims.LoadIndex(data, s.owner())
	}
	if err != nil {
		s.log.Info("the claims are indexed again", "reason", err)
	}
	return x, state
}

// index makes the index of a catalogue, and keeps a snapshot of it for the next start. One that cannot be written costs time there, and
// nothing else.
func (s snapshots) index(all []claims.Claim, state string) *claims.Index {
	x := claims.NewIndex(all)
	if s.name == "" {
		return x
	}
	var err error
	if owner := s.owner(); owner != "" && len(all) >= leastSnapshot {
		err = saveSnapshot(s.name, x, owner, state)
	} else {
		err = os.Remove(s.name) // the next start shall not begin with what was there before
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.log.Warn("the claims have no snapshot of today", "error", err)
	}
	return x
}

// saveSnapshot writes a snapshot beside its place and moves it there, so that nobody reads half of one.
func saveSnapshot(name string, x *claims.Index, owner, state string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("making room for a snapshot: %w", err)
	}
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("writing a snapshot: %w", err)
	}
	err = errors.Join(x.Save(file, owner, state), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// snapshotName is where the snapshot of a ledger's claims lies: beside the ledger's file, or in the user's cache for one
// on a server, under the ledger's own name. It is empty where there is no such place.
func snapshotName(ledger, of string) string {
	if !strings.Contains(ledger, "://") {
		return ledger + ".claims"
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "hearsay", "claims-"+of)
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
