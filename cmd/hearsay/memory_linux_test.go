package main

import (
	"testing"

	"github.com/prometheus/procfs"
)

func TestTheProgramRunsOnWithoutWhatOnlyItsStartNeeded(t *testing.T) {
	before := mapped(t)
	unmapProgram()
	if after := mapped(t); after > before*3/4 {
		t.Errorf("%d bytes of files were mapped, and %d are", before, after)
	}
}

// mapped is how much of files stands in this process's memory, in bytes.
func mapped(t *testing.T) uint64 {
	t.Helper()
	self, err := procfs.Self()
	if err != nil {
		t.Fatal(err)
	}
	status, err := self.NewStatus()
	if err != nil {
		t.Fatal(err)
	}
	return status.RssFile
}
