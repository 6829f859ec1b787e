//go:build linux || darwin || freebsd

package app

import (
	"fmt"
	"syscall"
)

// freeSpace is how many bytes may still be written into a folder.
func freeSpace(folder string) (uint64, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(folder, &fs); err != nil {
		return 0, fmt.Errorf("the folder %s: %w", folder, err)
	}
	return uint64(fs.Bavail) * uint64(fs.Bsize), nil //nolint:gosec,unconvert // neither is negative; their types differ between systems
}
