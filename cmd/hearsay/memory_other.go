//go:build !linux

package main

// unmapProgram leaves the program's pages to the system, which takes them when it needs them.
func unmapProgram() {}
