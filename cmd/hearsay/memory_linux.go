package main

import (
	"github.com/prometheus/procfs"
	"golang.org/x/sys/unix"
)

// unmapProgram gives back the pages of the program's own file: half of its code and tables are for the start alone. What is needed again
// comes back page by page out of the system's cache. Pages that can be written are left, as what was written to them would be lost
// (madvise(2), MADV_DONTNEED). Without /proc nothing is given back.
func unmapProgram() {
	self, err := procfs.Self()
	if err != nil {
		return
	}
	program, err := self.Executable()
	if err != nil {
		return
	}
	maps, _ := self.ProcMaps()
	for _, m := range maps {
		if m.Pathname == program && !m.Perms.Write {
			_, _, _ = unix.Syscall(unix.SYS_MADVISE, m.StartAddr, m.EndAddr-m.StartAddr, unix.MADV_DONTNEED)
		}
	}
}
